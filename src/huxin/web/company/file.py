"""What a company can apply for or hand in, and the page on which it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import NotFoundError, find_filing
from huxin.identity.service import actor_of
from huxin.measures.employment.service import agreement_answers, find_agreement
from huxin.measures.insurance.service import enrolment_answers
from huxin.people.service import company_of
from huxin.ui.company import FRAME, render_page
from huxin.ui.filing import Desk, file_page, services_page
from huxin.ui.page import page

CHOSEN: Final = ("duty",)
"""Answers that a link to a form may have chosen already."""


@page("GET", who="company_filing")
def services(request: HttpRequest) -> HttpResponse:
    """Every procedure that a company opens."""
    return services_page(request, _desk({}), _("申请和报送"), _("名单和协议在上面“名单”“协议”里成批报"))


@page("GET", "POST", who="company_filing")
def file(request: HttpRequest, name: str) -> HttpResponse:
    """The whole form, begun with what is known.

    ``?from=`` of an earlier case, ``?list=`` of a list that was sent, ``?agreement=`` of an agreement, or an answer
    that the link has chosen.
    """
    company = company_of(actor_of(request))
    known = {"company": company.name, "company_code": company.credit_code}
    chosen = {one: request.GET[one][:40] for one in CHOSEN if one in request.GET}
    return file_page(request, name, _desk(known | chosen | _of_list(request) | _of_agreement(request)))


def _desk(known: Mapping[str, Any]) -> Desk:
    return Desk(
        FRAME,
        render_page,
        lambda name: reverse("company:file", args=[name]),
        lambda no: reverse("company:case", args=[no]) + "?done=file",
        known,
    )


def _of_list(request: HttpRequest) -> dict[str, Any]:
    try:
        return enrolment_answers(find_filing(actor_of(request), UUID(request.GET.get("list", ""))))
    except (ValueError, NotFoundError):
        return {}


def _of_agreement(request: HttpRequest) -> dict[str, Any]:
    try:
        return agreement_answers(find_agreement(actor_of(request), UUID(request.GET.get("agreement", ""))))
    except (ValueError, NotFoundError):
        return {}

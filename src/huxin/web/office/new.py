"""An office opens a case itself: an inspection, an inquiry, an item of the work plan, or what another case leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.identity.service import actor_of
from huxin.measures.governance.service import Finding, inquiry_answers, visible
from huxin.ui.filing import Desk, file_page, services_page
from huxin.ui.office import FRAME, render_page
from huxin.ui.page import page


@page("GET", who="officer")
def services(request: HttpRequest) -> HttpResponse:
    """Every procedure of which this officer may open a case."""
    return services_page(request, _desk({}), _("登记新件"), _("由本单位发起的事项"))


@page("GET", "POST", who="officer")
def new(request: HttpRequest, name: str) -> HttpResponse:
    """The whole form; ``?from=`` begins with what an earlier case knows, ``?finding=`` with what a finding knows."""
    known = _from_finding(request) if name == "inquiry" else {}
    return file_page(request, name, _desk(known))


def _desk(known: Mapping[str, Any]) -> Desk:
    return Desk(
        FRAME,
        render_page,
        lambda name: reverse("agency:new", args=[name]),
        lambda no: reverse("agency:case", args=[no]),
        known,
    )


def _from_finding(request: HttpRequest) -> Mapping[str, Any]:
    """The answers that a finding in this officer's scope gives; nothing without one."""
    asked, code = request.GET.get("finding", "").replace("\0", ""), request.GET.get("company", "")
    one: Finding | None = visible(actor_of(request)).filter(id=asked).first() if asked else None
    return inquiry_answers(one, code) if one is not None and code in one.companies else {}

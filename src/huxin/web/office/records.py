"""Retention 保管期限: what may go, who proposed it, what is held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    NotFoundError,
    carry_out_disposal,
    city_pack,
    expired,
    hold,
    holds_of,
    lift_hold,
    propose_disposal,
    proposed_disposals,
)
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.templatetags.words import say


@page("GET", "POST", who="approver")
def records(request: HttpRequest) -> HttpResponse:
    """The lists; on POST propose, carry out, hold or lift a hold."""
    actor, problems = actor_of(request), list[FormProblem]()
    if request.method == "POST":
        try:
            _do(actor, request)
            return HttpResponseRedirect(reverse("agency:records"))
        except InputError as error:
            problems = refused(error)
        except NotFoundError:
            problems = [FormProblem(_("没有这个件，或者不归本单位。"))]
    procedures = city_pack().procedures
    context = {
        "expired": [
            {
                "no": one.no,
                "procedure": say(procedures[one.procedure].label) if one.procedure in procedures else one.procedure,
                "until": one.kept_until,
                "held": _held().get(one.held, ""),
            }
            for one in expired(actor)
        ],
        "proposed": [
            {
                "no": one.case_id,
                "by": one.proposed_by.label,
                "at": one.proposed_at,
                "mine": one.proposed_by_id == actor.pk,
            }
            for one in proposed_disposals(actor)
        ],
        "holds": holds_of(actor),
        "problems": problems,
        "sent": request.POST if problems else {},
    }
    return render_page(request, "agency/records.html", context, 400 if problems else 200)


def _do(actor: Actor, request: HttpRequest) -> None:
    no = request.POST.get("no", "").strip()[:20]
    work: dict[str, Callable[[], Any]] = {
        "propose": lambda: propose_disposal(actor, no),
        "carry_out": lambda: carry_out_disposal(actor, no),
        "hold": lambda: hold(actor, no, request.POST.get("reason", "")),
        "lift": lambda: lift_hold(actor, _id(request.POST.get("hold", ""))),
    }
    chosen = work.get(request.POST.get("do", ""))
    if chosen is None:
        raise InputError("do", "do", request.POST.get("do", ""), ", ".join(work), _("打开最新的页面再试。"))
    chosen()


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InputError("hold", "hold", text, "a hold that lasts", _("打开最新的页面再看。")) from None


def _held() -> dict[str, str]:
    return {
        "hold": _("保全着"),
        "clock": _("还有期限在走"),
        "appeal": _("有异议，还没归档"),
    }

"""同事: who of an office has how much in hand, who is away and who stands in, and cases that are handed on."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import Load, hand_on, may_arrange, open_cases, team
from huxin.core.service import hint_of
from huxin.identity.service import Absence, Account, Actor, Trace, actor_of, end_leave, go_away
from huxin.law import InputError
from huxin.law.procedures import Field
from huxin.law.procedures.model import CARRIERS
from huxin.ui.bulk import result_of
from huxin.ui.formatting import day_text, role_names
from huxin.ui.forms import FormField, FormOption, FormProblem, draw, form_errors, problems_of, read_answers
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, went
from huxin.web.office.queue import row_of

LEAVE = (
    Field(name="since", kind="date", label={"zh": "从哪天", "en": "From"}),
    Field(name="until", kind="date", label={"zh": "到哪天（这天也算）", "en": "Until (this day too)"}),
)
"""What is asked of a leave, beside who stands in."""


def in_team(actor: Actor) -> bool:
    """Whoever carries cases or approves them has colleagues with cases."""
    return bool(actor.roles & (CARRIERS | {"approver"}))


@page("GET", who="officer")
def colleagues(request: HttpRequest) -> HttpResponse:
    """The office with what each has in hand."""
    actor = actor_of(request)
    if not in_team(actor):
        raise PermissionDenied
    return render_page(request, "agency/team.html", {"rows": [_row(one) for one in team(actor)]})


def _row(one: Load) -> dict[str, Any]:
    return {
        "label": one.account.label,
        "url": reverse("agency:colleague", args=[one.account.username]),
        "roles": "、".join(role_names().get(role, role) for role in one.account.roles),
        "open": one.open,
        "late": one.late,
        "left": one.left,
        "away": _away(one.absence),
    }


def _away(one: Absence | None) -> str:
    if one is None:
        return ""
    days = {"since": day_text(one.since), "until": day_text(one.until), "who": one.substitute.label}
    return _("%(since)s 到 %(until)s 请假，%(who)s 代办") % days


@page("GET", "POST", who="officer")
def colleague(request: HttpRequest, username: str) -> HttpResponse:
    """One colleague: the open cases; on POST a leave, its end, or cases handed on."""
    actor = actor_of(request)
    if not in_team(actor):
        raise PermissionDenied
    loads = team(actor)
    found = next((one for one in loads if one.account.username == username), None)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _show(request, found, loads)
    if not may_arrange(actor, found.account):
        raise PermissionDenied
    if request.POST.get("do") == "hand_on":
        return _hand_on(request, found)
    if request.POST.get("do") == "back":
        if found.absence is not None:
            end_leave(actor, found.absence)
        return went(request, f"{reverse('agency:colleague', args=[username])}?done=back")
    return _leave(request, found, loads)


def _leave(request: HttpRequest, found: Load, loads: list[Load]) -> HttpResponse:
    values = read_answers(LEAVE, request.POST)
    errors = form_errors(LEAVE, values)
    problems = problems_of(errors)
    substitute = Account.objects.filter(username=request.POST.get("substitute", ""), kind="officer").first()
    if substitute is None:
        problems = [*problems, FormProblem(_("选谁代办。"), "f-substitute")]
    if not problems and substitute is not None:
        try:
            since, until = (date.fromisoformat(str(values[name])) for name in ("since", "until"))
            go_away(actor_of(request), found.account, substitute, since, until)
            return went(request, f"{reverse('agency:colleague', args=[found.account.username])}?done=leave")
        except InputError as error:
            problems = [FormProblem(hint_of(error), f"f-{error.problem.field}")]
    return _show(request, found, loads, values, errors, problems)


def _hand_on(request: HttpRequest, found: Load) -> HttpResponse:
    actor, to = actor_of(request), request.POST.get("to", "")[:60]
    here = reverse("agency:colleague", args=[found.account.username])
    numbers = list(dict.fromkeys(request.POST.getlist("case")))
    if not numbers:
        return HttpResponseRedirect(here)
    results = hand_on(actor, found.account, numbers, to, key=request.POST.get("key", "")[:40])
    context = {"label": _("分给谁办"), "back": here, **result_of(results)}
    return render_page(request, "agency/together_done.html", context)


def _show(
    request: HttpRequest,
    found: Load,
    loads: list[Load],
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    problems: list[FormProblem] | None = None,
) -> HttpResponse:
    actor, account = actor_of(request), found.account
    others = [one.account for one in loads if one.account.pk != account.pk and not one.left and one.absence is None]
    ended = Trace.objects.filter(kind="account", what="absence_ended", account=account, by_id=actor.pk)
    told = {
        "leave": Told(
            _("请假记下了。这些天代办的人看得到、办得了这些件，署代办的人自己的名字。"), found.absence is not None
        ),
        "back": Told(_("请假结束了。"), found.absence is None and ended.exists()),
    }
    context = {
        "colleague": _row(found),
        "may": may_arrange(actor, account),
        "cases": [row_of(one) for one in open_cases(actor, account)],
        "fields": [*draw(LEAVE, values or {}, errors or {}), _substitute(others, account)],
        "others": [{"value": one.username, "label": one.label} for one in others],
        "key": uuid.uuid4().hex,
        "problems": problems or [],
        "done": "" if problems else done(request, told),
    }
    return render_page(request, "agency/colleague.html", context, 400 if problems else 200)


def _substitute(others: list[Account], account: Account) -> FormField:
    alike = [one for one in others if set(one.roles) & set(account.roles)]
    options = tuple(FormOption(one.username, one.label, chosen=False) for one in alike)
    return FormField("substitute", "select", _("谁代办"), True, "f-substitute", options=options)

"""What waits for the company, what is due first."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huxin.casework.service import Dossier, allowed_for, my_cases, view_case
from huxin.law.clocks import ClockState
from huxin.portals.agency.words import Due, due_of
from huxin.portals.company.views.page import page
from huxin.portals.templatetags.words import say
from huxin.registry.service import Actor, access, actor_of

BESIDE = ("add_evidence", "withdraw", "appeal")
"""What can be done at any time and is nobody's task."""


@access("company")
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Every open case in which the company has to act, with the deadline that runs for it."""
    actor = actor_of(request)
    open_cases = [case for case in my_cases(actor) if case.status in ("received", "completion_asked", "in_progress")]
    tasks = [task for case in open_cases if (task := _task(actor, view_case(actor, case.no))) is not None]
    tasks.sort(key=lambda task: (task["day"] or date.max, task["no"]))
    return page(request, "company/home.html", {"tasks": tasks, "open": len(open_cases)})


def _task(actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    mine = [name for name in allowed_for(actor, dossier) if name not in BESIDE]
    if not mine:
        return None
    clock = waits_for(dossier, mine)
    return {
        "no": dossier.case.no,
        "url": reverse("company:case", args=[dossier.case.no]),
        "procedure": say(dossier.procedure.label),
        "acts": "、".join(say(dossier.procedure.acts[name].label) for name in mine),
        "day": clock.due if clock is not None else None,
        "due": due_text(clock),
    }


def waits_for(dossier: Dossier, acts: list[str]) -> ClockState | None:
    """The open deadline that one of these acts would stop, the nearest first."""
    stopped = {one.id for one in dossier.procedure.clocks if {event.act for event in one.stop} & set(acts)}
    running = [one for one in dossier.clocks().clocks if one.open and one.id in stopped and one.due is not None]
    return min(running, key=lambda one: one.due or date.max) if running else None


def due_text(clock: ClockState | None) -> Due | None:
    """A deadline as the desk shows it."""
    if clock is None:
        return None
    doubt = clock.provisional or bool(clock.uncertain_parameters)
    return due_of(clock.due, clock.days_left, clock.unit, provisional=doubt)

"""What a company has to do and until when: cases, papers, lists, safety duties, weather orders, by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huxin.casework.service import (
    Case,
    Dossier,
    allowed_for,
    city_pack,
    my_cases,
    today,
    view_dossiers,
    waiting_rows,
)
from huxin.identity.service import Actor
from huxin.law.clocks import ClockState
from huxin.law.procedures import Procedure
from huxin.measures.employment.service import ending, to_countersign, without_paper
from huxin.measures.safety.service import WEATHER_ORDER, sheet_of
from huxin.people.service import company_of
from huxin.ui.formatting import Due, due_of
from huxin.ui.templatetags.words import say

BESIDE: Final = ("add_evidence", "withdraw", "appeal")
"""What can be done at any time and is nobody's task."""
OPEN: Final = ("received", "completion_asked", "in_progress")
AHEAD: Final = timedelta(days=30)
"""How long before its end an agreement is told of."""
DUTIES: Final = "safety-duty"


@dataclass(frozen=True)
class Obligation:
    """One thing to do.  ``day`` None: nothing says until when.  ``matter`` is what it belongs to, ``no`` its case."""

    what: str
    matter: str
    url: str
    day: date | None = None
    due: Due | None = None
    no: str = ""


def obligations(actor: Actor) -> list[Obligation]:
    """Everything that waits for the company, what is due first first, what has no day last."""
    code, day, cases = company_of(actor).credit_code, today(), my_cases(actor)
    found = [
        *_of_cases(actor, cases),
        *_of_papers(code, day),
        *_of_lists(code, day),
        *_of_duties(actor, cases),
    ]
    return sorted(found, key=lambda one: (one.day or date.max, one.no, one.what))


def _of_cases(actor: Actor, cases: list[Case]) -> Iterator[Obligation]:
    again = {one.id for one in city_pack().procedures.values() if _comes_again(one)}
    live = [one for one in cases if one.status in OPEN or (one.status == "done" and one.procedure in again)]
    for dossier in view_dossiers(actor, live):
        found = _of_case(actor, dossier)
        if found is not None:
            yield found


def _comes_again(procedure: Procedure) -> bool:
    """Whether something of the unit's is due after a case of it is done: the next round of a safety duty."""
    after = {name for name, act in procedure.acts.items() if "unit" in act.by and "done" in act.from_}
    return any({event.act for event in clock.stop} & after for clock in procedure.clocks)


def _of_case(actor: Actor, dossier: Dossier) -> Obligation | None:
    mine = [name for name in allowed_for(actor, dossier) if name not in BESIDE]
    clock = waits_for(dossier, mine)
    if not mine or (clock is None and dossier.case.status not in OPEN) or _acknowledged(actor, dossier):
        return None
    day = clock.due if clock is not None else _ordered(dossier, mine)
    return Obligation(
        what="、".join(say(dossier.procedure.acts[name].label) for name in mine),
        matter=say(dossier.procedure.label),
        url=reverse("company:case", args=[dossier.case.no]),
        day=day,
        due=due_text(clock) if clock is not None else _due(day, today()) if day is not None else None,
        no=dossier.case.no,
    )


def _acknowledged(actor: Actor, dossier: Dossier) -> bool:
    """Whether this is a weather order that the company has acknowledged: to say so again is nobody's task."""
    if dossier.procedure.id != WEATHER_ORDER:
        return False
    code = company_of(actor).credit_code
    return any(one.acknowledged_at is not None for one in sheet_of(dossier).platforms if one.code == code)


def _ordered(dossier: Dossier, acts: list[str]) -> date | None:
    """Until when where no deadline runs: the day that an order named, or at once for severe weather."""
    if dossier.procedure.id == WEATHER_ORDER:
        return today()
    before = {spec.requires.act for name in acts if (spec := dossier.procedure.acts[name]).requires is not None}
    named = [step.payload.get("until") for step in dossier.steps if step.act in before]
    return date.fromisoformat(str(named[-1])) if named and named[-1] else None


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


def _due(day: date, now: date) -> Due | None:
    return due_of(day, (day - now).days, "c", provisional=False)


def _of_papers(code: str, now: date) -> Iterator[Obligation]:
    """Papers that are due, agreements to sign, agreements that run out; people of one day in one line."""
    found = without_paper(code, now)
    late = [one.due for one in found if one.overdue]
    if late:
        what = ngettext("给 %(n)s 个人补签协议", "给 %(n)s 个人补签协议", len(late)) % {"n": len(late)}
        yield Obligation(what, _("每日对账"), reverse("company:unsigned"), min(late), _due(min(late), now))
    for day, count in Counter(one.due for one in found if not one.overdue).items():
        what = ngettext("和 %(n)s 个人签协议", "和 %(n)s 个人签协议", count) % {"n": count}
        yield Obligation(what, _("每日对账"), reverse("company:unsigned"), day, _due(day, now))
    waiting = to_countersign(code)
    if waiting:
        what = ngettext("%(n)s 份协议本人签了，等你们签", "%(n)s 份协议本人签了，等你们签", waiting) % {"n": waiting}
        yield Obligation(what, _("协议"), reverse("company:agreements") + "?state=offered", now, _due(now, now))
    for day, count in ending(code, now, now + AHEAD):
        what = ngettext("%(n)s 份协议到期，续签或者结束", "%(n)s 份协议到期，续签或者结束", count) % {"n": count}
        yield Obligation(what, _("协议"), reverse("company:agreements"), day, _due(day, now))


def _of_lists(code: str, now: date) -> Iterator[Obligation]:
    sheets = city_pack().sheets
    for one in waiting_rows(code):
        what = ngettext("改好退回的 %(n)s 行再报", "改好退回的 %(n)s 行再报", one.wrong) % {"n": one.wrong}
        matter = say(sheets[one.sheet].label) if one.sheet in sheets else one.sheet
        until = one.returned.until
        yield Obligation(what, matter, reverse("company:filing", args=[one.id]), until, _due(until, now))


def _of_duties(actor: Actor, cases: list[Case]) -> Iterator[Obligation]:
    """Safety duties 二(六) of which the ledger has no entry."""
    procedure = city_pack().procedures.get(DUTIES)
    fields = [one for step in procedure.form for one in step.fields if one.name == "duty"] if procedure else []
    if procedure is None or not fields:
        return
    mine = view_dossiers(actor, (case for case in cases if case.procedure == DUTIES))
    filed = {one.answers.get("duty") for one in mine}
    missing = [say(one.label) for one in fields[0].options if one.value not in filed]
    if missing:
        what = _("台账里还没有：%(duties)s") % {"duties": "、".join(missing)}
        yield Obligation(what, say(procedure.label), reverse("company:file", args=[DUTIES]))

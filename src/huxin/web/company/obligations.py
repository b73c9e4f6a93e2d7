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
    OwedStep,
    allowed_for,
    city_pack,
    coming,
    my_cases,
    owed_now,
    owes,
    own_clocks,
    today,
    view_dossiers,
    waiting_rows,
)
from huxin.feeds.service import owed_days
from huxin.identity.service import Actor
from huxin.law.dates import day_of
from huxin.law.procedures.model import ENDED
from huxin.measures.employment.service import ending, to_countersign, without_paper
from huxin.measures.safety.service import WEATHER_ORDER
from huxin.people.service import company_of
from huxin.ui.due import due_of_clock
from huxin.ui.formatting import DueText, due_of
from huxin.ui.meetings import shown_meeting
from huxin.ui.templatetags.words import say

BESIDE: Final = frozenset({"add_evidence", "withdraw", "appeal"})
"""What can be done at any time and is nobody's task."""
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
    due: DueText | None = None
    no: str = ""


def obligations(actor: Actor) -> list[Obligation]:
    """Everything that waits for the company, what is due first first, what has no day last."""
    code, day, cases = company_of(actor).credit_code, today(), my_cases(actor)
    found = [
        *_of_cases(actor, cases),
        *_of_papers(code, day),
        *_of_lists(code, day),
        *_of_orders(actor, code, day),
        *_of_duties(actor, cases),
    ]
    return sorted(found, key=lambda one: (one.day or date.max, one.no, one.what))


def _of_cases(actor: Actor, cases: list[Case]) -> Iterator[Obligation]:
    """The steps that are the company's, and its deadlines beside them; what it may only ask for is nobody's task."""
    for dossier in view_dossiers(actor, (one for one in cases if one.status not in ENDED)):
        for step in owed_now(dossier):
            if owes(dossier, step):
                yield _of_step(dossier, step)
        for one in coming(dossier):
            shown = shown_meeting(dossier, one)
            yield _of_case(dossier, f"{shown.label} {shown.times} {shown.place}", one.day, _due(one.day, today()))
        mine = set(allowed_for(actor, dossier)) - BESIDE
        for clock in own_clocks(dossier):
            if mine & {event.act for event in dossier.procedure.clock(clock.id).stop}:
                yield _of_case(dossier, say(clock.label), clock.due, due_of_clock(clock))


def _of_step(dossier: Dossier, step: OwedStep) -> Obligation:
    """A step; an order in severe weather holds at once, whatever its deadline."""
    now = today()
    day = now if step.due is None and dossier.procedure.id == WEATHER_ORDER else step.due
    due = due_of_clock(step.clock) if step.clock is not None else _due(day, now) if day is not None else None
    return _of_case(dossier, say(step.turn.do), day, due)


def _of_case(dossier: Dossier, what: str, day: date | None, due: DueText | None) -> Obligation:
    url = reverse("company:case", args=[dossier.case.no])
    return Obligation(what, say(dossier.procedure.label), url, day, due, dossier.case.no)


def _due(day: date, now: date) -> DueText | None:
    return due_of(day, (day - now).days, "c")


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


def _of_orders(actor: Actor, code: str, now: date) -> Iterator[Obligation]:
    """Days of order records that are over and of which nothing came, in one line with the first day they are late."""
    if not actor.may("lists"):
        return
    for kind in ("orders", "oncall"):
        owed = [one for one in owed_days(code, kind, now) if one.day < now]
        n = len(owed)
        if owed:
            until = day_of(owed[0].until - timedelta(milliseconds=1))
            if kind == "orders":
                what = ngettext("报 %(n)s 天的订单", "报 %(n)s 天的订单", n) % {"n": n}
            else:
                what = ngettext("报 %(n)s 天的在线时间", "报 %(n)s 天的在线时间", n) % {"n": n}
            url = f"{reverse('company:send_orders')}?kind={kind}"
            yield Obligation(what, _("订单报送"), url, until, _due(until, now))


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

"""Fines 罚款收缴: what a side owes by a decision, until when, what being late adds, and what arrived.

A fine goes to a bank and is recorded by finance, never by the office that imposed it (行政处罚法 67); the city pays
nothing of it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.remedies import chosen_remedy, remedies_of
from huxin.casework.law.city import number_of_city, today
from huxin.law import InputError
from huxin.law.clocks import ClockState
from huxin.law.dates import add_months
from huxin.law.procedures import Collection, holds
from huxin.law.procedures.money import AmountDue, due_on
from huxin.law.values import read, yuan


@dataclass(frozen=True)
class OwedFine:
    """The fine of a case on a day, in fen; ``paid`` and ``late_paid``: what arrived of it and of what was added."""

    no: str
    company: str
    due: AmountDue
    paid: int
    late_paid: int

    @property
    def left(self) -> int:
        """What is still to be paid of the fine itself."""
        return max(self.due.sum - self.paid, 0)


def owed_by_side(dossier: Dossier, on: date | None = None) -> OwedFine | None:
    """What a side owes by the decision of a case; None where it owes nothing.

    Once the whole fine has arrived nothing more is added: the days count until then.
    """
    whole, decided = dossier.unhidden, dossier.unhidden.last("decide")
    collection = whole.procedure.collection
    if collection is None or decided is None or not holds(collection.when, decided.payload):
        return None
    fine = _fen(decided.payload.get(collection.amount))
    arrived = [one for one in whole.steps if one.act == collection.paid]
    paid = sum(_fen(one.payload.get("paid")) for one in arrived)
    last = max((date.fromisoformat(str(one.payload["paid_on"])) for one in arrived), default=None)
    day = last if last is not None and paid >= fine else on or today()
    due = _due(collection, fine, _last_day(whole, collection), day)
    name = str(whole.answers.get("company") or "")
    return OwedFine(whole.case.no, name, due, paid, sum(_fen(one.payload.get("late_fine")) for one in arrived))


def _last_day(dossier: Dossier, collection: Collection) -> date | None:
    """The last day for paying, from the day on which the decision arrived; None before it did."""
    served = [one for one in dossier.steps if one.act == "serve" and one.payload.get("document") == collection.served]
    if not served:
        return None
    arrived = date.fromisoformat(str(served[0].payload.get("served_on") or served[0].record.day))
    days = number_of_city(collection.days, arrived)
    return arrived + timedelta(days=days) if isinstance(days, int) else None


def _due(collection: Collection, fine: int, until: date | None, on: date) -> AmountDue:
    rate, ceiling = (number_of_city(name, on) for name in (collection.rate, collection.ceiling))
    return due_on(fine, until, on, Fraction(rate or 0), Fraction(ceiling or 0))


def _fen(amount: Any) -> int:
    found = read("money", amount) if amount not in (None, "") else 0
    return found if isinstance(found, int) else 0


def check_collected(dossier: Dossier, step: Step) -> None:
    """Before what arrived is recorded: no more than is owed on that day.  Raises InputError."""
    collection = dossier.procedure.collection
    if collection is None or step.act != collection.paid:
        return
    owed = owed_by_side(dossier, date.fromisoformat(str(step.payload["paid_on"])))
    if owed is None:
        return
    late = max(owed.due.late - owed.late_paid, 0)
    for name, most, said in (("paid", owed.left, _("罚款还欠")), ("late_fine", late, _("到那天为止可以加处"))):
        if _fen(step.payload.get(name)) > most:
            hint = _("%(what)s %(most)s 元，不能记得比这个多。") % {"what": said, "most": yuan(most)}
            raise InputError("too_big", f"payload.{name}", step.payload.get(name), f"at most {yuan(most)}", hint)


URGE: Final = "urge"
"""The act by which an office demands what is overdue 催告, before it asks the court to enforce it."""
ENFORCE: Final = "enforce"
"""The act by which it then asks the court 申请法院强制执行."""
ENFORCEMENT: Final = "enforcement"
"""The last day for that, where it stands for a deadline to be reminded of."""
LATE: Final = "late_why"
"""Why the court is asked after that day."""


def to_urge(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, str]:
    """What a demand 催告书 and the application to the court name (行政强制法 35, 55), in yuan.

    ``left`` of the fine itself, ``late_left`` of what was added to it.

    Raises InputError before the last day for paying is over, and once everything has arrived.
    """
    owed = owed_by_side(dossier)
    if owed is None or owed.due.until is None or owed.due.until >= today():
        until = owed.due.until.isoformat() if owed is not None and owed.due.until is not None else ""
        hint = _("还没到催告的时候：罚款要送达、过了缴款的最后一天（%(day)s）才催告。") % {"day": until or "—"}
        raise InputError("too_early", "act", URGE, "after the last day for paying", hint)
    late = max(owed.due.late - owed.late_paid, 0)
    if owed.left + late == 0:
        hint = _("罚款和加处罚款都到账了，没有要催告的。")
        raise InputError("paid", "act", URGE, "something that is still owed", hint)
    return {"left": yuan(owed.left), "late_left": yuan(late)}


def to_enforce(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, str]:
    """The same for the application to the court, which says that nobody went to review or to court (行政强制法 53).

    Raises InputError as ``to_urge``, while one of these ways is open, where one was taken, and where the time to ask
    is over and no reason is given.
    """
    if chosen_remedy(dossier) is not None:
        hint = _("企业去复议或者起诉了，等有了结果再说：这份申请书写的是没有复议、没有起诉。")
        raise InputError("contested", "act", ENFORCE, "a decision that nobody contested", hint)
    last = _contested_until(dossier)
    if last is not None and last >= today():
        hint = _("还不能申请强制执行：到 %(day)s 企业都可以复议或者起诉，过后再申请。") % {"day": last}
        raise InputError("too_early", "act", ENFORCE, f"after {last}, the last day to contest it", hint)
    for clock in enforcement_clocks(dossier, today()):
        if clock.due is not None and clock.due < today() and not payload.get(LATE):
            words = _("申请的最后一天是 %(day)s，已经过了。有正当理由的，把理由写上，收不收由法院定。")
            hint = words % {"day": clock.due}
            raise InputError("too_late", f"payload.{LATE}", None, f"a reason after {clock.due}", hint)
    return to_urge(dossier, payload)


def _contested_until(dossier: Dossier) -> date | None:
    """The day until which a side can go to review or to court; None where nothing was decided."""
    return max((dossier.pack.calendar.next_workday(one.last) for one in remedies_of(dossier)), default=None)


def enforcement_clocks(dossier: Dossier, on: date) -> list[ClockState]:
    """The last day for asking the court to enforce what is owed (行政强制法 53), a working day as every last day.

    None where nothing is owed or was served, where the procedure names no such time, where a way outside was taken, and
    once the court was asked.  How sure the length is stands in its lines, as the pack marks it.
    """
    whole, owed = dossier.unhidden, owed_by_side(dossier, on)
    collection, last = whole.procedure.collection, _contested_until(dossier)
    if owed is None or owed.due.until is None or last is None or collection is None or collection.enforce is None:
        return []
    open_sum = owed.left + max(owed.due.late - owed.late_paid, 0)
    months = number_of_city(collection.enforce, last)
    if months is None or not open_sum or chosen_remedy(dossier) is not None or whole.last(ENFORCE) is not None:
        return []
    due = whole.pack.calendar.next_workday(add_months(last, months))
    label = whole.procedure.acts[ENFORCE].label
    held = next((one for one in whole.pack.parameters[collection.enforce].values if one.value == months), None)
    cited = whole.pack.cite(held.source) if held is not None else collection.enforce
    unread = held is not None and held.confidence == "K"
    return [
        ClockState(
            id=ENFORCEMENT,
            due=due,
            state="missed" if on > due else "running",
            provisional=unread,
            party=None,
            unit="c",
            days_left=(due - on).days,
            lines=[
                f"{last} 是企业复议、起诉的最后一天，从那天起算 {months} 个月（{cited}），到 {due}。",
                *(["这一条凭一般了解写的，还没有对过原文。"] if unread else []),
            ],
            lines_en=[
                f"{last} is the last day for review and suit; {months} months from it ({cited}) end on {due}.",
                *(["This article is known, but was not checked against its text."] if unread else []),
            ],
            label=dict(label),
            who=dict(label),
            started_on=last,
            whose="authority",
        )
    ]

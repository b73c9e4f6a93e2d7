"""工作任务 (通知三(一)): who leads and who takes part, what cases show of it, and a score that nobody types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import (
    Dossier,
    Step,
    beside,
    city_pack,
    count_ended,
    join_office,
    today,
    view_dossiers,
    visible_cases,
)
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from huxin.law.dates import day_of

PROCEDURE: Final = "work-plan-item"
NO_FIGURE: Final = "none"
FULL: Final = 100


@dataclass(frozen=True)
class OfficePart:
    """An office that takes part in an item: what it reported last, and whether its part is finished."""

    department: str
    leads: bool
    reported_on: date | None
    finished: bool


@dataclass(frozen=True)
class PlanItem:
    """An item of the work plan.  ``reached``: what the cases show so far, None without a figure."""

    dossier: Dossier
    parts: tuple[OfficePart, ...]
    due_on: date
    reached: int | None
    target: int | None

    @property
    def score(self) -> int:
        """Of 100: the share of the target that was reached; without a figure the share of offices that finished."""
        if self.reached is not None and self.target:
            return min(self.reached, self.target) * FULL // self.target
        return sum(one.finished for one in self.parts) * FULL // len(self.parts)

    @property
    def finished(self) -> bool:
        """Whether the figure is reached and every office said that its part is done."""
        return self.score == FULL and all(one.finished for one in self.parts)

    @property
    def late(self) -> bool:
        """Whether the day of the check has come and nobody checked."""
        return self.dossier.case.status not in ("done", "withdrawn") and self.due_on <= today()


def offices_of(answers: Mapping[str, Any]) -> list[str]:
    """The departments of an item, the lead first."""
    return list(dict.fromkeys([str(answers["lead"]), *answers.get("co_organisers", ())]))


def item_of(dossier: Dossier) -> PlanItem:
    """An item as it stands today, or as it stood when it was checked."""
    said, checked = dossier.unhidden.answers, dossier.unhidden.last("decide")
    moved = dossier.unhidden.last("postpone")
    due = date.fromisoformat(str(moved.payload["new_due_on"] if moved is not None else said["due_on"]))
    reached = checked.payload.get("reached") if checked is not None else counted(dossier)
    target = said.get("target_number") if said["indicator"] != NO_FIGURE else None
    reports = _reports(dossier)
    parts = tuple(_part(reports, name, place == 0) for place, name in enumerate(offices_of(said)))
    return PlanItem(dossier, parts, due, reached, int(str(target)) if target is not None else None)


def _part(reports: Sequence[tuple[str, Step]], department: str, leads: bool) -> OfficePart:
    own = [step for by, step in reports if by == department]
    last = own[-1] if own else None
    return OfficePart(department, leads, day_of(last.at) if last else None, bool(last and last.payload.get("finished")))


def _reports(dossier: Dossier) -> list[tuple[str, Step]]:
    """Every report with the department whose officer gave it, oldest first."""
    steps = [one for one in dossier.unhidden.steps if one.act == "report" and one.actor is not None]
    accounts = Account.objects.filter(pk__in={one.actor.pk for one in steps if one.actor is not None})
    departments = dict(accounts.values_list("pk", "department"))
    return [(departments.get(one.actor.pk, ""), one) for one in steps if one.actor is not None]


def counted(dossier: Dossier) -> int | None:
    """How many cases of the indicator's procedure ended well in the county since the item was set; None: no figure."""
    procedure = city_pack().procedures.get(str(dossier.unhidden.answers["indicator"]))
    return None if procedure is None else count_ended(procedure, dossier.case.county, dossier.case.filed_at)


def board(actor: Actor) -> list[PlanItem]:
    """The items that this officer's office set, leads or takes part in; what is due first stands first."""
    cases = {one.no: one for one in visible_cases(actor).filter(procedure=PROCEDURE).exclude(status="withdrawn")}
    cases |= {one.no: one for one in beside(actor, [PROCEDURE]) if one.status != "withdrawn"}
    found = [item_of(one) for one in view_dossiers(actor, list(cases.values()))]
    return sorted(found, key=lambda one: (one.dossier.case.status == "done", one.due_on, one.dossier.case.no))


# --- what an act must find ---


def set_item(dossier: Dossier, step: Step) -> None:
    """A new item names a sentence of the notice, a day ahead and a number with its figure; its offices take part."""
    clause, due = str(step.payload["served_clause"]).strip(), date.fromisoformat(str(step.payload["due_on"]))
    if clause not in city_pack().clauses:
        hint = _("通知里没有“%(clause)s”这一句。照规程页上的编号写，例如 三(一).1。") % {"clause": clause}
        raise InputError("clause", "payload.served_clause", clause, "a sentence of the notice", hint)
    if due <= day_of(step.at):
        hint = _("验收日期要在今天以后。")
        raise InputError("past", "payload.due_on", due.isoformat(), "a day after today", hint)
    if step.payload["indicator"] != NO_FIGURE and step.payload.get("target_number") is None:
        hint = _("选了数字就写要到多少。")
        raise InputError("target", "payload.target_number", "nothing", "a number to be reached", hint)
    lead, *others = offices_of(step.payload)
    join_office(dossier, step, lead, "respondent", "authority")
    for one in others:
        join_office(dossier, step, one, "third", "authority")


def guard_lead(dossier: Dossier, step: Step) -> None:
    """The office that leads takes an item on, and nobody for it."""
    lead = str(dossier.answers["lead"])
    if step.by == "handler" and lead != dossier.case.department:
        hint = _("这项任务由%(lead)s牵头，由它在自己的账号里认领。") % {"lead": office_word(dossier, lead)}
        raise InputError("lead", "act", "accept", lead, hint)


def guard_report(dossier: Dossier, step: Step) -> None:
    """An office reports its own part."""
    if step.by == "handler" and dossier.case.department not in offices_of(dossier.answers):
        hint = _("本单位没有参加这项任务，由牵头、协办部门自己报。")
        raise InputError("no_part", "act", "report", "an office that takes part", hint)


def guard_postpone(dossier: Dossier, step: Step) -> None:
    """A day is moved ahead, never back."""
    old, new = str(dossier.answers["due_on"]), str(step.payload["new_due_on"])
    if new <= old:
        hint = _("改期只能往后改，原来是 %(day)s。") % {"day": old}
        raise InputError("past", "payload.new_due_on", new, f"after {old}", hint)


def checked(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a check finds.  Raises InputError before the day while something is still open."""
    found = item_of(dossier)
    if not found.finished and today() < found.due_on:
        waits = "、".join(office_word(dossier, one.department) for one in found.parts if not one.finished)
        hint = _("还没到验收日（%(day)s），也没做完，现在不能验收。还没报完成的：%(names)s。") % {
            "day": found.due_on.isoformat(), "names": waits or "—",
        }  # fmt: skip
        raise InputError("too_early", "act", "decide", f"{found.due_on}, or everything finished", hint)
    outcome = "finished" if found.finished else "not_finished"
    figure = {"reached": found.reached} if found.reached is not None else {"reached": ""}
    return {"outcome": outcome, "score": found.score, **figure}


def office_word(dossier: Dossier, department: str) -> str:
    """A department in the words of the form."""
    asked = next(one for one in dossier.procedure.fields_of("file") if one.name == "lead")
    return next((one.label["zh"] for one in asked.options if one.value == department), department)


def in_letters(dossier: Dossier, seq: int) -> dict[str, str]:
    """Who leads, who takes part and what is counted, in the words of the form."""
    said = dossier.answers
    asked = next(one for one in dossier.procedure.fields_of("file") if one.name == "indicator")
    counted_by = next((one.label["zh"] for one in asked.options if one.value == said["indicator"]), "")
    others = offices_of(said)[1:]
    return {
        "lead": office_word(dossier, str(said["lead"])),
        "others": "、".join(office_word(dossier, one) for one in others),
        "indicator": counted_by,
    }


COMPUTED: Final[Mapping[str, Callable[[Dossier, Mapping[str, Any]], Mapping[str, Any]]]] = {"decide": checked}
GUARDS: Final = {"file": set_item, "accept": guard_lead, "report": guard_report, "postpone": guard_postpone}

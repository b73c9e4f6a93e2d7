"""安全责任台账: what 通知二(六) asks of a company, duty by duty, as its cases say; self-checks, accidents, hazards.

Nothing is kept beside the cases: an entry is a case ``safety-duty``, the next round falls due by its clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from huxin.casework.service import Dossier, Step, cases_about, city_pack, perform, today, view_dossiers
from huxin.identity.service import SYSTEM, Actor
from huxin.law.clocks import ClockState
from huxin.people.service import Company

DUTY: Final = "safety-duty"
CHECK: Final = "safety-self-check"
ACCIDENT: Final = "accident-report"
HAZARD: Final = "hazard-report"
State = Literal["missing", "registered", "correcting", "in_order", "overdue", "handed_on"]


@dataclass(frozen=True)
class DutyRow:
    """One duty: its latest entry and how it stands; ``clock``: the deadline that runs, None where none does."""

    duty: str
    state: State
    entry: Dossier | None = None
    clock: ClockState | None = None
    entries: int = 0


@dataclass(frozen=True)
class Ledger:
    """``check``: the latest self-check, ``noes`` the questions it answers with no; ``monthly``: it is this month's."""

    rows: tuple[DutyRow, ...]
    check: Dossier | None
    noes: tuple[str, ...]
    monthly: bool
    accidents: tuple[Dossier, ...]
    hazards: tuple[Dossier, ...]

    @property
    def wanting(self) -> int:
        """How many duties are missing, overdue, or being corrected."""
        return sum(row.state in ("missing", "overdue", "correcting", "handed_on") for row in self.rows)


def duties() -> tuple[str, ...]:
    """The duties of the ledger, in the order of the form."""
    return tuple(option.value for one in city_pack().procedures[DUTY].fields_of("file") if one.name == "duty"
                 for option in one.options)  # fmt: skip


def ledger_of(actor: Actor, company: Company) -> Ledger:
    """The ledger of a company as far as this actor sees its cases."""
    found: dict[str, list[Dossier]] = {name: [] for name in (DUTY, CHECK, ACCIDENT, HAZARD)}
    if company.person_id is not None:
        for one in view_dossiers(actor, cases_about(actor, found, company.person_id)):
            if one.case.status not in ("withdrawn", "transferred"):
                found[one.case.procedure].append(one)
    check = max(found[CHECK], key=lambda one: str(one.answers.get("period")), default=None)
    return Ledger(
        tuple(_row(duty, [one for one in found[DUTY] if one.answers.get("duty") == duty]) for duty in duties()),
        check,
        _noes(check),
        check is not None and str(check.answers.get("period")) == f"{today():%Y-%m}",
        tuple(found[ACCIDENT]),
        tuple(found[HAZARD]),
    )


def _noes(check: Dossier | None) -> tuple[str, ...]:
    if check is None:
        return ()
    asked = check.procedure.fields_of("file")
    return tuple(one.name for one in asked if one.kind == "yes_no" and check.answers.get(one.name) is False)


def _row(duty: str, entries: Sequence[Dossier]) -> DutyRow:
    if not entries:
        return DutyRow(duty, "missing")
    entry = max(entries, key=lambda one: (str(one.answers.get("done_on")), one.case.filed_at))
    clocks = {one.id: one for one in entry.clocks().clocks if one.open}
    state = next(state for holds, state in _STATES if holds(entry, clocks))
    clock = clocks.get("cure") if state == "correcting" else clocks.get("renewal")
    return DutyRow(duty, state, entry, clock, len(entries))


def _corrected(entry: Dossier) -> bool:
    ordered, reported = entry.last("rectify"), entry.last("report_done")
    return ordered is None or (reported is not None and reported.seq > ordered.seq)


def _late(clocks: Mapping[str, ClockState]) -> bool:
    clock = clocks.get("renewal")
    return clock is not None and clock.state == "missed"


_STATES: Final[tuple[tuple[Callable[[Dossier, Mapping[str, ClockState]], bool], State], ...]] = (
    (lambda entry, clocks: entry.case.status != "done" and not _corrected(entry), "correcting"),
    (lambda entry, clocks: entry.case.status != "done", "registered"),
    (lambda entry, clocks: (entry.last("decide") or entry.steps[0]).payload.get("outcome") == "handed_on", "handed_on"),
    (lambda entry, clocks: _late(clocks), "overdue"),
    (lambda entry, clocks: True, "in_order"),
)


def carry_on(dossier: Dossier, step: Step) -> None:
    """After a new entry is registered: the settled one before it is done with, and its next round is met."""
    person, duty = dossier.case.applicant_id, step.payload.get("duty")
    for one in view_dossiers(SYSTEM, cases_about(SYSTEM, [DUTY], person)):
        before = one.case.no != dossier.case.no and one.case.status == "done" and one.last("renew") is None
        if before and one.answers.get("duty") == duty:
            payload = {"next_entry_no": dossier.case.no}
            perform(SYSTEM, one.case.no, "renew", payload, key=f"renew-{one.case.no}", at=step.at)

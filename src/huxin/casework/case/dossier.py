"""A case with its acts in memory: opened once, read by everything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from huxin.casework.case.facts import facts_of
from huxin.casework.case.viewers import in_scope
from huxin.casework.errors import DisposedError, NotFoundError
from huxin.casework.law.archive import pack_of
from huxin.casework.law.city import city_adoptions, city_pack, today
from huxin.casework.models import Act, Case
from huxin.core.service import Prepared
from huxin.identity.service import Account, Actor
from huxin.law import Evaluation, Pack, evaluate
from huxin.law.calendar import Calendar
from huxin.law.clocks import ActRecord, ClockReport, Forecast, forecast, lengths, run
from huxin.law.procedures import Payment, Procedure, ResultRule, holds, owed
from huxin.people.service import opener


@dataclass(frozen=True)
class Step:
    """One act, opened.  ``evidence``: ``[{"id", "kind"}]``; ``registers`` and ``decision`` where the act holds them."""

    seq: int
    act: str
    by: str
    actor: Account | None
    at: datetime
    payload: Mapping[str, Any]
    evidence: Sequence[Mapping[str, str]] = ()
    registers: Mapping[str, Any] | None = None
    decision: Mapping[str, Any] | None = None

    @cached_property
    def record(self) -> ActRecord:
        """As the law floor sees it."""
        actor = f"account-{self.actor.pk}" if self.actor else None
        return ActRecord(self.act, self.at, self.by, self.payload, actor)


@dataclass
class Dossier:
    """A case, its procedure and its acts."""

    case: Case
    procedure: Procedure
    pack: Pack
    steps: list[Step] = field(default_factory=list)
    calendar: Calendar | None = None
    """The working days under which the case runs; None: those of the present pack."""

    @property
    def unhidden(self) -> Dossier:
        """Everything, for what computes; the same as this where nothing is hidden."""
        return self

    @property
    def records(self) -> list[ActRecord]:
        return [step.record for step in self.steps]

    @property
    def evidence(self) -> list[Mapping[str, str]]:
        """Every file of the case, in the order in which it came."""
        return [one for step in self.steps for one in step.evidence]

    @property
    def answers(self) -> dict[str, Any]:
        """What the applicant said, later acts over earlier ones."""
        found: dict[str, Any] = {}
        for step in self.steps:
            if step.act in ("file", "complete"):
                found.update(step.payload)
        return found

    @property
    def registers(self) -> Mapping[str, Any]:
        """The latest register extract of the case."""
        return next((step.registers for step in reversed(self.steps) if step.registers is not None), {})

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """The decision record of the latest proposal or decision."""
        return next((step.decision for step in reversed(self.steps) if step.decision is not None), None)

    @property
    def rule(self) -> ResultRule:
        """How the result of the item binds whoever decides, as the present procedure says."""
        return self.pack.procedures.get(self.case.procedure, self.procedure).rule

    @property
    def payment(self) -> Payment | None:
        """What the city pays in such a case; a case that began before procedures said so goes by the present one."""
        present = self.pack.procedures.get(self.case.procedure)
        pays = self.procedure.payment is None and "pay" in self.procedure.acts and present is not None
        return present.payment if pays and present is not None else self.procedure.payment

    @property
    def owed_fen(self) -> int | None:
        """The money that the latest decision lets the city pay, in fen; None where it is none."""
        decided = self.last("decide")
        return owed(self.payment, decided.payload) if decided is not None else None

    def last(self, act: str) -> Step | None:
        """The latest act of a name."""
        return next((step for step in reversed(self.steps) if step.act == act), None)

    def clocks(self, on: date | None = None) -> ClockReport:
        """Where every deadline stands."""
        look = lengths(self.pack, city_adoptions())
        calendar = self.calendar or self.pack.calendar
        return run(self.procedure, self.records, calendar, on or today(), look, cite=self.pack.cite)

    def forecast(self, on: date | None = None) -> Forecast | None:
        """The deadlines if what is awaited came today; None where nothing is."""
        look = lengths(self.pack, city_adoptions())
        return forecast(self.procedure, self.records, self.calendar or self.pack.calendar, on or today(), look)

    def evaluate(self, on: date | None = None) -> Evaluation | None:
        """What the law gives on these facts; None where the procedure computes nothing."""
        facts = facts_of(self) if self.procedure.item is not None and holds(self.rule.when, self.answers) else None
        if facts is None or self.procedure.item is None:
            return None
        return evaluate(self.pack, self.procedure.item, facts, on=on or today(), adoptions=city_adoptions())

    def computed_amount(self, evaluation: Mapping[str, Any]) -> str | None:
        """The sum that a decision on this evaluation grants, in yuan; None where it gives none."""
        output = evaluation["outputs"].get(self.rule.amount) if self.rule.amount is not None else None
        return None if output is None else str(output["value"])


def place_of(no: str, seq: int) -> str:
    """Where an act's content is sealed to."""
    return f"act:{no}:{seq}"


_COLUMNS: Final = ("seq", "act", "by", "actor_id", "actor__label", "at", "sealed", "evidence", "pack_hash")
_acts = Prepared(lambda no: Act.objects.filter(case=no).order_by("seq").values_list(*_COLUMNS))
_cases = Prepared(lambda no: Case.objects.filter(no=no).select_related("applicant__data_key", "disposal"))
_locked_cases = Prepared(
    lambda no: (
        Case.objects.select_for_update(of=("self",)).filter(no=no).select_related("applicant__data_key", "disposal")
    )
)


def open_dossier(case: Case) -> Dossier:
    """Read and decrypt all acts.  Raises ErasedError when the applicant was erased, DisposedError after retention."""
    pack = city_pack()
    rows = _acts(case.no)
    law = _law(case, pack, next((row[-1] for row in reversed(rows) if row[0] == 1 or row[1] == "rebase"), None))
    dossier = Dossier(case, law.procedures[case.procedure], pack, calendar=law.calendar)
    opened = opener(case.applicant)
    accounts = {pk: Account(pk=pk, label=label) for pk, label in {row[3:5] for row in rows} if pk is not None}
    for seq, act, by, actor, _, at, sealed, evidence, _ in rows:
        if not sealed:
            raise DisposedError(case.no)
        content = opened(sealed, place_of(case.no, seq))
        dossier.steps.append(
            Step(
                seq,
                act,
                by,
                accounts.get(actor),
                at,
                content["payload"],
                evidence,
                content.get("registers"),
                content.get("decision"),
            )
        )
    return dossier


def pinned_procedure(case: Case, pack: Pack) -> Procedure:
    """The procedure in the version under which the case runs; a new version is for new cases."""
    pinning = Act.objects.filter(Q(seq=1) | Q(act="rebase"), case=case).order_by("-seq")
    return _law(case, pack, pinning.values_list("pack_hash", flat=True).first()).procedures[case.procedure]


def _law(case: Case, pack: Pack, digest: str | None) -> Pack:
    """The pack whose procedure and calendar hold for a case: that of its first act, or of its latest ``rebase``.

    Raises LookupError when the version was never kept.
    """
    present = pack.procedures.get(case.procedure)
    try:
        return pack if digest is None else pack_of(digest)
    except LookupError:
        if present is not None and present.version == case.procedure_version:
            return pack
        raise


def find_case(actor: Actor, no: str, *, lock: bool = False) -> Case:
    """The case in the actor's scope.  Raises NotFoundError; the same answer whether it exists or not."""
    case = next(iter(_locked_cases(no) if lock else _cases(no)), None)
    if case is None or not in_scope(actor, case):
        raise NotFoundError(no)
    if hasattr(case, "disposal") and case.disposal.done_at is not None:
        raise DisposedError(no)
    return case


def earlier_decisions(person: UUID, procedure: str, before: str) -> list[tuple[date, Mapping[str, Any]]]:
    """(day, decision record) of a person's earlier granted cases of one procedure, oldest first."""
    found = []
    cases = Case.objects.filter(applicant_id=person, procedure=procedure, status="done").exclude(no=before)
    cases = cases.exclude(disposal__done_at__isnull=False)
    for case in cases.order_by("filed_at"):
        dossier = open_dossier(case)
        decided = dossier.last("decide")
        if decided is not None and dossier.decision is not None:
            found.append((decided.record.day, dossier.decision))
    return found


def lock_cases(numbers: Iterable[str]) -> None:
    """Take the rows of several cases, in the order of their numbers, before the first act of a transaction.

    An act holds the head of the sealed log until its transaction ends.  Whoever asks for another case only then waits
    for somebody who waits for the head: that is a deadlock.
    """
    list(Case.objects.select_for_update(of=("self",)).filter(no__in=set(numbers)).order_by("no").values_list("no"))

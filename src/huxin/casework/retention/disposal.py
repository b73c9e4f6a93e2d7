"""Retention 保管期限: closed cases whose time is over are proposed by one officer and disposed of by another."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.audit_digests import disposal_digest, hold_digest
from huxin.casework.case.dossier import Dossier, find_case, open_dossier
from huxin.casework.case.pool import chain_of
from huxin.casework.errors import ForbiddenError
from huxin.casework.law.city import today
from huxin.casework.models import Act, Appointment, Case, Disposal, Hold, Letter, Mention
from huxin.core.service import append
from huxin.evidence.service import Evidence, dispose
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.dates import add_years
from huxin.law.procedures.model import OPEN
from huxin.people.service import ErasedError

PAGE: Final = 200


@dataclass(frozen=True)
class Expired:
    """A closed case whose retention is over.  ``held`` says what keeps it, or is empty."""

    no: str
    procedure: str
    outcome: str
    kept_until: date
    held: str


def expired(actor: Actor, on: date | None = None) -> list[Expired]:
    """Closed cases of the office past the retention of their outcome, oldest first."""
    _records_officer(actor)
    cases = Case.objects.filter(department=actor.department, disposal__isnull=True).exclude(status__in=OPEN)
    if actor.county:
        cases = cases.filter(county=actor.county)
    cases = cases.select_related("applicant__data_key").order_by("filed_at")
    return [found for case in cases.iterator(chunk_size=PAGE) if (found := _expired(case, on or today())) is not None]


def _expired(case: Case, on: date) -> Expired | None:
    try:
        dossier = open_dossier(case)
    except ErasedError:
        return None
    outcome, years = _outcome(dossier)
    if years is None:
        return None
    until = add_years(dossier.steps[-1].record.day, years)
    return Expired(case.no, case.procedure, outcome, until, _held(dossier, on)) if until < on else None


def _outcome(dossier: Dossier) -> tuple[str, int | None]:
    """How the case ended and how long its papers are kept; the longest time where several outcomes fit."""
    said = next((str(one.payload["outcome"]) for one in reversed(dossier.steps) if "outcome" in one.payload), "")
    outcomes = dossier.procedure.outcomes
    if said in outcomes and outcomes[said].status == dossier.case.status:
        return said, outcomes[said].retention_years
    fitting = {name: one for name, one in outcomes.items() if one.status == dossier.case.status} or dict(outcomes)
    if not fitting or any(one.retention_years is None for one in fitting.values()):
        return dossier.case.status, None
    return dossier.case.status, max(one.retention_years or 0 for one in fitting.values())


def _held(dossier: Dossier, on: date) -> str:
    if Hold.objects.filter(case=dossier.case, lifted_at__isnull=True).exists():
        return "hold"
    if any(one.open and (one.due is None or one.due >= on) for one in dossier.clocks(on).clocks):
        return "clock"
    appealed, answered = dossier.last("appeal"), dossier.last("close")
    return "appeal" if appealed is not None and (answered is None or answered.seq < appealed.seq) else ""


def propose_disposal(actor: Actor, no: str) -> Disposal:
    """The first of two persons.  Raises InputError for a case that is not expired, is held or was proposed before."""
    _records_officer(actor)
    with transaction.atomic():
        case = find_case(actor, no, lock=True)
        found = None if hasattr(case, "disposal") else _expired(case, today())
        if case.status in OPEN or found is None or found.held:
            got = found.held if found is not None else case.status
            raise InputError(
                "retention",
                "no",
                got,
                "a closed case past its retention",
                _("没过保管期限、还有期限或者异议、被保全的，不能销毁。"),
            )
        row = Disposal(
            id=uuid.uuid4(),
            case=case,
            outcome=found.outcome,
            kept_until=found.kept_until,
            proposed_by_id=actor.pk,
            proposed_at=timezone.now(),
        )
        row.save(force_insert=True)
    return row


def proposed_disposals(actor: Actor) -> list[Disposal]:
    """What waits for the second person, oldest first."""
    _records_officer(actor)
    rows = Disposal.objects.filter(done_at__isnull=True, case__department=actor.department)
    if actor.county:
        rows = rows.filter(case__county=actor.county)
    return list(rows.select_related("proposed_by").order_by("proposed_at"))


def carry_out_disposal(actor: Actor, no: str) -> Disposal:
    """The second person: the content of acts, letters and files goes; numbers, days and seals stay.

    Raises InputError when the same person proposed it, or when something holds the case meanwhile.
    """
    _records_officer(actor)
    with transaction.atomic():
        case = find_case(actor, no, lock=True)
        row = Disposal.objects.select_for_update().filter(case=case, done_at__isnull=True).first()
        if row is None:
            raise InputError("disposal", "no", no, "a proposed disposal", _("先由一个人提出销毁。"))
        if row.proposed_by_id == actor.pk:
            raise InputError(
                "second_person", "by", actor.key, "another person than proposed it", _("由另一个人来销毁。")
            )
        held = _held(open_dossier(case), today())
        if held:
            raise InputError(
                "retention", "no", held, "nothing that holds the case", _("现在有期限、异议或者保全，不能销毁。")
            )
        at = timezone.now()
        row.digests = dict(_remove(case, actor, row))
        row.done_by_id, row.done_at = actor.pk, at
        row.save()
        append("disposal", str(row.id), disposal_digest(row), actor.key, at)
    return row


def _remove(case: Case, actor: Actor, row: Disposal) -> Iterator[tuple[str, str]]:
    """Take the content away, and yield the digest of each piece by its place."""
    files: set[str] = set()
    for act in Act.objects.filter(case=case).order_by("seq"):
        files.update(str(one["id"]) for one in act.evidence)
        yield f"act:{act.seq}", hashlib.sha256(bytes(act.sealed)).hexdigest()
    Act.objects.filter(case=case).update(sealed=b"")
    Mention.objects.filter(case=case).delete()
    Appointment.objects.filter(case=case).delete()
    for letter in Letter.objects.filter(case=case, issued_at__isnull=False):
        yield f"letter:{letter.id}", hashlib.sha256(bytes(letter.sealed or b"")).hexdigest()
    Letter.objects.filter(case=case, issued_at__isnull=True).delete()  # what was never set never will be
    Letter.objects.filter(case=case).update(sealed=b"")
    for pieces in _still_needed(case).values_list("evidence", flat=True):
        files.difference_update(str(one["id"]) for one in pieces)
    for evidence in Evidence.objects.filter(id__in=files):
        yield f"evidence:{evidence.id}", evidence.stored_sha256
        dispose(evidence)


def _still_needed(case: Case) -> QuerySet[Act]:
    """The acts of other cases that may name the same files: of the same applicant, or handed on to or from here."""
    chain = [one.no for one in chain_of(case)]
    others = Act.objects.filter(Q(case__applicant=case.applicant_id) | Q(case__in=chain)).exclude(case=case)
    return others.exclude(case__disposal__done_at__isnull=False)


def hold(actor: Actor, no: str, reason: str) -> Hold:
    """Keep the papers of a case whatever its retention says.  Raises InputError without a reason."""
    _records_officer(actor)
    if not reason.strip():
        raise InputError(
            "missing", "reason", "nothing", "why the papers must stay", _("写上为什么要保全，比如在打哪个官司。")
        )
    with transaction.atomic():
        case = find_case(actor, no, lock=True)
        row = Hold(id=uuid.uuid4(), case=case, reason=reason.strip()[:200], by_id=actor.pk, at=timezone.now())
        row.save(force_insert=True)
        append("hold", str(row.id), hold_digest(row), actor.key, row.at)
    return row


def lift_hold(actor: Actor, hold_id: uuid.UUID) -> None:
    """The reason is over.  Raises InputError for a hold that is not there."""
    _records_officer(actor)
    with transaction.atomic():
        row = Hold.objects.select_for_update().filter(id=hold_id, lifted_at__isnull=True).first()
        if row is None:
            raise InputError("hold", "id", str(hold_id), "a hold that lasts", _("打开最新的页面再看。"))
        find_case(actor, row.case_id)
        row.lifted_by_id, row.lifted_at = actor.pk, timezone.now()
        row.save()
        append("hold_lifted", str(row.id), hold_digest(row, lifted=True), actor.key, row.lifted_at)


def holds_of(actor: Actor) -> list[Hold]:
    """The holds that last, in the officer's scope."""
    _records_officer(actor)
    rows = Hold.objects.filter(lifted_at__isnull=True, case__department=actor.department)
    return list((rows.filter(case__county=actor.county) if actor.county else rows).select_related("by").order_by("at"))


def _records_officer(actor: Actor) -> None:
    if actor.kind != "officer" or "approver" not in actor.roles:
        raise ForbiddenError("Records are disposed of by approvers of the office.")

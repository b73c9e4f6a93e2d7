"""A case as somebody may see it, in JSON: the office everything but masked, a side its own and what is public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.parties import roles_in
from huxin.casework.case.queries import allowed_for, letters_of
from huxin.casework.case.transfer import onward
from huxin.casework.case.viewers import in_scope
from huxin.casework.case.visibility import applicant_seen, begun_for, kept_from, parties_seen
from huxin.casework.law.city import city_pack, today
from huxin.casework.models import Case
from huxin.casework.outbox.letters.titles import letter_title
from huxin.identity.service import Actor
from huxin.law.dates import SHANGHAI
from huxin.law.procedures import STATUS_LABELS, Act, Procedure
from huxin.law.procedures.schema import form_schema
from huxin.people.service import Person, details_of, masked, yuan


def case_outline(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    """The case for this actor, from what ``view_case`` gave them."""
    case = dossier.case
    return row_outline(case, begun_for(dossier) if kept_from(dossier) else None) | {
        "version": case.procedure_version,
        "parties": [{"role": one.role, "name": _name(one.person, actor)} for one in parties_seen(dossier)],
        "applicant": applicant_seen(dossier),
        "acts": [_act(dossier, step) for step in dossier.steps],
        "clocks": [one.as_json() for one in dossier.clocks().clocks],
        "allowed": allowed_for(actor, dossier),
        "roles": sorted(roles_in(actor, dossier)),
        "letters": [
            {"id": str(one.id), "title": letter_title(one), "issued_at": written_instant(one.issued_at)}
            for one in letters_of(dossier)
        ],
        "onward": [{"to": one.to, "label": dict(one.label)} for one in onward(actor, dossier)],
        "origin": case.origin_id if case.origin is not None and in_scope(actor, case.origin) else None,
        "on": today().isoformat(),
    }


def row_outline(case: Case, begun: datetime | None = None) -> dict[str, Any]:
    """What a list shows of a case; nothing personal.

    ``begun``: when it began for a side that may not learn who reported; days that are counted from before are left out.
    """
    return {
        "no": case.no,
        "procedure": case.procedure,
        "status": case.status,
        "status_label": dict(STATUS_LABELS[case.status]),
        "department": case.department,
        "county": case.county,
        "filed_at": written_instant(begun or case.filed_at),
        "seq": case.seq,
        "due": None if begun or not case.due else case.due.isoformat(),
        "due_clock": None if begun else case.due_clock,
        "amount": None if case.amount_fen is None else yuan(case.amount_fen),
    }


def procedure_outline(procedure: Procedure, *, whole: bool = False) -> dict[str, Any]:
    """A procedure for programs; ``whole`` adds its form as JSON Schema, papers, acts and clocks."""
    found = {
        "id": procedure.id,
        "version": procedure.version,
        "room": procedure.room,
        "label": dict(procedure.label),
        "clause": city_pack().cite(procedure.clause),
        "opened_by": list(procedure.acts["file"].by) if "file" in procedure.acts else [],
    }
    if not whole:
        return found
    return found | {
        "form": form_schema(procedure),
        "papers": [
            {"id": one.id, "label": dict(one.label), "source": one.source, "most": one.max_files}
            for one in procedure.evidence
        ],
        "acts": [{"id": one.id, "label": dict(one.label), "by": list(one.by)} for one in procedure.acts.values()],
        "clocks": [{"id": one.id, "label": dict(one.label), "unit": one.unit} for one in procedure.clocks],
    }


def _act(dossier: Dossier, step: Step) -> Mapping[str, Any]:
    spec: Act = dossier.procedure.acts[step.act]
    return {
        "seq": step.seq,
        "act": step.act,
        "label": dict(spec.label),
        "public": dict(spec.public) if spec.public is not None else None,
        "by": step.by,
        "at": written_instant(step.at),
        "payload": dict(step.payload),
        "papers": [dict(one) for one in step.evidence],
    }


def _name(person: Person, actor: Actor) -> str:
    """A company's name is public; a person's is masked, but to the person."""
    details = details_of(person)
    return details.name if person.id == actor.owner else masked(details)["name"]


def written_instant(at: datetime | None) -> str | None:
    """``2026-02-10T09:00:00+08:00``."""
    return None if at is None else at.astimezone(SHANGHAI).isoformat(timespec="seconds")

"""A case as somebody may see it, in JSON: the office everything but masked, a side its own and what is public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from huxin.casework.dossier import Dossier, Step
from huxin.casework.handing_over import onward
from huxin.casework.letters.content import letter_title
from huxin.casework.models import Case
from huxin.casework.pack import city_pack, today
from huxin.casework.parties import parties_of, roles_in
from huxin.casework.reading import allowed_for, letters_of
from huxin.law.dates import SHANGHAI
from huxin.law.procedures import STATUS_LABELS, Act, Field, Procedure
from huxin.law.procedures.schema import form_schema
from huxin.registry.service import Actor, Person, details_of, mask_card, mask_id_number, mask_phone, masked, yuan

_MASKS: Final = {"phone": mask_phone, "bank_card": mask_card, "id_number": mask_id_number}


def case_outline(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    """The whole case for this actor."""
    case = dossier.case
    return row_outline(case) | {
        "version": case.procedure_version,
        "parties": [{"role": one.role, "name": _name(one.person, actor)} for one in parties_of(case)],
        "applicant": _name(case.applicant, actor),
        "acts": [_act(actor, dossier, step) for step in visible_steps(actor, dossier)],
        "clocks": [one.as_json() for one in dossier.clocks().clocks],
        "allowed": allowed_for(actor, dossier),
        "roles": sorted(roles_in(actor, dossier)),
        "letters": [
            {"id": str(one.id), "title": letter_title(one.template), "issued_at": written_instant(one.issued_at)}
            for one in letters_of(dossier)
        ],
        "onward": [{"to": one.to, "label": dict(one.label)} for one in onward(actor, dossier)],
        "origin": case.origin_id,
        "on": today().isoformat(),
    }


def row_outline(case: Case) -> dict[str, Any]:
    """What a list shows of a case; nothing personal."""
    return {
        "no": case.no,
        "procedure": case.procedure,
        "status": case.status,
        "status_label": dict(STATUS_LABELS[case.status]),
        "department": case.department,
        "county": case.county,
        "filed_at": written_instant(case.filed_at),
        "seq": case.seq,
        "due": case.due and case.due.isoformat(),
        "due_clock": case.due_clock,
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


def visible_steps(actor: Actor, dossier: Dossier) -> list[Step]:
    """The acts that this actor may know of: the office all of them, a side its own and the public ones."""
    if actor.kind in ("officer", "system"):
        return list(dossier.steps)
    acts = dossier.procedure.acts
    return [step for step in dossier.steps if acts[step.act].public is not None or own(actor, dossier, step)]


def own(actor: Actor, dossier: Dossier, step: Step) -> bool:
    """Whether the act is one of this side's: done by the same account, or in the part that is only this side's."""
    if step.actor is not None and step.actor.pk == actor.account_id:
        return True
    return actor.owner == dossier.case.applicant_id and step.by == dossier.steps[0].by


def visible_payload(actor: Actor, dossier: Dossier, step: Step) -> dict[str, Any]:
    """The answers of an act for this actor: the other side's personal ones are left out, the office's masked."""
    fields = {one.name: one for one in dossier.procedure.fields_of(step.act)}
    if own(actor, dossier, step):
        return dict(step.payload)
    if actor.kind in ("officer", "system"):
        return {name: _masked(fields.get(name), value) for name, value in step.payload.items()}
    return {name: value for name, value in step.payload.items() if name in fields and not fields[name].personal}


def _masked(field: Field | None, value: Any) -> Any:
    mask = _MASKS.get(field.kind) if field is not None else None
    return mask(str(value)) if mask is not None and value else value


def _act(actor: Actor, dossier: Dossier, step: Step) -> Mapping[str, Any]:
    spec: Act = dossier.procedure.acts[step.act]
    return {
        "seq": step.seq,
        "act": step.act,
        "label": dict(spec.label),
        "public": dict(spec.public) if spec.public is not None else None,
        "by": step.by,
        "at": written_instant(step.at),
        "payload": visible_payload(actor, dossier, step),
        "papers": [dict(one) for one in step.evidence],
    }


def _name(person: Person, actor: Actor) -> str:
    """A company's name is public; a person's is masked, but to the person."""
    details = details_of(person)
    return details.name if person.id == actor.owner else masked(details)["name"]


def written_instant(at: datetime | None) -> str | None:
    """``2026-02-10T09:00:00+08:00``."""
    return None if at is None else at.astimezone(SHANGHAI).isoformat(timespec="seconds")

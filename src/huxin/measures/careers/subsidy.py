"""From the certificate to the training subsidy 职业培训补贴: what is known begins it, the law item gives the sum."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from huxin.casework.service import ConflictError, Dossier, city_pack, earlier_decisions, load_draft, save_draft
from huxin.identity.service import Actor
from huxin.law.dates import day_of
from huxin.measures.careers.catalogue import shortage
from huxin.measures.careers.certifying import own_certificate, revoked_on
from huxin.measures.careers.models import Certificate

PROCEDURE: Final = "training-subsidy"


def begin_subsidy(actor: Actor, certificate: uuid.UUID | str, *, keep: bool = False) -> None:
    """Put what the certificate says into the person's draft; the certificate itself goes along by its number.

    ``keep``: what stands in an unfinished draft stays beside it.  Raises NotFoundError for somebody else's
    certificate, ConflictError for one that is revoked.
    """
    row = own_certificate(actor, certificate)
    if revoked_on(row) is not None:
        raise ConflictError("A certificate that is revoked leads to no subsidy.")
    person = row.person_id
    draft = load_draft(person, PROCEDURE)
    before = draft["answers"] if keep else {}
    draft["answers"] = {**before, **_known(row)}
    if row.case.applicant_id == person:
        draft["origin"] = row.case_id
    save_draft(person, PROCEDURE, draft)


def begun_otherwise(actor: Actor, certificate: Certificate) -> bool:
    """Whether an unfinished application stands there that is not about this certificate."""
    answers = load_draft(actor.own_person, PROCEDURE)["answers"]
    return bool(answers) and answers.get("certificate_no") != certificate.number


def _known(row: Certificate) -> dict[str, Any]:
    return {
        "certificate_no": row.number,
        "occupation": row.occupation,
        "level": row.level,
        "issued_on": row.issued_on.isoformat(),
        "county": row.case.county,
    }


def subsidy_facts(dossier: Dossier) -> dict[str, Any] | None:
    """Facts of the item ``training-subsidy`` from the certificate that was issued here, whatever the form says.

    None for a certificate of somebody else's making, which an officer looks up in the national query, and for an
    occupation that the pack does not name.  A revoked certificate proves no day, so that the item lacks a fact.
    """
    number = str(dossier.answers.get("certificate_no", "")).strip().upper()
    rows = Certificate.objects.select_related("revocation")
    row = rows.filter(number=number, person_id=dossier.case.applicant_id).first()
    occupation = city_pack().occupations.get(row.occupation) if row is not None else None
    if row is None or occupation is None:
        return None
    code, registers = occupation.code or occupation.id, dossier.registers
    return {
        "occupation_code": code,
        "level": int(row.level),
        "issued_on": None if revoked_on(row) is not None else row.issued_on.isoformat(),
        "shortage_on_issue": shortage(row.occupation, row.level, row.issued_on),
        "paid_before": _paid_before(dossier),
        "applied_on": day_of(dossier.case.filed_at).isoformat(),
        "birth_date": registers.get("birth_date"),
        "unemployment_insured": dossier.answers.get("unemployment_insured"),
    } | ({"category": registers["category"]} if registers.get("category") else {})


def _paid_before(dossier: Dossier) -> list[dict[str, Any]]:
    """Occupation and level of each earlier grant."""
    found: list[tuple[date, Mapping[str, Any]]] = earlier_decisions(
        dossier.case.applicant_id, PROCEDURE, dossier.case.no
    )
    granted = [decision["facts"] for _, decision in found if decision["verdict"] == "granted"]
    return [{"code": facts["occupation_code"], "level": facts["level"]} for facts in granted]


def subsidy_letter(dossier: Dossier, seq: int) -> dict[str, Any]:
    """The letter needs nothing beside the act and the application."""
    return {}

"""What the registers know already is filled in, so that a person only confirms it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from huxin.casework.service import Dossier
from huxin.law.procedures import Act, Procedure
from huxin.people.service import Person, details_of, registers_of


def prefill(procedure: Procedure, person_id: UUID) -> dict[str, Any]:
    """Answers for the fields of a form that the registers can give; the person can change each of them."""
    person = Person.objects.select_related("data_key").get(id=person_id)
    details, registers = details_of(person), registers_of(person)
    months = [row["month"] for row in registers["months"] if row["payer"] == "own" and not row["subsidised"]]
    group = registers["recognised"][-1]["kind"] if registers["recognised"] else None
    known: dict[str, Any] = {
        "county": person.county,
        "from_month": max("2021-12", months[-12:][0]) if months else None,
        "to_month": months[-1] if months else None,
        "group": group,
        "bank_card": details.bank_card,
        "phone": details.phone,
    }
    asked = {one.name for step in procedure.form for one in step.fields}
    return {name: value for name, value in known.items() if value and name in asked}


def said_before(dossier: Dossier, spec: Act) -> dict[str, Any]:
    """The words of the other side to which an act agrees, as they stand: whoever agrees types nothing."""
    earlier = dossier.last(spec.requires.act) if spec.requires is not None and spec.requires.other_side else None
    if spec.requires is None or earlier is None:
        return {}
    return {name: earlier.payload[name] for name in spec.requires.same if name in earlier.payload}

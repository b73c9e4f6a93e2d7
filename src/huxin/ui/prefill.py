"""What is known already is filled in, so that a person only confirms it, and the page says from where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from huxin.casework.service import Case, Dossier, city_pack, known_lately
from huxin.law.procedures import Act, Procedure
from huxin.people.service import Person, details_of, registers_of
from huxin.ui.templatetags.words import say


def prefill(procedure: Procedure, person_id: UUID) -> dict[str, Any]:
    """Answers for the fields of a form that are known of a person; they can change each of them."""
    return {name: value for name, (value, _no) in known_of(procedure, person_id).items()}


def known_of(procedure: Procedure, person_id: UUID) -> dict[str, tuple[Any, str]]:
    """(answer, number of the case in which they said it) by field; an empty number: the registers say it."""
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
    said = {name: (one.value, one.no) for name, one in known_lately(person_id, procedure).items()}
    return said | {name: (value, "") for name, value in known.items() if value and name in asked}


def whence(numbers: Mapping[str, str]) -> dict[str, str]:
    """In words, from where an answer is taken over, by field: from a case by its number, or from the registers."""
    labels = _labels(number for number in numbers.values() if number)
    return {
        name: _("来自%(what)s（%(no)s），可以改。") % {"what": labels[no], "no": no}
        if no
        else _("登记里有的，可以改。")
        for name, no in numbers.items()
        if not no or no in labels
    }


def _labels(numbers: Iterable[str]) -> dict[str, str]:
    procedures, rows = city_pack().procedures, Case.objects.filter(no__in=set(numbers)).values_list("no", "procedure")
    return {no: say(procedures[name].label) for no, name in rows if name in procedures}


def said_before(dossier: Dossier, spec: Act) -> dict[str, Any]:
    """The words of the other side to which an act agrees, as they stand: whoever agrees types nothing."""
    earlier = dossier.last(spec.requires.act) if spec.requires is not None and spec.requires.other_side else None
    if spec.requires is None or earlier is None:
        return {}
    return {name: earlier.payload[name] for name in spec.requires.same if name in earlier.payload}

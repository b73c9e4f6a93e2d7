"""更正: a person says what is wrong about them; the county's handler answers, and the change is sealed."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from huxin.law import InputError
from huxin.registry.actors import Actor
from huxin.registry.models import Correction, Person
from huxin.registry.people import details_of, keep_details
from huxin.registry.sealing import seal, unseal
from huxin.registry.traces import leave_trace

CORRECTABLE: Final = ("name", "id_number", "birth_date", "phone", "bank_card")


def ask_correction(actor: Actor, field: str, wanted: str) -> Correction:
    """Ask for a field to be put right.  Raises InputError."""
    if field not in CORRECTABLE:
        raise InputError("field", "field", field, ", ".join(CORRECTABLE), "从列出来的几项里选一项。")
    text = wanted.strip()[:100]
    _read(field, text)
    person = Person.objects.select_related("data_key").get(id=actor.own_person)
    row = Correction(id=uuid.uuid4(), person=person, field=field, asked_at=timezone.now())
    row.sealed = seal(person, {"wanted": text}, _place(row))
    with transaction.atomic():
        row.save(force_insert=True)
        leave_trace("correction", "asked", actor.pk, person=person.id, content={"id": str(row.id), "field": field})
    return row


def wanted_of(row: Correction) -> str:
    """What it should say.  Raises ErasedError."""
    return str(unseal(row.person, bytes(row.sealed), _place(row))["wanted"])


def corrections_of(person: UUID) -> QuerySet[Correction]:
    """A person's own, newest first."""
    return Correction.objects.filter(person_id=person).order_by("-asked_at")


def open_corrections(actor: Actor) -> QuerySet[Correction]:
    """Those that wait in the actor's county, the oldest first."""
    found = Correction.objects.select_related("person__data_key").filter(
        answered_at=None, person__data_key__isnull=False
    )
    return (found.filter(person__county=actor.county) if actor.county else found).order_by("asked_at")


def answer_correction(actor: Actor, correction: UUID, *, accept: bool, answer: str) -> None:
    """Put it right, or say why not.  Raises InputError, Correction.DoesNotExist out of scope or when it is answered."""
    if not accept and not answer.strip():
        raise InputError("answer", "answer", "nothing", "why not", "不改的话，写清楚为什么。")
    with transaction.atomic():
        row = open_corrections(actor).select_for_update(of=("self",)).get(id=correction)
        if accept:
            keep_details(row.person, replace(details_of(row.person), **_read(row.field, wanted_of(row))))
        row.answered_at, row.answered_by_id = timezone.now(), actor.pk
        row.accepted, row.answer = accept, answer.strip()[:200]
        row.save()
        content = {"id": str(row.id), "field": row.field, "accepted": accept}
        leave_trace("correction", "answered", actor.pk, person=row.person_id, content=content)


def _read(field: str, text: str) -> dict[str, Any]:
    """The field as the record keeps it.  Raises InputError."""
    if not text:
        raise InputError("wanted", "wanted", "nothing", "the right value", "写上正确的内容。")
    if field != "birth_date":
        return {field: text}
    try:
        return {field: date.fromisoformat(text)}
    except ValueError:
        raise InputError("wanted", "wanted", "another text", "YYYY-MM-DD", "日期写成 1990-05-03 这样。") from None


def _place(row: Correction) -> str:
    return f"correction:{row.id}"

"""更正: a person says what is wrong about them; who holds the register answers, and the change is sealed."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.identity.account_audit import leave_trace
from huxin.identity.actor import Actor
from huxin.law import InputError
from huxin.law.cleaning import cleaned_value
from huxin.law.dates import day_of
from huxin.law.procedures import Field, field_problems
from huxin.people.encryption import seal, unseal
from huxin.people.models import Correction, Person
from huxin.people.person import Details, details_of, keep_details, mask_card, mask_id_number, mask_phone
from huxin.people.unmask_log import note_viewing

CORRECTABLE: Final = ("name", "id_number", "birth_date", "phone", "bank_card")
LONGEST_NAME: Final = 50
_KINDS: Final[dict[str, Literal["text", "id_number", "date", "phone", "bank_card"]]] = {
    "name": "text", "id_number": "id_number", "birth_date": "date", "phone": "phone", "bank_card": "bank_card",
}  # fmt: skip
_BORN: Final = slice(6, 14)
"""Where an identity number (GB 11643) says the day of birth."""


def ask_correction(actor: Actor, field: str, wanted: str) -> Correction:
    """Ask for a field to be put right.  Raises InputError for what no form would take."""
    if field not in CORRECTABLE:
        raise InputError("field", "field", field, ", ".join(CORRECTABLE), _("从列出来的几项里选一项。"))
    text = wanted.strip()[:100]
    person = Person.objects.select_related("data_key").get(id=actor.own_person)
    _read(field, text, details_of(person))
    row = Correction(id=uuid.uuid4(), person=person, field=field, asked_at=timezone.now())
    row.sealed = seal(person, {"wanted": text}, _place(row))
    with transaction.atomic():
        row.save(force_insert=True)
        leave_trace("correction", "asked", actor.pk, person=person.id, content={"id": str(row.id), "field": field})
    return row


def wanted_of(row: Correction) -> str:
    """What it should say.  Raises ErasedError."""
    return str(unseal(row.person, bytes(row.sealed), _place(row))["wanted"])


def masked_wanted(row: Correction) -> str:
    """As the office sees it until it says why it needs the whole."""
    return _masked(row.field, wanted_of(row))


def show_wanted(actor: Actor, holders: Collection[str], correction: UUID, reason: str) -> tuple[str, str]:
    """(what stands in the register, what it should say) in full, once it is sealed who looks and why.

    Raises InputError without a reason, Correction.DoesNotExist out of scope.
    """
    row = open_corrections(actor, holders).get(id=correction)
    note_viewing(actor, row.person, row.field, reason)
    now = getattr(details_of(row.person), row.field)
    return str(now or "—"), wanted_of(row)


def corrections_of(person: UUID) -> QuerySet[Correction]:
    """A person's own, newest first."""
    return Correction.objects.filter(person_id=person).order_by("-asked_at")


def open_corrections(actor: Actor, holders: Collection[str]) -> QuerySet[Correction]:
    """Those that wait in the actor's county, the oldest first; for handlers of a department that holds the register."""
    if actor.kind != "officer" or "handler" not in actor.roles or actor.department not in holders:
        return Correction.objects.none()
    found = Correction.objects.select_related("person__data_key").filter(
        answered_at=None, person__data_key__isnull=False
    )
    return (found.filter(person__county=actor.county) if actor.county else found).order_by("asked_at")


def answer_correction(actor: Actor, holders: Collection[str], correction: UUID, *, accept: bool, answer: str) -> None:
    """Put it right, or say why not.

    Raises InputError (also for a number that is somebody else's), Correction.DoesNotExist out of scope or when it is
    answered.
    """
    if not accept and not answer.strip():
        raise InputError("answer", "answer", "nothing", "why not", _("不改的话，写清楚为什么。"))
    with transaction.atomic():
        row = open_corrections(actor, holders).select_for_update(of=("self",)).get(id=correction)
        if accept:
            _put_right(row)
        row.answered_at, row.answered_by_id = timezone.now(), actor.pk
        row.accepted, row.answer = accept, "".join(mark for mark in answer.strip() if mark.isprintable())[:200]
        row.save()
        content = {"id": str(row.id), "field": row.field, "accepted": accept}
        leave_trace("correction", "answered", actor.pk, person=row.person_id, content=content)


def _put_right(row: Correction) -> None:
    """What was asked is checked again: the register may have changed since."""
    details = details_of(row.person)
    try:
        with transaction.atomic():
            keep_details(row.person, replace(details, **_read(row.field, wanted_of(row), details)))
    except IntegrityError:
        hint = _("这个身份证号登记在别人名下，先查清楚是谁的。")
        raise InputError("taken", "wanted", "somebody else's number", "the person's own number", hint) from None


def _read(field: str, text: str, details: Details) -> dict[str, Any]:
    """The field as the record keeps it, checked like the same question of a form.  Raises InputError.

    Number and birth date say the same day: a new number brings its day along, a new day must be that of the number.
    """
    text = cleaned_value(_KINDS[field], text)
    if not text:
        raise InputError("wanted", "wanted", "nothing", "the right value", _("写上正确的内容。"))
    asked = Field(
        name="wanted", kind=_KINDS[field], label={"zh": "应该是什么", "en": "What it should say"},
        not_future=field == "birth_date", max_length=LONGEST_NAME if field == "name" else None,
    )  # fmt: skip
    for problem in field_problems([asked], {"wanted": text}, on=day_of(timezone.now())):
        raise InputError(problem.code, "wanted", "another text", problem.text["en"], problem.text["zh"])
    if field == "name" and not all(mark.isalpha() or mark in " ·.'’-" for mark in text):
        raise InputError("name", "wanted", "other signs", "letters only", _("姓名里只能有字、空格和间隔号“·”。"))
    if field == "id_number":
        return {"id_number": text.upper(), "birth_date": _born(text)}
    if field != "birth_date":
        return {field: text}
    born = date.fromisoformat(text)
    if details.id_number and born != _born(details.id_number):
        hint = _("和身份证号里的出生日期不一样。号码错了就更正号码，出生日期会一起改。")
        raise InputError("birth_date", "wanted", "another day than the number says", "the same day", hint)
    return {field: born}


def _born(number: str) -> date:
    """The day of birth that a number says.  Raises InputError for a day that does not exist or is yet to come."""
    try:
        found = date.fromisoformat(number[_BORN])
    except ValueError:
        found = date.max
    if found > day_of(timezone.now()):
        hint = _("身份证号里的出生日期不对，请对着证件再核一遍。")
        raise InputError("id_date", "wanted", "a day that cannot be", "the day of birth in the number", hint)
    return found


def _masked(field: str, text: str) -> str:
    masks = {"phone": mask_phone, "bank_card": mask_card, "id_number": mask_id_number}
    if field in masks:
        return masks[field](text)
    return f"{text[:1]}{'*' * max(1, len(text) - 1)}" if field == "name" else "****-**-**"


def _place(row: Correction) -> str:
    return f"correction:{row.id}"

"""Looking at masked data in full leaves a sealed trace."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.core.service import append, digest_of
from huxin.identity.account_audit import leave_trace
from huxin.identity.actor import Actor
from huxin.law import InputError
from huxin.people.models import Person, Viewing
from huxin.people.person import details_of
from huxin.people.reasons import typed_reason

PERSONAL: Final = ("name", "id_number", "birth_date", "phone", "bank_card", "household_county")
"""The fields of the register that can be looked at, one by one."""


def show_in_full(actor: Actor, person: Person, field: str, reason: str) -> str:
    """One field of the register in the clear.  Raises InputError without a reason or for another field."""
    if field not in PERSONAL:
        raise InputError("field", "field", field, ", ".join(PERSONAL), _("从列出来的几项里选一项。"))
    note_viewing(actor, person, field, reason)
    return str(getattr(details_of(person), field))


def note_viewing(actor: Actor, person: Person, field: str, reason: str) -> None:
    """Seal that somebody looks, before they see it.  Raises InputError without a reason that says something."""
    said = typed_reason(reason, _("写一句为什么要看全部信息，至少四个字。"))
    row = Viewing(id=uuid.uuid4(), account_id=actor.pk, person=person, field=field, reason=said, at=timezone.now())
    with transaction.atomic():
        row.save(force_insert=True)
        append("viewing", str(row.id), _digest(row), actor.key, row.at)


def note_export(actor: Actor, what: str, reason: str, filters: Mapping[str, str]) -> None:
    """Seal that a file with unmasked data leaves, before it does.  Raises InputError without a reason."""
    said = typed_reason(reason, _("写一句为什么要不遮盖的文件，至少四个字。"))
    leave_trace("export", what, actor.pk, content={"reason": said, "filters": dict(filters)})


def _digest(row: Viewing) -> str:
    return digest_of(
        {
            "id": str(row.id),
            "account": row.account_id,
            "person": str(row.person_id),
            "field": row.field,
            "reason": row.reason,
            "at": row.at,
        }
    )


def sealed_rows(_unused: str | None = None) -> Iterator[tuple[str, str]]:
    """Every viewing with its digest, for verification."""
    for row in Viewing.objects.iterator(chunk_size=1000):
        yield str(row.id), _digest(row)

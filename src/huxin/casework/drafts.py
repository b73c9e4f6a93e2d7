"""Save and resume: one unfinished application per person and procedure, encrypted."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from huxin.casework.models import Draft
from huxin.registry.service import Person, seal, unseal


def load_draft(person_id: uuid.UUID, procedure: str) -> dict[str, Any]:
    """``{"answers", "papers", "key"}``; a fresh one with a new request key when there is none."""
    row = Draft.objects.select_related("person__data_key").filter(person_id=person_id, procedure=procedure).first()
    if row is None:
        return {"answers": {}, "papers": {}, "key": uuid.uuid4().hex}
    return unseal(row.person, bytes(row.sealed), f"draft:{row.id}")


def save_draft(person_id: uuid.UUID, procedure: str, content: Mapping[str, Any]) -> None:
    """Keep what was typed so far."""
    person = Person.objects.select_related("data_key").get(id=person_id)
    row = Draft.objects.filter(person=person, procedure=procedure).first()
    row = row or Draft(id=uuid.uuid4(), person=person, procedure=procedure)
    row.sealed = seal(person, content, f"draft:{row.id}")
    row.save()


def drop_draft(person_id: uuid.UUID, procedure: str) -> None:
    """Forget it: it was sent, or the person begins anew."""
    Draft.objects.filter(person_id=person_id, procedure=procedure).delete()

"""Save and resume: one unfinished application per person and procedure, encrypted."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from huxin.casework.models import Draft
from huxin.people.service import Person, seal, unseal


def load_draft(person_id: uuid.UUID, procedure: str) -> dict[str, Any]:
    """``{"answers", "papers", "key"}``; a fresh one with a new request key when there is none."""
    row = Draft.objects.select_related("person__data_key").filter(person_id=person_id, procedure=procedure).first()
    if row is None:
        return {"answers": {}, "papers": {}, "key": uuid.uuid4().hex}
    return unseal(row.person, bytes(row.sealed), f"draft:{row.id}")


def save_draft(
    person_id: uuid.UUID, procedure: str, content: Mapping[str, Any], since: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Keep what was typed so far; answers what is kept now.

    ``since``: the draft as this page had read it.  Then only what changed since is written, over whatever another tab
    saved meanwhile: two pages never undo each other's answers.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).select_related("data_key").get(id=person_id)
        row = Draft.objects.filter(person=person, procedure=procedure).first()
        kept = dict(content)
        if row is not None and since is not None:
            kept = _merged(unseal(person, bytes(row.sealed), f"draft:{row.id}"), since, content)
        row = row or Draft(id=uuid.uuid4(), person=person, procedure=procedure)
        row.sealed = seal(person, kept, f"draft:{row.id}")
        row.save()
    return kept


def _merged(stored: Mapping[str, Any], since: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored with the answers and papers that this page added, changed or took away."""
    answers = dict(stored["answers"])
    for name in {*since["answers"], *now["answers"]}:
        if name not in now["answers"]:
            answers.pop(name, None)
        elif now["answers"][name] != since["answers"].get(name):
            answers[name] = now["answers"][name]
    papers = {name: list(ids) for name, ids in stored["papers"].items()}
    for name in {*since["papers"], *now["papers"]}:
        before, after = since["papers"].get(name, []), now["papers"].get(name, [])
        left = [one for one in papers.get(name, []) if one not in before or one in after]
        papers[name] = [*left, *(one for one in after if one not in left and one not in before)]
    return {**now, **stored, "answers": answers, "papers": papers}


def drop_draft(person_id: uuid.UUID, procedure: str) -> None:
    """Forget it: it was sent, or the person begins anew."""
    Draft.objects.filter(person_id=person_id, procedure=procedure).delete()

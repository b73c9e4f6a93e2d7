"""报名: a person takes a place in a class, once, while there is one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import Case, ConflictError, ForbiddenError, NotFoundError, today
from huxin.core.service import KeyReusedError, append, once
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.careers.classes import find_class, is_open
from huxin.measures.careers.models import Enrolment
from huxin.measures.careers.sealed import row_digest


def done_once(actor: Actor, key: str, body: Mapping[str, Any], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Work under a request key.  Raises ConflictError for a key that was used for something else."""
    try:
        return once(actor.key, key, body, work)
    except KeyReusedError:
        raise ConflictError("This request key was used for something else; open the page again.") from None


def enrol(actor: Actor, no: str, *, key: str, at: datetime | None = None) -> dict[str, Any]:
    """Take a place in the class of case ``no``.  Answers ``{"id"}``, the enrolment; whoever is in already keeps it.

    ``at`` dates it back, and no page passes it.  Raises NotFoundError for no such class, ForbiddenError for somebody
    who is no worker, InputError where the class is over or full.
    """
    return done_once(actor, key, {"what": "enrol", "class": no}, lambda: _enrol(actor, no, at or timezone.now()))


def _enrol(actor: Actor, no: str, at: datetime) -> dict[str, Any]:
    if actor.kind != "worker" or actor.alone is None:
        raise ForbiddenError("Only a worker enrols, in person.")
    Case.objects.select_for_update().filter(no=no).first()  # whoever enrols waits here, so that no place is given twice
    one = find_class(no)
    before = Enrolment.objects.filter(training_class=one, person_id=actor.alone).first()
    if before is not None:
        return {"id": str(before.id)}
    if not is_open(one, today()):
        hint = _("这个班已经结束，看看别的班。")
        raise InputError("class_over", "class", no, "a class that is open", hint)
    if Enrolment.objects.filter(training_class=one).count() >= one.seats:
        hint = _("名额满了，看看别的班。")
        raise InputError("class_full", "class", f"{one.seats} places taken", "a free place", hint)
    row = Enrolment(id=uuid.uuid4(), training_class=one, person_id=actor.alone, at=at)
    row.save(force_insert=True)
    append("enrolment", str(row.id), row_digest(row), actor.key, row.at)
    return {"id": str(row.id)}


def my_enrolments(actor: Actor) -> list[Enrolment]:
    """A person's own, newest first."""
    if actor.alone is None:
        return []
    rows = Enrolment.objects.filter(person_id=actor.alone).select_related("training_class__case")
    return list(rows.order_by("-at"))


def own_enrolment(actor: Actor, enrolment: uuid.UUID | str) -> Enrolment:
    """One of a person's own.  Raises NotFoundError."""
    rows = Enrolment.objects.select_related("training_class__case", "person__data_key")
    found = rows.filter(id=enrolment, person_id=actor.alone).first() if actor.alone is not None else None
    if found is None:
        raise NotFoundError(str(enrolment))
    return found

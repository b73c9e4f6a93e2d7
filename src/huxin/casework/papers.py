"""Receiving evidence: hashed first, then encrypted for the person it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from huxin.casework.dossier import find_case
from huxin.casework.errors import ForbiddenError
from huxin.ledger.service import Evidence, receive
from huxin.registry.service import Actor, Person, seal_bytes


def receive_for_case(actor: Actor, no: str, chunks: Iterable[bytes]) -> Evidence:
    """Keep a file that an officer adds to a case, such as a proof of service 送达回证; it is the applicant's data too.

    Raises NotFoundError outside the officer's scope, InputError for a file that is not taken.
    """
    person = find_case(actor, no).applicant
    with transaction.atomic():
        return receive(
            chunks, actor.key, timezone.now(), lambda content: seal_bytes(person, content, f"evidence:{person.id}")
        )


def receive_evidence(actor: Actor, chunks: Iterable[bytes], accepts: Iterable[str] = ()) -> Evidence:
    """Keep one file of a signed-in person.  Raises InputError for a file that is not taken."""
    if actor.person_id is None:
        raise ForbiddenError("Sign in as the person concerned.")
    person = Person.objects.select_related("data_key").get(id=actor.person_id)
    with transaction.atomic():
        return receive(
            chunks,
            actor.key,
            timezone.now(),
            lambda content: seal_bytes(person, content, f"evidence:{person.id}"),
            accepts,
        )

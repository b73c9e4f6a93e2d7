"""Receiving evidence: hashed first, then encrypted for the person it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from huxin.casework.errors import ForbiddenError
from huxin.casework.quotas import check_quota
from huxin.ledger.service import Evidence, receive
from huxin.registry.service import Actor, Person, seal_bytes


def receive_evidence(actor: Actor, chunks: Iterable[bytes], accepts: Iterable[str] = ()) -> Evidence:
    """Keep one file of a signed-in person.  Raises InputError for a file that is not taken."""
    if actor.person_id is None:
        raise ForbiddenError("Sign in as the person concerned.")
    person = Person.objects.select_related("data_key").get(id=actor.person_id)
    now = timezone.now()
    with transaction.atomic():
        check_quota(person, actor, now)
        return receive(
            chunks,
            actor.key,
            now,
            lambda content: seal_bytes(person, content, f"evidence:{person.id}"),
            accepts,
        )

"""Receiving evidence: hashed first, then encrypted for the person it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from huxin.casework.errors import ForbiddenError
from huxin.casework.parties import applicant_of
from huxin.ledger.service import Evidence, receive
from huxin.registry.service import Actor, seal_bytes


def receive_evidence(actor: Actor, chunks: Iterable[bytes], accepts: Iterable[str] = ()) -> Evidence:
    """Keep one file of whoever signed in, under the key of the person, company or office that it comes from.

    Raises InputError for a file that is not taken.
    """
    if actor.owner is None:
        raise ForbiddenError("Sign in first.")
    with transaction.atomic():
        person = applicant_of(actor)
        return receive(
            chunks,
            actor.key,
            person.id,
            timezone.now(),
            lambda content: seal_bytes(person, content, f"evidence:{person.id}"),
            accepts,
        )

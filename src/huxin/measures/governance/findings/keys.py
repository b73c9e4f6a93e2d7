"""The keyed hash by which a worker is found in findings: made from the identity number, never the other way round."""

from __future__ import annotations

from django.conf import settings

from huxin.core.keys import read_key
from huxin.identity.service import Actor
from huxin.people.service import Person, details_of
from huxin.supervision.identity import worker_key


def pseudonym_key() -> bytes:
    """The installation's key; ``huxin supervise scan --key`` reads the same file, without a final line break."""
    return read_key(settings.DATA, "pseudonym").rstrip(b"\r\n")


def worker_key_of(actor: Actor) -> str:
    """The hash of the worker's own number; empty for anybody without one."""
    if actor.kind != "worker" or actor.alone is None:
        return ""
    return key_of_number(details_of(Person.objects.select_related("data_key").get(id=actor.alone)).id_number)


def key_of_number(id_number: str) -> str:
    """The hash of a number; empty for none."""
    return worker_key(pseudonym_key(), "", "id_card", id_number) if id_number else ""

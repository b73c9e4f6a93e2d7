"""Whether what the registry sealed can still be opened: people under their own keys, seeds under the master key."""

from __future__ import annotations

from typing import Final

from huxin.ledger.service import SealedKind
from huxin.registry import sealing
from huxin.registry.models import DataKey, SecondFactor

MASTER: Final = "master.key"


def _people_open() -> bool | None:
    from huxin.registry.people import place_of

    row = DataKey.objects.select_related("person").exclude(person__sealed=b"").order_by("-person_id").first()
    if row is None:
        key = DataKey.objects.select_related("person").first()
        return bool(sealing.key_of(key.person)) if key is not None else None
    return bool(sealing.unseal(row.person, bytes(row.person.sealed), place_of(row.person)))


def _seeds_open() -> bool | None:
    from huxin.registry.second_factor import opens

    row = SecondFactor.objects.select_related("account").order_by("-account_id").first()
    return opens(row) if row is not None else None


KINDS: Final = (
    SealedKind("people", MASTER, DataKey.objects.exists, _people_open),
    SealedKind("second factors", MASTER, SecondFactor.objects.exists, _seeds_open),
)

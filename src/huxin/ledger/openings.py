"""Which kinds of records lie sealed, under which key, and whether one of them can still be opened.

Each room names its own.  A key is made only where nothing lies sealed under it; a restored copy is whole only when one
record of every kind could be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings

_kinds: dict[str, SealedKind] = {}


@dataclass(frozen=True)
class SealedKind:
    """``key``: the file in a backup of keys.  ``there``: whether a record of the kind exists; it needs no key.

    ``opens``: whether one of them can be opened; None where the kind has nothing that could be tried.
    """

    name: str
    key: str
    there: Callable[[], bool]
    opens: Callable[[], bool | None]


def register_sealed_kind(kind: SealedKind) -> None:
    """Make a kind known to ``huxin setup`` and ``huxin restore``."""
    _kinds[kind.name] = kind


def sealed_kinds() -> Iterable[SealedKind]:
    """Every kind."""
    return _kinds.values()


def sealed_under(key: str) -> list[str]:
    """The kinds of which records lie sealed under a key."""
    return [kind.name for kind in sealed_kinds() if kind.key == key and kind.there()]


def try_all() -> dict[str, bool]:
    """Kinds of which there are records: whether one could be opened.  A kind that cannot be tried is left out."""
    found = {kind.name: _tried(kind) for kind in sealed_kinds() if kind.there()}
    return {name: opened for name, opened in found.items() if opened is not None}


def _tried(kind: SealedKind) -> bool | None:
    try:
        return kind.opens()
    except Exception:  # noqa: BLE001 - whatever goes wrong inside, the record could not be opened
        return False


def root_there() -> bool:
    """Whether a signed root or a receipt exists."""
    from huxin.ledger.models import Receipt, Root

    return Root.objects.exists() or Receipt.objects.exists()


def root_opens() -> bool | None:
    """Whether the present key of the log is the one that signed the latest root, or else the latest receipt."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from huxin.ledger.models import Receipt
    from huxin.ledger.receipts import canonical
    from huxin.ledger.roots import as_json, is_ours, latest_root, public_key

    root = latest_root()
    if root is not None:
        return is_ours(as_json(root))
    receipt = Receipt.objects.order_by("-at").first()
    if receipt is None:
        return None
    public: Ed25519PublicKey = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key()))
    public.verify(bytes.fromhex(receipt.signature), canonical(receipt.content))
    return True


def files_there() -> bool:
    """Whether encrypted evidence lies in its folder, whatever the database says."""
    folder = settings.EVIDENCE_FOLDER
    return folder.exists() and next(folder.rglob("*.sealed"), None) is not None

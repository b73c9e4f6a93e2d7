"""Whether what lies sealed under the key of the log, and the files themselves, can still be opened."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from huxin.core.models import Root
from huxin.core.service import SealedKind, is_ours, latest_root, public_key, root_json
from huxin.evidence.models import Receipt
from huxin.evidence.receipts import canonical


def _root_there() -> bool:
    """Whether a signed root or a receipt exists."""
    return Root.objects.exists() or Receipt.objects.exists()


def _root_opens() -> bool | None:
    """Whether the present key of the log is the one that signed the latest root, or else the latest receipt."""
    root = latest_root()
    if root is not None:
        return is_ours(root_json(root))
    receipt = Receipt.objects.order_by("-at").first()
    if receipt is None:
        return None
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key()))
    public.verify(bytes.fromhex(receipt.signature), canonical(receipt.content))
    return True


def _files_there() -> bool:
    """Whether encrypted evidence lies in its folder, whatever the database says."""
    folder = settings.EVIDENCE_FOLDER
    return folder.exists() and next(folder.rglob("*.sealed"), None) is not None


KINDS: Final = (
    SealedKind("roots and receipts", "log.key", _root_there, _root_opens),
    SealedKind("files", "master.key", _files_there, lambda: None),
)

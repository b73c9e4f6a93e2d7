"""Roots: once a minute the new entries are bound into one signed root, which can be kept elsewhere.

Whoever holds an exported root can show later that nothing up to it was changed, taken out or cut off, even if the
whole database was written anew with fitting hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import transaction

from huxin.core.audit.chain import Verdict, entry_hash, locked_head, sources, verify
from huxin.core.jobs.schedule import ToldError
from huxin.core.keys import read_key
from huxin.core.models import Entry, Root
from huxin.law import InputError

_SIGNED: Final = ("first", "last", "head", "merkle", "at")


def merkle(hashes: Sequence[str]) -> str:
    """The root over entry hashes (hexadecimal).  Leaves and nodes are hashed apart, so neither passes for the other."""
    level = [hashlib.sha256(b"\0" + bytes.fromhex(one)).digest() for one in hashes]
    while len(level) > 1:
        pairs = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0].hex() if level else ""


def seal_root(at: datetime) -> Root | None:
    """Bind the entries since the last root; None when there is none new."""
    with transaction.atomic():
        head = locked_head()
        before = latest_root()
        first = before.last + 1 if before else 1
        if head.seq < first:
            return None
        hashes = list(Entry.objects.filter(seq__range=(first, head.seq)).order_by("seq").values_list("hash", flat=True))
        root = Root(first=first, last=head.seq, head=head.hash, merkle=merkle(hashes), at=at)
        root.signature = sign(_message(as_json(root)))
        root.save(force_insert=True)
        return root


def check_everything(at: datetime) -> None:
    """The whole log with every stored row and file.  Raises ToldError where something is not as it was sealed."""
    found = verify()
    if not found.intact:
        told = "; ".join(found.files[:3]) or str(found.fault)
        raise ToldError(f"not as sealed: {told}" + (f" (+{len(found.files) - 3})" if len(found.files) > 3 else ""))


def latest_root() -> Root | None:
    """The newest root."""
    return Root.objects.order_by("-last").first()


def as_json(root: Root) -> dict[str, Any]:
    """A root as it is exported."""
    return {
        "first": root.first,
        "last": root.last,
        "head": root.head,
        "merkle": root.merkle,
        "at": root.at.isoformat(),
        "key": public_key(),
        "signature": root.signature,
    }


def verify_since(exported: Mapping[str, Any]) -> Verdict:
    """The whole log, and that it still is the one that the exported root was made of.

    Raises InputError for something that is no exported root of this installation.
    """
    _check(exported)
    there = Entry.objects.filter(seq=exported["last"]).values_list("hash", flat=True).first()
    if there != exported["head"]:
        return Verdict(0, f"the entries up to {exported['last']} are not those of the exported root", str(there))
    hashes = Entry.objects.filter(seq__range=(exported["first"], exported["last"])).order_by("seq")
    if merkle(list(hashes.values_list("hash", flat=True))) != exported["merkle"]:
        return Verdict(
            0, f"the entries {exported['first']} to {exported['last']} are not those of the root", str(there)
        )
    return verify()


def verify_case(no: str) -> Verdict:
    """One case alone: its acts against their entries, and each entry against the signed root that holds it."""
    entries = {e.subject: e for e in Entry.objects.filter(kind="act", subject__startswith=f"{no}/").order_by("seq")}
    digests = {subject: digest for subject, digest in sources()["act"](no)}
    for subject in {*entries, *digests}:
        entry = entries.get(subject)
        if entry is None or digests.get(subject) != entry.digest:
            return Verdict(len(entries), f"act {subject}: it is not what was sealed", "")
        fault = _in_root(entry)
        if fault is not None:
            return Verdict(len(entries), fault, "")
    return Verdict(len(entries), None, "")


def _in_root(entry: Entry) -> str | None:
    """Why an entry does not fit the root that holds it; entries of the running minute have none yet."""
    previous = Entry.objects.filter(seq=entry.seq - 1).values_list("hash", flat=True).first() or "0" * 64
    if entry.hash != entry_hash(entry, previous):
        return f"entry {entry.seq}: its hash does not fit"
    root = Root.objects.filter(first__lte=entry.seq, last__gte=entry.seq).first()
    if root is None:
        return None
    hashes = Entry.objects.filter(seq__range=(root.first, root.last)).order_by("seq").values_list("hash", flat=True)
    try:
        _check(as_json(root))
    except InputError:
        return f"the root of {root.at.isoformat()}: its signature does not fit"
    return None if merkle(list(hashes)) == root.merkle else f"entry {entry.seq}: its root does not fit"


def is_ours(root: Mapping[str, Any]) -> bool:
    """Whether a root was signed with the key of this installation."""
    try:
        _check(root)
    except InputError:
        return False
    return True


def public_key() -> str:
    """The public key of the log, in hexadecimal; published, so that anybody can check what it signed."""
    return _key().public_key().public_bytes_raw().hex()


def sign(message: bytes) -> str:
    """An Ed25519 signature with the key of the log, in hexadecimal."""
    return _key().sign(message).hex()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(read_key(settings.DATA, "log"))


def _message(root: Mapping[str, Any]) -> bytes:
    return json.dumps([root[name] for name in _SIGNED], separators=(",", ":")).encode()


def _check(root: Mapping[str, Any]) -> None:
    public: Ed25519PublicKey = _key().public_key()
    try:
        public.verify(bytes.fromhex(str(root["signature"])), _message(root))
    except (KeyError, ValueError, InvalidSignature):
        hint = "Take the file that 'huxin audit export' wrote, unchanged."
        raise InputError("root", "root", "another text", "a root signed by this installation", hint) from None

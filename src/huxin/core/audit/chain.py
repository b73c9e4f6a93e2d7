"""The chain of sealed entries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from huxin.core.models import Entry, Head
from huxin.core.prepared import Prepared

GENESIS: Final = "0" * 64
Loader = Callable[[str | None], Iterator[tuple[str, str]]]
"""Yields (subject, digest) of every stored row of a kind as it stands now; a name narrows it to one case."""
_sources: dict[str, Loader] = {}
Check = Callable[[], Iterator[str]]
"""Yields what is wrong with the files of a room, each with its name; nothing where all are as they were sealed."""
_checks: dict[str, Check] = {}
_head = Prepared(lambda _: Head.objects.select_for_update().filter(id=1))
_INSERT: Final = (
    "INSERT INTO core_entry (seq, at, kind, subject, actor, digest, hash) VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_MOVE: Final = "UPDATE core_head SET seq = %s, hash = %s WHERE id = 1"


@dataclass(frozen=True)
class Verdict:
    """What a verification found.  ``fault`` names the first entry that does not agree, or is None.

    ``files`` names every stored file that is gone or is not what was sealed.
    """

    entries: int
    fault: str | None
    head: str
    files: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        return self.fault is None


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a row's content in canonical JSON (sorted keys, no blanks, UTF-8).

    Instants may stand in it as they are: they count in UTC, in whatever zone they come; days as YYYY-MM-DD.
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


def register_source(kind: str, loader: Loader) -> None:
    """Say where the rows of a kind are, so that ``verify`` can compare them with what was sealed."""
    _sources[kind] = loader


def register_check(kind: str, check: Check) -> None:
    """Say how the files that a room's sealed rows speak of are compared with their digests."""
    _checks[kind] = check


def sources() -> dict[str, Loader]:
    """The registered kinds."""
    return dict(_sources)


def append(kind: str, subject: str, digest: str, actor: str, at: datetime) -> Entry:
    """Seal one row; call it in the transaction that writes the row.  Raises RuntimeError outside of one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A sealed entry belongs in the transaction of the row that it seals.")
    head = locked_head()
    entry = entry_after(head.seq, head.hash, kind, subject, digest, actor, at)
    with connection.cursor() as cursor:  # plain SQL, because every act comes by here
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(_INSERT, (entry.seq, moment, kind, subject, actor, digest, entry.hash))
        cursor.execute(_MOVE, (entry.seq, entry.hash))
    return entry


def entry_after(seq: int, previous: str, kind: str, subject: str, digest: str, actor: str, at: datetime) -> Entry:
    """The entry that follows the one with this sequence and hash; not saved."""
    entry = Entry(seq=seq + 1, at=at, kind=kind, subject=subject, actor=actor, digest=digest)
    entry.hash = _hash(entry.seq, at, kind, subject, actor, digest, previous)
    return entry


def locked_head() -> Head:
    """The locked end of the chain; the first writer makes it."""
    found = _head("")
    if not found:
        try:
            with transaction.atomic():
                return Head.objects.create(id=1, seq=0, hash=GENESIS)
        except IntegrityError:
            found = _head("")
    return found[0]


def _hash(seq: int, at: datetime, kind: str, subject: str, actor: str, digest: str, previous: str) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{seq}\n{moment}\n{kind}\n{subject}\n{actor}\n{digest}\n{previous}".encode()).hexdigest()


def entry_hash(entry: Entry, previous: str) -> str:
    """The hash that an entry must have after the one before."""
    return _hash(entry.seq, entry.at, entry.kind, entry.subject, entry.actor, entry.digest, previous)


def verify() -> Verdict:
    """Walk the chain up to its present end, then compare every stored row of the registered kinds with what was sealed.

    Others may go on writing meanwhile: what is sealed after the walk began is compared with its own entry.
    """
    head = Head.objects.filter(id=1).first()
    last, end = (head.seq, head.hash) if head is not None else (0, GENESIS)
    previous, count = GENESIS, 0
    digests: dict[str, dict[str, str]] = {kind: {} for kind in _sources}
    rows = Entry.objects.filter(seq__lte=last).order_by("seq")
    columns = rows.values_list("seq", "at", "kind", "subject", "actor", "digest", "hash")
    for seq, at, kind, subject, actor, digest, sealed in columns.iterator(chunk_size=5000):
        count += 1
        if seq != count or sealed != _hash(seq, at, kind, subject, actor, digest, previous):
            return Verdict(count, f"entry {seq} ({kind} {subject})", previous)
        previous = sealed
        if kind in digests:
            digests[kind][subject] = digest
    if (count, previous) != (last, end):
        return Verdict(count, f"the head of the chain, at {last}: {last - count} entries are missing", previous)
    for kind, loader in _sources.items():
        fault = _compare(kind, loader, digests[kind], last)
        if fault is not None:
            return Verdict(count, fault, previous)
    wrong = tuple(fault for check in _checks.values() for fault in check())
    return Verdict(count, wrong[0] if wrong else None, previous, wrong)


def _compare(kind: str, loader: Loader, sealed: dict[str, str], last: int) -> str | None:
    """The first row that is not as it was sealed up to the entry ``last``, or that is gone."""
    for subject, digest in loader(None):
        known = sealed.pop(subject, None)
        if known is None:
            newer = Entry.objects.filter(kind=kind, subject=subject, seq__gt=last)
            known = newer.values_list("digest", flat=True).first()
        if known != digest:
            return f"{kind} {subject}: it is not what was sealed"
    return f"{kind} {next(iter(sealed))}: it was sealed and is gone" if sealed else None

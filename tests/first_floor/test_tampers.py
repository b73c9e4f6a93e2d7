"""Random changes to the stored log: bytes, rows, order, a whole new chain, a cut end. Every one must show."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from huxin.casework.models import Act, Letter
from huxin.core.audit.chain import entry_after
from huxin.core.models import Entry, Head
from huxin.core.service import root_json, seal_root, verify, verify_case, verify_since
from huxin.law import InputError
from tests.support import City, issue_waiting

pytestmark = pytest.mark.django_db
TAMPERS = int(os.environ.get("HUXIN_TAMPERS", "150"))


class Undo(Exception):
    """Rolls a tamper back."""


def some_act(draw: random.Random) -> Act:
    return draw.choice(list(Act.objects.order_by("id")))


def flip_content(draw: random.Random) -> None:
    row = some_act(draw)
    content = bytearray(bytes(row.sealed))
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    Act.objects.filter(pk=row.pk).update(sealed=bytes(content))


def change_column(draw: random.Random) -> None:
    row = some_act(draw)
    column = draw.choice(["act", "by", "pack_hash", "seq", "at"])
    value: Any = {"seq": row.seq + 1000, "at": timezone.now()}.get(column, f"{getattr(row, column)}x")
    Act.objects.filter(pk=row.pk).update(**{column: value})


def swap_contents(draw: random.Random) -> None:
    one, two = draw.sample(list(Act.objects.order_by("id")), 2)
    Act.objects.filter(pk=one.pk).update(sealed=bytes(two.sealed))
    Act.objects.filter(pk=two.pk).update(sealed=bytes(one.sealed))


def drop_act(draw: random.Random) -> None:
    some_act(draw).delete()


def change_entry(draw: random.Random) -> None:
    entry = draw.choice(list(Entry.objects.order_by("seq")))
    column = draw.choice(["kind", "subject", "actor", "digest", "hash"])
    text = getattr(entry, column)
    place = draw.randrange(len(text))
    changed = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
    Entry.objects.filter(pk=entry.pk).update(**{column: changed})


def drop_entry(draw: random.Random) -> None:
    draw.choice(list(Entry.objects.order_by("seq"))).delete()


def rewrite_from(draw: random.Random) -> None:
    """Somebody with the code changes an act, its entry, and makes every later hash fit."""
    entries = list(Entry.objects.order_by("seq"))
    start = draw.randrange(len(entries))
    previous = entries[start - 1].hash if start else "0" * 64
    for entry in entries[start:]:
        digest = "f" * 64 if entry is entries[start] else entry.digest
        fresh = entry_after(entry.seq - 1, previous, entry.kind, entry.subject, digest, entry.actor, entry.at)
        Entry.objects.filter(pk=entry.pk).update(digest=fresh.digest, hash=fresh.hash)
        previous = fresh.hash
    Head.objects.update(hash=previous)


def cut_the_end(draw: random.Random) -> None:
    """The last entries and what they seal are gone, and the head says so too."""
    entries = list(Entry.objects.order_by("-seq")[: draw.randrange(1, 4)])
    for entry in entries:
        if entry.kind == "act":
            no, _, seq = entry.subject.partition("/")
            Act.objects.filter(case_id=no, seq=int(seq)).delete()
        elif entry.kind == "letter":
            Letter.objects.update(issued_at=None)
    Entry.objects.filter(seq__gte=entries[-1].seq).delete()
    last = Entry.objects.order_by("-seq").first()
    assert last is not None
    Head.objects.update(seq=last.seq, hash=last.hash)


KINDS = (flip_content, change_column, swap_contents, drop_act, change_entry, drop_entry, rewrite_from, cut_the_end)


def test_every_tamper_shows() -> None:
    city = City()
    no = city.file()
    city.decide(no)
    issue_waiting()
    root = seal_root(timezone.now())
    assert root is not None
    exported = root_json(root)
    assert verify_since(exported).intact
    assert verify_case(no).intact
    draw, missed = random.Random(135), []
    for number in range(TAMPERS):
        tamper = KINDS[number % len(KINDS)]
        try:
            with transaction.atomic():
                tamper(draw)
                if verify_since(exported).intact:
                    missed.append(tamper.__name__)
                raise Undo
        except Undo:
            pass
    assert missed == []
    assert verify().intact


def test_a_root_of_somebody_else_is_refused() -> None:
    City().file()
    root = seal_root(timezone.now())
    assert root is not None
    for change in ({"head": "0" * 64}, {"signature": "00"}, {"last": 1}):
        with pytest.raises(InputError, match="signed by this installation"):
            verify_since(root_json(root) | change)
    assert seal_root(timezone.now()) is None


def test_one_case_is_checked_alone() -> None:
    city = City()
    one, two = city.file(to_month="2025-06"), city.file(from_month="2025-07")
    seal_root(timezone.now())
    Act.objects.filter(case_id=two).update(by="handler")
    assert verify_case(one).intact
    assert not verify_case(two).intact

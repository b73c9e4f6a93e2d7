"""How fast the sealed log is verified: rows per second of ``huxin audit verify``, beside hashing the same bytes alone.

``HUXIN_BENCH_ACTS`` sets the number of acts (default 200,000).
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
ACTS = int(os.environ.get("HUXIN_BENCH_ACTS", "200000"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(HUXIN_DATA=folder, HUXIN_DEMO="1", DJANGO_SETTINGS_MODULE="huxin.config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        fill()
        measure()


def fill() -> None:
    """Copies of one act, sealed one after the other."""
    from django.db import transaction

    from huxin.casework.audit_digests import act_digest
    from huxin.casework.models import Act, Case
    from huxin.core.audit.chain import entry_after
    from huxin.core.models import Entry, Head
    from tests.support import City

    no = City().file()
    first = Act.objects.get(case_id=no, seq=1)
    head = Head.objects.get(id=1)
    last, entries, acts = head.hash, [], []
    for serial in range(2, ACTS + 2):
        act = Act(
            case_id=no, seq=serial, act="note", by="handler", actor_id=first.actor_id, at=first.at,
            sealed=bytes(first.sealed)[:600], evidence=[], pack_hash=first.pack_hash,
        )  # fmt: skip
        entry = entry_after(
            head.seq + serial - 2, last, "act", f"{no}/{serial}", act_digest(act), "account-1", first.at
        )
        last = entry.hash
        acts.append(act)
        entries.append(entry)
    with transaction.atomic():
        Act.objects.bulk_create(acts, batch_size=5000)
        Entry.objects.bulk_create(entries, batch_size=5000)
        Head.objects.filter(id=1).update(seq=entries[-1].seq, hash=last)
        Case.objects.filter(no=no).update(seq=ACTS + 1)


def measure() -> None:
    from huxin.core.service import verify

    start = time.perf_counter()
    found = verify()
    taken = time.perf_counter() - start
    assert found.intact, found.fault
    rows = found.entries * 2  # every entry, and the row that it seals
    start = time.perf_counter()
    for _ in range(found.entries * 3):  # an entry, a digest, a content
        hashlib.sha256(b"x" * 300).hexdigest()
    alone = time.perf_counter() - start
    print(
        f"verified {found.entries:,} entries and their rows in {taken:.2f} s: {rows / taken:,.0f} rows/s, aim 100,000"
    )
    print(f"hashing as many bytes alone {alone:.2f} s, ratio {taken / alone:.1f}")


if __name__ == "__main__":
    main()

"""Files that are small on the way and dear to read: each is read or refused within seconds and little memory."""

from __future__ import annotations

import gzip
import json
import random
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huxin.feeds import apart
from huxin.feeds.models import Batch
from huxin.files.limits import BusyError
from huxin.law import InputError
from huxin.supervision.validate.bounds import InstallationLimits, bounds_of
from tests.feeds.support import land, ndjson, rows

pytestmark = pytest.mark.django_db
SECONDS = 30
"""Ten on a machine of its own; here others work at the same time."""


def parquet(path: Path, **columns: Any) -> bytes:
    pq.write_table(pa.table(columns), path, compression="zstd")
    return path.read_bytes()


def dictionary(path: Path) -> bytes:
    """One long text, named by millions of rows."""
    places = pa.array(np.zeros(3_000_000, dtype=np.int32))
    return parquet(path, order_id=pa.DictionaryArray.from_arrays(places, pa.array(["x" * 1_000_000])))


def long_texts(path: Path) -> bytes:
    places = pa.array(np.zeros(40_000, dtype=np.int32))
    return parquet(path, order_id=pa.DictionaryArray.from_arrays(places, pa.array(["x" * 5_000_000])))


def wide(path: Path) -> bytes:
    return parquet(path, **{f"column{number}": [1] for number in range(3000)})


def damaged(path: Path) -> bytes:
    content = bytearray(parquet(path, **{name: [str(row[name]) for row in rows(200)] for name in rows(1)[0]}))
    draw = random.Random(3)
    for _ in range(60):
        content[draw.randrange(4, len(content) // 2)] ^= 0xFF
    return bytes(content)


def lying(path: Path) -> bytes:
    """A footer that is longer than the file."""
    content = parquet(path, order_id=["x"])
    return content[:-8] + struct.pack("<I", 2_000_000_000) + b"PAR1"


def nested(path: Path) -> bytes:
    """Columns that we know, as records within records and lists of lists."""
    deep: pa.Array = pa.array([1])
    for _ in range(60):
        deep = pa.StructArray.from_arrays([deep], ["inside"])
    lists = pa.array([[["x"] * 50_000] * 20], pa.list_(pa.list_(pa.string())))
    return parquet(path, order_id=deep, trade=lists, status=pa.array([[("key", "value")]], pa.map_("string", "string")))


def row_groups(path: Path) -> bytes:
    """A footer that is all: thousands of groups of a single row."""
    pq.write_table(pa.table({"order_id": [f"S{n}" for n in range(20_000)]}), path, row_group_size=1)
    return path.read_bytes()


CORPUS: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    "empty objects": ("a.ndjson.gz", lambda path: gzip.compress(b"{}\n" * 3_000_000)),
    "empty lines": ("a.ndjson.gz", lambda path: gzip.compress(b"\n" * 30_000_000)),
    "one long line": ("a.ndjson.gz", lambda path: gzip.compress(b'{"order_id":"' + b"x" * 40_000_000)),
    "zeros": ("a.csv.gz", lambda path: gzip.compress(b"order_id\n" + b"0" * 50_000_000)),
    "packed twice": ("a.ndjson.gz", lambda path: gzip.compress(gzip.compress(b"{}\n" * 9_000_000))),
    "depth": ("a.ndjson", lambda path: b'{"order_id":' + b"[" * 200_000 + b"\n"),
    "many keys": ("a.ndjson", lambda path: json.dumps({f"key{n}": n for n in range(60_000)}).encode()),
    "many columns": ("a.csv", lambda path: ",".join(["order_id", *(f"c{n}" for n in range(50_000))]).encode()),
    "quotes": ("a.csv", lambda path: b"order_id,trade\n" + b'"' * 3_000_001),
    "wide characters": ("a.csv", lambda path: b"\xff\xfe" + ("x" * 3_000_000).encode("utf-16-le")),
    "dictionary": ("a.parquet", dictionary),
    "long texts": ("a.parquet", long_texts),
    "wide": ("a.parquet", wide),
    "nested columns": ("a.parquet", nested),
    "row groups": ("a.parquet", row_groups),
    "damaged pages": ("a.parquet", damaged),
    "lying footer": ("a.parquet", lying),
    "no footer": ("a.parquet", lambda path: b"PAR1" + bytes(random.Random(1).randbytes(5000)) + b"PAR1"),
}


@pytest.mark.parametrize("name", CORPUS)
@pytest.mark.timeout(10 * SECONDS)
def test_a_hostile_file_is_read_or_refused_soon_in_words(tmp_path: Path, name: str) -> None:
    ending, make = CORPUS[name]
    content = make(tmp_path / "made.parquet")
    try:
        report = land(content, ending).batch.report
    except InputError as error:
        told = vars(error.problem)
        assert all(told.values())
        assert sum(map(len, told.values())) < 1000
        assert Batch.objects.count() == 0
    else:
        assert len(json.dumps(report)) < 40_000


def test_what_costs_more_time_or_memory_than_was_paid_for_is_stopped(tmp_path: Path) -> None:
    content = ndjson(rows(5000))
    path = tmp_path / "a.ndjson"
    path.write_bytes(content)
    job = {
        "paths": [str(path)], "name": "a.ndjson", "company": "x" * 18, "kind": "orders", "pack": "wenzhou",
        "received_ms": 1_800_000_000_000, "out": None, "faults": None, "most": vars(InstallationLimits()), "days": None,
    }  # fmt: skip
    fair = bounds_of(len(content), InstallationLimits())
    assert apart.read(job, fair)["result"]["rows"] == 5000
    for limit, tight in (("seconds", 0), ("memory", -665 << 20)):
        with pytest.raises(InputError) as stopped:
            apart.read(job, replace(fair, **{limit: tight}))
        assert stopped.value.problem.code == f"limit_{limit}"
    assert apart.read(job, fair)["result"]["rows"] == 5000  # and the next one is read again


def test_two_are_read_at_once_one_waits_and_others_come_again(settings: Any) -> None:
    with apart.reader(0), apart.reader(0), pytest.raises(BusyError), apart.reader(0):
        pass
    with apart.door(), apart.door(), apart.door(), pytest.raises(BusyError), apart.door():
        pass
    with apart.door():
        pass


def test_a_file_that_touches_too_many_days_is_refused() -> None:
    many = [
        row | {"accepted_at": f"{date(2025, 1, 1) + timedelta(days=place)}T08:00:00+08:00", "picked_up_at": None,
               "completed_at": None, "status": "open"}
        for place, row in enumerate(rows(450))
    ]  # fmt: skip
    with pytest.raises(InputError, match="days"):
        land(ndjson(many))
    assert Batch.objects.count() == 0

"""Whatever lands can be carried by every later step: rows of the contract's types, as odd as types allow."""

from __future__ import annotations

import json
import os
import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from huxin.core.service import verify
from huxin.feeds.service import check_receipt, receipt_of, tidy
from huxin.identity.service import SYSTEM, Account
from huxin.law import InputError
from huxin.measures.governance.models import Finding
from huxin.measures.governance.service import keep, overview, run_nightly
from huxin.supervision.model import ORDERS
from tests.feeds.support import land, ndjson, rows
from tests.safety.test_nightly import long_day
from tests.support import make_company, make_officer

pytestmark = pytest.mark.django_db
SEEDS = int(os.environ.get("HUXIN_SEEDS", "6"))
TEXTS = (
    "", " ", "x", "x" * 64, "x" * 65, "x" * 3000, "a\0b", "\x1b[31m", "\u202egnp.exe", "\ufeff", "𠀀𪜶𫝀", "😀" * 30,
    "999999", "33030", "3303020", "０", "330302", "<script>", "'; DROP", "=1+1", "温州", "\U000e0041", "\uffff", "%s{}",
)  # fmt: skip
NUMBERS = (
    0,
    -1,
    1,
    2**31,
    2**53,
    2**63 - 1,
    -(2**63),
    10**12,
    99_999_999,
    100_000_000,
    1_782_865_800_000,
    4_102_444_800_001,
)
DOUBLES = (0.0, -0.0, 1e308, -1e308, float("nan"), float("inf"), 5e-324, 90.0, 180.0, 120.65, 28.01, 1e-9)


def odd(draw: random.Random, row: dict[str, Any]) -> dict[str, Any]:
    changed = dict(row)
    for column in draw.sample(ORDERS, draw.choice((1, 1, 2, 4))):
        values: tuple[Any, ...] = {"text": TEXTS, "double": DOUBLES}.get(column.kind, NUMBERS)
        changed[column.name] = draw.choice((None, *values))
    return changed


def parquet(path: Path, some: list[dict[str, Any]]) -> bytes:
    """The same rows with the types of the contract."""
    kinds = {"text": pa.string(), "double": pa.float64()}
    columns = {}
    for column in ORDERS:
        held = [row[column.name] for row in some]
        if column.kind == "time":
            held = [_moment(one) for one in held]
        columns[column.name] = pa.array(held, kinds.get(column.kind, pa.int64()))
    pq.write_table(pa.table(columns), path)
    return path.read_bytes()


def _moment(value: Any) -> int | None:
    """A time as the contract has it in Parquet."""
    try:
        return round(datetime.fromisoformat(value).timestamp() * 1000)
    except (TypeError, ValueError):
        return value if isinstance(value, int) else None


def pages(office: str = "") -> None:
    officer = make_officer("handler", county=office)
    browser = Client()
    browser.force_login(Account.objects.get(pk=officer.pk))
    listed = browser.get("/agency/findings/")
    assert listed.status_code == 200
    for one in Finding.objects.order_by("?")[:5]:
        assert browser.get(f"/agency/findings/{one.id}/").status_code in (200, 404)
    assert browser.get("/agency/findings/?county=-").status_code == 200
    assert browser.get("/agency/figures/").status_code in (200, 302, 403)


@pytest.mark.parametrize("ending", [".ndjson", ".parquet"])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_lands_can_be_kept_scanned_and_shown(tmp_path: Path, seed: int, ending: str) -> None:
    draw = random.Random(seed)
    good = [*long_day("330302199003071233"), *rows(20, seed=100 + seed)]  # no number twice
    others = ({**draw.choice(good), "order_id": f"other-{number}"} for number in range(60))  # none replaces a good one
    sent = [*good, *(odd(draw, one) for one in others)]
    content = parquet(tmp_path / "sent.parquet", sent) if ending == ".parquet" else ndjson(sent)
    batch = land(content, f"orders{ending}").batch
    assert batch.accepted >= len(good) - 2
    done = run_nightly()
    assert done.refusals == 0
    assert Finding.objects.filter(detector="continuous_work").exists()
    pages()
    overview(date(2026, 6, 1), date(2026, 7, 31))
    tidy(timezone.now())
    assert check_receipt(receipt_of(batch.id) or {}).good
    assert verify().intact


def test_a_finding_that_cannot_be_stored_is_told_and_the_others_are_kept(tmp_path: Path) -> None:
    from tests.safety.test_findings import open_schema, stormy

    path = stormy(tmp_path / "day", make_company(), make_company())
    held = pq.read_table(path).to_pylist()
    wrong: list[dict[str, Any]] = [
        {"order_ids": ["a\0b"]}, {"company_id": "x" * 19}, {"worker_key": "x" * 200}, {"measure": float("inf")},
        {"severity": "case"}, {"evidence": '{"a":"\\u0000"}'}, {"started_at": -1}, {"order_ids": ["x" * 65]},
        {"clause": "a\0b"}, {"unit": "x" * 30}, {"finding_id": "x" * 70}, {"started_at": 2**62, "ended_at": 2**62},
    ]  # fmt: skip
    odd_rows = [{**held[0], "finding_id": f"odd{number}", **change} for number, change in enumerate(wrong)]
    place = {**held[0], "finding_id": "elsewhere", "county": "999999"}
    mixed = tmp_path / "mixed.parquet"
    pq.write_table(pa.Table.from_pylist([*odd_rows, *held, place], schema=open_schema(path)), mixed)
    kept = keep(SYSTEM, mixed)
    assert kept.new == kept.rows == len(held) + 1
    assert len(kept.refused) == len(wrong)
    assert {one.row for one in kept.refused} == set(range(1, len(wrong) + 1))
    assert all(one.field and one.why for one in kept.refused)
    json.dumps(kept.as_json())
    assert Finding.objects.get(id="elsewhere").county == ""
    assert verify().intact
    pages()


def test_a_file_of_which_nothing_can_be_stored_is_refused(tmp_path: Path) -> None:
    from tests.safety.test_findings import open_schema, stormy

    path = stormy(tmp_path / "day", make_company(), make_company())
    bad = [{**row, "county": "a", "order_ids": ["\0"]} for row in pq.read_table(path).to_pylist()]
    pq.write_table(pa.Table.from_pylist(bad, schema=open_schema(path)), tmp_path / "bad.parquet")
    with pytest.raises(InputError):
        keep(SYSTEM, tmp_path / "bad.parquet")
    assert Finding.objects.count() == 0

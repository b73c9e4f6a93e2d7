"""Files for tests: records as Parquet, scans of them, findings in the oracle's shape."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huxin.law.pack.load import load_pack
from huxin.supervision.lake import Files
from huxin.supervision.scan import Report, ScanRequest, scan

Row = dict[str, Any]
SEEDS = int(os.environ.get("HUXIN_SEEDS", "12"))
CHINA = timezone(timedelta(hours=8))
MEITUAN, ELEME, EXPRESS = "91330300AAAAAAAA0A", "91330300BBBBBBBB06", "91330300CCCCCCCC02"
PLATFORMS = {MEITUAN: "美团", ELEME: "饿了么", EXPRESS: "某快递"}
REGIMES = {
    **{(company, "takeaway"): "C" for company in (MEITUAN, ELEME)},
    **{(company, "instant_delivery"): "C" for company in (MEITUAN, ELEME)},
    **{(company, trade): "B" for company in PLATFORMS for trade in ("courier", "designated_driver", "ride_hailing")},
    **{(EXPRESS, trade): "B" for trade in ("takeaway", "instant_delivery")},
    **{(company, trade): "none" for company in PLATFORMS for trade in ("city_freight", "long_haul")},
}
"""What the pack says in July 2026, written out."""

_ORDER = {
    "text": "order_id company_id worker_id worker_id_kind trade county status dispatch_mode crs penalty_reason"
    " cover_no",
    "time": "recorded_at started_at accepted_at picked_up_at completed_at cancelled_at promised_at extended_to",
    "int": "distance_m worker_pay_fen tip_fen customer_paid_fen penalty_fen",
    "double": "start_lng start_lat end_lng end_lat",
}
ORDER_SCHEMA = pa.schema(
    [(name, pa.string()) for name in _ORDER["text"].split()]
    + [(name, pa.int64()) for name in (_ORDER["time"] + " " + _ORDER["int"]).split()]
    + [(name, pa.float64()) for name in _ORDER["double"].split()]
)
ONCALL_SCHEMA = pa.schema(
    [("company_id", pa.string()), ("worker_id", pa.string()), ("online_at", pa.int64()), ("offline_at", pa.int64())]
)
WARNING_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("id", "type", "colour", "county")]
    + [(name, pa.int64()) for name in ("effective_at", "expires_at", "cancelled_at")]
    + [("supersedes", pa.list_(pa.string()))]
)
COVER_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("company_id", "worker_id", "kind")] + [("from", pa.int64()), ("to", pa.int64())]
)


def at(text: str) -> int:
    """``"07-15 12:30"`` of 2026, or a whole ISO time, in China, as milliseconds."""
    moment = datetime.fromisoformat(text if text[:2] == "20" else f"2026-{text}")
    return round(moment.replace(tzinfo=CHINA).timestamp() * 1000)


_serial = iter(range(1, 10**9))


def order(start: str, end: str | None, **changes: Any) -> Row:
    """One order of a takeaway rider; everything that a detector could find is in order."""
    began = at(start)
    closed = None if end is None else at(end)
    row: Row = dict.fromkeys(ORDER_SCHEMA.names)
    row |= {
        "order_id": f"o{next(_serial)}",
        "company_id": MEITUAN,
        "worker_id": "w1",
        "worker_id_kind": "id_card",
        "trade": "takeaway",
        "county": "330302",
        "status": "completed",
        "accepted_at": began,
        "completed_at": closed,
        "recorded_at": (began if closed is None else closed) + 1000,
        "worker_pay_fen": 10_000,
        "cover_no": "c1",
    }
    return row | changes


def write(path: Path, rows: Sequence[Row], schema: pa.Schema = ORDER_SCHEMA) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)
    return str(path)


def platforms(folder: Path) -> str:
    path = folder / "companies.json"
    path.write_text(json.dumps([{"company_id": key, "platform": value} for key, value in PLATFORMS.items()]))
    return str(path)


def run(
    folder: Path,
    orders: Sequence[Row] | str,
    first: str = "2026-07-15",
    last: str | None = None,
    *,
    oncall: Sequence[Row] | None = None,
    warnings: Sequence[Row] | None = None,
    cover: Sequence[Row] | None = None,
    **options: Any,
) -> tuple[list[Row], Report]:
    """Scan and read back.  ``orders`` may be a pattern of files that are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(
        orders if isinstance(orders, str) else write(folder / "orders.parquet", orders),
        None if oncall is None else write(folder / "oncall.parquet", oncall, ONCALL_SCHEMA),
        None if warnings is None else write(folder / "warnings.parquet", warnings, WARNING_SCHEMA),
        None if cover is None else write(folder / "cover.parquet", cover, COVER_SCHEMA),
    )
    out = folder / "findings.parquet"
    request = ScanRequest(
        date.fromisoformat(first),
        date.fromisoformat(last or first),
        files,
        load_pack("wenzhou"),
        out,
        **{"companies": platforms(folder), **options},
    )
    report = scan(request)
    return pq.read_table(out).to_pylist(), report


_KEPT = ("detector", "worker_key", "company_id", "started_at", "ended_at", "order_ids")


def comparable(rows: Iterable[Row]) -> list[Row]:
    """Findings as the oracle writes them, in one order; numbers to six digits."""
    found = []
    for row in rows:
        evidence = json.loads(row["evidence"]) if isinstance(row["evidence"], str) else dict(row["evidence"])
        found.append(
            {name: row[name] for name in _KEPT} | {"measure": _number(row["measure"]), "evidence": _plain(evidence)}
        )
    return sorted(found, key=lambda row: json.dumps(row, sort_keys=True))


def _plain(evidence: Row) -> Row:
    """Days as numbers, instants as milliseconds, numbers rounded."""
    found: Row = {}
    for key, value in evidence.items():
        if key == "day" and isinstance(value, str):
            found[key] = (date.fromisoformat(value) - date(1970, 1, 1)).days
        elif key.endswith("_at") and isinstance(value, str):
            found[key] = round(datetime.fromisoformat(value).timestamp() * 1000)
        elif isinstance(value, list):
            found[key] = [_plain(one) if isinstance(one, dict) else one for one in value]
        else:
            found[key] = _number(value)
    return found


def _number(value: Any) -> Any:
    return round(float(value), 6) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def only(rows: list[Row], detector: str) -> list[Row]:
    return [row for row in rows if row["detector"] == detector]

"""Rows with every defect that arrives in practice, as NDJSON and CSV, with what should become of each.

Also whole files: with a byte order mark, in GBK, packed, with a line of fifty megabytes, not text at all.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

from huxin.supervision.model import ORDERS
from huxin.supervision.synth.people import COMPANIES, card_number

Row = dict[str, Any]
CHINA: Final = timezone(timedelta(hours=8))
SENDER: Final = COMPANIES[0].code
LONG_LINE: Final = 50_000_000


@dataclass(frozen=True)
class Defect:
    """A change to a good row, and what must come of it; treatment ``accepted`` means that nothing is said."""

    name: str
    treatment: str
    change: Callable[[Row], Row]


def _plus(text: str, **delta: float) -> str:
    return (datetime.fromisoformat(text) + timedelta(**delta)).isoformat()


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _ago(row: Row, **delta: float) -> Row:
    moved = {name: _plus(row[name], **delta) for name in ("accepted_at", "picked_up_at", "completed_at", "recorded_at")}
    return {**moved, "promised_at": _plus(row["promised_at"], **delta)}


def _after(row: Row, **delta: float) -> str:
    return _plus(row["accepted_at"], **delta)


def _other_check(number: str) -> str:
    return number[:-1] + ("0" if number.endswith("1") else "1")


def _set(**values: Any) -> Callable[[Row], Row]:
    return lambda row: values


_ENDS: Final = ("completed_at", "recorded_at")

DEFECTS: Final = (
    Defect("good", "accepted", _set()),
    Defect("unknown_field_empty", "accepted", _set(tip_fen=None, county=None)),
    Defect("time_too_early", "quarantined", _set(accepted_at="1970-01-01T08:00:00+08:00")),
    Defect("time_in_future", "quarantined", lambda row: _ago(row, days=36_500)),
    Defect("no_offset", "quarantined", lambda row: {"accepted_at": row["accepted_at"][:19]}),
    Defect("bad_time", "quarantined", lambda row: {"accepted_at": row["accepted_at"].replace("T", "T2", 1)}),
    Defect("epoch_time", "flagged", lambda row: {"picked_up_at": _millis(row["picked_up_at"])}),
    Defect("zero_minutes", "flagged", lambda row: {"completed_at": row["accepted_at"]}),
    Defect("zero_distance", "flagged", _set(distance_m=0)),
    Defect("closed_before_accepted", "quarantined", lambda row: {"completed_at": _after(row, minutes=-5)}),
    Defect("open_too_long", "flagged", lambda row: dict.fromkeys(_ENDS, _after(row, hours=13))),
    Defect("status_mismatch", "flagged", _set(completed_at=None)),
    Defect("swapped_coordinates", "flagged", lambda row: dict(start_lng=row["start_lat"], start_lat=row["start_lng"])),
    Defect("unknown_crs", "flagged", _set(crs="baidu")),
    Defect("outside_city", "flagged", _set(end_lng=116.4, end_lat=39.9)),
    Defect("half_a_point", "flagged", _set(end_lng=None)),
    Defect("impossible_point", "flagged", _set(start_lng=120_650_000.0, start_lat=28_010_000.0)),
    Defect("negative_amount", "quarantined", _set(worker_pay_fen=-500)),
    Defect("not_whole", "quarantined", _set(worker_pay_fen="12.50")),
    Defect("bad_number", "quarantined", _set(worker_pay_fen="free")),
    Defect("absurd_amount", "quarantined", _set(distance_m=10**12)),
    Defect("full_width", "flagged", lambda row: {"worker_id": _wide(row["worker_id"])}),
    Defect("bad_card", "flagged", lambda row: {"worker_id": _other_check(row["worker_id"])}),
    Defect("formula", "quarantined", _set(cover_no='=HYPERLINK("http://example.invalid")')),
    Defect("missing_field", "quarantined", _set(worker_id=None)),
    Defect("unknown_trade", "quarantined", _set(trade="teleport")),
    Defect("unknown_status", "quarantined", _set(status="lost")),
    Defect("unknown_penalty_reason", "flagged", _set(penalty_fen=100, penalty_reason="mood")),
    Defect("penalty_without_reason", "flagged", _set(penalty_fen=100)),
    Defect("id_too_long", "quarantined", lambda row: {"order_id": row["order_id"] + "x" * 64}),
    Defect("other_company", "quarantined", _set(company_id=COMPANIES[1].code)),
)  # fmt: skip
"""Defects of one row.  Duplicates, corrections and unreadable lines concern whole lines and are added beside them."""


def _millis(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def good_row(number: int, first: date, rng: random.Random) -> Row:
    """A row without fault, on the first day or two days later: the day between is missing."""
    day = datetime(first.year, first.month, first.day, 8, tzinfo=CHINA) + timedelta(days=2 * (number % 2))
    start = day + timedelta(seconds=rng.randrange(9 * 3600))
    row: Row = dict.fromkeys(column.name for column in ORDERS)
    row |= {
        "order_id": f"D{number:09d}", "company_id": SENDER, "worker_id": card_number(rng.randrange(1_000_000)),
        "worker_id_kind": "id_card", "recorded_at": start + timedelta(minutes=40), "trade": "takeaway",
        "county": "330302", "accepted_at": start, "picked_up_at": start + timedelta(minutes=8),
        "completed_at": start + timedelta(minutes=rng.randrange(15, 35)), "status": "completed",
        "dispatch_mode": "assigned", "promised_at": start + timedelta(minutes=40), "start_lng": 120.65,
        "start_lat": 28.01, "end_lng": 120.66, "end_lat": 28.0, "crs": "gcj02", "distance_m": rng.randrange(300, 4000),
        "worker_pay_fen": rng.randrange(400, 1200), "tip_fen": 0, "customer_paid_fen": 2000, "penalty_fen": 0,
        "cover_no": f"CV{number}",
    }  # fmt: skip
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def rows(count: int, first: date, seed: int) -> Iterator[tuple[Defect, Row]]:
    """``count`` rows, going round the defects."""
    rng = random.Random(seed)  # noqa: S311 - invented rows
    for number in range(count):
        defect = DEFECTS[number % len(DEFECTS)]
        row = good_row(number, first, rng)
        yield defect, row | defect.change(row)


def write_defects(folder: Path, first: date, count: int, seed: int, long_line: int = LONG_LINE) -> dict[str, str]:
    """``defects.ndjson`` and ``defects.csv`` with ``defects.json`` saying what must come of each row, and odd files.

    Truth rows: file, row, treatment, reason.  A row number is the line of the file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth: list[Row] = []
    with (folder / "defects.ndjson").open("w", encoding="utf-8") as lines:
        for place, text in enumerate(_lines(count, first, seed, truth), 1):
            lines.write(text + "\n")
            truth[-1] |= {"file": "defects.ndjson", "row": place}
    _write_csv(folder / "defects.csv", count, first, seed, truth)
    _odd_files(folder, first, long_line)
    with (folder / "defects.json").open("w", encoding="utf-8") as stream:
        json.dump(truth, stream, indent=0)
    names = ("defects.ndjson", "defects.csv", "defects.json")
    return {name.replace(".", "_"): str(folder / name) for name in names}


def _lines(count: int, first: date, seed: int, truth: list[Row]) -> Iterator[str]:
    """Lines of the NDJSON file; the truth of each is added before it is given out."""
    for number, (defect, row) in enumerate(rows(count, first, seed)):
        text = json.dumps(row, ensure_ascii=False)
        truth.append({"treatment": defect.treatment, "reason": defect.name})
        yield text
        if defect.name == "good" and number % 2 == 0:
            yield from _repeats(row, text, truth)


def _repeats(row: Row, text: str, truth: list[Row]) -> Iterator[str]:
    """The same line again, a later version, a contradiction, and a line cut short."""
    later = row | {"recorded_at": _plus(row["recorded_at"], minutes=5), "worker_pay_fen": row["worker_pay_fen"] + 1}
    truth.append({"treatment": "flagged", "reason": "duplicate"})
    yield text
    truth.append({"treatment": "flagged", "reason": "correction"})
    yield json.dumps(later, ensure_ascii=False)
    truth.append({"treatment": "quarantined", "reason": "unreadable_line"})
    yield text[: len(text) // 2]


def _write_csv(path: Path, count: int, first: date, seed: int, truth: list[Row]) -> None:
    names = [column.name for column in ORDERS]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        for place, (defect, row) in enumerate(rows(count, first, seed), 2):
            writer.writerow(row)
            told = {"file": path.name, "row": place, "treatment": defect.treatment, "reason": defect.name}
            truth.append(told)


def _odd_files(folder: Path, first: date, long_line: int) -> None:
    """Good records in bad wrapping."""
    good = good_row(1, first, random.Random(0))  # noqa: S311 - an invented row
    text = io.StringIO()
    writer = csv.DictWriter(text, list(good))
    writer.writeheader()
    writer.writerow(good | {"cover_no": "保单一号"})
    plain = text.getvalue()
    (folder / "bom.csv").write_bytes(b"\xef\xbb\xbf" + plain.encode())
    (folder / "gbk.csv").write_bytes(plain.encode("gb18030"))
    line = json.dumps(good)
    (folder / "packed.ndjson.gz").write_bytes(gzip.compress(f"{line}\n".encode()))
    with (folder / "long-line.ndjson").open("w", encoding="utf-8") as stream:
        stream.write(f"{line}\n" + json.dumps(good | {"cover_no": "x" * long_line}) + f"\n{line}\n")
    (folder / "sheet.csv").write_bytes(b"PK\x03\x04 not text")
    (folder / "empty.ndjson").write_bytes(b"")

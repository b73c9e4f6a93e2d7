"""Validate files: every row accepted, accepted with a flag, or quarantined; every reason with samples and a cure."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb

from huxin.law.cleaning import is_credit_code
from huxin.law.errors import InputError, Problem
from huxin.law.pack.model import Pack
from huxin.population.duck import connect
from huxin.supervision.lake import LONGEST, midnight
from huxin.supervision.model import MINUTE_MS, ONCALL, ORDERS, WARNINGS, Column
from huxin.supervision.reading import fill, quoted, total
from huxin.supervision.rules import DetectorRules, sql
from huxin.supervision.validate.bounds import FileBounds, InstallationLimits, bounds_of
from huxin.supervision.validate.checks import CHOICES, field_checks, rows_sql, typed_sql, veiled_sql
from huxin.supervision.validate.stage import Staged, stage
from huxin.supervision.validate.texts import AGAIN
from huxin.supervision.veiling import macros, veiled

KINDS: Final[Mapping[str, tuple[Column, ...]]] = {"orders": ORDERS, "oncall": ONCALL, "warnings": WARNINGS}
DAY_OF: Final[Mapping[str, str]] = {"orders": "accepted_at", "oncall": "online_at", "warnings": "effective_at"}
"""The time that says to which local day a record belongs."""
SAMPLES: Final = 5
_NAMED: Final = re.compile(r"\$(\w+)")
_BOUNDS: Final = {"west": -180_000_000, "east": 180_000_000, "south": -90_000_000, "north": 90_000_000}


@dataclass
class Validation:
    """What came of some files.  ``samples`` has up to five faults per reason; a row may have several reasons.

    ``by_day`` counts rows by the local day they belong to; the day is null where the time is not to be believed.
    """

    rows: int = 0
    accepted: int = 0
    flagged: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    missing_days: list[str] = field(default_factory=list)
    by_day: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The shape of the contract, with files, samples and missing days beside it."""
        return dict(vars(self))


@dataclass(frozen=True)
class Sending:
    """Who sent what and when it arrived.

    ``out`` is where the accepted rows go as canonical Parquet, ``faults`` where every reason of every row goes;
    ``most`` bounds what any file may cost, beside what its own size allows. ``zone`` says in which zone times
    without an offset are meant, empty that they are refused.
    """

    company: str
    kind: str
    pack: Pack
    received_ms: int
    out: Path | None = None
    faults: Path | None = None
    most: InstallationLimits = field(default_factory=InstallationLimits)
    zone: str = ""


def validate(paths: Sequence[Path], sending: Sending) -> Validation:
    """Check files one by one.  A file that cannot be read at all is refused; the others are not touched by it."""
    started, result = time.perf_counter(), Validation()
    columns, given = KINDS[sending.kind], _given(sending)
    sent = sum(path.stat().st_size for path in paths if path.is_file())
    with tempfile.TemporaryDirectory(prefix="huxin-feed-") as folder:
        con = _connect(folder, paths, sending, bounds_of(sent, sending.most))
        con.execute("CREATE TEMP TABLE days (day BIGINT, rows BIGINT, accepted BIGINT, flagged BIGINT, late BIGINT)")
        con.execute(_NO_FAULTS)
        _longest(con, sending)
        parts = []
        for number, path in enumerate(paths):
            part = Path(folder) / f"accepted-{number}.parquet" if sending.out else None
            try:
                bounds = bounds_of(path.stat().st_size if path.is_file() else 0, sending.most)
                staged = stage(con, path, columns, Path(folder), given["longest_line"], bounds, sending.zone)
                _check(con, columns, sending, staged, given, bounds)
                _bounded(con, path, bounds)
            except InputError as error:
                result.refused.append({"file": path.name, **vars(error.problem)})
                continue
            except (duckdb.OutOfMemoryException, MemoryError):
                result.refused.append({"file": path.name, **vars(_too_big(path))})
                continue
            except duckdb.Error as error:
                result.refused.append({"file": path.name, **vars(_damaged(path, error))})
                continue
            _add(con, result, path, staged)
            if sending.faults is not None:
                con.execute("INSERT INTO all_faults SELECT $file, * FROM faults", {"file": path.name})
            if part is not None:
                _keep(con, columns, part, given["counties"])
                parts.append(str(part))
        result.by_day = _by_day(con)
        result.missing_days = _missing_days(con) if sending.kind == "orders" else []
        if sending.faults is not None:
            _write(con, "all_faults", sending.faults)
        if sending.out is not None and parts:
            _write(con, f"read_parquet([{', '.join(map(quoted, parts))}])", sending.out)
        con.close()
    result.seconds = round(time.perf_counter() - started, 3)
    return result


def _connect(folder: str, paths: Sequence[Path], sending: Sending, bounds: FileBounds) -> duckdb.DuckDBPyConnection:
    written = [path for path in (sending.out, sending.faults) if path is not None]
    memory, disk = f"{bounds.memory}B", f"{bounds.disk}B"
    con = connect(folder, paths=[*paths, *written], memory=memory, disk=disk)
    macros(con)
    return con


def _bounded(con: duckdb.DuckDBPyConnection, path: Path, bounds: FileBounds) -> None:
    """Raises InputError where nearly nothing of a big file is in order: it is the file that is wrong."""
    if total(con, "faults") > bounds.faults:
        wanted = f"at most {bounds.faults} faults"
        hint = "几乎每一行都有错：先改好前几行，检查一遍再报。 Mend the first rows, try again, then send the file."
        raise InputError("too_many_faults", path.name, f"more than {bounds.faults} faults", wanted, hint)


def _damaged(path: Path, error: duckdb.Error) -> Problem:
    told = veiled(str(error).splitlines()[0])
    return Problem("parquet", path.name, told, "a whole file", AGAIN)


def _too_big(path: Path) -> Problem:
    wanted, hint = "a file that unpacks to what memory and disk can hold", "Send it in parts."
    return Problem("file_too_big", path.name, "more than fits", wanted, hint)


def _given(sending: Sending) -> dict[str, Any]:
    """The numbers of the checks, from the pack as of the day of receipt."""
    rules, today = (
        DetectorRules(sending.pack),
        date(1970, 1, 1) + timedelta(milliseconds=sending.received_ms + 28_800_000),
    )
    earliest = rules.cell("feed.earliest_day", today)
    bounds = {**_BOUNDS, **{key: int(cell[0]) for key, cell in rules.table("feed.bounds", today).items()}}
    types = {key.partition("/")[0] for key in (*rules.keys("weather.stop"), *rules.keys("weather.extend_minutes"))}
    return {
        "company": sending.company,
        "company_fits": is_credit_code(sending.company),
        "earliest_ms": midnight(earliest[0] if earliest else date(2000, 1, 1)),
        "future_ms": sending.received_ms + rules.number("feed.future_minutes", today)[0] * MINUTE_MS,
        "longest_line": rules.number("feed.longest_line", today)[0],
        # The local day ends 16 hours into the UTC day that its number names.
        "late_ms": 57_600_000 + rules.number("feed.late_hours", today)[0] * 60 * MINUTE_MS,
        "longest_online": rules.number("feed.longest_online_minutes", today)[0],
        "types": sorted(types),
        "counties": sorted(sending.pack.divisions),
        **{key: value / 1_000_000 for key, value in bounds.items()},
    }


def _longest(con: duckdb.DuckDBPyConnection, sending: Sending) -> None:
    today = date(1970, 1, 1) + timedelta(milliseconds=sending.received_ms + 28_800_000)
    rows = [(trade, int(cell[0])) for trade, cell in DetectorRules(sending.pack).table(LONGEST, today).items()]
    fill(con, "longest", "trade VARCHAR, minutes BIGINT", rows)


def _check(
    con: duckdb.DuckDBPyConnection,
    columns: Sequence[Column],
    sending: Sending,
    staged: Staged,
    given: Mapping[str, Any],
    bounds: FileBounds,
) -> None:
    """The view ``typed`` and the table ``faults``."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE typed_rows AS {rows_sql(columns, staged.native, sending.zone)}")
    con.execute(f"CREATE OR REPLACE TEMP VIEW typed AS {typed_sql(columns, staged.native)}")
    kind = sending.kind
    if kind == "orders":
        con.execute(_REPEATED)
    fields = field_checks(columns, staged.native, text_file=staged.format != "parquet")
    for name, query in (
        ("suspects", fields.suspects),
        ("found", f"{fields.faults}\nUNION ALL\n(\n{sql(f'check_{kind}')}\n)"),
        ("faults", veiled_sql(columns)),
    ):
        used = {number: given[number] for number in set(_NAMED.findall(query))}
        most = "" if name == "suspects" else f" LIMIT {bounds.faults + 1}"
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM ({query}){most}", used)  # noqa: S608
    con.execute(
        "CREATE OR REPLACE TEMP TABLE stopped AS SELECT DISTINCT row FROM faults WHERE treatment = 'quarantined'"
    )
    con.execute(
        _DAYS.format(time=DAY_OF[kind], sent="recorded_at" if kind == "orders" else "NULL"),
        {name: given[name] for name in ("earliest_ms", "future_ms", "late_ms")},
    )


def _add(con: duckdb.DuckDBPyConnection, result: Validation, path: Path, staged: Staged) -> None:
    rows, stopped = total(con, "typed_rows"), total(con, "stopped")
    result.rows += rows
    result.accepted += rows - stopped
    about = {"notes": staged.notes, "unknown_columns": staged.unknown}
    result.files.append({"file": path.name, "format": staged.format, "rows": rows, **about})
    counted = con.execute(
        "SELECT treatment, reason, count(DISTINCT row) FROM faults"
        " WHERE treatment = 'quarantined' OR row NOT IN (SELECT row FROM stopped) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for treatment, reason, number in counted:
        kept = result.flagged if treatment == "flagged" else result.quarantined
        kept[reason] = kept.get(reason, 0) + number
    shown = con.execute(
        "SELECT reason, row, field, got, wanted, fix FROM faults"
        " WHERE treatment = 'quarantined' OR row NOT IN (SELECT row FROM stopped)"
        " QUALIFY row_number() OVER (PARTITION BY reason ORDER BY row, field) <= $most ORDER BY reason, row, field",
        {"most": SAMPLES},
    ).fetchall()
    for reason, row, name, got, wanted, fix in shown:
        held = result.samples.setdefault(reason, [])
        if len(held) < SAMPLES:
            held.append({"file": path.name, "row": row, "field": name, "got": got, "wanted": wanted, "fix": fix})


def _by_day(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rows of every day, accepted, with a flag, quarantined, and recorded late; the day is null where it is unknown."""
    names = ("day", "rows", "accepted", "flagged", "quarantined", "late")
    counted = con.execute(
        "SELECT CASE WHEN day IS NOT NULL THEN (DATE '1970-01-01' + day::INTEGER)::VARCHAR END,"
        " sum(rows)::BIGINT, sum(accepted)::BIGINT, sum(flagged)::BIGINT, sum(rows - accepted)::BIGINT,"
        " sum(late)::BIGINT FROM days GROUP BY day ORDER BY day NULLS LAST"
    ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in counted]


def _missing_days(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Days without an order between the first and the last day of what was sent."""
    rows = con.execute("SELECT DISTINCT day FROM days WHERE day IS NOT NULL AND accepted > 0").fetchall()
    held = {int(day) for (day,) in rows}
    missing = sorted(set(range(min(held), max(held))) - held) if held else []
    return [str(date(1970, 1, 1) + timedelta(days=day)) for day in missing[:366]]


def _keep(con: duckdb.DuckDBPyConnection, columns: Sequence[Column], part: Path, counties: Sequence[str]) -> None:
    """The accepted rows of one file with what was mended on the way: spelling, exchanged coordinates, unknown words."""
    parts = []
    for column in columns:
        value = f'"{column.name}"'
        if column.name == "county":
            value = f"CASE WHEN county IN ({', '.join(map(quoted, counties))}) THEN county END"
        elif column.name in CHOICES:
            words = ", ".join(map(quoted, CHOICES[column.name]))
            value = f"CASE WHEN {value} IN ({words}) THEN {value} END"
        elif column.name.endswith(("_lng", "_lat")) and column.name.startswith(("start", "end")):
            value = _unswapped(column.name)
        parts.append(f'{value} AS "{column.name}"')
    con.execute(
        f"COPY (SELECT {', '.join(parts)} FROM typed WHERE row NOT IN"  # noqa: S608
        " (SELECT row FROM stopped UNION ALL SELECT row FROM faults WHERE reason = 'duplicate'))"
        f" TO {quoted(str(part))} (FORMAT parquet, COMPRESSION zstd)"
    )


def _unswapped(name: str) -> str:
    """A coordinate in degrees; where longitude and latitude were exchanged, the other one."""
    end = name.partition("_")[0]
    other = f"{end}_lat" if name.endswith("lng") else f"{end}_lng"
    swapped = f"SELECT row FROM faults WHERE reason = 'swapped_coordinates' AND field = '{end}_lng'"  # noqa: S608
    return f'CASE WHEN row IN ({swapped}) THEN "{other}" WHEN abs("{name}") <= 180 THEN "{name}" END'


def _write(con: duckdb.DuckDBPyConnection, relation: str, out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        con.execute(f"COPY (FROM {relation}) TO {quoted(str(out))} (FORMAT parquet, COMPRESSION zstd)")
    except (OSError, duckdb.IOException) as error:
        told = str(error).splitlines()[0]
        raise InputError("file", "--out", str(out), "a file that can be written", told) from None


_REPEATED: Final = """
CREATE OR REPLACE TEMP TABLE repeated_orders AS
SELECT company_id, order_id FROM typed_rows WHERE order_id IS NOT NULL GROUP BY ALL HAVING count(*) > 1
"""
_NO_FAULTS: Final = """
CREATE TEMP TABLE all_faults (
    file VARCHAR, row BIGINT, field VARCHAR, reason VARCHAR, treatment VARCHAR, got VARCHAR, wanted VARCHAR, fix VARCHAR
)
"""
_DAYS: Final = """
INSERT INTO days
SELECT
    CASE WHEN {time} BETWEEN $earliest_ms AND $future_ms THEN ({time} + 28800000) // 86400000 END AS day,
    count(*),
    count(*) FILTER (WHERE stopped.row IS NULL),
    count(*) FILTER (WHERE stopped.row IS NULL AND flags.row IS NOT NULL),
    count(*) FILTER (WHERE stopped.row IS NULL AND {sent} > ({time} + 28800000) // 86400000 * 86400000 + $late_ms)
FROM typed
LEFT JOIN stopped USING (row)
LEFT JOIN (SELECT DISTINCT row FROM faults WHERE treatment = 'flagged') AS flags USING (row)
GROUP BY ALL
"""

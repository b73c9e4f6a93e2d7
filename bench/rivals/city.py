"""An invented city for measuring: people and sixty months of contributions each, written as two Parquet files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

MONTHS = 60
FIRST = 2022 * 12
AT_ONCE = 50_000


def month_text(numbers: np.ndarray) -> pa.Array:
    """Month numbers as "YYYY-MM", stored once per different month."""
    low, high = int(numbers.min()), int(numbers.max())
    words = [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(low, high + 1)]
    return pa.DictionaryArray.from_arrays(pa.array(numbers - low, pa.int32()), pa.array(words)).cast(pa.string())


def write_city(folder: Path, people: int, seed: int = 7) -> tuple[Path, Path]:
    """``people.parquet`` and ``months.parquet``, sorted by person and month; kept if they are already there."""
    files = folder / f"people-{people}.parquet", folder / f"months-{people}.parquet"
    if all(file.exists() for file in files):
        return files
    folder.mkdir(parents=True, exist_ok=True)
    random, writers = np.random.default_rng(seed), []
    for start in range(0, people, AT_ONCE):
        tables = _piece(random, start, min(AT_ONCE, people - start))
        if not writers:
            writers = [pq.ParquetWriter(file, table.schema) for file, table in zip(files, tables, strict=True)]
        for writer, table in zip(writers, tables, strict=True):
            writer.write_table(table)
    for writer in writers:
        writer.close()
    return files


def _piece(random: np.random.Generator, start: int, count: int) -> tuple[pa.Table, pa.Table]:
    ids = np.arange(start, start + count) + 1
    categories = np.array(["M60", "F55", "F50"])[random.choice(3, count, p=[0.60, 0.15, 0.25])]
    used = np.where(random.random(count) < 0.1, random.integers(0, 24, count), 0)
    people = pa.table(
        {
            "person_id": ids,
            "birth_month": month_text(random.integers(1960 * 12, 2003 * 12, count)),
            "category": categories,
            "first_approved_month": month_text(random.integers(FIRST, FIRST + 36, count)),
            "used_months": used,
            "county": np.array(["鹿城", "瓯海", "龙湾", "乐清", "瑞安"])[random.integers(0, 5, count)],
        }
    )
    rows = count * MONTHS
    paid = np.where(random.random(rows) < 0.85, random.integers(60_000, 180_001, rows), 0)
    months = pa.table(
        {
            "person_id": np.repeat(ids, MONTHS),
            "month": month_text(np.tile(np.arange(FIRST, FIRST + MONTHS), count)),
            "paid_fen": paid,
            "refunded_fen": np.where(random.random(rows) < 0.01, paid, 0),
            "unit_insured": random.random(rows) < 0.02,
            "subsidised": random.random(rows) < 0.02,
        }
    )
    return people, months


def shuffled(months: Path, seed: int = 8) -> Path:
    """The same rows in random order, kept beside the file."""
    target = months.with_name(f"shuffled-{months.name}")
    if not target.exists():
        table = pq.read_table(months)
        order = np.random.default_rng(seed).permutation(table.num_rows)
        pq.write_table(table.take(pa.array(order)), target, row_group_size=1_000_000)
    return target

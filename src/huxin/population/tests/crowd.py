"""Random people with months at every edge of the rule, as files for ``simulate`` and as facts for one person."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huxin.law.dates import format_month, parse_month
from huxin.law.evaluation.evaluate import evaluate
from huxin.law.pack.load import load_pack
from huxin.law.values import yuan

ITEM = "social-insurance-subsidy"
ON = date(2026, 12, 31)
AGES = {"M60": 720, "F55": 660, "F50": 600}
FIRST_MONTHS = ("2021-10", "2021-12", "2022-01", "2023-06", "2024-11", "2024-12", "2025-01", "2025-02", "2026-11")
PAID = (0, 1, 2, 50_001, 89_240, 99_999, 120_000)


@dataclass(frozen=True)
class Month:
    month: int
    paid: int
    refunded: int = 0
    unit_insured: bool = False
    subsidised: bool = False


@dataclass(frozen=True)
class Person:
    id: int
    birth: int
    category: str
    first_approved: int | None
    used: int
    months: tuple[Month, ...] = ()


@dataclass(frozen=True)
class Law:
    """What the caller sets and chooses."""

    sets: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)


def crowd(count: int, seed: int) -> list[Person]:
    """People whose retirement, approval, term, refunds and duplicates lie close to where the law changes its mind."""
    chance = random.Random(seed)
    return [_person(chance, number) for number in range(1, count + 1)]


def _person(chance: random.Random, number: int) -> Person:
    category = chance.choice(list(AGES))
    start = parse_month(chance.choice(FIRST_MONTHS)) + chance.choice((0, 0, chance.randint(-3, 3)))
    months = _months(chance, start)
    first = chance.choice((None, start, start - 1, start + 1, start - chance.randint(0, 40)))
    first = None if first is None else min(first, parse_month("2026-12"))
    near = chance.choice((start + chance.randint(-2, 14), (first or start) + chance.randint(57, 66)))
    birth = near - AGES[category] - chance.choice((0, 0, 1, 3, 12)) if chance.random() < 0.7 else _any_birth(chance)
    used = chance.choice((0, 0, chance.randint(0, 40), chance.randint(30, 37)))
    return Person(number, birth, category, first, used, tuple(months))


def _any_birth(chance: random.Random) -> int:
    """Any year, or the edges of the months from which the age rises."""
    edges = [parse_month(text) for text in ("1964-12", "1965-01", "1969-12", "1970-01", "1974-12", "1975-01")]
    return chance.choice((*edges, chance.randint(parse_month("1955-01"), parse_month("2004-12"))))


def _months(chance: random.Random, start: int) -> list[Month]:
    length = chance.choice((0, 1, 2, 3, 4, 6, 8, 12)) if chance.random() < 0.93 else chance.randint(34, 44)
    found = []
    for month in range(start, start + length):
        if chance.random() < 0.08:
            continue
        found.append(_month(chance, month))
        if chance.random() < 0.06:
            found += [_month(chance, month) for _ in range(chance.randint(1, 2))]
    return found


def _month(chance: random.Random, month: int) -> Month:
    paid = chance.choice(PAID) if chance.random() < 0.2 else chance.randint(60_000, 180_000)
    refunded = chance.choice((paid, paid // 2, max(0, paid - 1), paid + 1)) if chance.random() < 0.08 else 0
    return Month(month, paid, refunded, chance.random() < 0.06, chance.random() < 0.08)


def write(
    people: Sequence[Person], folder: Path, *, shuffled: bool = False, **more: Sequence[Any]
) -> tuple[Path, Path]:
    """``people`` as the two files of the contract; ``more`` are further columns of people."""
    chance = random.Random(5)
    order, rows = list(range(len(people))), [(one.id, month) for one in people for month in one.months]
    if shuffled:
        chance.shuffle(order)
        chance.shuffle(rows)
    listed = [people[place] for place in order]
    first = [None if one.first_approved is None else format_month(one.first_approved) for one in listed]
    columns: dict[str, Any] = {
        "person_id": pa.array([one.id for one in listed], pa.int64()),
        "birth_month": pa.array([format_month(one.birth) for one in listed], pa.string()),
        "category": pa.array([one.category for one in listed], pa.string()),
        "first_approved_month": pa.array(first, pa.string()),
        "used_months": pa.array([one.used for one in listed], pa.int64()),
    }
    columns |= {name: [values[place] for place in order] for name, values in more.items()}
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / "people.parquet", folder / "months.parquet"
    pq.write_table(pa.table(columns), files[0], row_group_size=1000)
    pq.write_table(_rows(rows), files[1], row_group_size=5000)
    return files


def _rows(rows: Iterable[tuple[int, Month]]) -> pa.Table:
    rows = list(rows)
    return pa.table(
        {
            "person_id": pa.array([number for number, _ in rows], pa.int64()),
            "month": pa.array([format_month(row.month) for _, row in rows], pa.string()),
            "paid_fen": pa.array([row.paid for _, row in rows], pa.int64()),
            "refunded_fen": pa.array([row.refunded for _, row in rows], pa.int64()),
            "unit_insured": pa.array([row.unit_insured for _, row in rows], pa.bool_()),
            "subsidised": pa.array([row.subsidised for _, row in rows], pa.bool_()),
        }
    )


def facts(person: Person) -> dict[str, Any]:
    """What the contract makes of a person's rows: days are first days, rows of a month are summed, flags by or."""
    merged: dict[int, Month] = {}
    for row in person.months:
        had = merged.get(row.month, Month(row.month, 0))
        merged[row.month] = Month(
            row.month,
            had.paid + row.paid,
            had.refunded + row.refunded,
            had.unit_insured or row.unit_insured,
            had.subsidised or row.subsidised,
        )
    first = min(merged, default=None) if person.first_approved is None else person.first_approved
    return {
        "birth_date": f"{format_month(person.birth)}-01",
        "category": person.category,
        "first_approved_on": None if first is None else f"{format_month(first)}-01",
        "used_months": person.used,
        "recognised": [{"kind": "hardship", "from": "1900-01-01", "to": None}],
        "exclusions": [],
        "months": [
            {
                "month": format_month(row.month),
                "line": "pension",
                "paid": yuan(row.paid),
                "refunded": yuan(row.refunded),
                "unit_insured": row.unit_insured,
                "subsidised": row.subsidised,
            }
            for row in merged.values()
        ],
    }


def expected(people: Sequence[Person], law: Law) -> list[tuple[int, int, int, bool]]:
    """``(person_id, amount_fen, months_granted, extension)`` of each, from the scalar evaluator."""
    pack = load_pack("wenzhou")
    found = []
    for person in people:
        given = facts(person)
        first = date.fromisoformat(given["first_approved_on"] or ON.isoformat())
        # one person's approval may not lie ahead of the decision; a population looks at months to come
        one = evaluate(pack, ITEM, given, on=max(ON, first), sets=law.sets, readings=law.readings)
        out: Mapping[str, Any] = one.outputs
        found.append((person.id, out["amount"], out["months_granted"], out["extension"]))
    return found


def results(file: Path) -> list[tuple[int, int, int, bool]]:
    """The same from a file of results."""
    columns = pq.read_table(file).to_pydict()
    names = ("person_id", "amount_fen", "months_granted", "extension")
    return list(zip(*(columns[name] for name in names), strict=True))

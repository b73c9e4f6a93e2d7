"""What must hold of everybody, whatever the rows: bounds, the term, and more paid is never less received."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huxin.law.pack.load import load_pack
from huxin.population.request import SimulationRequest
from huxin.population.simulate import simulate
from huxin.population.tests.crowd import ITEM, ON, Person, crowd, results, write

PEOPLE = crowd(5000, seed=51)


def nets(person: Person) -> dict[int, int]:
    """What a person really paid, by month."""
    found: dict[int, int] = {}
    for row in person.months:
        found[row.month] = found.get(row.month, 0) + row.paid - row.refunded
    return {month: max(0, net) for month, net in found.items()}


def run(people: list[Person], folder: Path, **options: Any) -> list[tuple[int, int, int, bool]]:
    files = write(people, folder)
    simulate(SimulationRequest(load_pack("wenzhou"), ITEM, *files, folder / "r.parquet", ON, **options))
    return results(folder / "r.parquet")


@pytest.fixture(scope="module")
def granted(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, int, int, bool]]:
    return run(PEOPLE, tmp_path_factory.mktemp("now"))


def test_never_more_than_two_thirds_of_what_was_paid(granted: list[tuple[int, int, int, bool]]) -> None:
    for person, (_, amount, months, _) in zip(PEOPLE, granted, strict=True):
        paid = nets(person)
        assert 0 <= amount <= (4 * sum(paid.values()) + 3) // 6
        assert 0 <= months <= sum(net > 0 for net in paid.values())
        assert (amount > 0) <= (months > 0)


def test_never_more_than_the_term_without_an_extension(granted: list[tuple[int, int, int, bool]]) -> None:
    beyond = 0
    for person, (_, _, months, extension) in zip(PEOPLE, granted, strict=True):
        if not extension:
            assert months <= max(0, 36 - person.used)
        beyond += months > max(0, 36 - person.used)
    assert beyond > 0, "somebody goes beyond the term, with an extension"


def test_more_paid_is_never_less_received(granted: list[tuple[int, int, int, bool]], tmp_path: Path) -> None:
    """In months that were paid anyway; a month that is new may use up the term of a dearer one."""
    dearer = []
    for person in PEOPLE:
        paid = nets(person)
        rows = tuple(replace(row, paid=row.paid + 137 * (paid[row.month] > 0)) for row in person.months)
        dearer.append(replace(person, months=rows))
    for before, after in zip(granted, run(dearer, tmp_path), strict=True):
        assert after[1] >= before[1]
        assert after[2:] == before[2:]


def test_a_longer_term_and_a_larger_share_are_never_less(
    granted: list[tuple[int, int, int, bool]], tmp_path: Path
) -> None:
    for sets in ({"subsidy.cap_months": "37"}, {"subsidy.ratio": "67/100"}):
        for before, after in zip(granted, run(PEOPLE, tmp_path, sets=sets), strict=True):
            assert after[1] >= before[1]
            assert after[2] >= before[2]

"""Sums for everybody and by any column of people; exact, in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from huxin.law.errors import InputError
from huxin.population.kernel import Results
from huxin.population.report import Sums

Numbers = NDArray[np.int64]
MOST_GROUPS: Final = 10_000
Key = tuple[str | None, ...]


@dataclass
class _Tally:
    persons: int = 0
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass
class Groups:
    """Tallies by the values of ``by``; without columns everybody is one group."""

    by: tuple[str, ...]
    _tallies: dict[Key, _Tally] = field(default_factory=dict)

    def add(self, people: int, columns: Mapping[str, pa.Array], numbers: Mapping[str, Numbers]) -> None:
        """Add people with the values of the columns and the numbers to be summed, one per person."""
        inverse, keys = _coded(people, [columns[name] for name in self.by])
        counts = np.bincount(inverse, minlength=len(keys))
        for place, key in enumerate(keys):
            self._tallies.setdefault(key, _Tally()).persons += int(counts[place])
        check_count(len(self._tallies), self.by)
        for name, values in numbers.items():
            totals = np.zeros(len(keys), np.int64)
            np.add.at(totals, inverse, values)
            for key, total in zip(keys, totals.tolist(), strict=True):
                held = self._tallies[key].numbers
                held[name] = held.get(name, 0) + total

    def sums(self) -> list[Sums]:
        return [Sums(key, one.persons, one.numbers) for key, one in self._tallies.items()]


def check_count(groups: int, by: Sequence[str]) -> None:
    """Refuse a column that puts nearly everybody into a group of their own."""
    if groups > MOST_GROUPS:
        got, wanted = f"more than {MOST_GROUPS} groups", "a column with few values"
        raise InputError("too_many", f"--by {', '.join(by)}", got, wanted, "Choose another column.")


def _coded(people: int, columns: Sequence[pa.Array]) -> tuple[Numbers, list[Key]]:
    """A number for each person's combination of values, and the combinations."""
    inverse, keys = np.zeros(people, np.int64), [cast(Key, ())]
    for column in columns:
        coded = column.dictionary_encode(null_encoding="encode")
        values = coded.dictionary.to_pylist()
        found, inverse = np.unique(
            inverse * len(values) + np.asarray(coded.indices.cast(pa.int64())), return_inverse=True
        )
        keys = [(*keys[code // len(values)], values[code % len(values)]) for code in found.tolist()]
    return inverse, keys


def numbers_of(after: Results, before: Results | None) -> dict[str, Numbers]:
    """What is summed of each person.  Who is left undecided, before or after, counts as a person and nothing else."""
    undecided = after.undecided if before is None else after.undecided | before.undecided
    amount, months = (np.where(undecided, 0, after.columns[name]) for name in ("amount_fen", "months_granted"))
    found = {"after": amount, "granted": months, "undecided": undecided}
    if before is not None:
        had = np.where(undecided, 0, before.columns["amount_fen"])
        found |= {"before": had, "winners": amount > had, "losers": amount < had, "unchanged": amount == had}
    return {name: values.astype(np.int64) for name, values in found.items()}

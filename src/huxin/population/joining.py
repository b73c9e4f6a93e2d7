"""People put together with their rows; what does not belong to anybody is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from huxin.law.errors import InputError
from huxin.population.columns import FileColumns
from huxin.population.days import first_day
from huxin.population.kernel import Arrays, Numbers
from huxin.population.program import Program
from huxin.population.reading import Piece
from huxin.population.value import NONE


@dataclass(frozen=True)
class Chunk:
    """Whole people with all their rows: ``offsets`` and ``columns`` as a kernel wants them, ``groups`` by column."""

    ids: Numbers
    offsets: Numbers
    columns: Arrays
    groups: Mapping[str, pa.Array]


@dataclass(frozen=True)
class Joiner:
    """Joins for one program; ``sheets`` are people and rows as messages name them."""

    program: Program
    sheets: tuple[FileColumns, FileColumns]

    def none(self) -> Piece:
        """No rows."""
        nothing = np.zeros(0, np.int64)
        rows = self.program.form.rows
        return Piece(nothing, {c.name: nothing.astype(np.bool_) if c.stored == "flag" else nothing for c in rows})

    def joined(self, people: Piece, rows: Piece) -> Chunk:
        """People with their rows; a row of nobody is refused."""
        edges = np.flatnonzero(rows.ids[1:] != rows.ids[:-1]) + 1
        starts = np.concatenate([[0], edges]) if len(rows.ids) else edges
        ids = rows.ids[starts]
        places = np.searchsorted(people.ids, ids)
        strange = np.append(people.ids, -1)[places] != ids if len(people.ids) else np.ones(len(ids), np.bool_)
        if strange.any():
            raise self.stranger(int(ids[strange][0]))
        counts = np.zeros(len(people.ids), np.int64)
        counts[places] = np.diff(np.append(starts, len(rows.ids)))
        if len(counts):
            self.check_most(int(people.ids[int(np.argmax(counts))]), int(counts.max()))
        offsets = np.concatenate([[0], np.cumsum(counts)])
        columns = {**people.columns, **rows.columns}
        self._first_months(offsets, columns)
        return Chunk(people.ids, offsets, columns, people.groups)

    def _first_months(self, offsets: Numbers, columns: dict[str, Numbers]) -> None:
        """Where an empty cell means the first month of the person's rows, that month stands in."""
        form = self.program.form
        for column in form.person:
            values = columns[column.name]
            if column.empty == "first_month" and (values == NONE).any():
                missing = np.flatnonzero((values == NONE) & (offsets[1:] > offsets[:-1]))
                months = columns[form.rows[0].name][offsets[:-1][missing]]
                columns[column.name] = values.copy()
                columns[column.name][missing] = first_day(months)  # type: ignore[arg-type] # plain arithmetic

    def check_most(self, person: int, count: int) -> None:
        """Refuse more rows than one person may have."""
        most = self.program.most_rows
        if count > most:
            where, wanted = f"{self.sheets[1].name}: person {person}", f"at most {most}"
            raise InputError("too_many", where, f"{count} rows", wanted, "Check the id.")

    def stranger(self, person: int) -> InputError:
        """The error for rows of an id that no person has."""
        where, wanted = f"{self.sheets[1].name}: person_id", f"a person of {self.sheets[0].name}"
        return InputError("unknown_person", where, person, wanted, "Add the person, or leave the rows out.")

"""One sorted Parquet file in pieces of bounded size: checked, in order, and no person cut in two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from huxin.law.errors import InputError
from huxin.population.columns import FileColumns, check_schema, identifiers, numbers
from huxin.population.form import FactColumn, ValueRange

Array = NDArray[Any]


class NotSortedError(Exception):
    """A file whose rows are not in order; ``people`` tells which of the two."""

    def __init__(self, *, people: bool) -> None:
        self.people = people
        super().__init__("people" if people else "rows")


@dataclass
class Piece:
    """Rows of a file, sorted by id: columns as a kernel wants them, columns to group by as they are."""

    ids: NDArray[np.int64]
    columns: dict[str, Array]
    groups: dict[str, Any] = field(default_factory=dict)

    def take(self, count: int) -> Piece:
        """The first rows; the rest stays.  Nothing is copied."""
        first = Piece(self.ids[:count], _cut(self.columns, 0, count), _cut(self.groups, 0, count))
        self.ids = self.ids[count:]
        self.columns, self.groups = _cut(self.columns, count), _cut(self.groups, count)
        return first

    def up_to(self, person: int) -> Piece:
        """The rows of everybody up to a person; the rest stays."""
        return self.take(int(np.searchsorted(self.ids, person, "right")))

    def joined(self, more: Piece) -> Piece:
        """These rows and then others."""
        columns = {name: np.concatenate([column, more.columns[name]]) for name, column in self.columns.items()}
        return Piece(np.concatenate([self.ids, more.ids]), columns)


def _cut(columns: Mapping[str, Any], start: int, end: int | None = None) -> dict[str, Any]:
    return {name: column[start:end] for name, column in columns.items()}


def open_file(path: Path, columns: Sequence[FactColumn], sheet: FileColumns, by: Sequence[str] = ()) -> pq.ParquetFile:
    """A Parquet file with the wanted columns.  Raises InputError for one that is not there, not Parquet or not fit."""
    words = [column.name for column in columns if column.stored in ("month", "day", "word")]
    try:
        found = pq.ParquetFile(path, memory_map=True, read_dictionary=words)
    except OSError as error:
        hint = f"{error.strerror or 'It could not be opened'}."
        raise InputError("file", sheet.name, path.name, "a file that can be read", hint) from None
    except pa.ArrowInvalid:
        raise InputError("file", sheet.name, path.name, "a Parquet file", "Write the table as Parquet.") from None
    check_schema(found.schema_arrow, columns, sheet, by)
    return found


@dataclass(frozen=True)
class Reader:
    """How a file is read: its columns with their limits, what to group by, how many rows at once."""

    file: pq.ParquetFile
    sheet: FileColumns
    columns: Sequence[FactColumn]
    limits: Mapping[str, ValueRange]
    at_once: int
    people: bool
    by: Sequence[str] = ()

    def pieces(self, told: Callable[[int], None] = lambda rows: None) -> Iterator[Piece]:
        """The file from its start.  Raises NotSortedError, or InputError for a fault in the data."""
        wanted = list(dict.fromkeys(["person_id", *(column.name for column in self.columns), *self.by]))
        before: tuple[int, int] | None = None
        try:
            for batch in self.file.iter_batches(self.at_once, columns=wanted):
                if batch.num_rows:
                    piece = read_piece(batch, self.sheet, self.columns, self.limits, self.by)
                    before = self._check_order(piece, before)
                    told(batch.num_rows)
                    yield piece
        except (OSError, pa.ArrowInvalid) as error:
            got = str(error).partition("\n")[0]
            raise InputError("file", self.sheet.name, got, "a whole Parquet file", "Write it again.") from None

    def _check_order(self, piece: Piece, before: tuple[int, int] | None) -> tuple[int, int]:
        """Ids rise (of people: strictly) and months of one id do not fall."""
        ids, months = piece.ids, piece.columns[self.columns[0].name]
        same = ids[1:] == ids[:-1]
        fine = bool((ids[1:] >= ids[:-1]).all()) and (self.people or not (same & (months[1:] < months[:-1])).any())
        first = (int(ids[0]), 0 if self.people else int(months[0]))
        if not fine or (before is not None and first < before):
            raise NotSortedError(people=self.people)
        if self.people and (same.any() or (before is not None and first[0] == before[0])):
            where = f"{self.sheet.name}: person_id {int(ids[1:][same][0]) if same.any() else first[0]}"
            raise InputError("duplicate", where, "this person twice", "each person once", "Delete one of the rows.")
        return int(ids[-1]), 0 if self.people else int(months[-1])


def read_piece(
    batch: pa.RecordBatch,
    sheet: FileColumns,
    columns: Sequence[FactColumn],
    limits: Mapping[str, ValueRange],
    by: Sequence[str] = (),
) -> Piece:
    """A batch as the numbers of a kernel.  Raises InputError for a cell that is wrong."""
    ids = identifiers(batch.column("person_id"), sheet)
    found = {one.name: numbers(batch.column(one.name), one, limits[one.name], ids, sheet) for one in columns}
    return Piece(ids, found, {name: batch.column(name).cast(pa.string()) for name in by})


def whole_people(pieces: Iterator[Piece], check: Callable[[int, int], None]) -> Iterator[Piece]:
    """The same rows, so cut that nobody lies in two pieces.

    The last person of a piece comes in a small piece of its own, so that the others need not be copied.  ``check``
    hears a person's id and rows so far, and raises where there are too many.
    """
    last: Piece | None = None
    for piece in pieces:
        if last is not None:
            person = int(last.ids[-1])
            last = last.joined(piece.up_to(person))
            check(person, len(last.ids))
            if not len(piece.ids):
                continue
            yield last
        others = piece.take(int(np.searchsorted(piece.ids, piece.ids[-1], "left")))
        if len(others.ids):
            yield others
        last = piece
    if last is not None:
        yield last

"""People and their rows, side by side from two sorted files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from huxin.population.columns import FileColumns
from huxin.population.joining import Chunk, Joiner
from huxin.population.program import Program
from huxin.population.reading import Reader, open_file, whole_people

PEOPLE_AT_ONCE: Final = 131_072
ROWS_AT_ONCE: Final = 1_048_576


class Streams:
    """The two files of a run."""

    def __init__(self, program: Program, people: Path, rows: Path, by: Sequence[str], names: Sequence[str]) -> None:
        """``names`` are what messages call the two files.  Raises InputError for a file that does not fit the form."""
        form, limits, choices = program.form, program.limits, program.choices
        first, second = (FileColumns(name, program.words, choices) for name in names)
        self._joiner = Joiner(program, (first, second))
        file = open_file(people, form.person, first, by)
        self._people = Reader(file, first, form.person, limits, PEOPLE_AT_ONCE, people=True, by=by)
        file = open_file(rows, form.rows, second)
        self._rows = Reader(file, second, form.rows, limits, ROWS_AT_ONCE, people=False)
        self.rows: int = file.metadata.num_rows

    def chunks(self, told: Callable[[int], None]) -> Iterator[Chunk]:
        """Everybody, in the order of their ids; ``told`` hears how many rows were read.

        Raises NotSortedError at the first place that is not in order, InputError for a fault in the data.
        """
        people, pieces = self._people.pieces(), whole_people(self._rows.pieces(told), self._joiner.check_most)
        person, rows = next(people, None), next(pieces, None)
        while person is not None:
            limit = int(person.ids[-1]) if rows is None else int(min(person.ids[-1], rows.ids[-1]))
            yield self._joiner.joined(person.up_to(limit), self._joiner.none() if rows is None else rows.up_to(limit))
            if not len(person.ids):
                person = next(people, None)
            if rows is not None and not len(rows.ids):
                rows = next(pieces, None)
        if rows is not None:
            raise self._joiner.stranger(int(rows.ids[0]))

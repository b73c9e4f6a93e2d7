"""``simulate``: today's law, or a reform, for everybody of two Parquet files, into a third."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huxin.law.errors import InputError
from huxin.population.ahead import ahead
from huxin.population.form import form_of
from huxin.population.groups import Groups, numbers_of
from huxin.population.laws import Laws, laws
from huxin.population.ordering import sorted_copy
from huxin.population.reading import NotSortedError
from huxin.population.report import report
from huxin.population.request import SimulationRequest, Told, quiet
from huxin.population.stages import Stages
from huxin.population.stream import Streams
from huxin.population.writing import Writer, results_schema, results_table


def simulate(request: SimulationRequest, told: Told = quiet) -> dict[str, Any]:
    """Compute everybody and write the results; the report of the contract comes back.

    Raises InputError for an option or a file that is wrong; no results are left behind then, and those of before stay.
    """
    stages = Stages()
    made = laws(request, stages)
    try:
        with tempfile.TemporaryDirectory(dir=request.out.absolute().parent, prefix=".simulate-") as folder:
            run = _Run(request, made, stages, Path(folder), told)
            run.in_any_order()
            run.part.replace(request.out)
    except OSError as error:
        hint = f"{error.strerror or error}."
        raise InputError("file", "--out", request.out.name, "a file that can be written", hint) from None
    return report(request, made, stages, run.groups.sums(), run.rows, "local")


@dataclass
class _Run:
    """One run over the files, in a folder of its own beside the result."""

    request: SimulationRequest
    made: Laws
    stages: Stages
    folder: Path
    told: Told
    rows: int = 0
    groups: Groups = field(default_factory=lambda: Groups(()))

    @property
    def part(self) -> Path:
        """The results while they are being written."""
        return self.folder / "results.parquet"

    def in_any_order(self) -> None:
        """Read as it lies; where a file turns out not to be in order, sort that one and begin again."""
        files = {True: self.request.people, False: self.request.months}
        while True:
            try:
                return self._once(files)
            except NotSortedError as error:
                if files[error.people].parent == self.folder:
                    raise  # sorted and still not in order: a fault of ours
                files[error.people] = self._sorted(files[error.people], people=error.people)

    def _sorted(self, file: Path, *, people: bool) -> Path:
        form = form_of(self.request.item)
        columns, by = (form.person, self.request.by) if people else (form.rows, ())
        keys = ["person_id"] if people else ["person_id", form.rows[0].name]
        names = list(dict.fromkeys(["person_id", *(column.name for column in columns), *by]))
        target = self.folder / f"sorted-{'people' if people else 'rows'}.parquet"
        with self.stages.stage("sort"):
            sorted_copy(file, target, names, keys, self.request.memory)
        return target

    def _once(self, files: Mapping[bool, Path]) -> None:
        request, after, before = self.request, self.made.after, self.made.before
        self.rows, self.groups = 0, Groups(request.by)
        names = (request.people.name, request.months.name)
        streams = Streams(after.program, files[True], files[False], request.by, names)
        schema = results_schema(after.program, compare=request.compare)

        def heard(rows: int) -> None:
            self.rows += rows
            self.told(rows, streams.rows)

        with Writer(self.part, schema) as writer:
            for chunk in self.stages.over("read", ahead(streams.chunks(heard))):
                with self.stages.stage("compute"):
                    found = after.run(chunk.offsets, chunk.columns)
                    had = None if before is None else before.run(chunk.offsets, chunk.columns)
                with self.stages.stage("write"):
                    self.groups.add(len(chunk.ids), chunk.groups, numbers_of(found, had))
                    writer.add(results_table(chunk.ids, found, had, schema))


__all__ = ["SimulationRequest", "simulate"]

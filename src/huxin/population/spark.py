"""The same kernel on Spark: people and their rows are brought together by id, each partition runs the kernel.

Both files become one stream of records per partition, sorted by person, the person first and the months after; so the
code that joins two sorted files joins here too, and says the same of what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from huxin.law.errors import InputError, Problem
from huxin.population.columns import FileColumns, check_schema
from huxin.population.form import FactColumn, form_of
from huxin.population.groups import check_count
from huxin.population.joining import Chunk, Joiner
from huxin.population.kernel import Kernel
from huxin.population.laws import laws
from huxin.population.program import Program
from huxin.population.reading import Piece, read_piece
from huxin.population.report import Sums, report
from huxin.population.request import SimulationRequest, Told, quiet
from huxin.population.session import spark_session
from huxin.population.stages import Stages
from huxin.population.writing import results_schema, results_table

_KIND: Final = "_is_row"
_MARK: Final = "HUXIN-PROBLEM"
_AT_ONCE: Final = "200000"


def simulate(request: SimulationRequest, told: Told = quiet) -> dict[str, Any]:
    """Run a request on the active Spark session, or on a local one made for it.

    The result is a folder of part files at ``request.out``.  The report is that of the local engine, with equal sums.
    Raises InputError.
    """
    stages = Stages()
    made = laws(request, stages)  # options are checked, and the kernels compiled for the workers, before Spark starts
    with stages.stage("session"):
        session = _session()
    form = form_of(request.item)
    people = _read(session, request.people, form.person, request.by)
    months = _read(session, request.months, form.rows, ())
    work = _Work(made.after.program, None if made.before is None else made.before.program, request)
    try:
        with stages.stage("compute"):
            _together(people, months, request).mapInArrow(work, from_arrow_schema(work.schema)).write.mode(
                "overwrite"
            ).parquet(str(request.out))
        with stages.stage("sums"):
            sums = _sums(session.read.parquet(str(request.out)), people, request)
            rows = months.count()
    except PySparkException as error:
        raise _problem(error) from None
    told(rows, rows)
    return report(request, made, stages, sums, rows, "spark")


def _session() -> SparkSession:
    session = spark_session()
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", _AT_ONCE)
    return session


def _read(session: SparkSession, path: Path, columns: Sequence[FactColumn], by: Sequence[str]) -> DataFrame:
    """One of the two files, checked."""
    sheet = FileColumns(path.name, {}, {})
    try:
        frame = session.read.parquet(str(path.absolute()))
    except PySparkException as error:
        text = str(error).splitlines()[0]
        raise InputError("file", sheet.name, text, "Parquet that can be read", "Check the path.") from None
    check_schema(to_arrow_schema(frame.schema), columns, sheet, by)
    return frame.select(*dict.fromkeys(["person_id", *(one.name for one in columns), *by]))


def _together(people: DataFrame, months: DataFrame, request: SimulationRequest) -> DataFrame:
    key = form_of(request.item).rows[0].name
    columns = [one.name for one in form_of(request.item).person]
    both = (
        people.select("person_id", *columns)
        .withColumn(_KIND, sql.lit(False))
        .unionByName(months.withColumn(_KIND, sql.lit(True)), allowMissingColumns=True)
    )
    return both.repartition("person_id").sortWithinPartitions("person_id", _KIND, key)


class _Work:
    """What a worker does with its partition; sent to it with the text of the kernels, not with a database of rules."""

    def __init__(self, after: Program, before: Program | None, request: SimulationRequest) -> None:
        self.after, self.before, self.compiled = after, before, request.compiled
        self.names = (request.people.name, request.months.name)
        self.schema = results_schema(after, compare=before is not None)

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            for chunk in self._chunks(batches):
                after = _kernel(self.after, self.compiled).run(chunk.offsets, chunk.columns)
                before = (
                    None
                    if self.before is None
                    else _kernel(self.before, self.compiled).run(chunk.offsets, chunk.columns)
                )
                yield from results_table(chunk.ids, after, before, self.schema).to_batches()
        except InputError as error:
            raise RuntimeError(f"{_MARK} {json.dumps(asdict(error.problem))}") from None

    def _chunks(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Chunk]:
        """Whole people: the last person of a batch waits for the next."""
        program = self.after
        sheets = tuple(FileColumns(name, program.words, program.choices) for name in self.names)
        joiner = Joiner(program, (sheets[0], sheets[1]))
        held: tuple[Piece, Piece] | None = None
        for batch in batches:
            people, rows = self._split(batch, joiner)
            if held is not None:
                people, rows = held[0].joined(people), held[1].joined(rows)
            last = max(int(piece.ids[-1]) for piece in (people, rows) if len(piece.ids))
            joiner.check_most(last, int((rows.ids == last).sum()))
            yield joiner.joined(people.up_to(last - 1), rows.up_to(last - 1))
            held = people, rows
        if held is not None:
            yield joiner.joined(*held)

    def _split(self, batch: pa.RecordBatch, joiner: Joiner) -> tuple[Piece, Piece]:
        form, limits = self.after.form, self.after.limits
        kind = batch.column(_KIND)
        people = read_piece(batch.filter(pc.invert(kind)), joiner.sheets[0], form.person, limits)
        rows = read_piece(batch.filter(kind), joiner.sheets[1], form.rows, limits)
        _once(people, joiner.sheets[0])
        return people, rows


def _once(people: Piece, sheet: FileColumns) -> None:
    same = people.ids[1:] == people.ids[:-1]
    if same.any():
        where = f"{sheet.name}: person_id {int(people.ids[1:][same][0])}"
        raise InputError("duplicate", where, "this person twice", "each person once", "Delete one of the rows.")


_KERNELS: Final[dict[tuple[str, bool | None], Kernel]] = {}


def _kernel(program: Program, compiled: bool | None) -> Kernel:
    """The kernel of a worker process, made once."""
    key = program.text, compiled
    if key not in _KERNELS:
        _KERNELS[key] = Kernel(program, compiled=compiled)
    return _KERNELS[key]


def _sums(results: DataFrame, people: DataFrame, request: SimulationRequest) -> list[Sums]:
    """Sums of everybody, or by group; exact: whole fen as decimals of 38 digits."""
    by = list(request.by)
    if by:
        results = results.join(people.select("person_id", *(name for name in by if name != "person_id")), "person_id")
    before = "amount_before_fen" if request.compare else "amount_fen"
    decided = sql.col("amount_fen").isNotNull() & sql.col(before).isNotNull()
    numbers = {"after": sql.col("amount_fen"), "before": sql.col(before), "granted": sql.col("months_granted")}
    tests = {"winners": sql.col("amount_fen") > sql.col(before), "losers": sql.col("amount_fen") < sql.col(before)}

    def summed(name: str, one: Any) -> Any:
        return sql.sum(sql.when(decided, one).otherwise(0).cast("decimal(38,0)")).alias(name)

    found = results.groupBy(*(sql.col(name).cast("string").alias(name) for name in by)).agg(
        sql.count("*").alias("persons"),
        sql.sum(sql.when(decided, 0).otherwise(1)).alias("undecided"),
        *(summed(name, one) for name, one in numbers.items()),
        *(summed(name, sql.when(test, 1).otherwise(0)) for name, test in tests.items()),
    )
    told = []
    for row in found.collect():
        sums = {name: int(row[name] or 0) for name in ("after", "before", "granted", "winners", "losers", "undecided")}
        sums["unchanged"] = int(row["persons"]) - sums["winners"] - sums["losers"]
        told.append(Sums(tuple(row[name] for name in by), int(row["persons"]), sums))
    check_count(len(told), by)
    return told


def _problem(error: PySparkException) -> InputError:
    """What a worker refused, in the words in which it did."""
    found = re.search(rf"{_MARK} (\{{.*\}})", str(error))
    if found is None:
        raise error
    problem = Problem(**json.loads(found[1]))
    return InputError(problem.code, problem.field, problem.got, problem.wanted, problem.hint)

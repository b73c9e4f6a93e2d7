"""Table tests on the kernel: the facts of one person become columns of length one.

The plain function is what runs here, so a pack can be tested where neither NumPy nor Numba is installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from huxin.law.errors import InputError
from huxin.law.evaluation.evaluate import Evaluation
from huxin.law.expr import ir
from huxin.law.pack.model import FactSpec
from huxin.law.values import Unknown, show
from huxin.population.form import FactColumn, Form
from huxin.population.program import Program, loaded
from huxin.population.source import generate
from huxin.population.value import NONE, NUMERIC

_STORED: Final = {"bool": "flag", "category": "word", "date": "date", "month": "month", "money": "fen"}
_WHOLE: Final = ("int", "months", "days")


def differences(found: Evaluation) -> Iterator[str] | None:
    """Where the kernel says something else than the scalar evaluator did; None where it has no form for these facts.

    A population has no unknown facts and no counties: an evaluation that lacks one, needs a human, or follows a reading
    of a county has no form.
    """
    if found.missing or found.pending or found.lookups.local:
        return None
    form = _form(found)
    if form is None:
        return None
    try:
        program = generate(found.pack, form, found.on, found.lookups.sets, found.lookups.choices)
    except InputError as error:
        return iter([f"kernel: {error}"])
    return _compared(program, found)


def _form(found: Evaluation) -> Form | None:
    item, values = found.compiled.item, found.values
    sources = [table.table.source for table in found.compiled.tables]
    if len(sources) != 1 or not isinstance(values[sources[0]], list):
        return None
    rows = {spec.name or name: spec for name, spec in item.facts[sources[0]].row.items()}
    if any(isinstance(row[name], Unknown) or row[name] is None for row in values[sources[0]] for name in rows):
        return None
    columns = tuple(_column(name, spec) for name, spec in rows.items() if _has_column(spec))
    person = {name: spec for name, spec in item.facts.items() if _is_column(spec, values[spec.name or name])}
    key = found.compiled.tables[0].table.group_by
    if len(columns) != len(rows):
        return None
    return Form(
        item=item.id,
        person=tuple(_column(spec.name or name, spec) for name, spec in person.items()),
        source=sources[0],
        rows=tuple(sorted(columns, key=lambda column: column.fact != key)),
        everyone={name: raw for name, raw in found.facts.items() if name not in person and name != sources[0]},
        results={"verdict": "verdict", **{name: name for name, _, node in found.compiled.outputs if _plain(node.type)}},
        merged=False,
    )


def _has_column(spec: FactSpec) -> bool:
    return spec.type in _STORED or spec.type in _WHOLE


def _is_column(spec: FactSpec, value: object) -> bool:
    """Whether a fact varies in the kernel; what is unknown, a list or an object holds for everyone instead."""
    return _has_column(spec) and not isinstance(value, Unknown) and (value is None or spec.type != "text")


def _column(name: str, spec: FactSpec) -> FactColumn:
    empty: Any = "none" if spec.null_means == "none" else "refused"
    stored: Any = _STORED.get(spec.type, "whole")
    return FactColumn(name, name, stored, empty)


def _plain(kind: ir.Type) -> bool:
    return kind.kind in NUMERIC or kind.kind in ("bool", "category")


def _compared(program: Program, found: Evaluation) -> Iterator[str]:
    form, values = program.form, found.values
    source = sorted(values[form.source], key=lambda row: row[form.rows[0].fact])
    person = [[_number(values[column.fact], program)] for column in form.person]
    rows = [[_number(row[column.fact], program) for row in source] for column in form.rows]
    undecided, out = [False], [[0] for _ in form.results]
    loaded(program.text, "<kernel>")(0, 1, program.on.toordinal(), [0, len(source)], *person, *rows, undecided, *out)
    if undecided[0]:
        yield "kernel: undecided, where one person's evaluation decides"
        return
    for name, (got,) in zip(form.results, out, strict=True):
        wanted = found.verdict if name == "verdict" else found.outputs.get(name)
        if got != _number(wanted, program):
            shown = show(program.types[name].kind, wanted)
            yield f"{name} on the kernel: wanted {shown}, got {got}"


def _number(value: Any, program: Program) -> Any:
    if value is None:
        return NONE
    if isinstance(value, str):
        return program.words[value]
    return value.toordinal() if isinstance(value, date) else value

"""What the law gives one person: facts in; verdict, amounts, reasons and every intermediate value out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from huxin.law.errors import InputError, nearest
from huxin.law.evaluation.compiled import Compiled, CompiledTable, compile_item
from huxin.law.evaluation.facts import assumptions, read_facts
from huxin.law.evaluation.lookups import Adoption, PackLookups, used_json
from huxin.law.explanation.saying import in_sentence
from huxin.law.expr.ir import Node
from huxin.law.expr.run import Env, advance, ready, run, temporal
from huxin.law.pack.model import Output, Pack, Reason, VerdictRule
from huxin.law.values import Unknown, read, show


@dataclass(frozen=True)
class ReasonGiven:
    """A reason with the rows that it holds for (empty for the whole item); ``place``: the one row that it is about."""

    reason: Reason
    rows: tuple[str, ...]
    text: dict[str, str]
    place: str | None = None


@dataclass
class Evaluation:
    """The result for one person, complete enough to be explained again years later."""

    pack: Pack
    compiled: Compiled
    on: date
    facts: Mapping[str, object]
    lookups: PackLookups
    values: dict[str, Any]
    verdict: str = ""
    outputs: dict[str, object] = field(default_factory=dict)
    reasons: list[ReasonGiven] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    @property
    def uncertain_parameters(self) -> list[str]:
        """Ids of the parameters that make this an estimate."""
        return sorted({used.id for used in self.lookups.used.values() if used.uncertain} | set(self.pending))

    @property
    def certainty(self) -> str:
        """``decision`` when every parameter used is decision-grade or adopted, else ``estimate``."""
        return "estimate" if self.uncertain_parameters else "decision"

    @property
    def assumed(self) -> list[dict[str, object]]:
        """The facts that were left out and whose assumed value was really used: ``[{"fact", "value"}]``.

        A fact was used where the result would have waited for it, had it been said to be unknown.
        """
        raw = self.facts
        taken = assumptions(self.compiled.item, raw)
        return [{"fact": path, "value": value} for path, value in taken if path in self._waits_for(raw, path)]

    def _waits_for(self, raw: Mapping[str, object], path: str) -> list[str]:
        name, _, rest = path.partition("[")
        asked: dict[str, Any] = {**raw, name: None}
        if rest:
            index, _, part = rest.partition("].")
            rows: list[Any] = list(raw[name])  # type: ignore[call-overload]
            rows[int(index)] = {**rows[int(index)], part: None}
            asked[name] = rows
        seen = self.lookups
        item, on = self.compiled.item.id, self.on
        return evaluate(
            self.pack, item, asked, on=on, sets=seen.sets, readings=seen.choices, adoptions=seen.adoptions
        ).missing

    def as_json(self) -> dict[str, Any]:
        """The contract's JSON shape."""
        item = self.compiled.item
        return {
            "item": item.id,
            "verdict": self.verdict,
            "certainty": self.certainty,
            "outputs": {
                name: {"value": _shown_output(output, node, self.outputs[name]), "unit": output.unit}
                for name, output, node in self.compiled.outputs
                if name in self.outputs
            },
            "reasons": [
                {
                    "code": given.reason.code,
                    "clause": self.pack.cite(given.reason.clause),
                    "text": given.text["zh"],
                    "text_en": given.text["en"],
                }
                | ({"months": list(given.rows)} if given.reason.over else {})
                | ({"row": given.place, "test": given.reason.test} if given.place is not None else {})
                for given in self.reasons
            ],
            "parameters": [used_json(self.pack, used) for used in self.lookups.used.values()],
            "readings": [
                {"name": name, "choice": choice, "adopted": self.pack.readings[name].adopted}
                for name, choice in sorted(self.lookups.read.items())
            ],
            "missing": self.missing,
            "assumed": self.assumed,
            "uncertain_parameters": self.uncertain_parameters,
            "on": self.on.isoformat(),
            "pack": {"id": self.pack.id, "version": self.pack.version, "hash": self.pack.hash},
        }


def evaluate(
    pack: Pack,
    item: str,
    facts: Mapping[str, object],
    *,
    on: date,
    sets: Mapping[str, str] | None = None,
    readings: Mapping[str, str] | None = None,
    adoptions: Sequence[Adoption] = (),
) -> Evaluation:
    """Evaluate one item on the decision date ``on``.

    ``facts`` are JSON values by name (contract names), ``sets`` parameter overrides ``ID`` or ``ID@DATE`` →
    value, ``readings``
    chosen readings by name.  Raises InputError for anything malformed; a fact that is merely unknown gives a verdict.
    """
    if item not in pack.items:
        raise InputError("item", "item", item, "an item of the pack", nearest(item, pack.items))
    compiled = compile_item(pack, item)
    lookups = PackLookups(pack, sets or {}, readings or {}, adoptions, on)
    values: dict[str, Any] = {"on": on, **read_facts(compiled.item, facts, on)}
    lookups.place(values.get("county"))
    for table in compiled.tables:
        if table.table.distinct:
            _once(table, values)
    found = Evaluation(pack, compiled, on, facts, lookups, values)
    try:
        _run_rules(compiled, lookups, values)
        _judge(found)
    except OverflowError:
        wanted = "dates that a calendar can count on from"
        raise InputError("range", "facts", "a date at the end of the calendar", wanted, "Check the years.") from None
    return found


def _once(table: CompiledTable, values: dict[str, Any]) -> None:
    """Rows that say exactly the same are one row; what stood twice is told by ``doubled_<table>``."""
    rows, key = values[table.table.source], table.table.group_by
    kept: list[Any] = []
    doubled: dict[Any, None] = {}
    for row in [] if isinstance(rows, Unknown) else rows:
        if row not in kept:
            kept.append(row)
        elif not isinstance(row[key], Unknown):
            doubled[row[key]] = None
    values[f"doubled_{table.name}"] = [{key: group} for group in doubled]
    if doubled:
        values[table.table.source] = kept


def _run_rules(compiled: Compiled, lookups: PackLookups, values: dict[str, Any]) -> None:
    waiting = {table.name: table for table in compiled.tables}
    env = Env(lookups, values)
    for rule, node in compiled.rules:
        lookups.rule = rule.name
        if rule.over is None:
            values[rule.name] = run(node, env)
            continue
        if rule.over in waiting:
            values[rule.over] = _group(waiting.pop(rule.over), values, lookups)
        _run_rows(rule.name, node, values[rule.over], env)
    for table in waiting.values():
        values[table.name] = _group(table, values, lookups)


def _run_rows(name: str, node: Node, rows: object, env: Env) -> None:
    if isinstance(rows, Unknown):
        return
    words = temporal(node)
    here = Env(env.lookups, env.item)
    value = ready(node)
    for row in rows:  # type: ignore[attr-defined]
        here.row = row
        advance(words, here)
        row[name] = value(here)


def _group(table: CompiledTable, values: dict[str, Any], lookups: PackLookups) -> object:
    """Filter, group and order a list of facts; a row whose place is not known leaves the whole table open."""
    source = values[table.table.source]
    if isinstance(source, Unknown):
        return source
    env = Env(lookups, values)
    groups: dict[Any, list[Any]] = {}
    nowhere = Unknown()
    for row in source:
        if table.where is not None and run(table.where, Env(lookups, values, row)) is False:
            continue
        key = row[table.table.group_by]
        if isinstance(key, Unknown):
            nowhere |= key
        else:
            groups.setdefault(key, []).append(row)
    if nowhere.paths or nowhere.pending:
        return nowhere
    found = []
    for key in sorted(groups):
        inner = Env(lookups, {**env.item, "rows": groups[key]})
        found.append({table.table.group_by: key, **{name: run(node, inner) for name, node in table.fields.items()}})
    return found


def _judge(found: Evaluation) -> None:
    env = Env(found.lookups, found.values)
    found.lookups.rule = ""
    chosen, unknown = _verdict(found, env)
    for name, output, node in found.compiled.outputs:
        found.lookups.rule = name
        value = _output(found, env, (name, output, node), chosen)
        if isinstance(value, Unknown):
            unknown |= value
        elif value is not _LEFT_OUT:
            found.outputs[name] = value
    if unknown.paths or unknown.pending:
        found.verdict = "insufficient_evidence" if unknown.paths else "needs_human"
    found.missing, found.pending = sorted(unknown.paths, key=_natural), sorted(unknown.pending)
    found.reasons = _reasons(found, env)


_LEFT_OUT = object()


def _verdict(found: Evaluation, env: Env) -> tuple[VerdictRule, Unknown]:
    """The first verdict that holds; where that is not known, the first that may hold, and what it waits for."""
    for rule, condition in found.compiled.verdict:
        held = True if condition is None else run(condition, env)
        if isinstance(held, Unknown):
            return rule, held
        if held:
            found.verdict = rule.verdict
            return rule, Unknown()
    raise AssertionError("the last verdict has no condition")


def _output(found: Evaluation, env: Env, one: tuple[str, Output, Node], chosen: VerdictRule) -> object:
    """The value of an output; ``_LEFT_OUT`` where it is not given, unknown where a verdict that may hold drops it."""
    name, output, node = one
    left_out = chosen.outputs is not None and name not in chosen.outputs
    if found.verdict in ("refused", "not_yet") and output.on_refusal is not None and not left_out:
        return _refused(output)
    asked = found.compiled.given_when.get(name)
    due = True if asked is None else run(asked, env)
    if due is not True:
        return due if isinstance(due, Unknown) else _LEFT_OUT
    if left_out:
        return _LEFT_OUT if found.verdict else Unknown()
    return run(node, env)


def _refused(output: Output) -> object:
    return read("money", output.on_refusal)


def _reasons(found: Evaluation, env: Env) -> list[ReasonGiven]:
    """Item reasons that hold, and per row the first that holds; a row with an unknown earlier reason names none."""
    rows_of: dict[int, list[str]] = {}
    given: list[ReasonGiven] = []
    decided: set[tuple[str, int]] = set()
    for place, (reason, node) in enumerate(found.compiled.reasons):
        if reason.over is None:
            if run(node, env) is True:
                given.append(_give(found, reason, ()))
            continue
        rows, holds, here = found.values[reason.over], ready(node), Env(found.lookups, found.values)
        for index, row in enumerate([] if isinstance(rows, Unknown) else rows):
            if (reason.over, index) in decided:
                continue
            here.row = row
            held = holds(here)
            if held is not False:
                decided.add((reason.over, index))
            if held is not True:
                continue
            label = _row_label(found.compiled, reason.over, row)
            if reason.test is None:
                rows_of.setdefault(place, []).append(label)
            else:
                given.append(_give(found, reason, (label,), f"{reason.over}[{index}]"))
        if place in rows_of:
            given.append(_give(found, reason, tuple(rows_of[place])))
    return given


def _row_label(compiled: Compiled, table: str, row: Mapping[str, Any]) -> str:
    listed = compiled.types[table].element
    name = next(iter(row))
    return str(show(listed.fields[name].kind if listed else "text", row[name]))


def _give(found: Evaluation, reason: Reason, rows: tuple[str, ...], place: str | None = None) -> ReasonGiven:
    return ReasonGiven(
        reason, rows, {language: fill(found, text, language) for language, text in reason.text.items()}, place
    )


def fill(found: Evaluation, text: str, language: str) -> str:
    """Put values of the item into a sentence: ``{cap_months}`` becomes 36, what is not known is said to be so."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        kind = found.compiled.types[name].kind if name in found.compiled.types else "text"
        held = found.values.get(name)
        return in_sentence(held, language, show(kind, held))

    return re.sub(r"\{(\w+)\}", value, text)


def _shown_output(output: Output, node: Node, value: object) -> object:
    element = node.type.element
    if not isinstance(value, list) or element is None:
        return show(node.type.kind, value)
    if not element.fields:
        return [show(element.kind, part) for part in value]
    value = _ordered(output, value)
    names = output.columns or tuple(element.fields)
    rows = [{name: show(element.fields[name].kind, row[name]) for name in names} for row in value]
    if output.key is None:
        return rows
    keys = [str(row[output.key]) for row in value]
    return {key: next(iter(row.values())) for key, row in zip(keys, rows, strict=True)}


def _ordered(output: Output, rows: list[Any]) -> list[Any]:
    """The rows as the output wants them: by a column, equal ones as they stand, and only so many."""
    if output.sort is not None:
        column = output.sort.removeprefix("-")
        rows = sorted(rows, key=lambda row: row[column], reverse=output.sort.startswith("-"))
    return rows[: output.most]


def _natural(path: str) -> list[tuple[int, str]]:
    return [
        (int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in re.split(r"([0-9]+)", path)
    ]

"""The facts of an item from what was said in a case, as its procedure declares where each comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from huxin.law.errors import nearest
from huxin.law.procedures.automatic import PathFault
from huxin.law.procedures.fields import holds
from huxin.law.procedures.model import Field, Procedure
from huxin.law.procedures.rule import FactFrom


class RecordedAct(Protocol):
    """An act that was done."""

    @property
    def act(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


Known = Callable[[str, str | None], Any]
"""What a register knows: its name and the answer ``since`` in, the fact out; None where it knows nothing."""


def facts_from(sources: Mapping[str, FactFrom], acts: Sequence[RecordedAct], known: Known) -> dict[str, Any]:
    """The facts of an item from what was said in a case; None for one that is declared and not known."""
    said = {name: value for one in acts for name, value in one.payload.items() if value not in (None, "")}
    found: dict[str, Any] = dict.fromkeys(sources)
    for name, source in sources.items():
        if source.rows is not None:
            rows = list(_rows(source, acts))
            found[name] = rows if rows or source.when is None or not holds(source.when, said) else None
        elif source.answers:
            found[name] = {one: int(said[one]) for one in source.answers if isinstance(said.get(one), bool)}
        elif source.register is not None:
            found[name] = known(source.register, said.get(source.since or ""))
        elif source.answer is None:
            found[name] = source.value
        elif source.answer in said:
            found[name] = _value(source, said[source.answer])
        elif source.value is not None:
            found[name] = source.value
    return found


def _rows(source: FactFrom, acts: Sequence[RecordedAct]) -> Iterator[dict[str, Any]]:
    for one in acts:
        if one.act == source.rows:
            yield {name: one.payload[said] for name, said in source.row.items() if one.payload.get(said) is not None}


def _value(source: FactFrom, said: Any) -> Any:
    if source.among:
        return said in source.among
    if source.percent:
        return percent(said)
    if source.values:
        return source.values.get(str(said).lower() if isinstance(said, bool) else str(said))
    return said


def percent(said: Any) -> str | None:
    """A rate that people write in per cent as a plain decimal; None for what is no number."""
    try:
        found = Decimal(str(said).strip().rstrip("%％"))
    except InvalidOperation:
        return None
    return format(found / 100, "f") if found.is_finite() and 0 <= found <= 100 else None


def fact_faults(procedure: Procedure, items: Mapping[str, Any]) -> Iterator[PathFault]:
    """Every fact, answer and act that the declaration names is there; a required fact has a source."""
    item = items.get(procedure.item or "")
    if item is None:
        if procedure.facts:
            yield PathFault(("facts",), "facts", "an 'item' that reads them", "Name the item, or take 'facts' out.")
        return
    asked = {one.name: one for name in procedure.acts for one in procedure.fields_of(name)}
    for name, source in procedure.facts.items():
        if name not in item.facts:
            yield PathFault(("facts", name), name, f"a fact of {item.id}", nearest(name, item.facts))
        answers = (source.answer, source.since, *source.answers, *source.row.values())
        for answer in (one for one in answers if one is not None and one not in asked):
            yield PathFault(("facts", name), answer, "a question of this procedure", nearest(answer, asked))
        if source.rows is not None and source.rows not in procedure.acts:
            hint = nearest(source.rows, procedure.acts)
            yield PathFault(("facts", name, "rows"), source.rows, "an act of this procedure", hint)
        if name in item.facts:
            yield from _words(name, source, item.facts[name], asked)
    wanted = [name for name, spec in item.facts.items() if spec.required and procedure.facts]
    for name in (one for one in wanted if one not in procedure.facts):
        yield PathFault(
            ("facts",), f"nothing for '{name}'", "a source for every required fact", "Say where it comes from."
        )
    yield from _rule(procedure, item)


def _words(name: str, source: FactFrom, spec: Any, asked: Mapping[str, Field]) -> Iterator[PathFault]:
    """Every option of a question is a value of the fact that it gives; where the fact is words, it is said in words."""
    parts: list[tuple[Any, str, Mapping[str, str]]]
    parts = [(spec.row[column], said, {}) for column, said in source.row.items() if column in spec.row]
    parts += [(spec, source.answer, source.values)] if source.answer is not None and not source.among else []
    for fact, said, values in parts:
        options = [one.value for one in asked[said].options] if said in asked and asked[said].kind == "choice" else []
        if options and fact.type == "text" and not values:
            yield PathFault(("facts", name), f"the codes of '{said}'", "words", "Say them with 'values'.")
        for got in (values.get(one) if values else one for one in options):
            if fact.type == "category" and got is not None and got not in fact.values:
                yield PathFault(("facts", name), got, f"a value of '{name}'", nearest(got, fact.values))


def _rule(procedure: Procedure, item: Any) -> Iterator[PathFault]:
    rule = procedure.rule
    for part, output in (("amount", rule.amount), ("outcome", rule.outcome)):
        if output is not None and output not in item.outputs:
            yield PathFault(("rule", part), output, f"an output of {item.id}", nearest(output, item.outputs))
    for outcome in (*rule.grants, *rule.outcomes.values()):
        if outcome not in procedure.outcomes:
            hint = nearest(outcome, procedure.outcomes)
            yield PathFault(("rule",), outcome, "an outcome of this procedure", hint)

"""What would change a refusal or a part refused: the nearest other facts, each really tried.

Yes-or-no facts and choices are turned; dates, months and amounts are moved just over the bounds that the conditions
name.  Only what makes the result better for the person is told, and at most ``LIMIT`` evaluations are spent on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from huxin.law.bounds import Move, moves
from huxin.law.errors import InputError
from huxin.law.evaluate import Evaluation, evaluate
from huxin.law.pack.model import FactSpec
from huxin.law.words import WORDS, said

LIMIT: Final = 60
ROWS_IN_ALL: Final = 1200
MOST_TOLD: Final = 8
_RANK: Final = {"granted": 2, "not_yet": 1, "refused": 0}


@dataclass(frozen=True)
class Try:
    """Facts with one thing changed; ``way`` groups tries of which one success is enough."""

    fact: str
    way: str
    label: Mapping[str, str]
    before: object
    after: object
    facts: Mapping[str, Any]


def flips(found: Evaluation, limit: int | None = None) -> list[dict[str, Any]]:
    """The changes that were tried and help, nearest first within a fact; empty when nothing was refused.

    With long lists fewer are tried, so that the answer does not take longer than a page may.
    """
    rows = max((len(value) for value in found.facts.values() if isinstance(value, list)), default=1)
    limit = min(LIMIT, max(12, ROWS_IN_ALL // max(rows, 1))) if limit is None else limit
    if found.verdict not in ("refused", "not_yet") and not (found.verdict == "granted" and found.reasons):
        return []
    told: list[dict[str, Any]] = []
    done: set[str] = set()
    spent = 0
    for one in _tries(found):
        if spent >= limit or len(told) >= MOST_TOLD:
            break
        if one.way in done:
            continue
        spent += 1
        other = _evaluated(found, one)
        if other is not None and _better(found, other):
            done.add(one.way)
            told.append(_entry(found, one, other))
    return told


def _evaluated(found: Evaluation, one: Try) -> Evaluation | None:
    seen = found.lookups
    try:
        return evaluate(
            found.pack,
            found.compiled.item.id,
            one.facts,
            on=found.on,
            sets=seen.sets,
            readings=seen.choices,
            adoptions=seen.adoptions,
        )
    except InputError:  # the moved fact would not be accepted as an answer
        return None


def _better(found: Evaluation, other: Evaluation) -> bool:
    before, after = _RANK.get(found.verdict, 0), _RANK.get(other.verdict, -1)
    if before != after:
        return after > before
    amount = _amount(found)
    return amount is not None and isinstance(other.outputs.get(amount), int) and _more(found, other, amount)


def _more(found: Evaluation, other: Evaluation, name: str) -> bool:
    before, after = found.outputs.get(name), other.outputs.get(name)
    return isinstance(before, int) and isinstance(after, int) and after > before


def _amount(found: Evaluation) -> str | None:
    """The output that the person asks for: the first one in money."""
    return next((name for name, output, _ in found.compiled.outputs if output.unit == "CNY"), None)


def _entry(found: Evaluation, one: Try, other: Evaluation) -> dict[str, Any]:
    name = _amount(found)
    outputs = other.as_json()["outputs"]
    shown = {name: outputs[name]} if name in outputs else {}
    text = {
        language: _sentence(one, other.verdict, list(shown.values()), language, words)
        for language, words in WORDS.items()
    }
    return {
        "code": "other_fact",
        "fact": one.fact,
        "from": one.before,
        "to": one.after,
        "verdict": other.verdict,
        "outputs": shown,
        "text": text,
    }


def _sentence(one: Try, verdict: str, outputs: list[dict[str, Any]], language: str, words: Mapping[str, str]) -> str:
    before, after = said(one.before, words), said(one.after, words)
    result = words[verdict] + "".join(f"{words['comma']}{said(part['value'], words, part['unit'])}" for part in outputs)
    if language == "zh":
        return f"如果“{one.label['zh']}”是“{after}”（现在是“{before}”）：{result}"
    return f"If '{one.label['en']}' were '{after}' (now '{before}'): {result}"


def _tries(found: Evaluation) -> Iterator[Try]:
    """Turned answers first, then moved values, the facts taking turns so that none uses up the limit."""
    specs = found.compiled.item.facts
    for name, spec in specs.items():
        if name in found.facts:
            yield from _turned(found.facts, name, spec)
    waiting = [iter(queue) for queue in moves(found)]
    while waiting:
        for queue in list(waiting):
            move = next(queue, None)
            if move is None:
                waiting.remove(queue)
            else:
                yield _moved(found.facts, move)


def _turned(facts: Mapping[str, Any], name: str, spec: FactSpec) -> Iterator[Try]:
    value = facts[name]
    others: list[object] = []
    if spec.type == "bool" and isinstance(value, bool):
        others = [not value]
    elif spec.type == "category":
        others = [choice for choice in spec.values if choice != value]
    elif spec.type == "list" and not spec.row and isinstance(value, list):
        others = [[kept for kept in value if kept != dropped] for dropped in dict.fromkeys(value)]
    elif spec.type == "list" and isinstance(value, list):
        yield from _turned_rows(facts, name, spec, value)
    for other in others:
        yield Try(name, f"{name}={other}", spec.label, value, other, {**facts, name: other})


def _turned_rows(facts: Mapping[str, Any], name: str, spec: FactSpec, rows: list[Any]) -> Iterator[Try]:
    """An answer that stands in some rows, turned to its usual value in all of them."""
    for field, part in spec.row.items():
        usual = part.default
        given = {
            row.get(field, usual) for row in rows if isinstance(row, dict) and not isinstance(row.get(field), list)
        }
        if part.type not in ("bool", "category") or usual is None or given <= {usual, None}:
            continue
        before = next(value for value in rows if value.get(field, usual) not in (usual, None))[field]
        changed = [{**row, field: usual} for row in rows]
        label = {language: f"{spec.label[language]} · {part.label[language]}" for language in ("zh", "en")}
        yield Try(f"{name}[].{field}", f"{name}.{field}", label, before, usual, {**facts, name: changed})


def _moved(facts: Mapping[str, Any], move: Move) -> Try:
    changed: Mapping[str, Any] = {**facts, move.name: move.after}
    if move.row is not None:
        rows = list(facts[move.name])
        rows[move.row] = {**rows[move.row], move.field: move.after}
        changed = {**facts, move.name: rows}
    way = f"{move.path}{'+' if move.later else '-'}"
    return Try(move.path, way, move.label, move.before, move.after, changed)

"""What a person can bring after a refusal or a part refused: evidence, never another date, grade or amount to state.

An answer is turned only where the pack names its ``proof``, and only to learn whether the proof would matter; what it
would bring in money is not told, so that nothing invites a statement that is not true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from huxin.law.errors import InputError
from huxin.law.evaluation.evaluate import Evaluation, evaluate
from huxin.law.pack.model import FactSpec

MOST_TOLD: Final = 8
_RANK: Final = {"granted": 2, "not_yet": 1, "refused": 0}


def to_bring(found: Evaluation) -> list[dict[str, Any]]:
    """The proofs that would matter, one entry a fact; empty when nothing was refused."""
    if found.verdict not in ("refused", "not_yet") and not (found.verdict == "granted" and found.reasons):
        return []
    told: list[dict[str, Any]] = []
    for name, spec in found.compiled.item.facts.items():
        if spec.proof is None or len(told) >= MOST_TOLD:
            continue
        others = (_evaluated(found, facts) for facts in _turned(found.facts, name, spec))
        if any(other is not None and _better(found, other) for other in others):
            told.append({"code": "bring", "fact": name, "text": dict(spec.proof)})
    return told


def _evaluated(found: Evaluation, facts: Mapping[str, Any]) -> Evaluation | None:
    seen = found.lookups
    try:
        return evaluate(
            found.pack,
            found.compiled.item.id,
            facts,
            on=found.on,
            sets=seen.sets,
            readings=seen.choices,
            adoptions=seen.adoptions,
        )
    except InputError:  # the turned fact would not be accepted as an answer
        return None


def _better(found: Evaluation, other: Evaluation) -> bool:
    before, after = _RANK.get(found.verdict, 0), _RANK.get(other.verdict, -1)
    if before != after:
        return after > before
    return any(_more(found, other, name) for name, output, _ in found.compiled.outputs if output.unit == "CNY")


def _more(found: Evaluation, other: Evaluation, name: str) -> bool:
    before, after = found.outputs.get(name), other.outputs.get(name)
    return isinstance(before, int) and isinstance(after, int) and after > before


def _turned(facts: Mapping[str, Any], name: str, spec: FactSpec) -> Iterator[Mapping[str, Any]]:
    """The facts with one yes-or-no answer or one choice turned."""
    value = facts.get(name, spec.default)
    if spec.type == "bool" and isinstance(value, bool):
        yield {**facts, name: not value}
    elif spec.type == "category" and value is not None:
        yield from ({**facts, name: choice} for choice in spec.values if choice != value)

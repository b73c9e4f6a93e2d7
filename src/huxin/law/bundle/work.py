"""Every item that the questions name, at once; and the question whose answer can still change most of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.law.bundle.faults import fact_of
from huxin.law.bundle.model import Answer, Question
from huxin.law.bundle.probes import probes
from huxin.law.errors import InputError, nearest
from huxin.law.evaluation.evaluate import Evaluation, evaluate
from huxin.law.evaluation.lookups import Adoption
from huxin.law.explanation.saying import path_label
from huxin.law.pack.model import FactSpec, Pack
from huxin.law.values import read, show

GRANTED: Final = "granted"
_WAYS: Final = 4
"""Ways in which the other open answers are filled in while a question is tried."""

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Law:
    """By what is decided: a pack on a day, with what the city adopted."""

    pack: Pack
    on: date
    adoptions: Sequence[Adoption]

    def evaluated(self, item: str, facts: Mapping[str, Any]) -> Evaluation:
        """One item.  Raises InputError."""
        return evaluate(self.pack, item, facts, on=self.on, adoptions=self.adoptions)


def bundle(pack: Pack, said: Said, *, on: date, adoptions: Sequence[Adoption] = ()) -> dict[str, Any]:
    """The result in the shape of the contract.  ``said``: answers by name; absent is not asked, null is not known.

    ``adoptions``: what the city has made its own, as ``evaluate`` takes them.

    Raises InputError for an answer that no question asks, and for one that its fact does not take.
    """
    _known(pack, said)
    law = Law(pack, on, adoptions)
    found = {item: law.evaluated(item, facts_for(pack, item, said)) for item in items_of(pack)}
    results = {item: one.as_json() for item, one in found.items()}
    kept = ("item", "verdict", "certainty", "outputs", "reasons", "missing")
    return {
        "items": [{name: one[name] for name in kept} | {"bring": _to_bring(pack, one)} for one in results.values()],
        "next": _next(law, said, found),
        "asked": [name for name, one in pack.questions.items() if any(part.name in said for part in one.fields)],
        "sum": _sum(pack, results),
        "on": on.isoformat(),
        "pack": {"id": pack.id, "version": pack.version, "hash": pack.hash},
    }


def items_of(pack: Pack) -> list[str]:
    """The items that the questions name, in their order."""
    targets = (target for _, answer in _answers(pack) for target in answer.fills)
    return list(dict.fromkeys(target.partition(".")[0] for target in targets))


def facts_for(pack: Pack, item: str, said: Said) -> dict[str, Any]:
    """The facts of one item from the answers.  A question that was not asked leaves its fact open, never assumed."""
    facts: dict[str, Any] = {}
    for fact, answer in _filled(pack, item).items():
        spec = pack.items[item].facts[fact]
        if answer.name in said:
            facts[fact] = said[answer.name]
        elif spec.default is None and spec.null_means != "none":
            facts[fact] = None
    open_facts = {name for name, spec in pack.items[item].facts.items() if spec.required and name not in facts}
    return facts | dict.fromkeys(open_facts)


def _known(pack: Pack, said: Said) -> None:
    names = [answer.name for _, answer in _answers(pack)]
    for name in said:
        if name not in names:
            wanted = "an answer that a question of the pack asks"
            raise InputError("unknown_fact", str(name), "an answer of this name", wanted, nearest(str(name), names))


def _answers(pack: Pack) -> Iterator[tuple[Question, Answer]]:
    for question in pack.questions.values():
        for answer in question.fields:
            yield question, answer


def _filled(pack: Pack, item: str) -> dict[str, Answer]:
    """By fact of the item, the answer that gives it."""
    return {
        target.partition(".")[2]: answer
        for _, answer in _answers(pack)
        for target in answer.fills
        if target.partition(".")[0] == item
    }


def _to_bring(pack: Pack, result: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is missing and no question asks, in words: the record of payments, the periods of a loan."""
    item = pack.items[result["item"]]
    asked = _filled(pack, item.id)
    paths = [path for path in result["missing"] if path.partition("[")[0].partition(".")[0] not in asked]
    return [path_label(item, path) for path in paths]


def _next(law: Law, said: Said, found: Mapping[str, Evaluation]) -> dict[str, Any] | None:
    best: tuple[int, Question, list[str]] | None = None
    for question in law.pack.questions.values():
        still = [answer for answer in question.fields if answer.name not in said]
        settles = [item for item, one in found.items() if still and _can_change(law, one, question, said)]
        if settles and (best is None or len(settles) > best[0]):
            best = (len(settles), question, settles)
    if best is None:
        return None
    _, question, settles = best
    fields = [_field(law.pack, answer) for answer in question.fields if answer.name not in said]
    return {"question": question.id, "text": dict(question.text), "fields": fields, "settles": settles}


def _field(pack: Pack, answer: Answer) -> dict[str, Any]:
    spec = spec_for(pack, answer)
    values = answer.choices or spec.values
    words = {value: dict(spec.value_labels.get(value, {"zh": value, "en": value})) for value in values}
    kind = spec.type if spec.type != "list" else f"list of {spec.of}"
    choices = [{"value": value, "text": text} for value, text in words.items()]
    return {"name": answer.name, "type": kind, "label": dict(answer.label or spec.label), "choices": choices}


def spec_for(pack: Pack, answer: Answer) -> FactSpec:
    """What the facts are that an answer gives: all of one type, so the first says it."""
    found = fact_of(pack, answer.fills[0])
    assert found is not None  # the pack was checked  # noqa: S101
    return found[2]


def _can_change(law: Law, now: Evaluation, question: Question, said: Said) -> bool:
    """Whether an answer to the question, in some way to fill in the other open answers, changes verdict or output.

    An item that waits for facts can change by these alone: that is what three-valued rules say.  One that is granted
    can change by any that it was not given; one that is refused is settled.
    """
    item = now.compiled.item.id
    filled = _filled(law.pack, item)
    mine = [answer for answer in question.fields if answer.name not in said and answer in filled.values()]
    waits = {path.partition("[")[0].partition(".")[0] for path in now.missing}
    concerned = any(fact in waits for fact, answer in filled.items() if answer in mine)
    if not mine or not (concerned or now.verdict == GRANTED):
        return False
    others = [one for one in filled.values() if one.name not in said and one not in mine]
    return any(_changes(law, item, mine, _way(law, others, said, way)) for way in range(_WAYS))


def _way(law: Law, others: list[Answer], said: Said, way: int) -> dict[str, Any]:
    """The answers given, and the other open ones filled in; the first way leaves them open."""
    tried = {answer.name: _probes(law, answer) for answer in others if way}
    return {**said, **{name: values[way % len(values)] for name, values in tried.items() if values}}


def _probes(law: Law, answer: Answer) -> list[object]:
    return probes(law.pack, answer, spec_for(law.pack, answer), law.on)


def _changes(law: Law, item: str, mine: list[Answer], said: Mapping[str, Any]) -> bool:
    before = _outcome(law, item, {**said, **{answer.name: None for answer in mine}})
    values = [_probes(law, answer) for answer in mine]
    for turn in range(max(map(len, values), default=0)):
        tried = {answer.name: some[turn % len(some)] for answer, some in zip(mine, values, strict=True) if some}
        after = _outcome(law, item, {**said, **tried})
        if after is not None and after != before:
            return True
    return False


def _outcome(law: Law, item: str, said: Said) -> tuple[str, dict[str, object]] | None:
    try:
        found = law.evaluated(item, facts_for(law.pack, item, said))
    except InputError:  # an answer that this fact does not take
        return None
    return found.verdict, found.outputs


def _sum(pack: Pack, results: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What the person would get, decision-grade and estimated apart; only outputs that the pack counts."""
    told = {"decision": 0, "estimate": 0}
    for item, one in results.items():
        for name, output in pack.items[item].outputs.items():
            value = one["outputs"].get(name, {}).get("value")
            if output.counts and one["verdict"] == "granted" and isinstance(value, str):
                told[one["certainty"]] += read("money", value)  # type: ignore[operator]
    return {name: str(show("money", fen)) for name, fen in told.items()}

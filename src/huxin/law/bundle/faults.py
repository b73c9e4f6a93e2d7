"""What is wrong with the questions of a pack: facts that are not there, answers of two kinds, too many of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huxin.law.bundle.model import MOST_QUESTIONS
from huxin.law.errors import nearest
from huxin.law.pack.model import FactSpec, Pack


@dataclass(frozen=True)
class QuestionFault:
    """A fault with its place in the question."""

    question: str
    path: tuple[str | int, ...]
    got: str
    wanted: str
    hint: str


def fact_of(pack: Pack, target: str) -> tuple[str, str, FactSpec] | None:
    """``item.fact`` as (item, fact, what it is); None where the pack has no such fact that can be asked."""
    item, _, fact = target.partition(".")
    spec = pack.items[item].facts.get(fact) if item in pack.items else None
    return None if spec is None or not spec.asked or spec.stands_for is not None else (item, fact, spec)


def faults(pack: Pack) -> Iterator[QuestionFault]:
    """Every fault of the questions."""
    seen: dict[str, str] = {}
    for place, (name, question) in enumerate(pack.questions.items()):
        if place >= MOST_QUESTIONS:
            yield QuestionFault(name, (), f"question {place + 1}", f"at most {MOST_QUESTIONS}", "Ask less.")
        for index, answer in enumerate(question.fields):
            if answer.name in seen:
                got = f"'{answer.name}', which '{seen[answer.name]}' asks too"
                yield QuestionFault(name, ("fields", index, "name"), got, "each answer once", "Fill both facts in one.")
            seen[answer.name] = name
            kinds = set()
            for at, target in enumerate(answer.fills):
                found = fact_of(pack, target)
                if found is None:
                    known = [f"{item.id}.{fact}" for item in pack.items.values() for fact in item.facts]
                    path = ("fields", index, "fills", at)
                    yield QuestionFault(name, path, target, "a fact of an item, as item.fact", nearest(target, known))
                else:
                    kinds.add((found[2].type, found[2].values))
            if len(kinds) > 1:
                got = f"'{answer.name}', which fills facts of several types"
                yield QuestionFault(name, ("fields", index, "fills"), got, "facts of one type", "Ask them apart.")

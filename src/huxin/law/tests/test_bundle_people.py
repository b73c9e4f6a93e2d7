"""Random people answer the questions: few are asked, none in vain, and each item is what it is by itself."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from random import Random
from typing import Any, Final

from huxin.law import InputError, evaluate, load_pack
from huxin.law.bundle.model import MOST_QUESTIONS, Answer
from huxin.law.bundle.probes import probes
from huxin.law.bundle.work import bundle, facts_for, items_of, spec_for

PEOPLE: Final = int(os.environ.get("HUXIN_ASKED", "120"))
PACK: Final = load_pack("wenzhou")
ON: Final = date(2026, 3, 1)
FEW: Final = 7
KEPT: Final = ("verdict", "certainty", "outputs", "reasons", "missing")
TRIES: Final = 400
"""Ways in which everything that is open is answered, to find one in which the question matters."""


@cache
def taken() -> dict[str, list[object]]:
    """By name of an answer, those that every fact takes which it fills."""
    fields = [one for question in PACK.questions.values() for one in question.fields]
    return {
        one.name: [value for value in probes(PACK, one, spec_for(PACK, one), ON) if _taken(one.name, value)]
        for one in fields
    }


def _taken(name: str, value: object) -> bool:
    try:
        bundle(PACK, {name: value}, on=ON)
    except InputError:
        return False
    return True


def answer(rnd: Random, one: Answer) -> object:
    """What somebody says: one of the answers that there are, or that they do not know."""
    return rnd.choice(taken()[one.name]) if rnd.random() < 0.85 else None


def person(rnd: Random) -> dict[str, object]:
    """Everything that one person would answer."""
    return {one.name: answer(rnd, one) for question in PACK.questions.values() for one in question.fields}


def run(everything: dict[str, object]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each bundle on the way with what was said before it, the last one without a question."""
    said: dict[str, Any] = {}
    while True:
        found = bundle(PACK, said, on=ON)
        yield said, found
        if found["next"] is None:
            return
        said = said | {field["name"]: everything[field["name"]] for field in found["next"]["fields"]}


def test_each_item_is_what_it_is_by_itself_and_few_questions_are_asked() -> None:
    rnd, counts = Random(135), Counter[int]()
    for _ in range(PEOPLE):
        said, found = list(run(person(rnd)))[-1]
        counts[len(found["asked"])] += 1
        assert [one["item"] for one in found["items"]] == items_of(PACK)
        for one in found["items"]:
            alone = evaluate(PACK, one["item"], facts_for(PACK, one["item"], said), on=ON).as_json()
            assert {name: one[name] for name in KEPT} == {name: alone[name] for name in KEPT}, (one["item"], said)
    assert max(counts) <= MOST_QUESTIONS
    few = sum(many for asked, many in counts.items() if asked <= FEW)
    assert few >= 0.95 * PEOPLE, counts


def outcome(item: str, said: dict[str, Any]) -> tuple[str, Any] | None:
    """Verdict and outputs; None where an answer is none that the fact takes."""
    try:
        found = evaluate(PACK, item, facts_for(PACK, item, said), on=ON)
    except InputError:
        return None
    return found.verdict, found.outputs


def matters(rnd: Random, said: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether two answers to the question give an item that it settles two results, whatever else is open."""
    asked = {field["name"] for field in found["next"]["fields"]}
    fields = [one for question in PACK.questions.values() for one in question.fields if one.name in asked]
    for _ in range(TRIES):
        rest = {name: value for name, value in person(rnd).items() if name not in said and name not in asked}
        rest = rest if rnd.random() < 0.7 else {}
        for item in found["next"]["settles"]:
            before = outcome(item, {**rest, **said, **dict.fromkeys(asked)})
            after = outcome(item, {**rest, **said, **{one.name: answer(rnd, one) for one in fields}})
            if before is not None and after is not None and before != after:
                return True
    return False


def test_no_question_is_asked_whose_answer_can_not_matter() -> None:
    rnd, seen = Random(2021), set[str]()
    for _ in range(min(PEOPLE // 2, 200)):
        for said, found in run(person(rnd)):
            if found["next"] is None:
                continue
            seen.add(found["next"]["question"])
            assert matters(rnd, said, found), (found["next"]["question"], said)
    assert seen == PACK.questions.keys() - {"exclusions"}  # nothing hangs on them before the months are known


def test_what_is_not_asked_any_more_can_change_nothing_that_is_granted() -> None:
    rnd = Random(23)
    for _ in range(min(PEOPLE // 4, 1000)):
        said, found = list(run(person(rnd)))[-1]
        rest = {name: value for name, value in person(rnd).items() if name not in said}
        for item in [one["item"] for one in found["items"] if one["verdict"] == "granted"]:
            more = outcome(item, {**rest, **said})
            assert more is None or more == outcome(item, said), (item, said, rest, found["asked"])

"""What must be so before an act, and bounds that stand elsewhere: said in words, checked in the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from huxin.law import load_pack
from huxin.law.errors import InputError
from huxin.law.procedures import ActRecord, Bound, Field, Precondition, Procedure, Reference, allowed, bound_problems
from huxin.law.procedures.check import faults
from huxin.law.procedures.fold import check_act
from huxin.law.procedures.preconditions import unmet
from huxin.law.tests.casework_support import at

PACK = load_pack("wenzhou")
WHY = {"zh": "先告知，再处罚。", "en": "Inform first."}
HEARD = {"zh": "要求了听证，要先开。", "en": "A hearing was asked for: hold it first."}
DAY = {"zh": "听证那天还没到。", "en": "The day of the hearing has not come."}
FILED = ActRecord("file", at("2026-03-02"), "handler", {}, "h1")
LOOKED = ActRecord("inspect", at("2026-03-03"), "handler", {"officers": "甲、乙", "found": "查到"}, "h1")
GRANT = {"outcome": "fined", "amount": "500.00", "pay_how": "工行", "facts": "甲", "clause": "乙", "reason": "丙"}
PROPOSED = ActRecord("propose", at("2026-03-04"), "handler", GRANT, "h1")
INFORMED = ActRecord("inform", at("2026-03-04"), "handler", {}, "h1")
ASKED = ActRecord("appeal", at("2026-03-05"), "unit", {"route": "hearing"}, "u1")
SET = ActRecord("schedule", at("2026-03-06"), "handler", {"hearing_on": "2026-03-20"}, "h1")


def with_preconditions() -> Procedure:
    one = PACK.procedures["penalty"]
    before = (
        Precondition(act="inform", when={"outcome": ("fined", "warned")}, why=WHY),
        Precondition(act="hear", once="appeal", once_said={"route": "hearing"}, why=HEARD),
    )
    acts = {
        **one.acts,
        "decide": replace(one.acts["decide"], preconditions=before),
        "hear": replace(one.acts["hear"], preconditions=(Precondition(act="schedule", day="hearing_on", why=DAY),)),
    }
    return replace(one, acts=acts)


def hint(acts: list[ActRecord], act: str, payload: Mapping[str, Any], by: str, when: str) -> str:
    with pytest.raises(InputError) as caught:
        check_act(with_preconditions(), acts, act, by, payload, actor="a9", at=at(when))
    assert caught.value.problem.code == "too_early"
    return caught.value.problem.hint


def test_an_act_waits_for_what_the_law_wants_before_it() -> None:
    begun = [FILED, LOOKED, PROPOSED]
    assert "先告知" in hint(begun, "decide", GRANT, "approver", "2026-03-06")
    dropped = {"outcome": "dropped", "facts": "甲", "clause": "乙", "reason": "丙"}
    waiting = [FILED, LOOKED, replace(PROPOSED, payload=dropped)]
    check_act(with_preconditions(), waiting, "decide", "approver", dropped, actor="a9", at=at("2026-03-06"))
    told = [FILED, LOOKED, PROPOSED, INFORMED]
    check_act(with_preconditions(), told, "decide", "approver", GRANT, actor="a9", at=at("2026-03-06"))
    assert "要求了听证" in hint([*told, ASKED], "decide", GRANT, "approver", "2026-03-06")


def test_a_record_waits_for_its_day() -> None:
    acts = [FILED, LOOKED, PROPOSED, INFORMED, ASKED, SET]
    assert "2026-03-20" in hint(acts, "hear", {"record": "双方说了"}, "handler", "2026-03-19")
    assert "hear" not in allowed(with_preconditions(), acts, date(2026, 3, 19))
    assert "hear" in allowed(with_preconditions(), acts, date(2026, 3, 20))
    check_act(with_preconditions(), acts, "hear", "handler", {"record": "双方说了"}, actor="h1", at=at("2026-03-20"))


def test_a_bound_stands_elsewhere() -> None:
    label = {"zh": "人数", "en": "People"}
    number = Field(name="people", kind="number", label=label, not_above=Bound(answer="quota"))
    money = Field(
        name="base", kind="money", label=label,
        not_below=Bound(param="contribution.base_floor", at="month"), not_above=Bound(param="top"),
    )  # fmt: skip
    month = Field(name="month", kind="month", label=label, not_below=Bound(today=True))
    looked: list[tuple[str, date]] = []

    def look(name: str, on: date) -> int | None:
        looked.append((name, on))
        return 498600 if name == "contribution.base_floor" else None

    on = date(2026, 11, 30)

    def problems(said: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
        return [one.text["zh"] for one in bound_problems([number, money, month], said, before, on, look)]

    assert problems({"people": 101}, {"quota": "100"}) == ["“人数”不能大于 100。"]
    assert problems({"people": 100}, {"quota": "100"}) == problems({"people": 101}, {}) == []
    assert problems({"base": "4985.99", "month": "2026-12"}, {}) == ["“人数”不能小于 4986.00。"]
    assert looked[-1] == ("top", on)
    assert looked[-2] == ("contribution.base_floor", date(2026, 12, 1))
    assert problems({"month": "2026-10"}, {}) == ["“人数”不能早于 2026-11。"]


def test_the_check_of_a_pack_knows_every_name() -> None:
    one = with_preconditions()
    known = {name: part for name, part in PACK.parameters.items()}
    assert faults(one, known, lambda source: True) == []
    wrong = (
        Precondition(act="informs", why=WHY),
        Precondition(why=WHY),
        Precondition(clock="nothing", why=WHY),
        Precondition(act="schedule", day="place", why=WHY),
        Precondition(act="appeal", said={"rout": "hearing"}, when={"outcom": "fined"}, why=WHY),
    )
    odd = Field(
        name="odd", kind="text", label=WHY, not_below=Bound(today=True), not_above=Bound(),
        refers=Reference(to="elsewhere", of="company"),
    )  # fmt: skip
    decide = replace(one.acts["decide"], preconditions=wrong, payload=(*one.acts["decide"].payload, odd))
    got = {str(fault.got) for fault in faults(replace(one, acts={**one.acts, "decide": decide}), known, lambda _: True)}
    assert got >= {"informs", "both or neither", "nothing", "place", "rout", "outcom", "text", "several or none"}
    assert got >= {"company", "elsewhere"}


PACKS = [(name, load_pack(name)) for name in ("national", "zhejiang", "wenzhou", "example")]
EVERY = [(name, pack, one) for name, pack in PACKS for one in pack.procedures.values()]
IDS = [f"{name}-{one.id}" for name, _pack, one in EVERY]


@pytest.mark.parametrize(("name", "pack", "one"), EVERY, ids=IDS)
def test_no_act_before_its_precondition(name: str, pack: Any, one: Procedure) -> None:
    """In no procedure of any pack is an act offered or done while something that it waits for is missing."""
    for act, spec in one.acts.items():
        for wanted in spec.preconditions:
            assert set(wanted.why) == {"zh", "en"}
            if wanted.act is None or wanted.once is not None:
                continue
            answers = {
                key: value[0] if isinstance(value, tuple) else value for key, value in (wanted.when or {}).items()
            }
            assert unmet(one, [], act, date(2026, 3, 2), answers) is not None, (act, wanted.act)
            if wanted.when is None:
                assert act not in allowed(one, [], date(2026, 3, 2))


@pytest.mark.parametrize(("name", "pack", "one"), EVERY, ids=IDS)
def test_no_amount_outside_its_kind(name: str, pack: Any, one: Procedure) -> None:
    """Whatever is bounded elsewhere is refused beyond the bound, for every question of every act."""
    for act in one.acts:
        for field in one.fields_of(act):
            for bound, low in ((field.not_below, True), (field.not_above, False)):
                if bound is None or bound.answer is None:
                    continue
                inside = {"number": "5", "money": "5.00", "date": "2026-03-05", "month": "2026-03"}[field.kind]
                below = {"number": "4", "money": "4.99", "date": "2026-03-04", "month": "2026-02"}[field.kind]
                above = {"number": "6", "money": "5.01", "date": "2026-03-06", "month": "2026-04"}[field.kind]
                asked, before = replace(field, when=None), {bound.answer: inside}
                outside = below if low else above
                assert bound_problems([asked], {field.name: outside}, before, date(2026, 3, 2)) != [], field.name
                within = bound_problems([asked], {field.name: inside}, before, date(2026, 3, 2))
                assert within == [], field.name


def test_what_names_another_system_says_which() -> None:
    """A number that ends in ``_no`` is declared: of what is kept here, or by whom elsewhere."""
    for name, _pack, one in EVERY:
        for act in one.acts:
            for field in one.fields_of(act):
                if field.kind == "text" and field.name.endswith("_no"):
                    assert field.refers is not None, (name, one.id, act, field.name)

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

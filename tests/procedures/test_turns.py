"""Whose turn it is, read in every status of every procedure by everybody: the right party, and no foreign word."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import translation

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.parties import join
from huxin.casework.case.viewers import in_scope
from huxin.casework.case.visibility import seen
from huxin.casework.models import Case
from huxin.casework.service import applicant_of, city_pack, owed_now
from huxin.identity.service import Account, Actor
from huxin.law import load_pack
from huxin.law.procedures import OFFICERS, PARTIES, Procedure, allowed
from huxin.law.procedures.model import OPEN, SIDES
from huxin.law.procedures.turns import owed_steps, reached, turn_faults
from huxin.people.service import company_of
from huxin.ui.turn import next_lines
from tests.first_floor.test_every_procedure import FILERS
from tests.procedures.support import PACK, Way, explored
from tests.procedures.test_whose_act import cast

NAMES = sorted(PACK.procedures)
_numbers = itertools.count(900000)
TOPICS = (
    "补贴", "裁决", "仲裁", "调解", "认定", "鉴定", "发放", "公示", "贷款", "贴息", "参保", "名单", "培训", "考试",
    "证书", "处罚", "听证", "监督函", "约谈", "警示", "天气", "指令", "隐患", "事故", "选址", "报修", "抽查",
    "法律援助", "起诉", "社保卡", "备案", "投诉", "评价", "宣传", "比赛", "试点", "热线", "案卷", "协商", "询问函",
    "建点", "自查", "任务",
)  # fmt: skip
"""What procedures are about; a word of one of them in the sentence of another one is somebody else's matter."""


def own_words(one: Procedure) -> str:
    """What a procedure says of itself and of the ways on from it."""
    said = [one.label, *(act.label for act in one.acts.values()), *(act.public or {} for act in one.acts.values())]
    said += [clock.label for clock in one.clocks] + [way.label for way in one.handovers]
    said += [outcome.label for outcome in one.outcomes.values()]
    said += [field.label for act in one.acts for field in one.fields_of(act)] + [step.title for step in one.form]
    said += [option.label for act in one.acts for field in one.fields_of(act) for option in field.options]
    said += [text for route in (one.appeal.routes if one.appeal else ()) for text in (route.label, route.to)]
    guide = one.guide
    said += [*guide.steps, *guide.conditions, guide.result, guide.serves] if guide is not None else []
    return " ".join(text.get("zh", "") for text in said)


@pytest.mark.parametrize("pack", ["national", "zhejiang", "wenzhou", "example"])
def test_every_status_of_every_procedure_says_whose_turn_it_is(pack: str) -> None:
    for one in load_pack(pack).procedures.values():
        assert list(turn_faults(one)) == [], one.id
        assert reached(one) <= one.turns.keys(), one.id
        assert {"applicant", "office"} <= one.sides.keys(), one.id


@pytest.mark.parametrize("pack", ["national", "zhejiang", "wenzhou", "example"])
def test_no_sentence_speaks_of_another_procedure(pack: str) -> None:
    for name, one in load_pack(pack).procedures.items():
        own = own_words(one)
        for status, turns in one.turns.items():
            for turn in turns:
                said = turn.do["zh"] + " " + (turn.otherwise["zh"] if turn.otherwise else "")
                foreign = [word for word in TOPICS if word in said and word not in own]
                assert not foreign, f"{pack} {name} {status}: {said}"


def test_a_foreign_word_would_be_seen() -> None:
    """The topics are words that the procedures do use, each for itself."""
    assert all(any(word in own_words(one) for one in PACK.procedures.values()) for word in TOPICS)
    assert "社保卡" not in own_words(PACK.procedures["arbitration"])


@pytest.mark.parametrize("name", NAMES)
def test_in_every_situation_somebody_is_named_who_can_do_it(name: str) -> None:
    """Wherever a case can come, there is a next step, and whoever owes it may do one of its acts there."""
    one = PACK.procedures[name]
    for way in explored(name).places.values():
        if way.status is None:  # a paper was served before anybody applied
            continue
        steps = owed_steps(one, way.acts, one.turns)
        assert steps, f"{name} after {way.names}"
        if way.status not in OPEN:
            continue
        first, legal = steps[0], set(allowed(one, way.acts))
        assert first.who, f"{name} after {way.names}"
        for who in first.who:
            words = one.words(next(act for act in first.turn.acts if act in legal))
            able = set(words) | {by for act in first.turn.acts for by in one.acts[act].by}
            side = one.sides.get(who)  # type: ignore[call-overload]
            assert who in able or (side is not None and able & set(side.who)), f"{name} after {way.names}: {who}"


@pytest.mark.parametrize("name", [one for one in NAMES if "appeal" in PACK.procedures[one].acts])
def test_whoever_objects_has_an_owner_and_a_day_or_a_way_outside(name: str) -> None:
    one = PACK.procedures[name]
    if "uphold" not in one.acts:
        assert one.appeal is not None, "nobody answers it here, so the page says where to go"
        assert all(route.length > 0 and route.to["zh"] for route in one.appeal.routes)
        return
    ways = [way for way in explored(name).places.values() if way.status in ("done", "refused")]
    assert ways
    for way in ways:
        after = (found for _, _, found in explored(name).steps if found.acts[:-1] == way.acts)
        objection = next((found for found in after if found.last.act == "appeal"), None)
        if objection is None:  # a place to which another way led first
            continue
        first = owed_steps(one, objection.acts, one.turns)[0]
        assert first.who == ("approver",), way.names
        running = [clock.id for clock in objection.clocks if clock.open]
        assert "objection" in running, way.names


# --- read by everybody ---


def one_way_each(name: str) -> Iterator[Way]:
    """The shortest way to each status, and to each situation in which another step comes first."""
    one, known = PACK.procedures[name], set[tuple[str | None, tuple[str, ...], str]]()
    for way in explored(name).places.values():
        if not way.acts or way.acts[0].act != "file":
            continue
        first = owed_steps(one, way.acts, one.turns)[0]
        what = (way.status, first.who, first.turn.do["zh"])
        if what not in known:
            known.add(what)
            yield way


def written(procedure: Procedure, people: dict[str, Actor], way: Way) -> Dossier:
    """A case with the acts of a way, each by somebody who stands where it says; what rooms do beside it is left out."""
    filer = people[FILERS.get(way.acts[0].by or "", way.acts[0].by or "")]
    case = Case(
        no=f"2026-{next(_numbers):06d}",
        procedure=procedure.id,
        procedure_version=procedure.version,
        department=procedure.department or "hrss",
        county="330304",
        applicant=applicant_of(filer),
        filed_at=way.acts[0].at,
        seq=len(way.acts),
        status=str(way.status),
    )
    case.save(force_insert=True)
    dossier = Dossier(case, procedure, city_pack())
    code = company_of(people["company"]).credit_code
    for seq, act in enumerate(way.acts, 1):
        by = act.by or "system"
        actor = filer if by == way.acts[0].by else people.get(by, people["company"])
        payload = {**act.payload, **({"company_code": code} if "company_code" in act.payload else {})}
        step = Step(seq, act.act, by, Account(pk=actor.account_id) if by != "system" else None, act.at, payload)
        dossier.steps.append(step)
        join(dossier, step)
    return dossier


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_everybody_reads_whose_turn_it_is(name: str) -> None:
    """Each side and each role of the office: “your turn” for whom it is, the right name for the others."""
    procedure = PACK.procedures[name]
    people = cast(procedure)
    for way in one_way_each(name):
        if way.acts[0].by == "system":
            continue
        dossier = written(procedure, people, way)
        with time_machine.travel(way.last.at, tick=False), translation.override("zh-hans"):
            for who, actor in people.items():
                if in_scope(actor, dossier.case):
                    read(who, actor, seen(actor, dossier))


def read(who: str, actor: Actor, case: Dossier) -> None:
    """What one person reads of one case."""
    lines, steps = next_lines(case), owed_now(case)
    where = f"{case.case.procedure} {case.case.status} read by {who}: {[one.text for one in lines]}"
    assert lines, where
    for line, step in zip(lines, steps, strict=True):
        mine = bool(set(step.who) & (actor.roles & OFFICERS)) if actor.kind == "officer" else None
        if not step.who:
            assert "轮到你" not in line.text, where
            assert not line.text.startswith("等"), where
            continue
        assert line.mine == ("轮到你" in line.text), where
        assert line.mine or re.match("等.+：", line.text), where
        if actor.kind == "officer" and actor.department == case.case.department:
            assert line.mine == mine, where
        elif step.office and actor.kind != "officer":
            assert not line.mine, where
            assert "局" in line.who or "总工会" in line.who or "院" in line.who or "政府" in line.who, where
        assert not set(step.who) - OFFICERS - set(SIDES), where
        assert not any(word in line.text for word in (*PARTIES, *OFFICERS, *SIDES)), where

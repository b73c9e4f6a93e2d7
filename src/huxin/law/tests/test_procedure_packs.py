"""The procedures of the packs: layers, honesty about depth, people's way on, words; and what a broken one is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from huxin.law.pack.load import load_pack
from huxin.law.procedures import STATUS_LABELS, Procedure
from huxin.law.procedures.check import faults
from huxin.law.procedures.known import unknown_sources
from huxin.law.procedures.model import Clock, Event, Guide, Requires
from huxin.law.procedures.vocabulary import complete, expand
from huxin.law.tests.casework_support import procedure

IDS = [
    "arbitration",
    "capability-appraisal",
    "capability-reappraisal",
    "collective-consultation",
    "injury-recognition",
    "judicial-confirmation",
    "labour-inspection-complaint",
    "one-stop-mediation",
    "penalty",
    "social-insurance-subsidy",
    "union-supervision-letter",
]
CLOCKS = {
    "arbitration": {
        "accept_decision", "answer", "award", "sue", "set_aside",
        "claim_copy", "panel_notice", "hearing_notice", "answer_copy",
    },
    "one-stop-mediation": {"finish"},
    "judicial-confirmation": {"apply", "court_decision"},
    "labour-inspection-complaint": {"accept_decision", "investigation", "decision", "tell_complainant"},
    "union-supervision-letter": {"answer"},
    "collective-consultation": {"answer", "filing", "check"},
    "injury-recognition": {
        "unit_application", "own_application", "accept_decision", "decision", "service", "refuse_incomplete",
    },
    "capability-appraisal": {"conclusion", "service"},
    "capability-reappraisal": {"apply", "conclusion", "service"},
    "penalty": {"hearing_request", "decide", "urged"},
    "social-insurance-subsidy": {"review", "publicity"},
}  # fmt: skip
BANNED = ("系统错误", "参数非法", "相关", "有关", "根据实际", "予以")


def test_the_city_has_every_procedure_with_clock_ids_of_the_contract() -> None:
    assert set(IDS) <= set(load_pack("wenzhou").procedures)


@pytest.mark.parametrize("name", IDS)
def test_clock_ids(name: str) -> None:
    """Those of the contract, and wherever the office answers an objection the clock that waits for it."""
    asked = {"objection"} if "uphold" in procedure(name).acts else set()
    assert {clock.id for clock in procedure(name).clocks} == CLOCKS[name] | asked


@pytest.mark.parametrize("name", IDS)
def test_the_city_says_which_sentence_of_the_notice_a_procedure_serves(name: str) -> None:
    assert procedure(name).clause.startswith("wenzhou-2021-135 ")


def test_national_steps_hold_without_province_and_city() -> None:
    national = load_pack("national").procedures
    assert "labour-inspection-complaint" not in national
    assert national["injury-recognition"].clock("accept_decision").length == 15
    assert load_pack("zhejiang").procedures["injury-recognition"].clock("accept_decision").length == 5
    assert not national["arbitration"].clock("award").variants


def test_only_a_whole_procedure_calls_itself_full() -> None:
    for name in IDS:
        one = procedure(name)
        assert bool(one.form) == (one.depth == "full")


def test_one_decision_per_screen() -> None:
    """A screen asks one question; what follows on it belongs to that answer, or is a range."""
    for step in procedure("social-insurance-subsidy").form:
        asked = [one for one in step.fields if one.source == "applicant" and one.when is None]
        assert len(asked) == (2 if step.id == "period" else 1), step.id


def test_nothing_a_register_or_licence_library_holds_is_asked_for() -> None:
    one = procedure("social-insurance-subsidy")
    fetched = {paper.source.partition(":")[2] for paper in one.evidence if paper.source != "applicant"}
    asked = {field.name for step in one.form for field in step.fields if field.source == "applicant"}
    assert not fetched & asked
    assert not any(paper.required for paper in one.evidence if paper.source != "applicant")


@pytest.mark.parametrize("name", IDS)
def test_no_refusal_by_machine(name: str) -> None:
    one = procedure(name)
    for act in one.acts.values():
        targets = act.to.values() if isinstance(act.to, dict) else [act.to]
        if "refused" in targets:
            assert "system" not in act.by
    for outcome in one.outcomes.values():
        assert not outcome.negative or (one.appeal and one.appeal.routes)


def test_money_is_decided_by_two_people() -> None:
    decide = procedure("social-insurance-subsidy").acts["decide"]
    assert decide.requires == Requires(
        act="propose", by_other=True, same=("outcome", "amount"), cleared_by=("send_back",)
    )


def test_appeal_routes_name_their_times() -> None:
    appeal = procedure("social-insurance-subsidy").appeal
    assert appeal is not None
    assert [(route.id, route.length, route.unit, route.confidence) for route in appeal.routes] == [
        ("review", 60, "days", "K"),
        ("suit", 6, "months", "K"),
    ]


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Every text in two languages that a procedure shows."""
    if isinstance(value, dict) and set(value) <= {"zh", "en"} and value:
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from texts(part)
    elif hasattr(value, "__dataclass_fields__"):
        yield from texts(vars(value))


@pytest.mark.parametrize("name", IDS)
def test_every_text_stands_in_both_languages_and_in_plain_words(name: str) -> None:
    for text in [*texts(procedure(name)), *STATUS_LABELS.values()]:
        assert set(text) == {"zh", "en"}
        assert all(part.strip() for part in text.values())
        assert not any(word in text["zh"] for word in BANNED), text


@pytest.mark.parametrize("name", IDS)
def test_the_acts_every_case_needs_are_there(name: str) -> None:
    assert {
        "note",
        "add_evidence",
        "verify_evidence",
        "assign",
        "override",
        "withdraw",
        "transfer",
        "reopen",
        "close",
    } <= set(procedure(name).acts)


# --- what a broken procedure is told ---


def told(one: Procedure) -> list[tuple[tuple[str | int, ...], str]]:
    pack = load_pack("wenzhou")
    return [
        (fault.path, fault.got)
        for fault in faults(one, pack.parameters, lambda source: not source.startswith("nowhere"))
    ]


def with_clock(name: str, clock: str, **changes: Any) -> Procedure:
    one = procedure(name)
    return replace(one, clocks=tuple(replace(each, **changes) if each.id == clock else each for each in one.clocks))


def test_the_shipped_procedures_have_no_fault() -> None:
    for name in IDS:
        assert told(procedure(name)) == []


def test_a_clock_that_waits_for_an_act_nobody_can_do() -> None:
    broken = with_clock("arbitration", "award", stop=(Event(act="decode"),))
    place = [one.id for one in broken.clocks].index("award")
    assert told(broken) == [(("clocks", place, "stop", 0, "act"), "decode")]


def test_a_clock_whose_length_no_parameter_gives() -> None:
    broken = with_clock("social-insurance-subsidy", "review", length={"param": "subsidy.revue_days"})
    assert told(broken) == [(("clocks", 0, "length"), "subsidy.revue_days")]


def test_a_clock_without_a_known_source() -> None:
    broken = with_clock("arbitration", "award", source="nowhere 1")
    place = [one.id for one in broken.clocks].index("award")
    assert told(broken) == [(("clocks", place, "source"), "nowhere 1")]


def test_a_negative_outcome_without_a_way_on() -> None:
    broken = replace(procedure("social-insurance-subsidy"), appeal=None, depth="clocks")
    assert told(broken) == [(("appeal",), "nothing")]


def test_a_promise_longer_than_the_law() -> None:
    one = procedure("social-insurance-subsidy")
    assert isinstance(one.guide, Guide)
    broken = replace(one, guide=replace(one.guide, statutory_days=10, promised_days=11))
    assert told(broken) == [(("guide", "promised_days"), "11")]


def test_a_full_procedure_without_a_form() -> None:
    broken = replace(procedure("social-insurance-subsidy"), form=(), evidence=())
    assert (("form",), "nothing") in told(broken)


def test_a_status_without_a_way_out() -> None:
    one = procedure("penalty")
    stuck = {name: replace(act, to=None) if name not in ("file",) else act for name, act in one.acts.items()}
    assert (("acts",), "no way out of 'received'") in told(replace(one, acts=stuck))


def test_a_role_nobody_has() -> None:
    one = procedure("penalty")
    acts = dict(one.acts) | {"hear": replace(one.acts["hear"], by=("hanlder",))}
    assert told(replace(one, acts=acts)) == [(("acts", "hear", "by"), "hanlder")]


def test_a_question_that_depends_on_a_later_one() -> None:
    one = procedure("social-insurance-subsidy")
    first = replace(one.form[0], when={"months_right": True})
    assert (("form", 0, "when"), "months_right") in told(replace(one, form=(first, *one.form[1:])))


def test_options_where_none_belong() -> None:
    one = procedure("social-insurance-subsidy")
    first = one.form[0].fields[0]
    step = replace(one.form[0], fields=(replace(first, options=()),))
    assert (("form", 0, "fields", 0, "options"), "choice with 0 options") in told(
        replace(one, form=(step, *one.form[1:]))
    )


def test_an_answer_that_is_known_from_nowhere() -> None:
    one = procedure("social-insurance-subsidy")
    city = load_pack("wenzhou").procedures
    first = replace(one.form[0].fields[0], known=("arbitration/decide.wages", "arbitration/decide.paper"))
    step = replace(one.form[0], fields=(first, *one.form[0].fields[1:]))
    other = replace(one, form=(step, *one.form[1:]))
    assert list(unknown_sources({**city, one.id: other})) == [(one.id, "arbitration/decide.wages")]
    assert list(unknown_sources(city)) == []


def test_the_vocabulary_fills_in_what_a_procedure_does_not_say() -> None:
    words = {
        "file": {"id": "file", "from": "new", "to": "received"},
        "note": {"id": "note", "from": "any", "common": True},
    }
    whole = complete({"id": "p", "acts": {"file": {"to": "in_progress"}}}, words)
    assert whole["acts"]["file"] == {"id": "file", "from_": ["new"], "to": "in_progress"}
    assert len(whole["acts"]["note"]["from_"]) == 7
    assert list(complete({"acts": {}, "without": ["note"]}, words)["acts"]) == []


def test_groups_of_statuses() -> None:
    assert expand(["new", "open"]) == ["new", "received", "completion_asked", "in_progress"]
    assert expand("done") == ["done"]


def test_an_unknown_clock_raises() -> None:
    with pytest.raises(KeyError):
        procedure("penalty").clock("none")
    assert isinstance(procedure("penalty").clock("decide"), Clock)


def test_no_guide_promises_days_that_are_only_proposed() -> None:
    """A number of days in a guide is that of a clock whose length somebody fixed, or of no clock at all."""
    pack = load_pack("wenzhou")
    promised = []
    for one in pack.procedures.values():
        proposed, fixed = set(), set()
        for clock in one.clocks:
            held = None if isinstance(clock.length, int) else pack.parameters[clock.length["param"]].values[-1]
            confidence, days = (held.confidence, held.value) if held else (clock.confidence, clock.length)
            (proposed if confidence == "proposal" else fixed).add(days)
        guide = one.guide
        said = [*guide.conditions, *guide.steps, *(each.answer for each in guide.questions)] if guide else []
        for text in said:
            named = {int(found) for found in re.findall(r"(\d+) ?(?:个工作日|天|日)", text["zh"])}
            promised += [(one.id, text["zh"]) for days in named & (proposed - fixed)]
    assert promised == []

"""Service and what follows from it: the day of the receipt, final awards, moot clocks, clocks that start again."""

from __future__ import annotations

from datetime import date

import pytest

from huxin.law.clocks import ActRecord, lapsed
from huxin.law.errors import InputError
from huxin.law.tests.casework_support import act, clock, due, procedure, report

TAKEN = [act("file", "2026-01-05", by="worker"), act("accept", "2026-01-06")]
MON = "2026-03-02"


def decided(**payload: object) -> list[ActRecord]:
    return [*TAKEN, act("decide", "2026-03-09", outcome="supported", **payload)]


def award(typed: str, served_on: str, to: str, document: str = "award") -> ActRecord:
    return act("serve", typed, document=document, to=to, served_on=served_on)


# --- the day of the receipt ---


def test_the_time_to_sue_runs_from_the_receipt_and_not_from_the_day_it_was_typed() -> None:
    acts = [*decided(final_for_unit=False), award("2026-03-20", "2026-03-10", "worker")]
    assert due("arbitration", "sue", acts, "2026-03-20", party="worker") == "2026-03-25"


def test_without_a_day_of_receipt_the_day_of_the_act_counts() -> None:
    acts = [*decided(final_for_unit=False), act("serve", "2026-03-20", document="award", to="worker")]
    assert due("arbitration", "sue", acts, "2026-03-20", party="worker") == "2026-04-07"  # 4 and 6 April are free


@pytest.mark.parametrize("day", ["2026-03-21", "2026-13-01", "soon", 20260310, "2026-03-08", "2025-12-31"])
def test_a_receipt_after_the_act_before_the_award_or_of_no_day_is_refused(day: object) -> None:
    acts = [*decided(), act("serve", "2026-03-20", document="award", to="worker", served_on=day)]
    with pytest.raises(InputError, match=r"acts\[3\]\.payload\.served_on"):
        report("arbitration", acts, "2026-03-20")


def test_on_the_day_of_the_award_it_can_be_served() -> None:
    acts = [*decided(final_for_unit=False), award("2026-03-20", "2026-03-09", "worker")]
    assert due("arbitration", "sue", acts, "2026-03-20", party="worker") == "2026-03-24"


def test_nobody_is_served_any_paper_before_there_is_a_case() -> None:
    with pytest.raises(InputError, match="2026-01-05"):
        report("arbitration", [*TAKEN, award("2026-01-08", "2026-01-04", "unit", "claim")], "2026-01-08")


def test_a_service_in_time_meets_its_clock_by_the_receipt() -> None:
    acts = [*TAKEN, award("2026-01-20", "2026-01-13", "unit", "claim")]
    found = clock("arbitration", "claim_copy", acts, "2026-01-20")
    assert (found.state, found.stopped_on) == ("met", date(2026, 1, 13))


@pytest.mark.parametrize(("served_on", "state"), [("2026-01-23", "met"), ("2026-01-26", "missed")])
def test_a_notice_of_a_hearing_is_judged_by_its_receipt_and_not_by_the_hearing(served_on: str, state: str) -> None:
    acts = [*TAKEN, act("schedule", "2026-01-19", hearing_on="2026-01-30")]  # five working days before: 23 January
    found = clock(
        "arbitration", "hearing_notice", [*acts, award("2026-01-26", served_on, "unit", "hearing_notice")], MON
    )
    assert (found.state, found.stopped_on) == (state, date.fromisoformat(served_on))


# --- final awards ---


@pytest.mark.parametrize(("filer", "unit"), [("worker", "unit"), ("worker", "respondent"), ("unit", "applicant")])
def test_a_final_award_leaves_the_unit_thirty_days_to_set_aside_and_no_suit(filer: str, unit: str) -> None:
    first = [act("file", "2026-01-05", by=filer), act("accept", "2026-01-06")]
    acts = [*first, act("decide", "2026-03-09", final_for_unit=True), award("2026-03-12", "2026-03-12", unit)]
    found = {one.id: one for one in report("arbitration", acts, "2026-03-12").clocks}
    assert "sue" not in found
    assert (found["set_aside"].due, found["set_aside"].party) == (date(2026, 4, 13), unit)  # 11 April is a Saturday


def test_a_final_award_leaves_the_worker_fifteen_days_to_sue() -> None:
    acts = [*decided(final_for_unit=True), award("2026-03-12", "2026-03-12", "worker")]
    assert due("arbitration", "sue", acts, "2026-03-12", party="worker") == "2026-03-27"
    assert "set_aside" not in {one.id for one in report("arbitration", acts, "2026-03-12").clocks}


def test_an_award_that_is_not_final_gives_both_fifteen_days_and_nothing_to_set_aside() -> None:
    served = [award("2026-03-12", "2026-03-12", one) for one in ("worker", "unit")]
    found = report("arbitration", [*decided(final_for_unit=False), *served], "2026-03-12").clocks
    assert [(one.id, one.party) for one in found if one.id in ("sue", "set_aside")] == [
        ("sue", "worker"), ("sue", "unit"),
    ]  # fmt: skip


def test_the_workers_suit_makes_setting_aside_void_and_the_ruling_brings_it_back() -> None:
    served = [award("2026-03-12", "2026-03-12", one) for one in ("unit", "worker")]
    acts = [*decided(final_for_unit=True), *served, act("appeal", "2026-03-16", by="worker")]
    found = clock("arbitration", "set_aside", acts, "2026-03-20", party="unit")
    assert (found.state, found.open) == ("void", False)
    again = [*acts, act("suit_ended", "2026-05-20", ruling_served_on="2026-05-18")]
    revived = clock("arbitration", "set_aside", again, "2026-05-20")
    assert (revived.state, revived.due) == ("running", date(2026, 6, 17))


def test_after_the_workers_suit_a_later_service_on_the_unit_starts_nothing() -> None:
    acts = [*decided(final_for_unit=True), award("2026-03-12", "2026-03-12", "worker")]
    acts += [act("appeal", "2026-03-13", by="worker"), award("2026-03-16", "2026-03-16", "unit")]
    assert "set_aside" not in {one.id for one in report("arbitration", acts, "2026-03-20").clocks}


def test_the_unit_that_asks_to_set_aside_leaves_the_workers_time_alone() -> None:
    served = [award("2026-03-12", "2026-03-12", one) for one in ("unit", "worker")]
    acts = [*decided(final_for_unit=True), *served, act("appeal", "2026-03-16", by="unit", route="set_aside")]
    assert clock("arbitration", "set_aside", acts, "2026-03-20", party="unit").state == "met"
    assert clock("arbitration", "sue", acts, "2026-03-20", party="worker").state == "running"


def test_two_separate_awards_run_side_by_side() -> None:
    served = [award("2026-03-12", "2026-03-12", "worker", one) for one in ("award", "final_award")]
    served += [award("2026-03-13", "2026-03-13", "unit", one) for one in ("award", "final_award")]
    found = report("arbitration", [*decided(final_for_unit=False), *served], "2026-03-13").clocks
    assert sorted((one.id, one.party) for one in found if one.id in ("sue", "set_aside")) == [
        ("set_aside", "unit"), ("sue", "unit"), ("sue", "worker"), ("sue", "worker"),
    ]  # fmt: skip


def test_a_final_award_does_not_wait_for_the_time_to_sue_to_take_effect() -> None:
    one = procedure("arbitration")
    for final, wanted in ((True, []), (False, ["sue"])):
        acts = [*decided(final_for_unit=final), award("2026-03-12", "2026-03-12", "worker")]
        told = lapsed(one, report("arbitration", acts, "2026-06-01"), date(2026, 6, 1))
        assert [clock.id for clock in told] == wanted


def test_a_settlement_leaves_nobody_a_suit() -> None:
    acts = [*TAKEN, act("decide", "2026-03-09", outcome="settled"), award("2026-03-10", "2026-03-10", "worker")]
    assert not {"sue", "set_aside"} & {one.id for one in report("arbitration", acts, "2026-03-10").clocks}


# --- clocks that start again, count back, or wait for somebody else ---


@pytest.mark.parametrize("name", ["add_party", "change_claim", "accept_counterclaim"])
def test_a_new_party_or_claim_starts_the_time_for_the_award_again(name: str) -> None:
    assert due("arbitration", "award", TAKEN) == "2026-02-24"
    assert due("arbitration", "award", [*TAKEN, act(name, "2026-02-02")]) == "2026-03-19"


def test_the_parties_hear_of_a_hearing_five_working_days_before() -> None:
    acts = [*TAKEN, act("schedule", "2026-01-12", hearing_on="2026-01-26")]
    found = clock("arbitration", "hearing_notice", acts, "2026-01-12")
    assert (found.due, found.state) == (date(2026, 1, 19), "running")
    told = award("2026-01-20", "2026-01-20", "unit", "hearing_notice")
    assert clock("arbitration", "hearing_notice", [*acts, told], "2026-01-20").state == "missed"


def test_the_answer_is_passed_on_in_five_working_days() -> None:
    acts = [*TAKEN, award("2026-01-08", "2026-01-08", "respondent", "claim")]
    acts += [act("add_evidence", "2026-01-15", by="respondent", kind="answer")]
    assert due("arbitration", "answer_copy", acts, "2026-01-15") == "2026-01-22"


@pytest.mark.parametrize(("by", "day", "state"), [("worker", "2026-03-07", "met"), ("kin", "2026-04-02", "missed")])
def test_in_the_province_anybodys_application_within_thirty_days_is_enough(by: str, day: str, state: str) -> None:
    acts = [act("file", day, by=by, accident_on=MON)]
    assert clock("injury-recognition", "unit_application", acts, "2026-05-30").state == state


def test_nationally_only_the_unit_meets_its_thirty_days() -> None:
    acts = [act("file", "2026-03-07", by="worker", accident_on=MON)]
    assert clock("injury-recognition", "unit_application", acts, "2026-05-30", pack="national").state == "missed"


@pytest.mark.parametrize(
    ("name", "acts", "wanted", "end"),
    [
        ("injury-recognition", [act("file", MON), act("accept", MON), act("decide", MON)], "service", "2026-03-23"),
        ("capability-appraisal", [act("file", MON), act("decide", MON)], "service", "2026-03-17"),
        ("capability-reappraisal", [act("file", MON)], "conclusion", "2026-05-06"),
        ("capability-reappraisal", [act("file", MON), act("extend", "2026-04-01")], "conclusion", "2026-06-01"),
        ("injury-recognition", [act("file", MON), act("ask_completion", MON, until="2026-03-10")], "refuse_incomplete",
         "2026-03-13"),
        ("labour-inspection-complaint", [act("file", MON), act("accept", MON), act("suspend", "2026-03-10")],
         "tell_complainant", "2026-03-13"),
    ],
)  # fmt: skip
def test_terms_of_service_and_of_telling(name: str, acts: list[ActRecord], wanted: str, end: str) -> None:
    assert due(name, wanted, acts, acts[-1].day.isoformat()) == end


def test_the_investigation_has_sixty_days_and_the_decision_a_term_that_nobody_fixed_here() -> None:
    acts = [act("file", MON), act("accept", MON), act("investigated", "2026-05-20")]
    found = report("labour-inspection-complaint", acts, "2026-05-21")
    rows = {row["id"]: row for row in found.as_json()["clocks"]}
    assert (rows["investigation"]["state"], rows["decision"]["due"]) == ("met", None)
    assert rows["finish"] == rows["investigation"] | {"id": "finish", "alias_of": "investigation"}


def test_every_clock_says_who_has_to_act() -> None:
    acts = [act("file", MON, accident_on=MON), act("accept", MON)]
    rows = report("injury-recognition", acts, MON).as_json()["clocks"]
    assert {row["id"]: row["party"] for row in rows} == {
        "unit_application": "unit",
        "own_application": "worker",
        "accept_decision": "authority",
        "decision": "authority",
    }

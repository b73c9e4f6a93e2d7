"""Each pinned sentence of the procedures contract, one test each: clock ids, lengths, arithmetic, states."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from huxin.law.clocks import ActRecord, Length
from huxin.law.errors import InputError
from huxin.law.procedures import ActRecord as SameRecord
from huxin.law.tests.casework_support import act, at, clock, due, report

MON = "2026-03-02"
FILED = [act("file", MON)]
TAKEN = [act("file", MON), act("accept", MON)]

TABLE = [
    ("arbitration", "accept_decision", FILED, "2026-03-09"),
    ("arbitration", "answer", [*TAKEN, act("serve", MON, document="claim")], "2026-03-16"),
    ("arbitration", "award", TAKEN, "2026-04-16"),
    ("arbitration", "award", [act("file", MON, track="simple"), act("accept", MON)], "2026-04-01"),
    ("arbitration", "award", [act("file", MON), act("accept", MON, track="simple")], "2026-04-01"),
    ("arbitration", "sue", [*TAKEN, act("decide", MON), act("serve", MON, document="award")], "2026-03-17"),
    ("one-stop-mediation", "finish", TAKEN, "2026-03-17"),
    ("one-stop-mediation", "finish", [act("file", MON, relation="labour_relation")], "2026-03-17"),
    ("judicial-confirmation", "apply", [act("file", "2026-03-20", agreement_effective_on=MON)], "2026-04-01"),
    ("judicial-confirmation", "court_decision", FILED, "2026-03-17"),
    ("labour-inspection-complaint", "accept_decision", FILED, "2026-03-09"),
    ("labour-inspection-complaint", "investigation", TAKEN, "2026-05-28"),
    ("union-supervision-letter", "answer", [act("serve", MON)], "2026-03-23"),
    ("collective-consultation", "answer", [act("serve", MON, document="demand")], "2026-03-16"),
    ("injury-recognition", "unit_application", [act("file", "2026-03-20", accident_on=MON)], "2026-04-01"),
    ("injury-recognition", "own_application", [act("file", "2026-03-20", accident_on=MON)], "2027-03-02"),
    ("injury-recognition", "accept_decision", FILED, "2026-03-09"),
    ("injury-recognition", "decision", TAKEN, "2026-05-06"),
    ("injury-recognition", "decision", [act("file", MON), act("accept", MON, clear=True)], "2026-03-17"),
    ("injury-recognition", "decision", [act("file", MON, clear=True), act("accept", MON)], "2026-03-17"),
    ("capability-appraisal", "conclusion", FILED, "2026-05-06"),
    ("capability-reappraisal", "apply", [act("serve", MON, document="conclusion")], "2026-03-17"),
    ("penalty", "hearing_request", [*FILED, act("serve", MON, document="notice")], "2026-03-09"),
    ("penalty", "decide", FILED, "2026-06-01"),
]


@pytest.mark.parametrize(("name", "wanted", "acts", "end"), TABLE)
def test_every_row_of_the_table(name: str, wanted: str, acts: list[ActRecord], end: str) -> None:
    assert due(name, wanted, acts, acts[-1].day.isoformat()) == end


def test_the_national_pack_alone_gives_fifteen_calendar_days_to_accept_an_injury() -> None:
    found = clock("injury-recognition", "accept_decision", FILED, MON, pack="national")
    assert (found.due, found.unit) == (date(2026, 3, 17), "c")
    assert clock("injury-recognition", "accept_decision", FILED, MON).unit == "w"


def test_the_day_of_the_event_is_day_zero() -> None:
    assert due("arbitration", "accept_decision", [act("file", "2026-03-02T00:00:00")], MON) == "2026-03-09"
    assert due("arbitration", "accept_decision", [act("file", "2026-03-02T23:59:59")], MON) == "2026-03-09"


def test_days_are_shanghai_days_of_the_instants() -> None:
    late = ActRecord(
        "file", datetime.fromisoformat("2026-03-01T16:00:00+00:00")
    )  # midnight between 1 and 2 March there
    early = ActRecord("file", datetime.fromisoformat("2026-03-01T15:59:59+00:00"))
    assert clock("arbitration", "accept_decision", [late], MON).started_on == date(2026, 3, 2)
    assert clock("arbitration", "accept_decision", [early], MON).started_on == date(2026, 3, 1)


def test_a_clock_that_ends_on_a_rest_day_rolls_to_the_next_working_day() -> None:
    assert due("injury-recognition", "decision", TAKEN) == "2026-05-06"  # 60 days end on 1 May


def test_extension_adds_to_the_same_clock_and_rolls_once_at_the_very_end() -> None:
    # 45 + 15 = 60 days from 2 March end on 1 May; the roll comes after the extension, not before it
    assert due("arbitration", "award", [*TAKEN, act("extend", "2026-04-10")]) == "2026-05-06"


def test_extend_adds_payload_days() -> None:
    assert due("arbitration", "award", [*TAKEN, act("extend", "2026-04-10", days=10)]) == "2026-04-27"


def test_extension_default_and_maximum_are_the_table() -> None:
    assert due("capability-appraisal", "conclusion", [*FILED, act("extend", "2026-04-10")]) == "2026-06-01"
    with pytest.raises(InputError, match="from 1 to 30"):
        due("capability-appraisal", "conclusion", [*FILED, act("extend", "2026-04-10", days=31)])


@pytest.mark.parametrize("days", [0, -1, "15", 1.5, True, 16])
def test_an_extension_of_no_lawful_number_is_refused(days: object) -> None:
    with pytest.raises(InputError, match=r"acts\[2\]\.payload\.days"):
        due("arbitration", "award", [*TAKEN, act("extend", "2026-04-10", days=days)])


def test_an_extension_on_the_due_day_is_legal() -> None:
    assert due("arbitration", "award", [*TAKEN, act("extend", "2026-04-16")]) == "2026-05-06"


def test_an_extension_after_due_is_illegal() -> None:
    with pytest.raises(InputError, match=r"acts\[2\]\.at.*not after 2026-04-16"):
        due("arbitration", "award", [*TAKEN, act("extend", "2026-04-17")])


def test_an_extension_is_possible_only_once() -> None:
    with pytest.raises(InputError, match="at most once"):
        due("arbitration", "award", [*TAKEN, act("extend", "2026-04-10"), act("extend", "2026-04-11")])


def test_nothing_to_extend_is_refused() -> None:
    with pytest.raises(InputError, match="can be extended"):
        report("arbitration", [*FILED, act("extend", "2026-03-03")], MON[:8] + "05")


def test_extension_after_suspension_counts_from_the_moved_date() -> None:
    acts = [*TAKEN, act("suspend", "2026-04-10"), act("resume", "2026-04-20"), act("extend", "2026-04-25")]
    # 45 days end on 16 Apr, 10 stood still → 26 Apr; the extension of 25 Apr is in time: 11 May, a Monday
    assert due("arbitration", "award", acts) == "2026-05-11"


def test_elapsed_days_do_not_lie_between_suspend_and_resume() -> None:
    # (10 Mar, 24 Mar] holds 14 days
    acts = [*TAKEN, act("suspend", "2026-03-10"), act("resume", "2026-03-24")]
    assert due("arbitration", "award", acts) == "2026-04-30"


def test_suspend_and_resume_on_one_day_cost_nothing() -> None:
    acts = [*TAKEN, act("suspend", "2026-03-10"), act("resume", "2026-03-10")]
    assert due("arbitration", "award", acts) == "2026-04-16"


def test_several_suspensions_add_up() -> None:
    acts = [*TAKEN]
    for first, last in [("2026-03-10", "2026-03-12"), ("2026-03-20", "2026-03-25")]:
        acts += [act("suspend", first), act("resume", last)]
    assert due("arbitration", "award", acts) == "2026-04-23"


def test_while_suspended_due_is_as_if_resumed_on_the_day_asked() -> None:
    acts = [*TAKEN, act("suspend", "2026-03-10")]
    found = clock("arbitration", "award", acts, "2026-03-24")
    assert (found.state, found.due) == ("suspended", date(2026, 4, 30))
    later = clock("arbitration", "award", acts, "2026-12-01")
    assert later.state == "suspended"
    assert later.due is not None
    assert later.due > date(2026, 12, 1)


def test_a_suspension_that_begins_after_due_does_not_revive_the_clock() -> None:
    acts = [*TAKEN, act("suspend", "2026-04-17"), act("resume", "2026-05-10")]
    found = clock("arbitration", "award", acts, "2026-05-11")
    assert (found.state, found.due) == ("missed", date(2026, 4, 16))


def test_ask_completion_stops_an_acceptance_clock() -> None:
    found = clock("arbitration", "accept_decision", [*FILED, act("ask_completion", "2026-03-04")], "2026-04-30")
    assert (found.state, found.stopped_on) == ("met", date(2026, 3, 4))


def test_complete_starts_the_acceptance_clock_again_from_day_zero() -> None:
    acts = [*FILED, act("ask_completion", "2026-03-04"), act("complete", "2026-03-09")]
    found = clock("arbitration", "accept_decision", acts, "2026-03-10")
    assert (found.state, found.due, found.started_on) == ("running", date(2026, 3, 16), date(2026, 3, 9))
    assert any("从头算" in line for line in found.lines)


def test_complete_starts_the_appraisal_clock_again() -> None:
    acts = [*FILED, act("ask_completion", "2026-03-04"), act("complete", "2026-03-09")]
    assert due("capability-appraisal", "conclusion", acts) == "2026-05-08"


def test_a_stop_on_the_due_day_is_met_and_later_is_missed() -> None:
    on_time = clock("arbitration", "award", [*TAKEN, act("decide", "2026-04-16T23:59:59")], "2026-06-01")
    late = clock("arbitration", "award", [*TAKEN, act("decide", "2026-04-17T00:00:00")], "2026-06-01")
    assert (on_time.state, on_time.days_left) == ("met", 0)
    assert (late.state, late.days_left) == ("missed", -1)


def test_a_stop_on_the_rolled_day_is_met() -> None:
    assert clock("injury-recognition", "decision", [*TAKEN, act("decide", "2026-05-06")], "2026-06-01").state == "met"


def test_one_year_is_the_same_date_next_year() -> None:
    acts = [act("file", "2025-03-20", accident_on="2025-03-03")]
    assert due("injury-recognition", "own_application", acts) == "2026-03-03"


def test_one_year_from_29_february_ends_on_28_february() -> None:
    acts = [act("file", "2024-03-20", accident_on="2024-02-29")]
    assert due("injury-recognition", "own_application", acts) == "2025-02-28"


def test_days_left_count_in_the_unit_of_the_clock() -> None:
    found = clock("arbitration", "accept_decision", FILED, "2026-03-05")
    assert (found.unit, found.days_left) == ("w", 2)  # Friday and Monday, not the weekend between
    found = clock("arbitration", "award", TAKEN, "2026-04-10")
    assert (found.unit, found.days_left) == ("c", 6)


def test_days_left_are_negative_when_late() -> None:
    found = clock("arbitration", "accept_decision", FILED, "2026-03-16")
    assert (found.state, found.days_left) == ("missed", -5)
    found = clock("arbitration", "award", TAKEN, "2026-04-19")
    assert (found.state, found.days_left) == ("missed", -3)


def test_one_clock_per_served_party() -> None:
    decided = [*TAKEN, act("decide", "2026-04-01")]
    acts = [
        *decided,
        act("serve", "2026-04-02", document="award", to="worker"),
        act("serve", "2026-04-07", document="award", to="unit"),
        act("appeal", "2026-04-10", by="worker"),
    ]
    worker = clock("arbitration", "sue", acts, "2026-04-30", party="worker")
    unit = clock("arbitration", "sue", acts, "2026-04-30", party="unit")
    assert (worker.state, worker.due) == ("met", date(2026, 4, 17))
    assert (unit.state, unit.due) == ("missed", date(2026, 4, 22))


def test_one_service_to_several_parties_starts_one_clock_each() -> None:
    acts = [*TAKEN, act("serve", MON, document="claim", to=["甲公司", "乙站点"])]
    parties = [one.party for one in report("arbitration", acts, MON).clocks if one.id == "answer"]
    assert parties == ["甲公司", "乙站点"]


def test_an_act_that_does_not_say_which_of_two_served_parties_is_refused() -> None:
    acts = [
        *TAKEN,
        act("serve", MON, document="claim", to=["甲公司", "乙站点"]),
        act("add_evidence", "2026-03-05", by="respondent", kind="answer"),
    ]
    with pytest.raises(InputError, match=r"acts\[3\]\.payload\.party.*甲公司, 乙站点"):
        report("arbitration", acts, "2026-03-10")
    acts[-1] = act("add_evidence", "2026-03-05", by="respondent", kind="answer", party="乙站点")
    assert clock("arbitration", "answer", acts, "2026-03-10", party="甲公司").state == "running"
    assert clock("arbitration", "answer", acts, "2026-03-10", party="乙站点").state == "met"


def test_serving_another_document_starts_no_clock() -> None:
    acts = [*TAKEN, act("serve", MON, document="hearing_notice", to="worker")]
    wanted = ["accept_decision", "claim_copy", "panel_notice", "award"]
    assert [one.id for one in report("arbitration", acts, MON).clocks] == wanted


def test_only_the_respondent_answers() -> None:
    served = [*TAKEN, act("serve", MON, document="claim", to="respondent")]
    for by, kind, state in [
        ("worker", "answer", "running"),
        ("respondent", "photo", "running"),
        ("respondent", "answer", "met"),
    ]:
        acts = [*served, act("add_evidence", "2026-03-05", by=by, kind=kind)]
        assert clock("arbitration", "answer", acts, "2026-03-10", party="respondent").state == state


def test_an_application_of_the_unit_ends_the_workers_year_too() -> None:
    acts = [act("file", "2026-03-20", by="unit", accident_on=MON)]
    assert clock("injury-recognition", "unit_application", acts, "2026-04-30").state == "met"
    assert clock("injury-recognition", "own_application", acts, "2026-04-30").state == "met"


@pytest.mark.parametrize("by", ["worker", "kin", "union"])
def test_worker_kin_or_union_stop_the_one_year_clock(by: str) -> None:
    acts = [act("file", "2026-04-20", by=by, accident_on=MON)]
    assert clock("injury-recognition", "own_application", acts, "2026-04-30").state == "met"
    assert clock("injury-recognition", "unit_application", acts, "2026-04-30").state == "missed"


def test_an_application_after_thirty_days_is_missed() -> None:
    acts = [act("file", "2026-04-02", agreement_effective_on=MON)]
    assert clock("judicial-confirmation", "apply", acts, "2026-04-30").state == "missed"


@pytest.mark.parametrize("day", ["2026-02-30", "2026-2-3", 20260302, "", "soon", "2026-03-21"])
def test_a_day_of_the_event_that_is_none_or_lies_ahead_is_refused(day: object) -> None:
    with pytest.raises(InputError, match=r"acts\[0\]\.payload\.accident_on"):
        report("injury-recognition", [act("file", "2026-03-20", accident_on=day)], "2026-04-01")


def test_mediation_of_a_labour_relation_dispute_runs_from_file_and_accept_does_not_restart_it() -> None:
    acts = [act("file", MON, relation="labour_relation"), act("accept", "2026-03-05")]
    assert due("one-stop-mediation", "finish", acts) == "2026-03-17"


def test_a_labour_relation_found_out_at_acceptance_counts_from_file() -> None:
    acts = [act("file", MON), act("accept", "2026-03-05", relation="labour_relation")]
    assert due("one-stop-mediation", "finish", acts) == "2026-03-17"


def test_a_service_alone_answers_by_when_to_sue() -> None:
    assert due("arbitration", "sue", [act("serve", MON, document="award", to="worker")], party="worker") == "2026-03-17"


def test_a_service_that_does_not_say_what_was_served_is_refused_where_two_clocks_wait() -> None:
    with pytest.raises(InputError, match=r"acts\[2\]\.payload\.document.*award, claim"):
        report("arbitration", [*TAKEN, act("serve", MON, to="worker")], MON)
    assert due("penalty", "hearing_request", [act("file", MON), act("serve", MON)]) == "2026-03-09"


def test_mediation_of_another_dispute_runs_from_accept() -> None:
    acts = [act("file", MON, relation="other"), act("accept", "2026-03-05")]
    assert due("one-stop-mediation", "finish", acts) == "2026-03-20"


def test_extending_a_labour_relation_mediation_needs_both_consents() -> None:
    filed = [act("file", MON, relation="labour_relation")]
    with pytest.raises(InputError, match="consent of worker, unit"):
        due("one-stop-mediation", "finish", [*filed, act("extend", "2026-03-10", consents=["worker"])])
    acts = [*filed, act("extend", "2026-03-10", consents=["unit", "worker"])]
    assert due("one-stop-mediation", "finish", acts) == "2026-04-01"


@pytest.mark.parametrize("end", ["agree", "fail"])
def test_mediation_is_stopped_by_agree_or_fail(end: str) -> None:
    assert clock("one-stop-mediation", "finish", [*TAKEN, act(end, "2026-03-10")], "2026-06-01").state == "met"


@pytest.mark.parametrize("end", ["confirm", "refuse"])
def test_the_court_confirms_or_refuses(end: str) -> None:
    acts = [*FILED, act("extend", "2026-03-10"), act(end, "2026-03-27")]
    assert clock("judicial-confirmation", "court_decision", acts, "2026-06-01").state == "met"


def test_review_runs_from_file_to_decide_and_publicity_from_decide_to_pay() -> None:
    acts = [*TAKEN, act("decide", "2026-03-10", outcome="granted"), act("pay", "2026-03-17")]
    fixed = {"subsidy.review_days": 10, "subsidy.publicity_days": 5}
    found = report("social-insurance-subsidy", acts, "2026-06-01", parameters=lambda name, day: Length(fixed[name]))
    assert [(one.id, one.due, one.state, one.provisional) for one in found.clocks] == [
        ("review", date(2026, 3, 16), "met", False),
        ("publicity", date(2026, 3, 17), "met", False),
    ]
    assert found.status == "done"


def test_an_uncertain_length_is_named_and_the_date_is_provisional() -> None:
    found = report(
        "social-insurance-subsidy", FILED, MON, parameters=lambda name, day: Length(10, certain=False, source="x")
    ).clocks[0]
    assert (found.provisional, found.uncertain_parameters) == (True, ["subsidy.review_days"])
    assert any("市里还没采用" in line for line in found.lines)


def test_a_pending_length_gives_no_date_and_says_so() -> None:
    found = report("social-insurance-subsidy", FILED, MON, parameters=lambda name, day: Length(None, False)).clocks[0]
    assert (found.due, found.days_left, found.state, found.provisional) == (None, None, "running", True)
    assert any("还没有到期日" in line for line in found.lines)


def test_waiting_for_papers_does_not_count_against_the_review() -> None:
    acts = [*FILED, act("ask_completion", "2026-03-04"), act("complete", "2026-03-11")]
    found = report("social-insurance-subsidy", acts, "2026-03-12", parameters=lambda name, day: Length(10)).clocks[0]
    assert found.due == date(2026, 3, 23)  # 16 March and five working days that stood still
    waiting = report(
        "social-insurance-subsidy", acts[:2], "2026-03-11", parameters=lambda name, day: Length(10)
    ).clocks[0]
    assert (waiting.state, waiting.due) == ("suspended", date(2026, 3, 23))


def test_a_refusal_is_not_put_on_public_notice() -> None:
    acts = [*TAKEN, act("decide", "2026-03-10", outcome="refused")]
    found = report("social-insurance-subsidy", acts, "2026-06-01")
    assert (found.status, [one.id for one in found.clocks]) == ("refused", ["review"])


def test_the_year_2027_is_provisional() -> None:
    found = clock("arbitration", "accept_decision", [act("file", "2026-12-30")], "2026-12-31")
    assert (found.due, found.provisional) == (date(2027, 1, 7), True)
    assert any("2027 年的放假安排还没收录" in line for line in found.lines)
    assert any("holidays of 2027" in line for line in found.lines_en)


def test_a_clock_that_ends_in_2026_is_not_provisional() -> None:
    assert not clock("arbitration", "accept_decision", [act("file", "2026-12-10")], "2026-12-31").provisional


def test_a_calendar_clock_that_ends_in_2027_is_provisional_even_on_a_weekday() -> None:
    found = clock("arbitration", "award", [act("file", "2026-12-01"), act("accept", "2026-12-01")], "2026-12-31")
    assert (found.due, found.provisional) == (date(2027, 1, 15), True)


@pytest.mark.parametrize(
    ("acts", "status"),
    [
        ([], None),
        (FILED, "received"),
        ([*FILED, act("ask_completion", MON)], "completion_asked"),
        ([*FILED, act("ask_completion", MON), act("complete", MON)], "received"),
        (TAKEN, "in_progress"),
        ([*FILED, act("refuse", MON)], "refused"),
        ([*TAKEN, act("decide", MON)], "done"),
        ([*TAKEN, act("withdraw", MON)], "withdrawn"),
        ([*TAKEN, act("transfer", MON)], "transferred"),
    ],
)
def test_status_codes(acts: list[ActRecord], status: str | None) -> None:
    assert report("arbitration", acts, MON).status == status


@pytest.mark.parametrize("end", ["withdraw", "transfer"])
def test_a_case_that_ended_waits_for_no_date(end: str) -> None:
    found = report("arbitration", [*TAKEN, act(end, "2026-03-10")], "2026-12-01")
    assert found.next_due is None
    states = {one.id: one.state for one in found.clocks}
    assert (states["accept_decision"], states["award"]) == ("met", "met")


def test_the_json_shape_of_the_contract() -> None:
    shape = report("arbitration", FILED, "2026-03-05").as_json()
    assert shape["status"] == "received"
    [one] = shape["clocks"]
    assert {"id", "due", "state", "provisional", "party", "unit", "days_left", "lines"} <= set(one)
    assert (one["id"], one["due"], one["state"], one["unit"]) == ("accept_decision", "2026-03-09", "running", "w")
    assert all(isinstance(line, str) and line for line in one["lines"])


def test_every_line_stands_in_both_languages() -> None:
    for name, _, acts, _ in TABLE:
        for one in report(name, acts, acts[-1].day.isoformat()).clocks:
            assert len(one.lines) == len(one.lines_en) >= 3


def test_acts_after_the_day_asked_are_not_seen() -> None:
    found = report("arbitration", [*TAKEN, act("decide", "2026-04-01")], "2026-03-15")
    assert found.status == "in_progress"
    assert found.clocks[-1].state == "running"


def test_the_record_is_one_type() -> None:
    assert SameRecord is ActRecord
    assert act("file", MON).at == at(MON)


@pytest.mark.parametrize(
    ("acts", "where"),
    [
        ([act("accept", MON)], "acts[0]"),
        ([*FILED, act("file", MON)], "acts[1]"),
        ([*FILED, act("resume", MON)], "acts[1]"),
        ([*TAKEN, act("resume", MON)], "acts[2]"),
        ([*TAKEN, act("suspend", MON), act("suspend", MON)], "acts[3]"),
        ([*TAKEN, act("decide", MON), act("accept", MON)], "acts[3]"),
        ([*FILED, act("ask_completion", MON), act("complete", MON), act("ask_completion", MON)], "acts[3]"),
        ([*FILED, act("acept", MON)], "acts[1]"),
        ([*FILED, act("accept", "2026-03-01")], "acts[1]"),
        ([act("file", MON, by="wroker")], "acts[0]"),
    ],
)
def test_an_act_that_is_not_legal_is_named(acts: list[ActRecord], where: str) -> None:
    with pytest.raises(InputError) as caught:
        report("arbitration", acts, "2026-12-01")
    assert caught.value.problem.field == where
    assert caught.value.problem.hint

"""The catalogue of procedures: every id that programs rely on, in its room, with the clocks that they ask for."""

from __future__ import annotations

import json

import pytest

from huxin.law.pack.catalogue import as_text, catalogue
from huxin.law.pack.load import load_pack

PACK = load_pack("wenzhou")
ROWS = {row["id"]: row for row in catalogue(PACK)}
ROOMS = {
    "employment": "relation-assessment employment-guidance agreement-filing dispatch-inspection",
    "careers": "training-item-listing training-class skill-assessment skill-competition pilot-project",
    "insurance": "flexible-insurance-joining single-line-enrolment injury-recognition capability-appraisal "
    "capability-reappraisal injury-benefit-payment occupational-injury-tracking",
    "subsidies": "social-insurance-subsidy startup-subsidy startup-loan training-subsidy",
    "disputes": "negotiation-guidance one-stop-mediation arbitration judicial-confirmation court-referral "
    "labour-inspection-complaint labour-inspection-routine union-supervision-letter legal-aid-referral",
    "safety": "safety-duty safety-self-check hazard-report accident-report rule-filing weather-order weather-advice",
    "places": "place-proposal place-fault-report place-project",
    "governance": "inquiry interview warning penalty collective-consultation work-plan-item publicity-campaign "
    "hotline-handover service-rating",
}
CLOCKS = {
    ("arbitration", "accept_decision"): (5, "w", None),
    ("arbitration", "answer"): (10, "w", None),
    ("arbitration", "award"): (45, "c", 15),
    ("arbitration", "sue"): (15, "c", None),
    ("one-stop-mediation", "finish"): (15, "c", 15),
    ("judicial-confirmation", "apply"): (30, "c", None),
    ("judicial-confirmation", "court_decision"): (15, "c", 10),
    ("labour-inspection-complaint", "accept_decision"): (5, "w", None),
    ("labour-inspection-complaint", "finish"): (60, "w", 30),
    ("union-supervision-letter", "answer"): (15, "w", None),
    ("collective-consultation", "answer"): (10, "w", None),
    ("injury-recognition", "unit_application"): (30, "c", None),
    ("injury-recognition", "own_application"): (1, "year", None),
    ("injury-recognition", "accept_decision"): (5, "w", None),
    ("injury-recognition", "decision"): (60, "c", None),
    ("capability-appraisal", "conclusion"): (60, "c", 30),
    ("capability-reappraisal", "apply"): (15, "c", None),
    ("penalty", "hearing_request"): (5, "w", None),
    ("penalty", "decide"): (90, "c", None),
}
STEPS = {
    "weather-order": ["file", "issue", "serve", "acknowledge", "decide"],
    "weather-advice": ["file", "issue", "serve", "decide"],
    "rule-filing": ["file", "ask_changes", "decide"],
    "hazard-report": ["file", "refuse_danger", "decide"],
    "place-project": ["file", "approve_site", "start_works", "decide"],
    "agreement-filing": ["file", "dispute", "decide"],
}
"""Acts that other programs offer by name."""


def test_the_catalogue_is_complete_and_nothing_more() -> None:
    assert {name for names in ROOMS.values() for name in names.split()} == set(ROWS)


@pytest.mark.parametrize("room", ROOMS)
def test_every_procedure_stands_in_its_room(room: str) -> None:
    assert sorted(ROOMS[room].split()) == sorted(name for name, row in ROWS.items() if row["room"] == room)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_procedure_is_whole_and_names_its_sentences(name: str) -> None:
    row = ROWS[name]
    assert row["depth"] == "full"
    assert row["clauses"]
    assert all(clause in PACK.clauses for clause in row["clauses"])
    assert "file" in {one["act"] for one in row["acts"]}
    assert row["applicants"]


@pytest.mark.parametrize(("name", "clock"), CLOCKS)
def test_a_clock_of_the_contract_has_its_length(name: str, clock: str) -> None:
    found = next(one for one in ROWS[name]["clocks"] if one["id"] == clock)
    assert (found["length"], found["unit"], found["extend"]) == CLOCKS[name, clock]


@pytest.mark.parametrize("clock", ["review", "publicity"])
def test_the_clocks_of_the_subsidy_are_the_citys(clock: str) -> None:
    found = next(one for one in ROWS["social-insurance-subsidy"]["clocks"] if one["id"] == clock)
    assert set(found["length"]) == {"param"}


def test_national_law_alone_takes_fifteen_days_to_accept_an_injury_claim() -> None:
    rows = {row["id"]: row for row in catalogue(load_pack("national"))}
    found = next(one for one in rows["injury-recognition"]["clocks"] if one["id"] == "accept_decision")
    assert (found["length"], found["unit"]) == (15, "c")


@pytest.mark.parametrize("name", STEPS)
def test_acts_that_programs_offer_are_there_in_order(name: str) -> None:
    acts = [one["act"] for one in ROWS[name]["acts"]]
    assert [act for act in acts if act in STEPS[name]] == STEPS[name]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_length_without_a_text_behind_it_is_a_parameter_with_its_mark(name: str) -> None:
    """A number stands in the procedure only where a text fixes it; else the city sets it and the mark says so."""
    for clock in PACK.procedures[name].clocks:
        if clock.confidence in ("U", "proposal"):
            assert not isinstance(clock.length, int), clock.id
        if not isinstance(clock.length, int):
            segments = PACK.parameters[clock.length["param"]].values
            assert all(one.confidence in ("U", "proposal", "K", "S", "V", "N") for one in segments)
            assert clock.confidence in {one.confidence for one in segments}, clock.id


def test_text_and_json_tell_the_same() -> None:
    rows = list(ROWS.values())
    text = as_text(rows)
    assert text.endswith(f"{len(ROWS)}\n")
    for row in json.loads(json.dumps(rows, ensure_ascii=False)):
        assert f"{row['room']}  {row['id']}  " in text
        assert f"[{', '.join(row['clauses'])}]" in text

"""What follows when a clock ran out, what is forecast, and what the check of packs forbids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from huxin.law import load_pack
from huxin.law.clocks import forecast, lapsed, lengths
from huxin.law.procedures import Procedure
from huxin.law.procedures.automatic import lapse_faults
from huxin.law.procedures.model import Act, Field, Lapse
from huxin.law.tests.casework_support import act, clock, procedure, report

SERVED = [
    act("file", "2026-03-02"),
    act("accept", "2026-03-03"),
    act("decide", "2026-03-10", outcome="supported"),
    act("serve", "2026-03-11", document="award", to="worker"),
    act("serve", "2026-03-12", document="award", to="respondent"),
]
EFFECT = act("take_effect", "2026-03-28", "system")


def names(acts: list[Any], on: str) -> list[str]:
    found = report("arbitration", acts, on)
    return [one.id for one in lapsed(procedure("arbitration"), found, date.fromisoformat(on))]


@pytest.mark.parametrize(("on", "found"), [("2026-03-26", []), ("2026-03-27", []), ("2026-03-28", ["sue"])])
def test_a_clock_lapses_when_its_last_run_is_over(on: str, found: list[str]) -> None:
    assert names(SERVED, on) == found


def test_one_party_that_acted_keeps_it_open() -> None:
    assert names([*SERVED, act("appeal", "2026-03-20", "worker", party="worker")], "2026-04-20") == []


def test_a_day_that_may_still_move_sets_nothing_off() -> None:
    late = [replace(one, at=one.at.replace(year=2027)) for one in SERVED]
    assert clock("arbitration", "sue", late, "2027-05-01", party="worker").provisional
    assert names(late, "2027-05-01") == []


def test_the_act_of_the_program_ends_every_run_and_says_so() -> None:
    for party in ("worker", "respondent"):
        one = clock("arbitration", "sue", [*SERVED, EFFECT], "2026-04-01", party=party)
        assert (one.state, one.open, one.stopped_on) == ("missed", False, date(2026, 3, 28))
        assert "裁决生效" in one.lines[-1]
        assert "Award takes effect" in one.lines_en[-1]
    assert names([*SERVED, EFFECT], "2026-04-01") == []


# --- forecast ---

ASKED = [act("file", "2026-02-10"), act("ask_completion", "2026-02-11")]


def coming(name: str, acts: list[Any], on: str) -> Any:
    pack = load_pack("wenzhou")
    return forecast(pack.procedures[name], acts, pack.calendar, date.fromisoformat(on), lengths(pack))


def test_a_clock_that_begins_anew_is_forecast_from_today() -> None:
    found = coming("arbitration", ASKED, "2026-02-12")
    assert found.act == "complete"
    assert [(one.id, one.due.isoformat()) for one in found.clocks] == [("accept_decision", "2026-02-26")]
    assert found.as_json()["clocks"][0]["id"] == "accept_decision"


def test_the_forecast_is_what_comes_true() -> None:
    suspended = [act("file", "2026-03-02"), act("accept", "2026-03-03"), act("suspend", "2026-03-10", ground="x")]
    found = coming("arbitration", suspended, "2026-03-20")
    assert found.act == "resume"
    (award,) = [one for one in found.clocks if one.id == "award"]
    gone_on = [*suspended, act("resume", "2026-03-20")]
    assert award.due == clock("arbitration", "award", gone_on, "2026-03-20").due


@pytest.mark.parametrize("acts", [ASKED[:1], [*ASKED, act("complete", "2026-02-12")], []])
def test_nothing_is_awaited(acts: list[Any]) -> None:
    assert coming("arbitration", acts, "2026-02-12") is None


# --- what a pack may not say ---


def faults(**changes: Any) -> list[tuple[str, str]]:
    whole: Procedure = procedure("arbitration")
    lapse = replace(Lapse(act="take_effect", source="labour-dispute-law 50"), **changes)
    found = lapse_faults(whole, 3, replace(whole.clock("sue"), lapse=lapse))
    return [(str(one.path[-1]), one.wanted) for one in found]


def test_the_shipped_lapse_is_allowed() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"act": "refuse"}, "an act that refuses, takes back and decides nothing"),
        ({"act": "withdraw"}, "an act that refuses, takes back and decides nothing"),
        ({"act": "decide", "payload": {"outcome": "rejected"}}, "an act that refuses, takes back and decides nothing"),
        ({"act": "decide", "payload": {"outcome": "partly"}}, "an act that refuses, takes back and decides nothing"),
        ({"act": "hear"}, "an act with 'system' under 'by'"),
        ({"act": "nonsense"}, "an act of this procedure"),
    ],
)
def test_no_refusal_by_machine(changes: dict[str, Any], wanted: str) -> None:
    assert wanted in [text for _, text in faults(**changes)]


def test_the_program_must_answer_what_its_act_asks() -> None:
    assert "payload" in [place for place, _ in faults(act="assign")]
    assert faults(act="assign", payload={"to": "somebody"}) == []


def test_a_second_person_is_never_the_program() -> None:
    subsidy = procedure("social-insurance-subsidy")
    decide: Act = replace(subsidy.acts["decide"], by=("system",), payload=tuple[Field, ...](), to="done")
    changed = replace(subsidy, acts={**subsidy.acts, "decide": decide})
    lapse = Lapse(act="decide", source="x 1")
    (fault,) = lapse_faults(changed, 0, replace(changed.clocks[0], lapse=lapse))
    assert fault.got == "decide"

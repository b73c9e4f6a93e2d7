"""用工关系评估: what would change the result is what really changes it; papers never do; consequences follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.law import evaluate, load_pack

ON = date(2026, 11, 23)
PACK = load_pack("wenzhou")
CODES = [code for code in PACK.items["relation-assessment"].facts["indicators"].row if code[0] != "F"]
PAPERS = st.fixed_dictionaries({}, optional={"F1": st.integers(0, 1), "F2": st.integers(0, 1), "F3": st.integers(0, 3)})
KNOWN = st.dictionaries(st.sampled_from(CODES), st.integers(0, 1), max_size=12)
TOPICS = ["paper", "hours", "pay", "dispute", "inspection"]


def assessed(indicators: Mapping[str, int | None], **facts: Any) -> dict[str, Any]:
    """The outputs by name, with verdict and missing facts."""
    found = evaluate(PACK, "relation-assessment", {"indicators": indicators, **facts}, on=ON).as_json()
    return {name: one["value"] for name, one in found["outputs"].items()} | {
        name: found[name] for name in ("verdict", "missing", "reasons")
    }


@settings(max_examples=60, deadline=None)
@given(KNOWN, st.booleans())
def test_the_evidence_that_turns_is_what_really_turns(indicators: dict[str, int], dispatch: bool) -> None:
    found = assessed(indicators, dispatch_firm=dispatch)
    turning = [
        code
        for code in CODES
        if code not in indicators
        and any(
            assessed({**indicators, code: answer}, dispatch_firm=dispatch)["relation"] != found["relation"]
            for answer in (0, 1)
        )
    ]
    assert found["evidence_that_turns"] == turning


@settings(max_examples=60, deadline=None)
@given(KNOWN, PAPERS, st.none() | st.sampled_from(["承揽", "劳动关系", "个体工商户"]))
def test_papers_never_decide(indicators: dict[str, int], papers: dict[str, int], label: str | None) -> None:
    plain = assessed(indicators)
    dressed = assessed({**indicators, **papers}, asserted_label=label)
    assert dressed["relation"] == plain["relation"]
    assert dressed["verdict"] == plain["verdict"]
    assert dressed["score_by_dimension"] == plain["score_by_dimension"]


@settings(max_examples=60, deadline=None)
@given(KNOWN)
def test_undecided_names_what_is_missing_and_who_holds_it(indicators: dict[str, int]) -> None:
    found = assessed(indicators)
    asked = {row["code"]: row["holder"] for row in found["evidence_to_ask"]}
    assert list(asked) == found["missing_evidence"] == [code for code in CODES if code not in indicators]
    assert set(asked.values()) <= {"firm", "worker", "both"}
    if found["relation"] == "undecided":
        assert found["verdict"] == "insufficient_evidence"
        assert set(found["missing"]) == {f"indicators.{code}" for code in found["missing_evidence"]}
        assert found["consequences"] == []


def test_every_fact_that_counts_has_its_instrument_or_case() -> None:
    found = assessed({"P1": 0, "P2": 1, "P4": 1, "E5": 1, "O2": 1, "F1": 1})
    told = {row["code"]: row for row in found["reasons_by_indicator"]}
    assert {code: row["points"] for code, row in told.items()} == {"P1": 3, "P2": 2, "P4": 3, "E5": -1, "O2": 1}
    assert all(row["basis"] for row in told.values())


@pytest.mark.parametrize(
    ("indicators", "dispatch", "relation", "dispute"),
    [
        ({"P1": 0, "P3": 0, "P4": 1}, False, "labour_relation", "劳动争议调解仲裁法"),
        ({"P1": 0, "P3": 0, "P4": 1}, True, "dispatch", "劳动争议调解仲裁法 22"),
        ({"P1": 1, "P4": 0, "P6": 1, "P3": 1}, False, "not_fully_labour", "人社厅发〔2024〕4号"),
        ({"P1": 1, "P8": 1, "E6": 1}, False, "civil", "民法典"),
    ],
)
def test_consequences_follow_from_the_result(
    indicators: dict[str, int], dispatch: bool, relation: str, dispute: str
) -> None:
    found = assessed(indicators, dispatch_firm=dispatch)
    rows = found["consequences"]
    assert found["relation"] == relation
    assert [row["topic"] for row in rows] == TOPICS
    assert all(row["what"] and row["what_en"] and row["by_which"] for row in rows)
    assert rows[3]["by_which"] == dispute


def test_every_fact_known_and_still_open_is_for_a_person() -> None:
    found = assessed(dict.fromkeys(CODES, 1))
    assert (found["relation"], found["verdict"], found["missing"]) == ("undecided", "needs_human", [])

"""Who may do what, when: the subsidy procedure act by act, and what each refusal says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from huxin.law.errors import InputError
from huxin.law.procedures import ActRecord, allowed, check_act, fold, status_of
from huxin.law.procedures.model import Requires
from huxin.law.tests.casework_support import act, at, procedure

FORM: dict[str, Any] = {
    "trade": "takeaway",
    "county": "330304",
    "from_month": "2025-01",
    "to_month": "2025-12",
    "months_right": True,
    "group": "hardship",
    "has_exclusion": False,
    "bank_card": "6228480402564890018",
    "phone": "13800000000",
    "declared": True,
}
GRANT = {"outcome": "granted", "amount": "7139.20", "clause": "温人社发〔2021〕135号 二(四)"}
FILED = [ActRecord("file", at("2026-03-02"), "worker", FORM, "w")]
TAKEN = [*FILED, act("accept", "2026-03-03", by="handler", actor="h1")]
PROPOSED = [*TAKEN, act("propose", "2026-03-04", by="handler", actor="h1", **GRANT)]
DECIDED = [*PROPOSED, act("decide", "2026-03-05", by="approver", actor="a1", **GRANT)]


def refusal(
    acts: list[ActRecord], name: str, by: str, payload: dict[str, Any], actor: str = "x", when: str = "2026-03-06"
) -> str:
    with pytest.raises(InputError) as caught:
        check_act(procedure("social-insurance-subsidy"), acts, name, by, payload, actor=actor, at=at(when))
    assert caught.value.problem.wanted
    assert caught.value.problem.hint
    return f"{caught.value.problem.code} {caught.value.problem.field}"


def passes(
    acts: list[ActRecord], name: str, by: str, payload: dict[str, Any], actor: str = "x", when: str = "2026-03-06"
) -> None:
    check_act(procedure("social-insurance-subsidy"), acts, name, by, payload, actor=actor, at=at(when))


def test_the_whole_way_is_legal() -> None:
    passes([], "file", "worker", FORM)
    passes(FILED, "ask_completion", "handler", {"items": "缴费凭证"})
    passes(FILED, "accept", "handler", {})
    passes(TAKEN, "propose", "handler", GRANT, actor="h1")
    passes(PROPOSED, "decide", "approver", GRANT, actor="a1")
    passes(DECIDED, "pay", "finance", {"batch": "2026-03"})
    assert status_of(procedure("social-insurance-subsidy"), DECIDED) == "done"


def test_acts_that_are_offered_at_each_stage() -> None:
    subsidy = procedure("social-insurance-subsidy")
    assert allowed(subsidy, []) == ["file"]
    assert allowed(subsidy, FILED)[:3] == ["accept", "ask_completion", "refuse"]
    assert "decide" not in allowed(subsidy, TAKEN)
    assert "decide" in allowed(subsidy, PROPOSED)
    assert "pay" in allowed(subsidy, DECIDED)
    assert "pay" not in allowed(subsidy, PROPOSED)


def test_completion_is_asked_once() -> None:
    acts = [*FILED, act("ask_completion", "2026-03-03"), act("complete", "2026-03-04")]
    assert refusal(acts, "ask_completion", "handler", {"items": "again"}) == "illegal_act act"
    assert "ask_completion" not in allowed(procedure("social-insurance-subsidy"), acts)


def test_the_proposer_does_not_decide() -> None:
    assert refusal(PROPOSED, "decide", "approver", GRANT, actor="h1") == "second_person by"


def test_nobody_decides_without_a_proposal() -> None:
    assert refusal(TAKEN, "decide", "approver", GRANT, actor="a1") == "illegal_act act"


@pytest.mark.parametrize("changed", [{"amount": "7139.21"}, {"outcome": "refused", "reason": "x", "amount": None}])
def test_the_decision_is_what_was_proposed(changed: dict[str, Any]) -> None:
    assert refusal(PROPOSED, "decide", "approver", GRANT | changed, actor="a1").startswith("differs payload.")


def test_a_proposal_sent_back_must_be_made_again() -> None:
    back = [*PROPOSED, act("send_back", "2026-03-05", by="approver", actor="a1", reason="少算一个月")]
    assert refusal(back, "decide", "approver", GRANT, actor="a1") == "illegal_act act"
    again = [*back, act("propose", "2026-03-06", by="handler", actor="h1", **GRANT)]
    passes(again, "decide", "approver", GRANT, actor="a1")


def test_a_proposal_from_before_a_reopening_no_longer_stands() -> None:
    acts = [*DECIDED, act("reopen", "2026-03-06", by="approver", reason="退费")]
    assert refusal(acts, "decide", "approver", GRANT, actor="a1", when="2026-03-07") == "illegal_act act"


def test_the_act_that_brought_the_status_stands_in_it_and_in_no_later_one() -> None:
    """`requires` sees acceptance, which moved the case; after the decision and a reopening it has to be made anew."""
    subsidy = procedure("social-insurance-subsidy")
    noted = replace(subsidy.acts["note"], requires=Requires(act="accept"))
    one = replace(subsidy, acts={**subsidy.acts, "note": noted})
    assert "note" not in allowed(one, FILED)
    assert "note" in allowed(one, TAKEN)
    assert "note" in allowed(one, PROPOSED)
    assert "note" not in allowed(one, DECIDED)
    assert "note" not in allowed(
        one, [*DECIDED, act("reopen", "2026-03-06", by="approver", actor="a1", reason="算错了")]
    )


@pytest.mark.parametrize(
    ("acts", "name", "by"),
    [
        (FILED, "accept", "worker"),
        (FILED, "accept", "finance"),
        (PROPOSED, "decide", "handler"),
        (DECIDED, "pay", "approver"),
    ],
)
def test_each_act_has_its_role(acts: list[ActRecord], name: str, by: str) -> None:
    assert refusal(acts, name, by, {}) == "role by"


def test_an_unknown_role_is_refused() -> None:
    assert refusal(FILED, "accept", "boss", {}) == "illegal_act act"


def test_payment_happens_once() -> None:
    assert (
        refusal([*DECIDED, act("pay", "2026-03-06")], "pay", "finance", {"batch": "b"}, when="2026-03-07")
        == "illegal_act act"
    )


def test_a_refusal_needs_clause_and_reason() -> None:
    assert refusal(TAKEN, "propose", "handler", {"outcome": "refused", "reason": "x"}) == "missing payload.clause"
    assert refusal(TAKEN, "propose", "handler", {"outcome": "refused", "clause": "x"}) == "missing payload.reason"


def test_a_grant_needs_a_positive_amount() -> None:
    assert refusal(TAKEN, "propose", "handler", {"outcome": "granted", "clause": "x"}) == "missing payload.amount"
    assert refusal(TAKEN, "propose", "handler", GRANT | {"amount": "0"}) == "too_small payload.amount"


def test_an_unknown_outcome_is_refused() -> None:
    assert refusal(PROPOSED, "decide", "approver", GRANT | {"outcome": "maybe"}) == "illegal_act act"
    assert refusal(PROPOSED, "decide", "approver", GRANT | {"outcome": ["granted"]}) == "illegal_act act"


def test_an_act_dated_before_the_last_one_is_refused() -> None:
    assert refusal(TAKEN, "propose", "handler", GRANT, when="2026-03-02") == "illegal_act act"


def test_personal_values_stay_out_of_messages() -> None:
    with pytest.raises(InputError) as caught:
        check_act(procedure("social-insurance-subsidy"), [], "file", "worker", FORM | {"bank_card": "6228-4804-0256"})
    assert "6228" not in str(caught.value)
    assert caught.value.problem.field == "payload.bank_card"


def test_an_override_lets_one_act_through_once() -> None:
    held = act(
        "override",
        "2026-03-06",
        by="approver",
        actor="a1",
        act="accept",
        until="2026-03-10",
        second_person="a2",
        reason="x",
    )
    subsidy = procedure("social-insurance-subsidy")
    assert "accept" not in allowed(subsidy, [*DECIDED, held])
    assert refusal([*DECIDED, held], "accept", "handler", {}, when="2026-03-07") == "second_person act"
    confirmed = act("confirm_override", "2026-03-06", by="approver", actor="a2", act="accept")
    acts = [*DECIDED, held, confirmed]
    assert "accept" in allowed(subsidy, acts)
    passes(acts, "accept", "handler", {}, when="2026-03-10")
    assert refusal(acts, "accept", "handler", {}, when="2026-03-11") == "illegal_act act"
    used = [*acts, act("accept", "2026-03-07", by="handler")]
    assert fold(subsidy, used).status == "in_progress"
    assert refusal(used, "accept", "handler", {}, when="2026-03-08") == "illegal_act act"


def test_nothing_is_confirmed_that_nobody_asked_for() -> None:
    subsidy = procedure("social-insurance-subsidy")
    assert "confirm_override" not in allowed(subsidy, DECIDED)
    with pytest.raises(InputError, match="waits to be confirmed"):
        fold(subsidy, [*DECIDED, act("confirm_override", "2026-03-06", by="approver", actor="a2", act="accept")])


def test_an_override_needs_another_person_a_known_act_and_a_day() -> None:
    whole = {"act": "accept", "reason": "x", "second_person": "a2", "until": "2026-03-10"}
    passes(DECIDED, "override", "approver", whole, actor="a1")
    assert (
        refusal(DECIDED, "override", "approver", whole | {"second_person": "a1"}, actor="a1")
        == "second_person payload.second_person"
    )
    assert refusal(DECIDED, "override", "approver", whole | {"act": "acept"}, actor="a1") == "illegal_act act"
    assert refusal(DECIDED, "override", "approver", whole | {"until": "soon"}, actor="a1") == "illegal_act act"


def test_an_override_does_not_lift_the_second_person_check() -> None:
    held = act(
        "override",
        "2026-03-04",
        by="approver",
        actor="a1",
        act="decide",
        until="2026-03-10",
        second_person="a2",
        reason="x",
    )
    assert refusal([*TAKEN, held], "decide", "approver", GRANT, actor="a1") == "illegal_act act"


def test_the_message_offers_the_nearest_act() -> None:
    with pytest.raises(InputError, match="Did you mean 'accept'"):
        check_act(procedure("social-insurance-subsidy"), FILED, "acept", "handler", {})


def test_evidence_and_notes_are_possible_in_every_status_of_a_filed_case() -> None:
    for name in ("note", "add_evidence", "assign", "verify_evidence"):
        for acts in (FILED, TAKEN, PROPOSED, DECIDED):
            assert name in allowed(procedure("social-insurance-subsidy"), acts)
        assert name not in allowed(procedure("social-insurance-subsidy"), [])

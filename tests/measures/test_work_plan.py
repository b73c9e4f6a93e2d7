"""An item of the work plan: lead and co-organisers act as themselves; the figure and the score are counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from huxin.casework.service import (
    ForbiddenError,
    NotFoundError,
    allowed_for,
    beside,
    file_case,
    letters_of,
    perform,
    today,
    view_case,
)
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.governance.planning import board, item_of
from tests.procedures.support import PACK, payload_of
from tests.support import issue_waiting, key, make_officer

pytestmark = pytest.mark.django_db
PROCEDURE = "work-plan-item"


def ahead(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def do(actor: Actor, no: str, act: str, **said: Any) -> None:
    answers = payload_of(PACK.procedures[PROCEDURE].fields_of(act), today(), said, whole=False)
    perform(actor, no, act, answers, key=key())


def set_item(handler: Actor, **said: Any) -> str:
    fixed = {
        "county": "330304", "served_clause": "三(一).1", "lead": "transport", "co_organisers": ["market"],
        "indicator": "none", "due_on": ahead(30), **said,
    }  # fmt: skip
    answers = payload_of(PACK.procedures[PROCEDURE].fields_of("file"), today(), fixed)
    if answers["indicator"] == "none":
        answers.pop("target_number", None)
    return str(file_case(handler, PROCEDURE, answers, papers={}, key=key())["no"])


def refused(actor: Actor, no: str, act: str, **said: Any) -> str:
    with pytest.raises(InputError) as caught:
        do(actor, no, act, **said)
    return caught.value.problem.hint


def offices() -> tuple[Actor, Actor, Actor, Actor]:
    """The labour office's handler and approver, transport that leads, market that takes part; the latter city-wide."""
    transport = make_officer("handler", department="transport", county="")
    market = make_officer("handler", department="market", county="")
    return make_officer("handler"), make_officer("approver"), transport, market


def test_the_lead_takes_it_on_each_reports_and_the_score_is_counted() -> None:
    handler, approver, transport, market = offices()
    no = set_item(handler)
    assert [one.no for one in beside(transport)] == [no]
    assert [one.dossier.case.no for one in board(market)] == [no]
    assert "牵头" in refused(handler, no, "accept")
    do(transport, no, "accept")
    assert issue_waiting() == 2  # to the lead and to the co-organiser
    assert [one.template for one in letters_of(view_case(market, no))] == ["work-item-notice"]
    do(transport, no, "report", finished=True)
    assert item_of(view_case(approver, no)).score == 50
    assert "市场监管" in refused(approver, no, "decide")  # neither due nor finished
    do(market, no, "report", finished=True)
    with pytest.raises(InputError):
        do(approver, no, "decide", score=3)  # nobody types a score
    do(approver, no, "decide")
    checked = view_case(transport, no).last("decide")
    assert checked is not None
    assert (checked.payload["outcome"], checked.payload["score"]) == ("finished", 100)


def test_a_figure_is_counted_in_the_cases_of_the_county() -> None:
    handler, approver, transport, market = offices()
    no = set_item(handler, indicator="labour-inspection-routine", target_number=2)
    do(transport, no, "accept")
    for actor in (transport, market):
        do(actor, no, "report", finished=True)
    found = item_of(view_case(approver, no))
    assert (found.reached, found.target, found.score, found.finished) == (0, 2, 0, False)
    with time_machine.travel(date.fromisoformat(ahead(31)), tick=False):
        do(approver, no, "decide")
    assert view_case(approver, no).last("decide").payload["outcome"] == "not_finished"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"served_clause": "三(九).9"}, "payload.served_clause"),
        ({"due_on": "2020-01-01"}, "payload.due_on"),
        ({"indicator": "rule-filing", "target_number": None}, "payload.target_number"),
    ],
)
def test_an_item_that_cannot_be_checked_is_not_set(said: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        set_item(make_officer("handler"), **said)
    assert caught.value.problem.field == field


def test_who_takes_no_part_sees_and_reports_nothing() -> None:
    handler, approver, transport, _market = offices()
    emergency = make_officer("handler", department="emergency", county="")
    no = set_item(handler)
    with pytest.raises(NotFoundError):
        view_case(emergency, no)
    assert board(emergency) == []
    do(transport, no, "accept")
    assert "没有参加" in refused(handler, no, "report", finished=True)
    with pytest.raises(ForbiddenError):
        do(transport, no, "decide")
    assert "decide" not in allowed_for(approver, view_case(approver, no))  # nobody reported yet
    assert "往后" in refused(handler, no, "postpone", new_due_on=ahead(3))


def test_what_the_day_has_passed_is_late_on_the_board() -> None:
    handler, _approver, transport, _market = offices()
    no = set_item(handler, lead="hrss", co_organisers=["transport"])
    do(handler, no, "accept")
    assert view_case(handler, no).case.due == today() + timedelta(days=29)
    assert not board(transport)[0].late
    with time_machine.travel(date.fromisoformat(ahead(30)), tick=False):
        assert board(transport)[0].late

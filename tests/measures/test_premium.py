"""Single-line cover: the list is the firm's own, counts what its receipt counts, each premium is computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from huxin.casework.service import ROSTERS, file_case, perform, take_in, view_case
from huxin.law import InputError
from huxin.ui.result import result_card
from tests.first_floor.test_parties import form
from tests.measures.support import CODE, OTHER, company_actor, make_companies, row, table
from tests.support import key, make_officer

pytestmark = pytest.mark.django_db
KIND = "single-line-roster"


@pytest.fixture(autouse=True)
def _companies() -> Iterator[None]:
    make_companies()
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=False):
        yield


def sent(code: str, *rows: dict[str, str]) -> str:
    received = take_in(company_actor(code), code, ROSTERS[KIND], table(KIND, list(rows)), "名单.csv", key=key())
    return str(received.answer["filing"])


def filed(**said: Any) -> str:
    answers = form("single-line-enrolment", company_code=CODE, people=2, **said)
    return str(file_case(company_actor(CODE), "single-line-enrolment", answers, papers={}, key=key())["no"])


def test_the_officer_sees_the_people_the_premium_and_the_first_day() -> None:
    number = sent(CODE, row(1, base="6000.00"), row(2, base="1000.00"))
    no = filed(roster=number)
    office = make_officer("handler")
    before = result_card(view_case(office, no))
    assert before is not None
    assert len(before["people"]) == 2
    assert any("费率" in gap for gap in before["gaps"])
    assert all("*" in one["number"] for one in before["people"])
    perform(office, no, "accept", {"rate": "0.40"}, key=key())
    after = result_card(view_case(company_actor(CODE), no))
    assert after is not None
    # 6,000.00 × 0.4 % = 24.00; 1,000.00 is lifted to the floor of 4,986.00: 19.94
    assert any("43.94" in one for one in after["outputs"]), after["outputs"]
    assert all(any("2026-03-03" in said for said in one["rows"]) for one in after["people"]), after["people"]
    done = {"outcome": "enrolled", "result": "登记好了", "enrolled": 99, "not_enrolled": 0, "clause": "条例 11"}
    with pytest.raises(InputError, match="不能大于 2"):
        perform(office, no, "decide", done, key=key())
    perform(office, no, "decide", {**done, "enrolled": 2}, key=key())


def test_a_list_of_nobody_of_another_firm_and_of_another_count_is_refused() -> None:
    number, foreign = sent(CODE, row(1)), sent(OTHER, row(3))
    for roster, words in (("not-a-receipt", "没有找到"), (str(uuid4()), "没有找到"), (foreign, "不是这家单位的")):
        with pytest.raises(InputError, match=words):
            filed(roster=roster)
    with pytest.raises(InputError, match="1 人"):
        filed(roster=number)

"""A fall of pay is an early sign of its own: with the disputes of its company, or before there is one; to mediators."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from huxin.law.dates import SHANGHAI
from huxin.measures.disputes.service import early_signs
from huxin.people.service import add_company
from tests.feeds.support import SENDER, land, ndjson, rows
from tests.portals.conftest import signed_in
from tests.support import make_officer

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 20, 9, tzinfo=SHANGHAI)
TIMES = ("accepted_at", "picked_up_at", "completed_at", "promised_at", "recorded_at")


def paid(seed: int, fen: int, later: int, people: int = 60) -> list[dict[str, Any]]:
    """Orders of so many people, each paid alike, ``later`` days after the first of July."""
    return [
        row | {"worker_pay_fen": fen}
        | {name: (datetime.fromisoformat(row[name]) + timedelta(days=later)).isoformat() for name in TIMES}
        for row in rows(people, seed)
    ]  # fmt: skip


@pytest.mark.parametrize(("now", "percent"), [(400, 20), (401, None)], ids=["at the figure", "just short of it"])
def test_a_platform_whose_pay_fell_is_a_sign_without_any_dispute(now: int, percent: int | None) -> None:
    add_company(SENDER, "报单的平台（演示）", "platform")
    mediator, finance = make_officer("mediator"), make_officer("finance")
    with time_machine.travel(TODAY, tick=False):
        land(ndjson(paid(1, 500, 0)))
        land(ndjson(paid(2, now, 14)), name="now.ndjson")
        signs = early_signs(mediator)
        assert [(one.code, one.percent) for one in signs.falls] == ([(SENDER, percent)] if percent else [])
        assert [(one.code, one.count) for one in signs.found] == ([(SENDER, 0)] if percent else [])
        shown = signed_in(mediator).get("/agency/groups/").text
        assert ("从不超过 5.00 元掉到 4.00 元，少了 20%" in shown) is bool(percent)
        assert signed_in(finance).get("/agency/groups/").status_code == 404


def test_few_people_are_no_sign() -> None:
    """What two or three earn is theirs to tell."""
    add_company(SENDER, "报单的平台（演示）", "platform")
    with time_machine.travel(TODAY, tick=False):
        land(ndjson(paid(1, 500, 0, people=3)))
        land(ndjson(paid(2, 100, 14, people=3)), name="now.ndjson")
        assert early_signs(make_officer("mediator")).falls == []

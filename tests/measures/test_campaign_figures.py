"""What a campaign reached is counted by the program; nobody types it, and nothing was published before it began."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from huxin.casework.service import Case, file_case, perform, today, view_case
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.publicity.service import CAMPAIGN, note_opened, note_quiz
from tests.procedures.support import PACK, payload_of
from tests.support import key, make_officer

pytestmark = pytest.mark.django_db


def do(actor: Actor, no: str, act: str, **said: Any) -> None:
    answers = payload_of(PACK.procedures[CAMPAIGN].fields_of(act), today(), said, whole=False)
    perform(actor, no, act, answers, key=key())


def campaign() -> tuple[str, Actor]:
    handler = make_officer("handler")
    fixed = {"county": "330304", "starts_on": today().isoformat()}
    answers = payload_of(PACK.procedures[CAMPAIGN].fields_of("file"), today(), fixed)
    no = str(file_case(handler, CAMPAIGN, answers, papers={}, key=key())["no"])
    do(handler, no, "accept")
    return no, handler


def test_openings_and_answers_are_counted_and_typed_by_nobody() -> None:
    no, handler = campaign()
    row = Case.objects.get(no=no)
    for channel in ("card", "card", "poster"):
        note_opened(row, channel)
    note_quiz(row, answers=4, right=3)
    with pytest.raises(InputError) as typed:
        do(handler, no, "count", reached=999999999)
    assert typed.value.problem.field == "payload.reached"
    with pytest.raises(InputError) as uncounted:
        do(make_officer("approver"), no, "decide")
    assert uncounted.value.problem.code == "illegal_act"
    do(handler, no, "count")
    counted = view_case(handler, no).last("count")
    assert counted is not None
    assert {name: counted.payload[name] for name in ("reached", "answered", "quiz_right")} == {
        "reached": 3, "answered": 1, "quiz_right": 75,
    }  # fmt: skip
    do(make_officer("approver"), no, "decide")


def test_a_campaign_without_answers_says_nothing_of_them() -> None:
    no, handler = campaign()
    do(handler, no, "count")
    assert view_case(handler, no).last("count").payload["quiz_right"] == ""  # type: ignore[union-attr]


def test_nothing_was_published_before_the_campaign_began() -> None:
    no, handler = campaign()
    with pytest.raises(InputError) as early:
        do(handler, no, "publish", published_on=(today() - timedelta(days=1)).isoformat())
    assert early.value.problem.field == "payload.published_on"
    do(handler, no, "publish", published_on=today().isoformat())

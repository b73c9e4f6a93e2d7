"""From warning to order: draft at once, issued by a person, served on every platform, acknowledged, ended."""

from __future__ import annotations

import itertools
import json
import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from huxin.casework.service import Case, ForbiddenError, perform, view_case
from huxin.core.service import verify
from huxin.identity.service import SYSTEM, Actor
from huxin.law import InputError
from huxin.law.dates import SHANGHAI
from huxin.measures.safety.models import Delivery, Message, WeatherOrder, WeatherWarning
from huxin.measures.safety.service import in_force, orders_for, policy_rows, sync, take
from huxin.measures.safety.weather.drafting import intervals
from tests.safety.support import COUNTY, NOW, cancel, cap, sent, warning
from tests.support import key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db


def issue(no: str, *, to: str = "") -> Actor:
    officer = make_officer("handler", department="emergency")
    perform(officer, no, "issue", {"to": to} if to else {}, key=key(), at=NOW)
    return officer


def drafted(*messages: dict[str, Any]) -> str:
    (no,) = take(SYSTEM, sent(*messages), at=NOW).orders
    return no


def test_a_red_typhoon_is_drafted_as_the_table_says_and_law_is_named() -> None:
    no = drafted(warning())
    case = Case.objects.get(no=no)
    assert (case.procedure, case.department, case.county, case.status) == (
        "weather-order", "emergency", COUNTY, "received",
    )  # fmt: skip
    said = view_case(SYSTEM, no).answers
    assert said["measures"] == ["stop", "extend", "no_penalty", "shelter"]
    assert (said["extend_minutes"], said["effective_at"]) == ("60", "2026-08-06T12:15+08:00")
    assert "distance_cap" not in said
    (sheet,) = orders_for(make_officer("handler", department="emergency"), "received")
    assert sheet.order.law == "浙江省气象灾害防御条例 29"


def test_a_message_is_sealed_the_same_by_any_clock() -> None:
    take(SYSTEM, sent(warning()), at=NOW.astimezone(SHANGHAI))
    assert verify().intact


def test_orange_is_the_citys_own_choice() -> None:
    no = drafted(warning(colour="orange"))
    said = view_case(SYSTEM, no).answers
    assert said["measures"] == ["extend", "distance", "in_hand", "no_penalty"]
    assert (said["extend_minutes"], said["distance_cap"], said["in_hand_cap"]) == ("30", "3000", "3")
    issue(no)
    assert in_force(NOW)[0].as_json()["source"] == {"law": None, "own_choice": True}


@pytest.mark.parametrize(
    "changes",
    [{"colour": "blue"}, {"colour": "violet"}, {"eventType": "9999", "headline": "红色预警"}, {"counties": ["110101"]}],
)
def test_what_demands_nothing_is_kept_and_drafts_nothing(changes: dict[str, Any]) -> None:
    assert take(SYSTEM, sent(warning(**changes)), at=NOW).orders == []
    assert Message.objects.count() == 1


def test_an_exercise_is_kept_and_drafts_nothing() -> None:
    taken = take(SYSTEM, cap(status="Exercise"), at=NOW)
    assert taken.without_effect == {"cap-1": "a test or exercise"}
    assert not WeatherWarning.objects.exists()


def test_the_same_warning_again_changes_nothing() -> None:
    drafted(warning())
    again = take(SYSTEM, sent(warning()), at=NOW + timedelta(minutes=1))
    assert (again.new, again.known, again.orders) == ([], ["w-1"], [])
    assert sync(NOW) == []
    assert Case.objects.count() == WeatherOrder.objects.count() == 1


def test_another_text_under_a_known_id_is_refused_and_the_rest_of_the_file_counts() -> None:
    drafted(warning())
    with pytest.raises(InputError):
        take(SYSTEM, sent(warning(colour="blue")), at=NOW)
    assert Message.objects.count() == 1
    taken = take(SYSTEM, sent(warning("w-2", counties=["330302"]), warning(colour="blue")), at=NOW)
    assert (taken.new, [one["id"] for one in taken.warnings]) == (["w-2"], ["w-2", None])
    assert "w-1" in str(taken.warnings[1]["why"])
    assert verify().intact
    again = take(SYSTEM, sent(warning("w-2", counties=["330302"]), warning(colour="blue")), at=NOW)
    assert again.warnings == taken.warnings


def test_one_order_for_each_county() -> None:
    taken = take(SYSTEM, sent(warning(counties=["330300"])), at=NOW)
    assert len(taken.orders) == 12
    assert len(set(Case.objects.values_list("county", flat=True))) == 12


def test_issuing_serves_every_platform_and_each_has_its_own_deadline() -> None:
    first, second = make_company("甲平台"), make_company("乙平台")
    make_company("合作站", kind="partner")
    no = drafted(warning())
    officer = issue(no)
    (sheet,) = orders_for(officer, "in_progress")
    assert {one.name for one in sheet.platforms} == {"甲平台", "乙平台"}
    assert sheet.waiting == 2
    perform(first, no, "acknowledge", {"party": "甲平台"}, key=key(), at=NOW)
    (sheet,) = orders_for(officer, "in_progress")
    assert sheet.waiting == 1
    clocks = [one for one in view_case(officer, no).clocks(NOW.date()).clocks if one.id == "acknowledge"]
    assert {one.party: one.state for one in clocks} == {"甲平台": "met", "乙平台": "running"}
    assert [one.order.no for one in orders_for(second, "in_progress")] == [no]
    assert verify().intact


def test_only_the_platforms_that_the_officer_names() -> None:
    make_company("甲平台")
    make_company("乙平台")
    no = drafted(warning())
    with pytest.raises(InputError):
        issue(no, to="丙平台")
    assert Case.objects.get(no=no).status == "received"
    (sheet,) = orders_for(issue(no, to="乙平台"), "in_progress")
    assert [one.name for one in sheet.platforms] == ["乙平台"]


def test_a_downgrade_ends_the_first_order_and_names_the_newer_one() -> None:
    first = drafted(warning())
    issue(first)
    orange = warning("w-2", "orange", start=2, messageType="update", supersedes=["w-1"])
    (second,) = take(SYSTEM, sent(orange), at=NOW + timedelta(hours=1)).orders
    assert Case.objects.get(no=first).status == "in_progress"  # red binds until orange takes effect
    sync(NOW + timedelta(hours=2))
    ended = view_case(SYSTEM, first).steps[-1]
    assert (ended.act, ended.payload["outcome"], ended.payload["newer_no"]) == ("decide", "superseded", second)
    assert ended.payload["ended_at"] == "2026-08-06T14:00+08:00"


def test_a_cancelled_warning_ends_its_order_and_drops_a_draft() -> None:
    first = drafted(warning())
    issue(first)
    second = drafted(warning("w-2", counties=["330302"]))
    take(SYSTEM, sent(cancel("c-1", "w-1", "w-2", at=1)), at=NOW + timedelta(hours=1))
    assert dict(Case.objects.values_list("no", "status")) == {first: "done", second: "withdrawn"}
    assert in_force(NOW + timedelta(hours=1)) == []


def test_an_order_ends_with_its_warning() -> None:
    no = drafted(warning())
    issue(no)
    assert [one.no for one in in_force(NOW)] == [no]
    sync(NOW + timedelta(hours=6))
    assert view_case(SYSTEM, no).steps[-1].payload["outcome"] == "ended"
    sync(NOW + timedelta(hours=7))
    assert Case.objects.get(no=no).status == "done"


def test_who_may_send_warnings() -> None:
    for actor in (make_worker(), make_company(), make_officer("handler"), Actor("nobody")):
        with pytest.raises(ForbiddenError):
            take(actor, sent(warning()))
    own = make_officer("handler", department="emergency")
    assert take(own, sent(warning()), at=NOW).new == ["w-1"]
    with pytest.raises(ForbiddenError):
        take(own, sent(warning("w-2", counties=["330302"])), at=NOW)


def test_a_changed_message_does_not_pass_the_ledger() -> None:
    drafted(warning())
    assert verify().intact
    Message.objects.update(content=json.dumps(warning(colour="orange")).encode())
    assert not verify().intact


def test_the_table_of_a_county_says_what_is_law() -> None:
    rows = {(one["type"], one["colour"]): one["demand"] for one in policy_rows(COUNTY, NOW.date())}
    laws = {place for place, one in rows.items() if one.law}
    assert laws == {(kind, "red") for kind in ("typhoon", "rainstorm", "snowstorm", "road_ice", "haze")}
    assert rows["heat", "red"].open  # the city has not made it its own


def test_nobody_is_told_who_gave_no_address() -> None:
    make_company()
    issue(drafted(warning()))
    assert not Delivery.objects.exists()


STEPS = st.lists(
    st.tuples(st.sampled_from(["red", "orange", "blue"]), st.integers(0, 8), st.integers(1, 9)),
    min_size=1,
    max_size=4,
)


class TestChains(TestCase):
    """However the messages of a chain come in, the same times bind, never two of a chain at once."""

    @given(steps=STEPS, seed=st.integers(0, 99), taken_back=st.booleans())
    @settings(max_examples=25, deadline=None)
    def test_any_order_of_arrival_leads_to_the_same(self, steps: list[Any], seed: int, taken_back: bool) -> None:
        first, second = (self._chain(name, steps, taken_back) for name in ("a", "b"))
        take(SYSTEM, sent(*first), at=NOW)
        random.Random(seed).shuffle(second)
        for one in second:
            take(SYSTEM, sent(one), at=NOW)
        expected = self._bound("a")
        assert self._bound("b") == expected
        for (_, _, ended), (_, began, _) in itertools.pairwise(expected):
            assert ended <= began

    def _chain(self, name: str, steps: list[Any], taken_back: bool) -> list[dict[str, Any]]:
        found, start = [], 0.0
        for place, (colour, wait, length) in enumerate(steps):
            start += wait
            older = {"messageType": "update", "supersedes": [f"{name}-{place - 1}"]} if place else {}
            found.append(warning(f"{name}-{place}", colour, start=start, end=start + length, **older))
        if taken_back:
            found.append(cancel(f"{name}-c", f"{name}-{len(steps) - 1}", at=start + 0.5))
        return found

    def _bound(self, name: str) -> list[Any]:
        held = [one for one in intervals(NOW) if one.warning.identifier.startswith(name)]
        return sorted(((one.warning.identifier[1:], one.start, one.end) for one in held), key=lambda one: one[1])

"""People of an office come and go: leave with a substitute, cases handed on, cases that somebody left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from huxin.casework.models import Case
from huxin.casework.service import ForbiddenError, hand_on, list_queue, open_count, perform, team
from huxin.core.service import verify
from huxin.identity.service import Account, Actor, absences_of, end_leave, go_away
from huxin.law import InputError
from tests.first_floor.test_desk_pages import desk, text_of
from tests.support import City, key, make_officer

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with time_machine.travel(DAY, tick=False) as traveller:
        yield traveller


def account(actor: Actor) -> Account:
    return Account.objects.get(pk=actor.account_id)


def mine(actor: Actor, queue: str = "mine") -> set[str]:
    return {one.no for one in list_queue(actor, queue).rows}


def accepted(city: City) -> str:
    """A case that the handler has in hand, and has to go on with."""
    no = city.file()
    perform(city.handler, no, "accept", {}, key=key())
    return no


def test_a_substitute_works_on_the_cases_while_the_leave_lasts(clock) -> None:
    city, other = City(), make_officer("handler")
    no = city.file()
    perform(city.handler, no, "assign", {"to": account(city.handler).username}, key=key())
    assert no not in mine(other)
    with pytest.raises(ForbiddenError):
        perform(other, no, "accept", {}, key=key())
    go_away(city.approver, account(city.handler), account(other), MONDAY, FRIDAY)
    assert no in mine(other)
    perform(other, no, "accept", {}, key=key())
    assert Case.objects.get(no=no).handler_id == city.handler.account_id
    clock.move_to(datetime(2026, 3, 7, 4, tzinfo=UTC))
    assert no not in mine(other)
    assert verify().intact


def test_a_leave_ends_before_its_day_and_is_refused_where_it_cannot_be() -> None:
    city, other = City(), make_officer("handler")
    for substitute in (city.handler, make_officer("handler", county="330302"), make_officer("finance")):
        with pytest.raises(InputError):
            go_away(city.approver, account(city.handler), account(substitute), MONDAY, FRIDAY)
    with pytest.raises(InputError):
        go_away(city.approver, account(city.handler), account(other), FRIDAY, MONDAY)
    row = go_away(city.approver, account(city.handler), account(other), MONDAY, FRIDAY)
    third = make_officer("handler")
    with pytest.raises(InputError):  # who is away stands in for nobody
        go_away(city.approver, account(third), account(city.handler), MONDAY, FRIDAY)
    no = accepted(city)
    assert no in mine(other)
    end_leave(city.approver, row)
    assert no not in mine(other)
    assert absences_of([account(city.handler).pk]) == {}


def test_cases_are_handed_on_one_by_one_by_who_approves_or_has_them() -> None:
    city, other = City(), make_officer("handler")
    first, second = accepted(city), city.file(from_month="2024-01", to_month="2024-02")
    with pytest.raises(ForbiddenError):
        hand_on(other, account(city.handler), [first], account(other).username, key=key())
    done = hand_on(city.approver, account(city.handler), [first, second], account(other).username, key=key())
    assert [(one.no, one.why) for one in done] == [(first, None)]  # the other case is nobody's yet
    assert Case.objects.get(no=first).handler_id == other.account_id
    assert (open_count(city.handler.pk), open_count(other.pk)) == (0, 1)


@pytest.mark.parametrize("change", [{"is_active": False}, {"department": "market"}, {"county": "330302"}])
def test_what_somebody_left_behind_is_nobodys_and_can_be_taken(change: dict[str, object]) -> None:
    city, other = City(), make_officer("handler")
    no = accepted(city)
    assert no not in mine(other, "unassigned")
    Account.objects.filter(pk=city.handler.account_id).update(**change)
    assert no in mine(other, "unassigned")
    assert no not in mine(other)
    left = next(one for one in team(city.approver) if one.account.pk == city.handler.account_id)
    assert (left.open, left.left) == (1, True)
    perform(other, no, "assign", {"to": account(other).username}, key=key())
    assert no in mine(other)


def test_the_pages_press_leave_its_end_and_the_handing_on() -> None:
    city, other = City(), make_officer("handler")
    no = accepted(city)
    client, name = desk(city.approver), account(city.handler).username
    assert account(city.handler).label in text_of(client.get("/agency/team/"))
    where = f"/agency/team/{name}/"
    assert no in text_of(client.get(where))
    days = {"since": "2026-03-02", "until": "2026-03-06", "substitute": account(other).username, "do": "leave"}
    assert client.post(where, days | {"until": "2026-03-01"}).status_code == 400
    assert client.post(where, days | {"substitute": ""}).status_code == 400
    assert "请假记下了" in text_of(client.post(where, days, follow=True))
    assert "请假结束了" in text_of(client.post(where, {"do": "back"}, follow=True))
    sent = {"do": "hand_on", "case": [no], "to": account(other).username, "key": key()}
    assert "办了 1 件" in text_of(client.post(where, sent))
    assert Case.objects.get(no=no).handler_id == other.account_id
    assert desk(other).post(where, days).status_code == 403
    assert desk(make_officer("finance")).get("/agency/team/").status_code == 403
    assert desk(make_officer("handler", county="330302")).get(where).status_code == 404
    admin = desk(make_officer("security_admin", county=""))
    assert "1 件没办完" in text_of(admin.get(f"/agency/accounts/{account(other).username}/"))

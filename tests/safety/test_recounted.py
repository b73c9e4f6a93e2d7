"""Days that are counted again as late orders come in: whoever kept every page that was ever shown learns of nobody."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest

from huxin.casework.service import city_pack
from huxin.measures.governance.figures import adding
from huxin.measures.governance.figures.adding import Added
from huxin.measures.governance.models import ELSEWHERE
from huxin.measures.governance.service import add_up, overview
from huxin.supervision.day_sum import BUCKETS, DaySum
from huxin.supervision.tests.support import order, write

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 15)
Worked = dict[str, dict[str, int]]
"""Orders of each worker in each place of a day."""
Shown = dict[str, int]


def at_first(draw: random.Random) -> Worked:
    found: Worked = {}
    for place in (*list(city_pack().divisions)[:6], ELSEWHERE):
        size = draw.choice((0, 2, 9, 10, 11, 25))
        if size:
            found[place] = {f"{place}-{one}": 1 + one % 4 for one in range(size)}
    return found


def late(worked: Worked, draw: random.Random) -> Worked:
    """The same day once more orders came in, or were taken back: of one worker, of some, of many, or of none."""
    found = {place: dict(who) for place, who in worked.items()}
    for place in draw.sample([*list(city_pack().divisions)[:6], ELSEWHERE], draw.choice((0, 1, 1, 2, 5))):
        who = found.setdefault(place, {})
        for _ in range(draw.choice((1, 1, 3, 9, 10, 30))):
            name = f"{place}-{draw.randrange(60)}"
            if draw.random() < 0.3 and name in who:
                del who[name]
            else:
                who[name] = who.get(name, 0) + 1
    return {place: who for place, who in found.items() if who}


def sums(worked: Worked) -> list[DaySum]:
    """What the counting of order records gives of it."""
    whole: dict[str, int] = defaultdict(int)
    for who in worked.values():
        for name, number in who.items():
            whole[name] += number
    found = []
    for place, who in {**worked, **({"": whole} if whole else {})}.items():
        marks = [0] * BUCKETS
        for name, number in who.items():
            told, said = sha256(name.encode()).digest(), sha256(f"{name} {number}".encode()).digest()
            bucket = int.from_bytes(told[:4]) % BUCKETS
            marks[bucket] = (marks[bucket] + int.from_bytes(said[:2])) % 65536
        orders = sum(who.values())
        found.append(DaySum(DAY, place, orders, len(who), 60 * orders, tuple(marks)))
    return found


def shown() -> Shown:
    return {one.county: one.orders for one in overview(DAY, DAY).cells if one.orders is not None}


@pytest.mark.parametrize("seed", range(8))
def test_versions_of_a_day_subtracted_concern_enough_people(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw, least = random.Random(seed), overview(DAY, DAY).least
    worked = at_first(draw)
    pages: list[tuple[Worked, Shown]] = []
    held = 0
    for _ in range(10):
        monkeypatch.setattr("huxin.supervision.figures.day_sums", lambda *_, worked=worked, **__: sums(worked))
        done = adding.add_up("", DAY, DAY)
        held += done.held
        page = shown()
        if not done.held:
            pages.append((worked, page))
        elif pages:
            assert page == pages[-1][1]  # what stood stays as it was
        worked = late(worked, draw)
    assert pages
    for (before, first), (after, second) in combinations(pages, 2):
        for place in first.keys() & second.keys() - {""}:
            assert _differ(before, after, {place}) not in range(1, least), place
        rest = ({*before, *after} - first.keys()) | ({*before, *after} - second.keys())
        if "" in first and "" in second:
            assert _differ(before, after, rest) not in range(1, least)
        opened = second.keys() - first.keys() - {""}
        assert not opened & (before.keys() - first.keys()), "what was left out is shown"


def _differ(before: Worked, after: Worked, places: set[str]) -> int:
    """How many people worked otherwise in these places."""
    old = {(place, name, number) for place in places for name, number in before.get(place, {}).items()}
    new = {(place, name, number) for place in places for name, number in after.get(place, {}).items()}
    return len({name for _, name, _ in old ^ new})


def test_a_late_order_of_one_worker_waits_for_others(tmp_path: Path) -> None:
    def day(number: int, orders: int = 1) -> str:
        rows = [order("07-15 10:00", "07-15 11:00", county="330302", worker_id=f"w{one}") for one in range(number)]
        more = [order("07-15 12:00", "07-15 13:00", county="330302", worker_id="w0") for _ in range(orders - 1)]
        return write(tmp_path / f"{number}-{orders}.parquet", rows + more)

    assert add_up(day(40), DAY, DAY) == Added(2, 0)
    assert add_up(day(40), DAY, DAY) == Added(2, 0)  # the same again
    for few in (day(40, 2), day(41), day(39), day(49)):
        assert add_up(few, DAY, DAY) == Added(0, 1)
        assert shown() == {"": 40, "330302": 40}
    assert add_up(day(60), DAY, DAY) == Added(2, 0)
    assert shown() == {"": 60, "330302": 60}
    assert add_up(day(41), DAY, DAY) == Added(0, 1)  # against the first page it is one person
    assert add_up(day(60), DAY - timedelta(days=1), DAY + timedelta(days=1)) == Added(2, 0)

"""A worker's own week 我的一周: order time and pay of seven days over all platforms, beside what the law says.

Only the person reads this sum.  Time is counted as the detectors count it: of overlapping orders each minute once, an
order without an end or longer than is plausible not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from huxin.casework.service import OwnTable, city_pack, today
from huxin.feeds.service import Shift, shifts_of
from huxin.identity.service import Actor
from huxin.law.dates import SHANGHAI, day_of
from huxin.people.service import Person, details_of, yuan
from huxin.supervision.rules import DetectorRules

DAYS: Final = 7
EARLIEST: Final = date(2000, 1, 1)
"""No week before it is looked for."""
TAKEN: Final = 91
"""Days of a record that is taken away: thirteen weeks."""
_HOUR: Final = timedelta(hours=1)
_INSTANT: Final = timedelta(milliseconds=1)
_Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class LegalLine:
    """What the law says of a number on a day: ``clause`` cited; ``doubtful``: the pack does not call it certain."""

    value: int
    clause: str
    doubtful: bool = False


@dataclass(frozen=True)
class OwnDay:
    """One local day.  ``reported`` False: nobody's records of it are here, which is not a day without work.

    ``minutes``: order time; ``over``: of the trades that the daily line is for it is more than the line;
    ``longest``: minutes of the longest stretch that began on the day; ``hourly_fen``: pay less deductions, tips aside,
    for an hour of order time, None where no order says its pay; ``floor``: the least of the county of the first order.
    """

    day: date
    reported: bool
    minutes: int
    over: bool
    longest: int
    companies: int
    pay_fen: int | None
    hourly_fen: int | None
    floor: LegalLine | None

    @property
    def hours(self) -> str:
        """``7:05``."""
        return f"{self.minutes // 60}:{self.minutes % 60:02}"


@dataclass(frozen=True)
class OwnWeek:
    """Some days, the oldest first.  ``daily``: minutes of a day, None for trades that no line is for.

    ``stretch`` and ``pause``: minutes of the longest stretch without so long a break.
    """

    days: tuple[OwnDay, ...]
    daily: LegalLine | None
    stretch: LegalLine | None
    pause: LegalLine | None

    @property
    def last(self) -> date:
        """Its last day."""
        return self.days[-1].day

    @property
    def reported(self) -> bool:
        """Whether anybody's records of these days are here."""
        return any(one.reported for one in self.days)

    @property
    def worked(self) -> bool:
        """Whether there are orders of the person."""
        return any(one.minutes for one in self.days)


def week_of(number: str, last: date) -> OwnWeek:
    """The seven days up to ``last`` of whoever has this identity number."""
    return _span(number, last - timedelta(days=DAYS - 1), last)


def own_hours(actor: Actor) -> list[dict[str, Any]]:
    """The days of the last ``TAKEN`` that somebody reported, for the record that the person takes away."""
    number = details_of(Person.objects.select_related("data_key").get(id=actor.own_person)).id_number
    found = _span(number, today() - timedelta(days=TAKEN - 1), today())
    return [
        {
            "day": one.day, "minutes": one.minutes, "companies": one.companies, "pay": _yuan(one.pay_fen),
            "hourly": _yuan(one.hourly_fen), "longest": one.longest,
        }
        for one in found.days
        if one.reported or one.minutes
    ]  # fmt: skip


def _yuan(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)


def _span(number: str, first: date, last: date) -> OwnWeek:
    found, reported = shifts_of(number, first, last)
    rules = DetectorRules(city_pack())
    timed = [one for one in found if _plausible(one, rules)]
    trades = {one.trade for one in timed}
    daily = _line(rules, "work.daily_minutes", "work.daily_basis", trades, last)
    stretch = _line(rules, "work.continuous_minutes", "work.continuous_basis", trades, last)
    pause = _line(rules, "work.break_minutes", "work.continuous_basis", trades, last)
    every = (first + timedelta(days=count) for count in range((last - first).days + 1))
    days = tuple(_day(day, timed, rules, daily, pause, reported) for day in every)
    return OwnWeek(days, daily, stretch, pause)


def _plausible(one: Shift, rules: DetectorRules) -> bool:
    longest = rules.cell("feed.max_order_minutes", day_of(one.began_at), one.trade)
    if longest is None or one.ended_at is None:
        return False
    return timedelta(0) <= one.ended_at - one.began_at <= timedelta(minutes=int(longest[0]))


def _line(rules: DetectorRules, number: str, basis: str, trades: Iterable[str], day: date) -> LegalLine | None:
    """The number with the clause for the first of the trades that the basis names."""
    found = rules.cell(number, day)
    sources = (rules.cell(basis, day, one) for one in sorted(trades))
    source = next((one for one in sources if one is not None), None)
    if found is None or source is None:
        return None
    return LegalLine(int(found[0]), city_pack().cite(str(source[0])), bool(found[1] or source[1]))


def _day(
    day: date,
    timed: Sequence[Shift],
    rules: DetectorRules,
    daily: LegalLine | None,
    pause: LegalLine | None,
    reported: set[date],
) -> OwnDay:
    begin = datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
    end = begin + timedelta(days=1)
    touching = [one for one in timed if one.began_at < end and (one.ended_at or end) > begin]
    ruled = [one for one in touching if rules.cell("work.daily_basis", day, one.trade) is not None]
    paid = [one for one in timed if begin <= one.began_at < end and one.pay_fen is not None]
    pay = sum((one.pay_fen or 0) - one.penalty_fen for one in paid) if paid else None
    floor = rules.cell("pay.hourly_floor", day, paid[0].county) if paid else None
    source = rules.cell("pay.floor_basis", day, paid[0].trade) if paid else None
    return OwnDay(
        day=day,
        reported=day in reported,
        minutes=_minutes(touching, begin, end),
        over=daily is not None and _minutes(ruled, begin, end) > daily.value,
        longest=_longest(timed, begin, end, pause.value) if pause is not None else 0,
        companies=len({one.company for one in touching}),
        pay_fen=pay,
        hourly_fen=_hourly(paid, pay),
        floor=None
        if floor is None or source is None
        else LegalLine(int(floor[0]), city_pack().cite(str(source[0])), bool(floor[1])),
    )


def _spans(shifts: Iterable[Shift]) -> list[_Span]:
    return sorted((one.began_at, one.ended_at) for one in shifts if one.ended_at is not None)


def _union(spans: Iterable[_Span]) -> timedelta:
    """How long at least one of the spans lasts; they come by their begin."""
    whole, free = timedelta(0), datetime.min.replace(tzinfo=UTC)
    for begin, end in spans:
        whole += max(timedelta(0), end - max(begin, free))
        free = max(free, end)
    return whole


def _minutes(shifts: Iterable[Shift], begin: datetime, end: datetime) -> int:
    """Whole minutes of order time between two instants."""
    inside = ((max(one, begin), min(other, end)) for one, other in _spans(shifts))
    return _union(inside) // timedelta(minutes=1)


def _longest(shifts: Iterable[Shift], begin: datetime, end: datetime, pause: int) -> int:
    """Minutes of the longest chain without a break of ``pause`` minutes that begins between two instants."""
    longest, opened, free = timedelta(0), None, datetime.min.replace(tzinfo=UTC)
    for since, until in _spans(shifts):
        if opened is None or since - free >= timedelta(minutes=pause):
            opened = since
        free = max(free, until)
        if begin <= opened < end:
            longest = max(longest, free - opened)
    return longest // timedelta(minutes=1)


def _hourly(paid: Sequence[Shift], pay: int | None) -> int | None:
    """Fen for an hour of order time, rounded down; a company's overlapping orders count once, as for the floor."""
    firms = {one.company for one in paid}
    worked = sum((_union(_spans(one for one in paid if one.company == firm)) for firm in firms), timedelta(0))
    if pay is None or worked < timedelta(minutes=1):
        return None
    return pay * (_HOUR // _INSTANT) // (worked // _INSTANT)


TABLE: Final = OwnTable(
    "hours",
    {"zh": "近十三周的接单时间和报酬", "en": "Order time and pay of thirteen weeks"},
    (
        ("day", {"zh": "日期", "en": "Day"}),
        ("minutes", {"zh": "接单分钟", "en": "Minutes"}),
        ("longest", {"zh": "最长连着干（分钟）", "en": "Longest stretch"}),
        ("companies", {"zh": "平台数", "en": "Companies"}),
        ("pay", {"zh": "报酬（元）", "en": "Pay, yuan"}),
        ("hourly", {"zh": "元/小时", "en": "Yuan/hour"}),
    ),
    own_hours,
    look="worker:hours",
    slow=True,
)

"""Working days of the People's Republic 工作日: weekdays, less the holidays, plus the make-up workdays 调休上班.

The days come from the pack, one file per year.  A year without a file is not guessed at: weekends and the holidays
that law fixes to a day (放假办法 2), and whoever asks can see from ``known`` that the answer is provisional (the State
Council has not published that year's arrangement).  So are the last days of a year while the next one's is not
published: a holiday around New Year moves working days of December too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from huxin.law.pack.model import CalendarYear

DAY: Final = timedelta(days=1)
HOLIDAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "new_year": {"zh": "元旦", "en": "New Year's Day"},
    "spring_festival": {"zh": "春节", "en": "Spring Festival"},
    "qingming": {"zh": "清明节", "en": "Qingming"},
    "labour_day": {"zh": "劳动节", "en": "Labour Day"},
    "dragon_boat": {"zh": "端午节", "en": "Dragon Boat Festival"},
    "mid_autumn": {"zh": "中秋节", "en": "Mid-Autumn Festival"},
    "national_day": {"zh": "国庆节", "en": "National Day"},
}
"""Names of the holidays, by the keys that a calendar file uses."""


@dataclass(frozen=True)
class Calendar:
    """The working days of the years that the pack holds."""

    years: Mapping[int, CalendarYear]
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Key of the holiday by ``MM-DD``, for years that nobody has published."""
    next_notice_days: int = 0
    """The last days of a year whose working days the notice for the next year may still move."""

    @cached_property
    def _holidays(self) -> dict[date, str]:
        return {day: name for year in self.years.values() for name, days in year.holidays.items() for day in days}

    @cached_property
    def _makeup(self) -> frozenset[date]:
        return frozenset(day for year in self.years.values() for day in year.workdays)

    def known(self, day: date) -> bool:
        """Whether the arrangement that decides about a day is published and in the pack."""
        left = (date(day.year, 12, 31) - day).days
        return day.year in self.years and (left >= self.next_notice_days or day.year + 1 in self.years)

    def known_between(self, after: date, through: date) -> bool:
        """Whether every day in (after, through] is known."""
        first = after + DAY if after < through else through
        return self.known(through) and all(year in self.years for year in range(first.year, through.year))

    def holiday(self, day: date) -> str | None:
        """The key of the holiday (``spring_festival``) that a day belongs to."""
        found = self._holidays.get(day)
        return found if found is not None or day.year in self.years else self.fixed.get(f"{day:%m-%d}")

    def is_makeup(self, day: date) -> bool:
        """Whether people work on this weekend day to make up for a holiday."""
        return day in self._makeup

    def is_workday(self, day: date) -> bool:
        """Whether offices work; in an unknown year every Monday to Friday that law does not fix as a holiday."""
        return day in self._makeup or (day.weekday() < 5 and self.holiday(day) is None)

    def next_workday(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add_workdays(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``, which is day zero; ``count`` 0 gives the start day itself."""
        day = start
        while count > 0:
            day += DAY
            count -= self.is_workday(day)
        return day

    def workdays_between(self, after: date, through: date) -> int:
        """Working days in (after, through]; negative when ``through`` lies before ``after``."""
        if through < after:
            return -self.workdays_between(through, after)
        return sum(self.is_workday(day) for day in days(after, through))


def days(after: date, through: date) -> Iterator[date]:
    """Each day after ``after`` up to and with ``through``."""
    while after < through:
        after += DAY
        yield after

"""Calendar and rounding on whole numbers.

The text of these functions goes into every kernel that calls them, so each stands alone: plain arithmetic, calls to
its neighbours, nothing else.  A day is its proleptic number (``date.toordinal``), a month ``year * 12 + month - 1``.
The year starts in March here: the leap day is then the last day of a year and needs no case of its own.
"""

from __future__ import annotations


def month_of(day: int) -> int:
    """The month that a day lies in."""
    shifted = day + 305
    era = shifted // 146097
    day_of_era = shifted - era * 146097
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    return (era * 400 + year) * 12 + (5 * day_of_year + 2) // 153 + 2


def first_day(month: int) -> int:
    """The first day of a month."""
    since_march = month - 2
    year = since_march // 12
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (since_march - year * 12) + 2) // 5
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 305


def last_day(month: int) -> int:
    """The last day of a month."""
    return first_day(month + 1) - 1


def add_months(day: int, count: int) -> int:
    """The same day of the month so many months on, or the end of a shorter month."""
    month = month_of(day)
    return min(last_day(month + count), first_day(month + count) + day - first_day(month))


def years_completed(start: int, end: int) -> int:
    """Full years between two days."""
    first, last = month_of(start), month_of(end)
    early = (last % 12, end - first_day(last)) < (first % 12, start - first_day(first))
    return last // 12 - first // 12 - (1 if early else 0)


def round_half_up(count: int, den: int) -> int:
    """``count / den`` to the nearest whole number, halves away from zero."""
    return (2 * count + den) // (2 * den) if count >= 0 else -((den - 2 * count) // (2 * den))


def round_half_even(count: int, den: int) -> int:
    """``count / den`` to the nearest whole number, halves to the even one."""
    down = count // den
    twice = 2 * (count - down * den)
    return down + (1 if twice > den or (twice == den and down % 2 == 1) else 0)


def round_up(count: int, den: int) -> int:
    """The least whole number that is not below ``count / den``."""
    return -((-count) // den)


def round_down(count: int, den: int) -> int:
    """``count / den`` cut off towards zero."""
    return count // den if count >= 0 else -((-count) // den)


def gap(undecided: list[bool], person: int) -> int:
    """Stands where a parameter has no value: marks the person as one that the law does not decide."""
    undecided[person] = True
    return 0

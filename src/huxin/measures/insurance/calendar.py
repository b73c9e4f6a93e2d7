"""A worker's calendar of cover: each day with or without cover, and where they worked without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Q

from huxin.casework.service import Leaf, capped, leaf
from huxin.core.service import index_of
from huxin.measures.insurance.gaps import gaps
from huxin.people.service import Cover

State = Literal["covered", "gap", "none"]


@dataclass(frozen=True)
class CoverDay:
    """One day.  ``gap``: there was work without cover; ``none``: no cover and no work that is known."""

    day: date
    state: State
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Month:
    """A month of days; ``fed`` False: no order records, so a gap cannot be seen."""

    first: date
    days: tuple[CoverDay, ...]
    fed: bool


def month_of_cover(person: UUID, first: date) -> Month:
    """The days of the month that begins on ``first``."""
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    found = gaps(first, last, person=person)
    open_days: dict[date, set[str]] = {}
    for gap in found.gaps:
        open_days.setdefault(gap.day, set()).add(gap.platform)
    held = list(Cover.objects.filter(person_id=person, cover_from__lte=last))
    days = []
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        on = {one.platform for one in held if one.cover_from <= day and (one.cover_to is None or day <= one.cover_to)}
        state: State = "gap" if day in open_days else "covered" if on else "none"
        days.append(CoverDay(day, state, tuple(sorted(open_days.get(day, on)))))
    return Month(first, tuple(days), found.fed)


def covers_of(person: UUID) -> list[Cover]:
    """A person's records of cover, newest first."""
    return list(Cover.objects.filter(person_id=person).select_related("company").order_by("-cover_from"))


def company_covers(company: str, *, number: str = "", platform: str = "", after: str = "") -> Leaf[Cover]:
    """Who is insured by a company, one page, the latest first day first.

    ``number``: only the person of that identity number; ``platform``: only the people of that platform.
    """
    rows = Cover.objects.filter(company_id=company).select_related("person__data_key")
    if number:
        rows = rows.filter(person__index=index_of(number.upper()))
    if platform:
        rows = rows.filter(platform=platform)
    return leaf(rows, "cover_from", date.fromisoformat, after)


def cover_count(company: str, on: date) -> int:
    """How many records of cover hold on a day; it stops where lists stop counting."""
    return capped(
        Cover.objects.filter(Q(cover_to__isnull=True) | Q(cover_to__gte=on), company_id=company, cover_from__lte=on)
    )

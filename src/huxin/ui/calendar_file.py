"""Days and times for a calendar: a file (RFC 5545) that any calendar takes in, times of the day in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.http import HttpResponse

_LINE: Final = 75
"""Octets of a line at most; a longer one goes on after a blank."""


@dataclass(frozen=True)
class CalendarEntry:
    """One day, or with ``starts`` a time of it.  ``key``: the same for the same next time, so that the calendar brings
    it up to date; ``turn`` counts the times that it was set anew."""

    key: str
    day: date
    title: str
    more: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    place: str = ""
    turn: int = 0


def calendar_answer(entries: Iterable[CalendarEntry], name: str, now: datetime) -> HttpResponse:
    """The file to keep; each entry reminds the day before."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(calendar_file(entries, now), content_type="text/calendar; charset=utf-8", headers=headers)


def calendar_file(entries: Iterable[CalendarEntry], now: datetime) -> str:
    """The text of the file.  ``now``: when it is made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Huxin//Huxin//ZH", *_events(entries, now), "END:VCALENDAR"]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _events(entries: Iterable[CalendarEntry], now: datetime) -> Iterator[str]:
    stamp = _moment(now)
    for one in entries:
        yield "BEGIN:VEVENT"
        yield f"UID:{_text(one.key)}@huxin"
        yield f"DTSTAMP:{stamp}"
        yield f"SEQUENCE:{one.turn}"
        if one.starts is None:
            yield f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}"
            yield f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}"
        else:
            yield f"DTSTART:{_moment(one.starts)}"
        if one.ends is not None:
            yield f"DTEND:{_moment(one.ends)}"
        yield f"SUMMARY:{_text(one.title)}"
        if one.place:
            yield f"LOCATION:{_text(one.place)}"
        if one.more:
            yield f"DESCRIPTION:{_text(one.more)}"
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(one.title)}", "TRIGGER:-P1D", "END:VALARM")
        yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, never within a character."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > _LINE:
            yield part
            part = " "
        part += sign
    yield part

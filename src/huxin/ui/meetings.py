"""Hearings and talks on the pages of a case, for whoever is called to them, and as a file for their calendar."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone

from huxin.casework.service import Dossier, Meeting, coming, meetings
from huxin.law.dates import SHANGHAI
from huxin.ui.calendar_file import CalendarEntry, calendar_answer
from huxin.ui.formatting import day_text
from huxin.ui.templatetags.words import say


@dataclass(frozen=True)
class Shown:
    """A meeting in words.  ``times``: of the day, on the city's clock."""

    label: str
    day: str
    times: str
    place: str
    people: str


def coming_shown(dossier: Dossier) -> list[Shown]:
    """The meetings whose day has not passed."""
    return [shown_meeting(dossier, one) for one in coming(dossier)]


def shown_meeting(dossier: Dossier, one: Meeting) -> Shown:
    """One of them."""
    return Shown(meeting_label(dossier, one), day_text(one.day), times(one), one.place, one.people)


def meeting_label(dossier: Dossier, one: Meeting) -> str:
    """What it is called: a hearing, a talk."""
    asks = dossier.procedure.acts[one.act].appointment
    return say(asks.label) if asks is not None else ""


def times(one: Meeting) -> str:
    """From when, and until when where that was said."""
    begins = f"{one.starts.astimezone(SHANGHAI):%H:%M}"
    return f"{begins}–{one.ends.astimezone(SHANGHAI):%H:%M}" if one.ends is not None else begins


def meeting_entry(dossier: Dossier, one: Meeting) -> CalendarEntry:
    """The same for a calendar: place and number of the case, and no name of a side."""
    title = f"{meeting_label(dossier, one)}：{say(dossier.procedure.label)}"
    held = sum(other.act == one.act and other.seq < one.seq for other in meetings(dossier))
    key = f"{dossier.case.no}-{one.act}-{held + 1}"  # what was set anew stands no more, what was held does
    return CalendarEntry(key, one.day, title, dossier.case.no, one.starts, one.ends, one.place, one.seq)


def calendar_of(dossier: Dossier) -> HttpResponse:
    """The meetings of a case that stand, for the calendar of whoever reads it."""
    entries = [meeting_entry(dossier, one) for one in meetings(dossier)]
    return calendar_answer(entries, f"huxin-{dossier.case.no}", timezone.now())

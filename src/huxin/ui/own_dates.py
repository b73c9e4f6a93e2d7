"""我的日子: a person's own dates across all of their cases, those first that end first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huxin.casework.service import DisposedError, city_pack, coming, my_cases, view_case
from huxin.identity.service import Actor
from huxin.ui.calendar_file import CalendarEntry
from huxin.ui.meetings import meeting_entry, shown_meeting
from huxin.ui.templatetags.words import say
from huxin.ui.turn import my_dates


@dataclass(frozen=True)
class OwnDate:
    """A day by which the person has to do something in a case, and how it was counted."""

    no: str
    case: str
    label: str
    due: date
    lines: Sequence[str]
    proposed: bool = False
    entry: CalendarEntry | None = None
    """What the calendar takes of a hearing or a talk."""


def own_dates(actor: Actor) -> list[OwnDate]:
    """Every date that runs for this person."""
    found = []
    for case in my_cases(actor):
        name = say(city_pack().procedures[case.procedure].label)
        try:
            dossier = view_case(actor, case.no)
            mine = my_dates(dossier)
            called = [(shown_meeting(dossier, one), one.day, meeting_entry(dossier, one)) for one in coming(dossier)]
        except DisposedError:  # its papers are gone, and no day runs
            continue
        found += [OwnDate(case.no, name, one.label, one.due, one.lines, one.proposed) for one in mine]
        found += [
            OwnDate(case.no, name, f"{one.label} {one.times}", day, (), entry=entry) for one, day, entry in called
        ]
    return sorted(found, key=lambda one: (one.due, one.no))


def entries(dates: Sequence[OwnDate]) -> list[CalendarEntry]:
    """The same for a calendar; a name of a case and no name of a person."""
    return [
        one.entry
        or CalendarEntry(f"{one.no}-{one.label}", one.due, f"{one.case}：{one.label}", "\n".join([one.no, *one.lines]))
        for one in dates
    ]

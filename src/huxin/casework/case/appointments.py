"""约定的时间: hearings, talks and interviews to which acts of a case call people, and what they keep: a room, people.

A fold of the acts; the rows repeat it for the week of an office.  Nobody is booked twice: not a room, not whoever
carries or hears the case, not a person who is a side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.parties import parties_of
from huxin.casework.case.queries import visible_cases
from huxin.casework.case.visibility import plain
from huxin.casework.law.city import number_of_city
from huxin.casework.models import Appointment, Case, Reminder
from huxin.core.service import index_of
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.clocks import ClockState
from huxin.law.dates import SHANGHAI, day_of
from huxin.law.procedures import Act, holds
from huxin.law.procedures.model import OPEN
from huxin.law.procedures.model import Appointment as Asked

APPOINTMENT: Final = "appointment:"
"""Before the number of an act where its day stands for a deadline to be reminded of."""
WEEK: Final = timedelta(days=7)
_BETWEEN: Final = re.compile(r"[、，,；;/\s]|和|及")
_MINUTES: Final = "appointment.minutes"


@dataclass(frozen=True)
class Meeting:
    """What an act calls people to.  ``ends``: as it was said, else None; ``to``: whom an invitation names."""

    seq: int
    act: str
    starts: datetime
    ends: datetime | None
    place: str
    people: str
    to: str

    @property
    def day(self) -> date:
        return day_of(self.starts)


@dataclass(frozen=True)
class Booked:
    """A meeting in the week of an office.  ``clash``: something of it is booked elsewhere at the same time."""

    case: Case
    seq: int
    clash: bool


def meetings(dossier: Dossier) -> list[Meeting]:
    """The meetings of a case that stand and that its viewer may know of, in the order of their times."""
    known = {step.seq for step in dossier.steps}
    return sorted((one for one in _standing(dossier) if one.seq in known), key=lambda one: one.starts)


def coming(dossier: Dossier) -> list[Meeting]:
    """Those whose day has not passed."""
    return [one for one in meetings(dossier) if one.day >= day_of(timezone.now())]


def _standing(dossier: Dossier) -> list[Meeting]:
    """A later call to the same takes the place of one that lies ahead; the end of the case ends what lies ahead."""
    found = list[Meeting]()
    raw = dossier.unhidden
    for step in raw.steps:
        spec = raw.procedure.acts.get(step.act)
        if spec is None:
            continue
        meeting = _meeting(spec, step)
        if meeting is not None:
            found = [one for one in found if one.act != step.act or one.starts <= step.at] + [meeting]
        elif _ends(spec, step):
            found = [one for one in found if one.starts <= step.at]
    return found


def _ends(spec: Act, step: Step) -> bool:
    to = spec.to if isinstance(spec.to, str) or spec.to is None else spec.to.get(str(step.payload.get("outcome")))
    return to is not None and to not in OPEN


def _meeting(spec: Act, step: Step) -> Meeting | None:
    """What an act calls to; None for another act, and for one from before it asked for day and time."""
    asks, said = spec.appointment, step.payload
    if asks is None or not said.get(asks.day) or not said.get(asks.time):
        return None
    day = date.fromisoformat(str(said[asks.day]))
    until = said.get(asks.until) if asks.until is not None else None
    return Meeting(
        step.seq,
        step.act,
        _at(day, str(said[asks.time])),
        _at(day, str(until)) if until else None,
        str(said.get(asks.place or "") or ""),
        str(said.get(asks.people or "") or ""),
        str(said.get("to") or ""),
    )


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)


def book(dossier: Dossier, step: Step) -> None:
    """Keep the rows as the acts say, in the transaction of the act.

    Raises InputError for a day that has passed, for an end before the beginning, and where the room or somebody is
    booked for that time: whoever asks at the same moment waits for the head of the sealed log, and the first has it.
    """
    spec = dossier.procedure.acts[step.act]
    if spec.appointment is None and not _ends(spec, step):
        return
    case, found = dossier.case, _standing(dossier)
    new = next((one for one in found if one.seq == step.seq), None)
    rows = Appointment.objects.filter(case=case)
    rows.exclude(act_seq__in=[one.seq for one in found]).delete()
    told = Reminder.objects.filter(case=case, clock__startswith=APPOINTMENT)
    old = told.exclude(clock__in=[f"{APPOINTMENT}{one.seq}" for one in found])
    old.filter(sent_at__isnull=True).delete()
    old.filter(seen_at__isnull=True).update(seen_at=timezone.now())
    asks = spec.appointment
    if new is None or asks is None:
        return
    kept = dict(_kept(dossier, asks, step, new))
    row = Appointment(case=case, act_seq=new.seq, starts_at=new.starts, ends_at=_until(new), holds=sorted(kept))
    _check_times(asks, step, new)
    if new.starts > timezone.now():
        _check_free(asks, row, kept)
    row.save(force_insert=True)


def _until(one: Meeting) -> datetime:
    """Until when room and people are kept: as it was said, else as long as the city says."""
    return one.ends or one.starts + timedelta(minutes=int(number_of_city(_MINUTES, one.day) or 0))


def _kept(dossier: Dossier, asks: Asked, step: Step, one: Meeting) -> Iterator[tuple[str, str]]:
    """(keyed digest, question in which it was said) of the room and of each person that a meeting keeps."""
    case = dossier.case
    office = f"{case.department}/{case.county}"
    room = asks.room if isinstance(asks.room, bool) else holds(asks.room, step.payload)
    if room and one.place:
        yield index_of(f"appointment/room/{office}/{plain(one.place)}"), asks.place or ""
    for name in _BETWEEN.split(one.people):
        if len(name) > 1:
            yield index_of(f"appointment/officer/{office}/{plain(name)}"), asks.people or ""
    for person in (case.applicant, *(one.person for one in parties_of(case))):
        if person.kind == "natural":
            yield index_of(f"appointment/side/{person.id}"), asks.time


def _check_times(asks: Asked, step: Step, one: Meeting) -> None:
    if one.day < day_of(step.at):
        hint = _("这一天已经过了，约今天或者以后的日子。")
        raise InputError("past", f"payload.{asks.day}", str(step.payload[asks.day]), "today or a day to come", hint)
    if one.ends is not None and one.ends <= one.starts:
        hint = _("结束要晚于开始。")
        raise InputError("before_the_start", f"payload.{asks.until}", str(step.payload.get(asks.until or "")),
                         f"later than {step.payload[asks.time]}", hint)  # fmt: skip


def _check_free(asks: Asked, row: Appointment, kept: dict[str, str]) -> None:
    """Nothing of it is booked for that time.  Raises InputError, with the question in which it was said."""
    for other in _beside(row):
        shared = [name for digest, name in kept.items() if digest in other.holds]
        if row.case.handler_id is not None and other.case.handler_id == row.case.handler_id:
            shared.append("")
        if not shared:
            continue
        words = {
            asks.place: _("这个房间 %(when)s 已经排了别的办件，换房间或者换时间。"),
            asks.people: _("名单里有人 %(when)s 已经排了别的办件，换人或者换时间。"),
            asks.time: _("有一方 %(when)s 已经约了别的办件，换个时间。"),
            "": _("承办人 %(when)s 已经约了别的办件，换个时间。"),
        }
        name = shared[0]
        begins, ends = (one.astimezone(SHANGHAI) for one in (other.starts_at, other.ends_at))
        hint = words[name] % {"when": f"{begins:%Y-%m-%d %H:%M}–{ends:%H:%M}"}
        raise InputError("booked", f"payload.{name or asks.time}", f"{row.starts_at:%H:%M}", "a free time", hint)


def _beside(row: Appointment) -> list[Appointment]:
    """The appointments of other cases of whatever office that touch the time of one."""
    found = Appointment.objects.filter(starts_at__lt=row.ends_at, ends_at__gt=row.starts_at)
    return list(found.exclude(case=row.case).select_related("case").order_by("starts_at", "id"))


def week(actor: Actor, monday: date) -> list[Booked]:
    """The meetings of seven days in the cases that an officer sees, in the order of their times."""
    first = datetime.combine(monday, time(), SHANGHAI)
    inside = Q(starts_at__gte=first, starts_at__lt=first + WEEK)
    found = Appointment.objects.filter(inside).select_related("case__applicant__data_key", "case__handler")
    rows = list(found.order_by("starts_at", "id"))
    seen = set(visible_cases(actor).filter(no__in={one.case_id for one in rows}).values_list("no", flat=True))
    return [Booked(one.case, one.act_seq, _clashes(one, rows)) for one in rows if one.case_id in seen]


def _clashes(one: Appointment, rows: Iterable[Appointment]) -> bool:
    """Whether two that were booked before each other, or handed to one officer, want the same at the same time."""
    for other in rows:
        touches = other.starts_at < one.ends_at and other.ends_at > one.starts_at and other.case_id != one.case_id
        handler = one.case.handler_id is not None and other.case.handler_id == one.case.handler_id
        if touches and (handler or not set(one.holds).isdisjoint(other.holds)):
            return True
    return False


def appointment_clocks(dossier: Dossier, on: date) -> list[ClockState]:
    """The days of the meetings that lie ahead, as deadlines to be reminded of before they come."""
    made = {step.seq: day_of(step.at) for step in dossier.unhidden.steps}
    return [
        ClockState(
            id=f"{APPOINTMENT}{one.seq}",
            due=one.day,
            state="running",
            provisional=False,
            party=None,
            unit="c",
            days_left=(one.day - on).days,
            lines=[],
            lines_en=[],
            label=dict(dossier.procedure.label),
            who=dict(dossier.procedure.label),
            started_on=made[one.seq],
        )
        for one in _standing(dossier)
        if one.day >= on
    ]

"""Single-line rosters 单险种参保名单: who is covered from when, platform by platform, and who leaves."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q

from huxin.casework.service import Changes, Roster, city_adoptions, city_pack
from huxin.core.service import digest_of, index_of
from huxin.files.rows import Row
from huxin.law import InputError, evaluate
from huxin.law.procedures.model import Text2
from huxin.law.values import read
from huxin.people.service import Cover, Filing, Person

BATCH: Final = 500
PREMIUM: Final = "single-line-premium"
LEAVE: Final = "single_line_leave"
_NOT_COVERED: Final[Text2] = {
    "zh": "这个人在这个平台没有正在生效的参保，核对身份证号和平台名。",
    "en": "This person has no cover on this platform; check number and platform.",
}


def first_day_covered(received: date) -> date:
    """The day from which a roster that arrived on ``received`` covers, as the pack's item says (浙江省工伤保险条例 11).

    Raises InputError where the pack has no such item.
    """
    pack = city_pack()
    if PREMIUM not in pack.items:
        raise InputError(
            "item",
            "pack",
            pack.id,
            f"the item {PREMIUM}",
            "本市没有单独参加工伤保险这一项。 Single-line cover is not provided for here.",
        )
    facts = {"month": f"{received:%Y-%m}", "base": "1.00", "rate": "0", "roster_received_on": received.isoformat()}
    found = evaluate(pack, PREMIUM, facts, on=received, adoptions=city_adoptions()).as_json()
    return date.fromisoformat(found["outputs"]["cover_from"]["value"])


class EnrolmentRoster(Roster):
    """参保名单: cover begins the day after receipt, or later where the list wishes so; who is covered already stays."""

    sheet = "single-line-roster"

    def more(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Text2]]:
        wished = values.get("start_on")
        if wished and str(wished) > (self.day + timedelta(days=366)).isoformat():
            yield "start_on", "far", {"zh": "太远了，一年以内的日期再报。", "en": "Too far; list days within a year."}

    def land(self, filing: Filing, rows: Sequence[tuple[Row, Person]]) -> Changes:
        earliest = first_day_covered(self.day)
        held = {
            (one.person_id, one.platform): one
            for one in Cover.objects.filter(
                Q(cover_to__isnull=True) | Q(cover_to__gte=earliest), company=self.company, kind="B"
            )
        }
        fresh: list[Cover] = []
        resumed: list[Cover] = []
        for row, person in rows:
            values = row.values
            start = max(earliest, date.fromisoformat(values["start_on"])) if values.get("start_on") else earliest
            one = held.get((person.id, values["platform"]))
            if one is None:
                fresh.append(self._cover(filing, values, person, start))
            elif one.cover_to is not None:
                one.cover_to = None
                resumed.append(one)
        Cover.objects.bulk_create(fresh, batch_size=BATCH)
        Cover.objects.bulk_update(resumed, ["cover_to"], batch_size=BATCH)
        digests = tuple(_digest(one) for one in (*fresh, *resumed))
        return Changes(len(fresh), len(resumed), len(rows) - len(fresh) - len(resumed), digests)

    def _cover(self, filing: Filing, values: Mapping[str, Any], person: Person, start: date) -> Cover:
        return Cover(
            id=uuid.uuid4(), person=person, company=self.company, platform=values["platform"], trade=values["trade"],
            county=values["county"], kind="B", received_on=self.day, cover_from=start, filing=filing,
            base_fen=_fen(values.get("base")),
        )  # fmt: skip


class LeaveRoster(Roster):
    """减员名单: cover ends with the last day, by the city's reading not before the day on which the list arrives."""

    sheet = "single-line-leave"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.held = {
            (one.person.index, one.platform): one
            for one in Cover.objects.filter(company=self.company, kind="B", cover_to__isnull=True).select_related(
                "person"
            )
        }

    def more(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Text2]]:
        one = self.held.get((index_of(str(values["worker_id"])), values["platform"]))
        if one is None:
            yield "worker_id", "not_covered", _NOT_COVERED
        elif str(values["leave_on"]) < one.cover_from.isoformat():
            zh = f"最后一天早于参保生效的 {one.cover_from}。"
            en = f"The last day lies before cover began on {one.cover_from}."
            yield "leave_on", "before_cover", {"zh": zh, "en": en}

    def land(self, filing: Filing, rows: Sequence[tuple[Row, Person]]) -> Changes:
        changed: list[Cover] = []
        for row, person in rows:
            one = self.held[(person.index, row.values["platform"])]
            last = date.fromisoformat(row.values["leave_on"])
            one.cover_to = last if _backwards(self.day) else max(last, self.day)
            changed.append(one)
        Cover.objects.bulk_update(changed, ["cover_to"], batch_size=BATCH)
        return Changes(0, len(changed), len(rows) - len(changed), tuple(_digest(one) for one in changed))


def enrolment_answers(filing: Filing) -> dict[str, Any]:
    """What a roster that was sent tells the procedure ``single-line-enrolment``; nothing of another list."""
    if filing.sheet != EnrolmentRoster.sheet:
        return {}
    first = Cover.objects.filter(filing=filing).order_by("id").first()
    people = str(filing.rows - filing.wrong)
    return {"roster": str(filing.id), "people": people} | ({"platform": first.platform} if first else {})


def _fen(base: Any) -> int | None:
    found = read("money", base) if base else None
    return found if isinstance(found, int) else None


def _backwards(on: date) -> bool:
    """Whether by the city's reading a leave list may end cover before it arrives."""
    reading = city_pack().readings.get(LEAVE)
    held = [part.choice for part in reading.default if (part.start or date.min) <= on] if reading else []
    return bool(held) and held[-1] == "leave_day"


def _digest(one: Cover) -> str:
    return digest_of({"id": str(one.id), "platform": one.platform, "from": one.cover_from, "to": one.cover_to})

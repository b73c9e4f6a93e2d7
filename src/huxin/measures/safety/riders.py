"""骑手和车辆 (安全生产法 28, 45): what a company listed per rider, what is lacking, where its own words disagree."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q

from huxin.casework.service import Changes, Dossier, Roster, Step, city_pack, perform, today
from huxin.core.service import digest_of
from huxin.files.rows import Row
from huxin.identity.service import SYSTEM, Actor
from huxin.measures.safety.ledger import CHECK
from huxin.measures.safety.models import RiderRecord
from huxin.people.service import Company, Cover, Engagement, Filing, Person

BATCH: Final = 500
DAYS: Final = ("gear_on", "inspected_on", "trained_on")
ASKED: Final = {"gear_issued": "gear", "vehicles_checked": "vehicle", "training_done": "training"}
"""What of the list a question of the self-check is about."""
CURE: Final = "cure_own"


class RiderRoster(Roster):
    """安全台账名单: a rider who is listed again keeps the latest days; nobody leaves by being left out."""

    sheet = "safety-riders"

    def land(self, filing: Filing, rows: Sequence[tuple[Row, Person]]) -> Changes:
        held = {one.person_id: one for one in RiderRecord.objects.filter(company=self.company)}
        fresh: list[RiderRecord] = []
        changed: list[RiderRecord] = []
        for row, person in rows:
            said = {name: _day(row.values.get(name)) for name in DAYS}
            plate, one = str(row.values.get("plate") or "").upper(), held.get(person.id)
            if one is None:
                made = {"person": person, "company": self.company, "plate": plate, "filing": filing, **said}
                fresh.append(RiderRecord(id=uuid.uuid4(), **made))
            elif _change(one, plate, said):
                one.filing = filing
                changed.append(one)
        RiderRecord.objects.bulk_create(fresh, batch_size=BATCH)
        RiderRecord.objects.bulk_update(changed, ["plate", "filing", *DAYS], batch_size=BATCH)
        digests = tuple(_digest(one) for one in (*fresh, *changed))
        return Changes(len(fresh), len(changed), len(rows) - len(fresh) - len(changed), digests)


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _change(one: RiderRecord, plate: str, said: dict[str, date | None]) -> bool:
    """Write what a row says over what stands; a day that it leaves empty stays."""
    new = {"plate": plate or one.plate, **{name: day or getattr(one, name) for name, day in said.items()}}
    differs = any(getattr(one, name) != value for name, value in new.items())
    for name, value in new.items():
        setattr(one, name, value)
    return differs


def _digest(one: RiderRecord) -> str:
    return digest_of({"id": str(one.id), "plate": one.plate, **{name: getattr(one, name) for name in DAYS}})


@dataclass(frozen=True)
class Riders:
    """The list of a company: how many stand on it, of them without gear, check, training or cover today.

    ``unlisted``: people who work for it by its own list of engagements and stand on no line here.
    """

    listed: int
    gear: int
    vehicle: int
    training: int
    cover: int
    unlisted: int

    @property
    def lacking(self) -> int:
        """Riders and faults together; none where every line is whole."""
        return self.gear + self.vehicle + self.training + self.cover + self.unlisted


def riders_of(company: Company) -> Riders:
    """What the list of a company holds today."""
    rows, now = RiderRecord.objects.filter(company=company), today()
    insured = Cover.objects.filter(
        Q(cover_to__isnull=True) | Q(cover_to__gte=now), company=company, cover_from__lte=now
    )
    working = Engagement.objects.filter(Q(until__isnull=True) | Q(until__gte=now), company=company, since__lte=now)
    return Riders(
        listed=rows.count(),
        gear=rows.filter(gear_on=None).count(),
        vehicle=rows.filter(inspected_on=None).exclude(plate="").count(),
        training=rows.filter(trained_on=None).count(),
        cover=rows.exclude(person__in=insured.values("person")).count(),
        unlisted=working.exclude(person__in=rows.values("person")).values("person").distinct().count(),
    )


def doubts(check: Dossier | None, riders: Riders) -> list[tuple[str, int]]:
    """(question, how many riders) of the self-check that say yes where the list shows nobody, or riders without it.

    An empty list is told as 0: it shows nothing of what the yes says.
    """
    if check is None:
        return []
    said = [(name, getattr(riders, part)) for name, part in ASKED.items() if check.answers.get(name) is True]
    return [(name, number) for name, number in said if number or not riders.listed]


def own_records(actor: Actor) -> list[dict[str, Any]]:
    """What companies listed about a person, for the file that they take away."""
    rows = RiderRecord.objects.filter(person_id=actor.alone) if actor.alone is not None else RiderRecord.objects.none()
    return list(rows.order_by("company_id").values("company_id", "plate", *DAYS))


def start_cure(dossier: Dossier, step: Step) -> None:
    """A self-check that says no somewhere is no end: the company owes the cure, with the day of its clock."""
    asked = {one.name: one for one in dossier.procedure.fields_of("file") if one.kind == "yes_no"}
    noes = [asked[name].label["zh"] for name, value in step.payload.items() if name in asked and value is False]
    if noes and CURE in city_pack().procedures[CHECK].acts:
        payload = {"items": "\n".join(noes)}
        perform(SYSTEM, dossier.case.no, CURE, payload, key=f"cure-{dossier.case.no}", at=step.at)

"""The city's pack, and what the city adopted."""

from __future__ import annotations

import time
from datetime import date
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from huxin.casework.models import Adoption as AdoptionRow
from huxin.identity.service import Actor
from huxin.law import Adoption, Pack, load_pack
from huxin.law.dates import day_of
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.values import Unknown

FRESH: Final = 1.0


@cache
def city_pack() -> Pack:
    """The pack of this installation, as it was when the process started: a new pack comes with a restart."""
    return load_pack(settings.PACK)


def register_holders() -> frozenset[str]:
    """The departments that hold the register of people 人员基本信息 and put it right, as the pack says."""
    return frozenset(one.id for one in city_pack().agencies.values() if "people" in one.registers)


def city_adoptions() -> list[Adoption]:
    """What the city adopted, oldest first; another process sees a new one within ``FRESH`` seconds."""
    now = time.monotonic()
    if _held.rows is None or now - _held.at > FRESH:
        _held.at, _held.rows = now, _read()
    return _held.rows


def number_of_city(name: str, on: date) -> Any:
    """A number of the pack as it holds on a day, what the city adopted with it; None where it has none."""
    value = PackLookups(city_pack(), {}, {}, city_adoptions()).parameter(name, on, None)
    return None if isinstance(value, Unknown) else value


def bound_by(actor: Actor, path: str) -> bool:
    """Whether an officer's department is bound by a sentence of the notice that the page at this address serves."""
    pack = city_pack()
    served = {clause for page in pack.pages.values() if page.path == path for clause in page.clauses}
    return actor.kind == "officer" and actor.department in {one for name in served for one in pack.clauses[name].binds}


def forget_adoptions() -> None:
    """Read them anew: one was just made."""
    _held.rows = None


def _read() -> list[Adoption]:
    return [
        Adoption(row.parameter, row.value, row.valid_from, row.by.label, row.document, day_of(row.at))
        for row in AdoptionRow.objects.select_related("by").order_by("at")
    ]


class _Held:
    """The adoptions as they were read last."""

    rows: list[Adoption] | None = None
    at: float = 0.0


_held = _Held()


def office_label(department: str, county: str, language: str = "zh") -> str:
    """The name of an office; without a county the agency's own."""
    pack = city_pack()
    agency, division = pack.agencies.get(department), pack.divisions.get(county)
    if agency is None:
        return department
    if division is None:
        return agency.label[language]
    return (agency.county_office or agency.label)[language].format(county=division.label[language])


def today() -> date:
    """Today in the city."""
    return day_of(timezone.now())

"""Ways of service 送达方式 filled into the act that serves, and the day from which a service counts.

The first two functions work on raw pack data, on the cold path; ``service_day`` is asked by clocks and by casework.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from huxin.law.errors import InputError
from huxin.law.procedures.model import ServiceWay

HOW: Final = "how"
"""The question of an act by which way something was served."""
SERVED_ON: Final = "served_on"
"""The question on which day it was."""


def here(way: Mapping[str, Any], procedure: str) -> dict[str, Any]:
    """A way as it holds in one procedure; of several exceptions the last one, which is the nearest pack's."""
    found = {key: value for key, value in way.items() if key not in ("exceptions", "override")}
    for one in way.get("exceptions") or ():
        if isinstance(one, dict) and one.get("procedure") == procedure:
            found |= {key: value for key, value in one.items() if key != "procedure"}
    return found


def with_ways(payload: Sequence[Any], ways: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The questions of an act, ``how`` with the ways as options, and after it what each way asks."""
    options = [{"value": one["id"], "label": one["label"]} for one in ways if "id" in one and "label" in one]
    asked: dict[str, dict[str, Any]] = {}
    for way in ways:
        for field in way.get("asks") or ():
            if isinstance(field, dict) and "name" in field:
                known = asked.setdefault(field["name"], {**field, "when": {HOW: []}})
                known["when"][HOW].append(way.get("id"))
                known["required"] = known.get("required", True) and field.get("required", True)
    found: list[Any] = []
    for field in payload:
        name = field.get("name") if isinstance(field, dict) else None
        if name == HOW:
            found += [{**field, "options": options}, *asked.values()] if options else []
        elif name not in asked:
            found.append(field)
    return found


def service_day(way: ServiceWay | None, payload: Mapping[str, Any], on: date, where: str) -> date:
    """The day on which an act of service has its effect: as the way says, else as written, else the day of the act.

    ``where``: the place of the act in what was sent.  Raises InputError for a day that is none, that lies after the
    act, or that the way does not give.
    """
    said = payload.get(SERVED_ON)
    written = read_day(said, f"{where}payload.{SERVED_ON}", on) if said not in (None, "") else None
    begun = payload.get(way.since) if way is not None and way.since is not None else None
    if way is None or way.waits is None or begun in (None, ""):
        return written or on
    counted = read_day(begun, f"{where}payload.{way.since}", on) + timedelta(days=way.waits)
    if counted > on:
        hint = f"到 {counted} 才算送达，从那天起登记。 It counts as served on {counted}; record it from then on."
        raise InputError("not_served_yet", f"{where}payload.{HOW}", way.id, f"an act from {counted} on", hint)
    if written is not None and written != counted:
        hint = f"{way.label['zh']}从{counted}起算，这一项可以不填。 By this way it counts from {counted}."
        raise InputError("served_on", f"{where}payload.{SERVED_ON}", said, counted.isoformat(), hint)
    return counted


def read_day(raw: object, field: str, on: date, *, ahead: bool = False) -> date:
    """A date of a payload.  Raises InputError for one that is none, and unless ``ahead`` for one after ``on``."""
    try:
        day = date.fromisoformat(raw) if isinstance(raw, str) and len(raw) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise InputError(
            "not_a_date", field, raw, "a date that exists", "写成 2026-01-31 这样。 Write it as 2026-01-31."
        )
    if day > on and not ahead:
        raise InputError(
            "future", field, str(raw), f"a day not after {on}, the day of the act", "核对两个日期。 Check both dates."
        )
    return day

"""What is in force 现行措施: issued orders whose time has not run out, in words that pages, API and webhooks share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from huxin.casework.service import Case, Dossier, city_pack, view_case
from huxin.identity.service import SYSTEM
from huxin.law.dates import day_of
from huxin.measures.safety.weather.demands import demand
from huxin.measures.safety.weather.drafting import clock_text
from huxin.measures.safety.weather.options import BOTH, PROCEDURE, say_option


@dataclass(frozen=True)
class OrderStanding:
    """One order.  ``law``: the clause that asks to stop or adjust work; empty: the city's own choice throughout."""

    no: str
    county: str
    type: str
    colour: str
    measures: tuple[str, ...]
    minutes: int | None
    metres: int | None
    orders: int | None
    trades: tuple[str, ...]
    law: str
    warning: str
    since: datetime
    until: datetime | None
    status: str
    kind: str = "order"
    later: tuple[str, ...] = ()
    later_from: str = ""
    doubt: str = ""

    def begun(self, at: datetime | None = None) -> bool:
        """Whether it binds already."""
        return self.since <= (at or timezone.now())

    def as_json(self) -> dict[str, Any]:
        """As the API and the webhooks give it; times on the city's clock."""
        names = {one: say_option(field, one) for field, one in (("weather_type", self.type), ("colour", self.colour))}
        return {
            "order": self.no,
            "kind": self.kind,
            "county": {"code": self.county, "name": county_words(self.county)},
            "type": {"code": self.type, "name": names[self.type]},
            "colour": {"code": self.colour, "name": names[self.colour]},
            "measures": [{"code": one, "name": say_option("measures", one)} for one in self.measures],
            "extend_minutes": self.minutes,
            "distance_cap_m": self.metres,
            "in_hand_cap": self.orders,
            "trades": "、".join(say_option("trades", one) for one in self.trades),
            "source": {"law": self.law or None, "own_choice": not self.law},
            "warning_id": self.warning,
            "from": clock_text(self.since),
            "to": clock_text(self.until) if self.until else None,
            "later_measures": list(self.later),
            "later_from": self.later_from or None,
        }


def standing_of(dossier: Dossier) -> OrderStanding:
    """The order that a case is."""
    said, ended = dossier.answers, dossier.last("decide")
    since = _instant(said.get("effective_at")) or dossier.case.filed_at
    county, kind, colour = (str(said.get(name, "")) for name in ("county", "weather_type", "colour"))
    found = demand(kind, colour, county, day_of(since))
    return OrderStanding(
        dossier.case.no,
        county,
        kind,
        colour,
        tuple(said.get("measures", ())),
        _whole(said, "extend_minutes"),
        _whole(said, "distance_cap"),
        _whole(said, "in_hand_cap"),
        _several(said.get("trades")),
        found.law if found is not None else "",
        str(said.get("warning_no", "")),
        since,
        _instant(ended.payload.get("ended_at")) if ended is not None else _instant(said.get("expires_at")),
        dossier.case.status,
        "order" if dossier.case.procedure == PROCEDURE else "advice",
        tuple(said.get("later_measures", ())),
        str(said.get("later_from", "")),
        str(said.get("doubt", "")),
    )


def in_force(at: datetime | None = None) -> list[OrderStanding]:
    """Issued orders that bind now or will, by county and time."""
    now = at or timezone.now()
    cases = Case.objects.filter(procedure__in=BOTH, status="in_progress").order_by("county", "filed_at")
    found = [standing_of(view_case(SYSTEM, no)) for no in cases.values_list("no", flat=True)]
    return [one for one in found if one.until is None or one.until > now]


def county_words(code: str, language: str = "zh") -> str:
    """A county's name."""
    division = city_pack().divisions.get(code)
    return division.label[language] if division is not None else code


def _instant(text: object) -> datetime | None:
    """What an officer typed need not be a time."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _several(said: object) -> tuple[str, ...]:
    """Codes, or what an earlier version kept as one text of words."""
    return tuple(said) if isinstance(said, list) else (str(said),) if said else ()


def _whole(said: Mapping[str, Any], name: str) -> int | None:
    return int(said[name]) if name in said else None

"""Which cover holds and so which way it goes 保障方式决定走哪条路, and what an officer must look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.casework.service import Dossier, city_adoptions, city_pack
from huxin.law import InputError, evaluate
from huxin.measures.injuries.bundle import Bundle, BundleRecord, moment

ITEM: Final = "cover-regime"
EMPLOYED: Final = ("labour", "dispatch")


@dataclass(frozen=True)
class InjuryRoute:
    """``regime``: A, B, C, none or unknown; ``marks`` as the act ``collect`` names them; trade and platform used."""

    regime: str
    marks: tuple[str, ...]
    trade: str = ""
    platform: str = ""


def route_of(dossier: Dossier, bundle: Bundle) -> InjuryRoute:
    """The way by the item ``cover-regime`` on what the records say; nothing is guessed where they are silent."""
    day, at = moment(dossier.answers)
    order = _order(bundle)
    trade = _first(bundle, "trade", order)
    accepted = order.facts["accepted_at"] if order else at.isoformat() if at else f"{day}T12:00:00+08:00"
    code = str(order.facts["code"]) if order else str(dossier.answers.get("company_code") or "").upper()
    employed = _employed(bundle, code)
    regime, platform, boundary = "A" if employed else "unknown", "", False
    for platform in _platforms(dossier, bundle, code):
        if employed or not trade:
            break
        facts = {"trade": trade, "platform": platform, "order_accepted_at": accepted, "labour_relation": False}
        regime, boundary = _regime(facts, day)
        if regime != "unknown":
            break
    marks = [*_marks(dossier, bundle), *(["boundary"] if boundary else [])]
    if not _covered(bundle, regime, code, order):
        marks.append("no_cover")
    return InjuryRoute(regime, tuple(marks), trade, platform)


def _order(bundle: Bundle) -> BundleRecord | None:
    """The order being served then; the only one of that day where no time was told."""
    orders = bundle.of("orders_then")
    served = [one for one in orders if one.facts.get("then")]
    return served[0] if served else orders[0] if len(orders) == 1 else None


def _first(bundle: Bundle, name: str, order: BundleRecord | None) -> str:
    """A fact from the order, else from the registration, the cover or the day's orders, in this order."""
    pieces = [*([order] if order else []), *bundle.of("platform_registration"), *bundle.of("injury_cover")]
    return next((one.facts[name] for one in [*pieces, *bundle.of("orders_then")] if one.facts.get(name)), "")


def _employed(bundle: Bundle, code: str) -> bool:
    return any(
        one.facts.get("form") in EMPLOYED and code in ("", one.facts["code"]) for one in bundle.of(_REGISTRATION)
    )


_REGISTRATION: Final = "platform_registration"


def _platforms(dossier: Dossier, bundle: Bundle, code: str) -> Iterator[str]:
    """Names under which the platform may stand in the table: its code, the word of the roster, what was written."""
    yield from (one for one in (code,) if one)
    yield from (one.facts["platform"] for one in bundle.of("injury_cover") if one.facts["code"] == code)
    yield from (str(one) for one in (dossier.answers.get("platform"), dossier.answers.get("company")) if one)


def _regime(facts: dict[str, Any], day: date) -> tuple[str, bool]:
    try:
        outputs = evaluate(city_pack(), ITEM, facts, on=day, adoptions=city_adoptions()).as_json()["outputs"]
    except InputError:
        return "unknown", False
    regime = str((outputs.get("regime") or {}).get("value") or "unknown")
    return regime, bool((outputs.get("boundary") or {}).get("value"))


def _marks(dossier: Dossier, bundle: Bundle) -> Iterator[str]:
    if not bundle.known:
        yield "no_person"
    if not bundle.fed:
        yield "no_feed"
    answers = dossier.answers
    if answers.get("third_party") is True or answers.get("cause") == "violence":
        yield "third_party"
    missed = {one.id for one in dossier.clocks().clocks if one.state == "missed"}
    if "unit_application" in missed:
        yield "late_unit"
    if "own_application" in missed and dossier.steps[0].by != "unit":
        yield "late_own"


def _covered(bundle: Bundle, regime: str, code: str, order: BundleRecord | None) -> bool:
    """Under B a record of cover of that platform, under C the order's own number; else nothing is told."""
    if not bundle.known:
        return True
    if regime == "C":
        return order is None or bool(order.facts.get("cover_no"))
    held = [one for one in bundle.of("injury_cover") if code in ("", one.facts["code"])]
    return bool(held) if regime == "B" else True

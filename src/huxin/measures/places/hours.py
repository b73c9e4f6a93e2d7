"""Opening hours 开放时间 in the syntax of OpenStreetMap: read strictly, asked by the minute, said in plain words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from huxin.law.dates import SHANGHAI

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
_ALWAYS: Final = ("24/7", "24小时", "24h", "全天", "全天开放", "24小时开放")
_SPAN: Final = r"\d{1,2}[:：]\d{2}\s*[-–—~～至到]\s*\d{1,2}[:：]\d{2}"
_DAILY: Final = re.compile(rf"^(?:每天|每日|daily)?\s*({_SPAN}(?:\s*[,，、]\s*{_SPAN})*)$", re.IGNORECASE)
_DAYS: Final = dict(zip(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"), "一二三四五六日", strict=True))
_SIMPLE: Final = re.compile(
    r"^(?:(Mo|Tu|We|Th|Fr|Sa|Su)(?:-(Mo|Tu|We|Th|Fr|Sa|Su))? )?(\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*|off)$"
)
_MOST: Final = 200


def tidy(text: str) -> str | None:
    """What a file says as OSM syntax; empty for nothing, None for what is not understood."""
    said = text.strip()
    if not said:
        return ""
    if said.casefold().replace(" ", "") in _ALWAYS:
        return "24/7"
    daily = _DAILY.match(said)
    if daily:
        spans = [re.findall(r"(\d{1,2})[:：](\d{2})", one) for one in re.split(r"[,，、]", daily[1])]
        said = "Mo-Su " + ",".join("-".join(f"{int(hour):02}:{minute}" for hour, minute in one) for one in spans)
    return said if len(said) <= _MOST and _read(said) is not None else None


def state(hours: str, at: datetime) -> str:
    """Open, closed or unknown at a moment; unknown is never taken for closed."""
    found = _read(hours) if hours else None
    if found is None:
        return UNKNOWN
    word = str(found.state(at.astimezone(SHANGHAI).replace(tzinfo=None))[0]).rpartition(".")[2].casefold()
    return word if word in (OPEN, CLOSED) else UNKNOWN


def change(hours: str, at: datetime) -> datetime | None:
    """When that state ends, within a week; None for later or unknown."""
    found = _read(hours) if hours else None
    local = at.astimezone(SHANGHAI)
    then = found.next_change(local.replace(tzinfo=None)) if found is not None else None
    if then is None or then > local.replace(tzinfo=None) + timedelta(days=7):
        return None
    moment: datetime = then.replace(tzinfo=SHANGHAI)
    return moment


def plain(hours: str, *, chinese: bool) -> str:
    """In words; what is not simple stays as it is written."""
    if hours == "24/7":
        return "24 小时开放" if chinese else "Open all day"
    said = []
    for rule in hours.split(";"):
        simple = _SIMPLE.match(rule.strip())
        if simple is None:
            return hours
        said.append(_rule(simple[1], simple[2], simple[3], chinese=chinese))
    return "；".join(said) if chinese else "; ".join(said)


def _rule(first: str | None, last: str | None, spans: str, *, chinese: bool) -> str:
    if not chinese:
        days = "Every day" if first is None or (first, last) == ("Mo", "Su") else f"{first}–{last}" if last else first
        return f"{days} {'closed' if spans == 'off' else spans.replace('-', '–').replace(',', ', ')}"
    if first is None or (first, last) == ("Mo", "Su"):
        days = "每天"
    else:
        days = f"周{_DAYS[first]}" + (f"到周{_DAYS[last]}" if last else "")
    return f"{days}{'不开' if spans == 'off' else ' ' + spans.replace('-', '–').replace(',', '、')}"


@lru_cache(maxsize=4096)
def _read(text: str) -> Any:
    """The rules, or None for what is no rule or where the reader is not installed."""
    try:
        from opening_hours import OpeningHours
    except ImportError:
        return None
    try:
        return OpeningHours(text)
    except Exception:  # noqa: BLE001 - the reader raises its own kinds, all of which mean: not understood
        return None

"""How pages of every face say what is in force: stop or slow, where, until when, and whether law asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.core.service import english
from huxin.law.dates import SHANGHAI
from huxin.measures.safety.service import OrderStanding, county_words, say_option


@dataclass(frozen=True)
class OrderLine:
    """One order in words."""

    no: str
    word: str
    stops: bool
    county: str
    name: str
    times: str
    begun: bool
    measures: tuple[str, ...]
    trades: str
    source: str
    by_law: bool
    advice: bool
    doubt: str


def order_line(one: OrderStanding) -> OrderLine:
    """An order as every page shows it."""
    language = "en" if english() else "zh"
    names = [
        say_option(field, value, language) for field, value in (("weather_type", one.type), ("colour", one.colour))
    ]
    stops = "stop" in one.measures
    return OrderLine(
        one.no,
        _("停") if stops else _("慢"),
        stops,
        county_words(one.county, language),
        " ".join(names) if english() else "".join(names),
        _times(one),
        one.begun(),
        tuple(_measure(one, measure, language) for measure in one.measures),
        ("、" if language == "zh" else ", ").join(say_option("trades", trade, language) for trade in one.trades),
        one.law or _("本市自己定的"),
        bool(one.law),
        one.kind == "advice",
        one.doubt,
    )


def order_lines(orders: Iterable[OrderStanding]) -> list[OrderLine]:
    """Orders as every page shows them."""
    return [order_line(one) for one in orders]


def _times(one: OrderStanding) -> str:
    since, until = one.since.astimezone(SHANGHAI), one.until.astimezone(SHANGHAI) if one.until else None
    today = timezone.now().astimezone(SHANGHAI).date()
    form = "%H:%M" if since.date() == today and (until is None or until.date() == today) else "%m-%d %H:%M"
    begins = since.strftime(form)
    if until is None:
        return _("%(begins)s 起") % {"begins": begins}
    return _("%(begins)s 到 %(ends)s") % {"begins": begins, "ends": until.strftime(form)}


def _measure(one: OrderStanding, measure: str, language: str) -> str:
    """A measure with its number."""
    word = say_option("measures", measure, language)
    numbers = {
        "extend": (one.minutes, _("%(n)s 分钟")),
        "distance": (one.metres, _("最远 %(n)s 米")),
        "in_hand": (one.orders, _("最多 %(n)s 单")),
    }
    value, form = numbers.get(measure, (None, ""))
    told = f"{word} {form % {'n': value}}" if value is not None else word
    if measure not in one.later or not one.later_from:
        return told
    return _("%(measure)s（从 %(from)s 起算，此前照前一条）") % {"measure": told, "from": one.later_from[11:16]}

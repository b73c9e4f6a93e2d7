"""How pages write money, days and texts in two languages: one way everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django import template

from huxin.core.service import english
from huxin.core.service import say as in_words
from huxin.law.dates import SHANGHAI

register = template.Library()


@register.filter
def say(text: Mapping[str, str] | str | None) -> str:
    """A pack's text in the language of the page."""
    if text is None or isinstance(text, str):
        return text or ""
    return in_words(text)


@register.filter
def yuan(value: str | None) -> str:
    """``"7139.20"`` → ``7,139.20``."""
    if not value:
        return ""
    whole, _, rest = str(value).partition(".")
    return f"{int(whole):,}.{(rest + '00')[:2]}"


@register.filter
def day(value: date | datetime | None) -> str:
    """``2026-02-10`` → ``2026年2月10日``, ``10 Feb 2026`` in English."""
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value
    if english():
        return f"{local.day} {local:%b} {local.year}"
    return f"{local.year}年{local.month}月{local.day}日"


@register.filter
def moment(value: datetime) -> str:
    """An instant on the city's clock, to the minute."""
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

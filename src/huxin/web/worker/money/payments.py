"""Months paid, as a person says them roughly: with them the subsidy for contributions gets an estimate.

The months themselves are no question of the bundle: the register has them, and the application looks them up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack, today
from huxin.law.cleaning import cleaned_value
from huxin.law.dates import parse_month
from huxin.law.values import read
from huxin.measures.subsidies.service import ITEM, estimate_facts
from huxin.ui.forms import FormField, FormOption
from huxin.ui.templatetags.words import say

SCREEN: Final = "payments"
NAMES: Final = ("group", "first", "last", "paid")
MOST_MONTHS: Final = 120
NONE: Final = "none"


def given(said: QueryDict) -> bool:
    """Whether they were said, and can be reckoned with."""
    return bool(said.get("paid")) and not errors(said)


def with_payments(item: str, facts: dict[str, Any], said: QueryDict) -> dict[str, Any]:
    """The facts of an item with the payments as they were said, where it takes them."""
    if item != ITEM or not given(said):
        return facts
    known = estimate_facts(str(said["group"]), _month(said, "first"), _month(said, "last"), _paid(said))
    return {**facts, **known, "exclusions": facts.get("exclusions") or []}


def takes(item: str) -> bool:
    """Whether an item waits for payments that can be said roughly."""
    return item == ITEM


def errors(said: QueryDict) -> dict[str, str]:
    """What is wrong with the four answers, each at its field."""
    found = {} if said.get("group") in _groups() else {"group": _("选一个，不知道就选最后一个。")}
    months: dict[str, int] = {}
    for name in ("first", "last"):
        try:
            months[name] = parse_month(_month(said, name))
        except ValueError:
            found[name] = _("月份要写成 2025-01 这样。")
    if len(months) == 2 and months["first"] > months["last"]:
        found["last"] = _("“到”的月份不能早于“从”的月份。")
    elif "last" in months and months["last"] > today().year * 12 + today().month - 1:
        found["last"] = _("还没到的月份不能算。")
    elif len(months) == 2 and months["last"] - months["first"] >= MOST_MONTHS:
        found["first"] = _("一次最多算 10 年，请写近一点的月份。")
    try:
        positive = int(read("money", _paid(said))) > 0  # type: ignore[call-overload]
    except (ValueError, TypeError):
        positive = False
    return found if positive else found | {"paid": _("写一个数，比如 892.40。")}


def _month(said: QueryDict, name: str) -> str:
    return str(cleaned_value("month", said.get(name, "")[:20]))


def _paid(said: QueryDict) -> str:
    return str(cleaned_value("money", said.get("paid", "")[:20]))


def draw(said: QueryDict, wrong: Mapping[str, str]) -> list[FormField]:
    """Group, months and payment."""
    groups = tuple(FormOption(value, text, said.get("group") == value) for value, text in _groups().items())
    hint = _("写成 2025-01")

    def line(name: str, label: str, kind: str, mode: str = "", hint: str = "") -> FormField:
        return FormField(
            name, "line", label, True, f"f-{name}", kind, mode, hint, wrong.get(name, ""), said.get(name, "")[:20]
        )

    return [
        line("first", _("从哪个月"), "month", hint=hint),
        line("last", _("到哪个月"), "month", hint=hint),
        line("paid", _("每月多少元"), "text", "decimal"),
        FormField(
            "group", "choice", _("你认定过下面哪一类"), True, "f-group", error=wrong.get("group", ""), options=groups
        ),
    ]


def _groups() -> dict[str, str]:
    fields = city_pack().procedures[ITEM].fields_of("file") if ITEM in city_pack().procedures else ()
    options = [option for one in fields if one.name == "group" for option in one.options if option.value != "unsure"]
    return {option.value: say(option.label) for option in options} | {NONE: _("都没有，或者不知道")}

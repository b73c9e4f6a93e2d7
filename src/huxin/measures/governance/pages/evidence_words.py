"""What proves a finding, in words: each figure with its name, times on the city's clock, sums in yuan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.law.procedures import moment_of
from huxin.ui.formatting import instant_text
from huxin.ui.templatetags.words import yuan

TOLD: Final = frozenset({"companies", "ended_at", "order_ids", "own"})
"""Parts that the page tells elsewhere, or to the company alone."""
MOST: Final = 30


def part_words() -> dict[str, str]:
    """The parts of the evidence that the detectors of the program give."""
    return {
        "day": _("哪一天"), "distance_m": _("路程（米）"),
        "floor_fen_per_hour": _("每小时最低（元）"), "in_hand": _("手上几单"), "measure": _("哪一种"),
        "minutes": _("多少分钟"), "needed_kmh": _("要多快才赶得上（公里／小时）"), "order_id": _("哪一单"),
        "pay_fen": _("劳动报酬（元）"), "penalty_fen": _("扣了多少（元）"), "regime": _("该有的保障"),
        "reversed": _("结束早于开始的单"), "too_long": _("时间太长的单"), "unclosed": _("没有结束的单"),
        "warning_id": _("哪条预警"), "warnings": _("同时有效的预警"), "zero_minutes": _("结束和开始同一刻的单"),
    }  # fmt: skip


def value_words() -> dict[str, dict[str, str]]:
    """Codes that stand for a part, in words."""
    return {
        "measure": {
            "missing_day": _("整天没有报送"), "collapsed_volume": _("单量突然少了很多"),
            "implausible_orders": _("不可能的单太多"), "stable_keys": _("没有证件号的单太多"),
        },
        "regime": {"B": _("平台单独参加的工伤保险"), "C": _("按单的职业伤害保障")},
    }  # fmt: skip


def evidence_rows(evidence: Mapping[str, Any]) -> list[dict[str, str]]:
    """Name and value of each part, by name.  A part that has no words stands under its own ``code``."""
    words, values = part_words(), value_words()
    parts = [(key, value) for key, value in evidence.items() if key not in TOLD and value not in (None, [])]
    rows = [
        {"code": "" if key in words else key, "label": words.get(key, ""), "text": _text(key, value, values)}
        for key, value in parts
    ]
    return sorted(rows, key=lambda one: (one["label"], one["code"]))


def _text(key: str, value: Any, values: Mapping[str, Mapping[str, str]]) -> str:
    if isinstance(value, list):
        told = "、".join(_text(key, one, values) for one in value[:MOST])
        return told if len(value) <= MOST else _("%(told)s 等 %(n)s 个") % {"told": told, "n": len(value)}
    say: Callable[[Any], str] = _sum if key.endswith(("_fen", "_fen_per_hour")) else _plain
    return values.get(key, {}).get(str(value)) or say(value)


def _sum(value: Any) -> str:
    return yuan(f"{round(value) / 100:.2f}")


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".rstrip("0").rstrip(".")
    at: datetime | None = moment_of(value)
    return instant_text(at) if at is not None else str(value)

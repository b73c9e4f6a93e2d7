"""How findings are put into words: names of detectors, measures with their units, kinds of sources."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from huxin.casework.service import city_pack, today
from huxin.measures.governance.models import Finding
from huxin.supervision.rules import DetectorRules


def detector_words(name: str, language: str = "zh") -> str:
    """What a detector is called; its id where the pack has no name for it."""
    table = "detector.words" if language == "zh" else "detector.words_en"
    found = DetectorRules(city_pack()).cell(table, today(), name)
    return str(found[0]) if found is not None else name


def privacy_of(name: str, language: str = "zh") -> str:
    """The privacy assessment of a detector; empty where the pack has none."""
    table = "detector.privacy" if language == "zh" else "detector.privacy_en"
    found = DetectorRules(city_pack()).cell(table, today(), name)
    return str(found[0]) if found is not None else ""


def number(value: float | None) -> str:
    """A measure without needless digits; 不知道 where there is none."""
    return _("不知道") if value is None else f"{value:.1f}".rstrip("0").rstrip(".")


def unit_words(unit: str) -> str:
    """A unit in words."""
    words = {
        "minute": _("分钟"),
        "km/h": _("公里/小时"),
        "fen/hour": _("分/小时"),
        "m": _("米"),
        "order": _("单"),
        "fen": _("分"),
    }
    return words.get(unit, unit)


def measured(value: float | None, one: Finding) -> str:
    """``300 分钟（界线 240）``."""
    unit = unit_words(one.unit)
    limit = _("（界线 %s）") % number(one.threshold) if one.threshold is not None else ""
    return f"{number(value)} {unit}{limit}".strip()


def severity_words() -> Mapping[str, str]:
    """What may follow, in words."""
    return {
        "case": _("可以立案"),
        "rectify": _("要求整改"),
        "consultation": _("列入协商"),
        "notice": _("只提醒"),
    }

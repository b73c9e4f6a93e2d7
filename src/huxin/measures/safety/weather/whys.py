"""Why a part of a warning leads to no order, or stands before a person: one code each, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import get_language

from huxin.measures.safety.weather.options import say_option

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "no_measure": {
        "zh": "措施表对这种天气和颜色没有要求。",
        "en": "The table of measures asks for nothing under this weather and colour.",
    },
    "foreign": {"zh": "{place} 不是本市的县（市、区）。", "en": "{place} is no county of this city."},
    "bad_county": {
        "zh": "认不出“{place}”是哪个县（市、区）：写六位区划代码或者全名，比如“鹿城区”。",
        "en": "'{place}' names no county: write the code of six digits or the full name.",
    },
    "no_county": {
        "zh": "没有写是哪个县（市、区），要人看。",
        "en": "No county is named: somebody has to look.",
    },
    "bad_colour": {
        "zh": "认不出颜色“{got}”：写红、橙、黄、蓝，red、orange、yellow、blue，R、O、Y、B，或者 I、II、III、IV 级。",
        "en": "Colour '{got}' is not known: write red, orange, yellow or blue, R, O, Y or B, or grade I to IV.",
    },
    "bad_type": {
        "zh": "认不出是什么天气（{got}），要人看。",
        "en": "It cannot be read which weather is meant ({got}): somebody has to look.",
    },
    "only_lifted": {
        "zh": "标题只说解除（{got}），没有写发布什么：要人看，该结束的指令请人工结束。",
        "en": "The headline only lifts ({got}) and gives out nothing: somebody has to look and end what is to end.",
    },
    "test": {"zh": "这是测试或者演练，不起草。", "en": "A test or exercise: nothing is drafted."},
    "over": {
        "zh": "预警已经过期或者被顶替，不起草。",
        "en": "The warning has expired or was replaced: nothing is drafted.",
    },
    "colours": {
        "zh": "几处写的颜色不一样（{got}），按最重的{colour}起草，发布前请核对。",
        "en": "Several colours were read ({got}); the gravest, {colour}, stands: compare before you issue.",
    },
    "types": {
        "zh": "几处写的天气不一样（{got}），都起草了，发布前请核对。",
        "en": "Several kinds of weather were read ({got}); each stands: compare before you issue.",
    },
    "places": {
        "zh": "区划代码和地名对不上（{got}），都算上了，发布前请核对。",
        "en": "Code and name of the place do not agree ({got}); both count: compare before you issue.",
    },
    "times": {
        "zh": "同一个预警写了几段时间，按最早到最晚算，发布前请核对。",
        "en": "Several times were given; the earliest start and the latest end count: compare before you issue.",
    },
    "unknown": {
        "zh": "没有收到过编号 {got} 的预警，没有指令因此结束：核对编号；它以后来了，这一条照样算数。",
        "en": "No warning {got} was received, no order ends by this: compare the number; once it comes, this counts.",
    },
    "replaced": {
        "zh": "{got} 早就被 {newer} 顶替了，{newer} 还有效：要解除的话，写 {newer} 的编号。",
        "en": "{got} was replaced by {newer}, which stays in force: to lift that one, name {newer}.",
    },
    "ended": {
        "zh": "{got} 已经不在有效期里，没有指令因此结束。",
        "en": "{got} was no longer in force: no order ends by this.",
    },
    "refused": {"zh": "这一条没有收下：{got}", "en": "This one was not taken: {got}"},
}
"""``{place}``, ``{got}``, ``{colour}`` and ``{newer}`` are what was read."""
ATTENTION: Final = frozenset(
    {"bad_county", "no_county", "bad_colour", "bad_type", "only_lifted", "colours", "types", "places", "times",
     "unknown", "replaced", "ended", "refused"}
)  # fmt: skip
"""Codes that somebody has to look at."""


@dataclass(frozen=True)
class Why:
    """One reason with what was read."""

    code: str
    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, **values: str) -> Why:
        """A reason by its code."""
        return cls(code, values)

    @property
    def attention(self) -> bool:
        """Whether a person has to look."""
        return self.code in ATTENTION

    def as_json(self) -> dict[str, Any]:
        """As it is kept: code and values, no sentence."""
        return {"code": self.code, **self.values}


_CODES: Final = {"colours": "colour", "types": "weather_type"}
"""Reasons whose values are codes, with the question of the order that has words for them."""


def _in_words(one: dict[str, Any], language: str) -> dict[str, Any]:
    """What was read as a reader knows it: colours and weathers by their words."""
    field = _CODES.get(one["code"])
    if field is None:
        return one
    joint, lifted = ("、", "只说解除{}") if language == "zh" else (", ", "{} only lifted")

    def word(code: str) -> str:
        told = say_option(field, code.removeprefix("-"), language)
        return lifted.format(told) if code.startswith("-") else told

    parts = {name: one[name].split("、") for name in ("got", "colour") if name in one}
    return one | {name: joint.join(map(word, codes)) for name, codes in parts.items()}


def say(kept: list[dict[str, Any]], language: str = "") -> str | None:
    """Reasons as sentences in the reader's language; None for none."""
    chosen = "en" if (language or get_language() or "").startswith("en") else "zh"
    told = [SENTENCES[one["code"]][chosen].format(**_in_words(one, chosen)) for one in kept]
    return (" " if chosen == "en" else "").join(told) or None

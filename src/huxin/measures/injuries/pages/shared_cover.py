"""Which cover an order may fall under, in words that claim no insurance, and the procedures that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import city_adoptions, city_pack, today
from huxin.identity.service import Actor
from huxin.law import Evaluation, evaluate
from huxin.measures.injuries.pages.shared_platforms import offered, possible
from huxin.people.service import Cover
from huxin.ui.templatetags.words import say

ITEM: Final = "cover-regime"
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "A": ("injury-recognition",),
    "B": ("injury-recognition",),
    "C": ("occupational-injury-tracking",),
    "none": ("one-stop-mediation", "relation-assessment"),
}


def regime_of(one: Evaluation) -> str:
    """The cover that an evaluation of the item came to: A, B, C, none; "None" where it could not tell."""
    return str(one.as_json()["outputs"].get("regime", {}).get("value"))


def ways_of(covers: Iterable[str]) -> list[str]:
    """The procedures of some covers, those of an open one among them, each once."""
    return list(dict.fromkeys(name for one in covers for name in WAYS.get(one, (*WAYS["A"], *WAYS["C"]))))


def way(name: str) -> dict[str, Any]:
    """A procedure with its own deadlines, as the pack writes them."""
    procedure = city_pack().procedures[name]
    units = {"w": _("个工作日"), "c": _("天"), "year": _("年")}
    limits = [
        f"{say(clock.who)}：{say(clock.label)} {clock.length} {units[clock.unit]}（{city_pack().cite(clock.source)}）"
        for clock in procedure.clocks
        if isinstance(clock.length, int) and any(event.since for event in clock.start)
    ]
    return {"id": name, "label": say(procedure.label), "limits": limits}


def regimes() -> dict[str, str]:
    """What a cover means, in words that claim no insurance: whether somebody was enrolled stands in records only."""
    return {
        "A": _(
            "有劳动关系，归单位的工伤保险。单位有没有给你参加，这里没有记录；没参加的，认定了工伤也由单位出。"
            "单位不申请，你自己也能申请。"
        ),
        "B": _(
            "这一类活，平台可以给你单独参加工伤保险。有没有给你参加，这里没有记录："
            "登录后看“我的保障”，或者打 12333 查。"
            "参加了的，凭平台注册、接单记录和书面协议申请工伤认定。"
        ),
        "C": _(
            "这个平台在按单的职业伤害保障里。平台先报，你或者家里人再申请确认；我们帮你盯着期限。"
            "这一单有没有缴费，这里没有记录。"
        ),
        "none": _("这一类活还没有工伤或者职业伤害保障。可以和平台谈赔偿，也可以先看看算不算劳动关系。"),
    }


def covers_left_open(platform: str, accident: date) -> list[str]:
    """Every cover that a platform, or none that is known, leaves open on that day, each once.

    Whether one holds is never said here.
    """
    trades = city_pack().items[ITEM].facts["trade"].values
    found: dict[str, Evaluation] = {}
    for trade, relation in product(trades, (True, False)):
        names = (platform,) if platform in offered() else possible(trade)
        if platform in offered() and platform not in possible(trade):
            continue
        for name in names if not relation else ("-",):
            one = evaluate(city_pack(), ITEM, _facts(trade, name, accident, relation=relation), on=today(),
                           adoptions=city_adoptions())  # fmt: skip
            found.setdefault(regime_of(one), one)
    order = list(regimes())
    return sorted((one for one in found if one in order), key=lambda one: (one == "A", order.index(one)))


def _facts(trade: str, platform: str, accident: date, *, relation: bool) -> dict[str, Any]:
    at = f"{accident.isoformat()}T12:00:00+08:00"
    return {"trade": trade, "platform": platform, "order_accepted_at": at, "labour_relation": relation}


def recorded(actor: Actor, on: date) -> list[Cover]:
    """The cover that stands in the register for this person on that day; nothing for a visitor, whom nobody knows."""
    if actor.kind != "worker" or actor.alone is None:
        return []
    rows = Cover.objects.filter(person_id=actor.alone, cover_from__lte=on).select_related("company")
    return [one for one in rows if one.cover_to is None or one.cover_to >= on]

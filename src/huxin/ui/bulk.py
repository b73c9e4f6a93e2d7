"""What is done for many cases at once: which acts can be, and what became of each case."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import TOGETHER, BulkResult, city_pack
from huxin.ui.templatetags.words import say


def together_labels() -> list[tuple[str, str]]:
    """The acts that can be done for many cases, with the words of the present procedures."""
    found: dict[str, str] = {}
    for procedure in city_pack().procedures.values():
        for name in TOGETHER:
            if name in procedure.acts:
                found.setdefault(name, say(procedure.acts[name].label))
    return [(name, found[name]) for name in TOGETHER if name in found]


def result_of(found: list[BulkResult]) -> dict[str, Any]:
    """What the page of results shows: how many went, and each that did not with the reason."""
    went = [one for one in found if one.why is None]
    rows = [{"no": one.no, "url": _address(one), "why": _why(one)} for one in found if one.why]
    return {"went": len(went), "rows": rows}


def _address(one: BulkResult) -> str:
    """Where the case stands; nowhere for what was typed and is no case of theirs."""
    return "" if one.why == "not_found" else reverse("agency:case", args=[one.no])


def _why(one: BulkResult) -> str:
    return {
        "illegal_act": _("现在的状态不能做这一步。打开看看它到哪一步了。"),
        "role": _("这一步不归你的岗位。"),
        "forbidden": _("这一步现在不归你做；别人在办的件先接过来。"),
        "not_found": _("没有这个件，或者不归本单位。"),
        "conflict": _("别人刚刚动过这个件，打开看看再办。"),
    }.get(one.why or "", one.hint)

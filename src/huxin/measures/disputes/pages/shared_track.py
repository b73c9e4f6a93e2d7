"""Whether it is a labour relation, in words: what is asked, and what comes of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.measures.disputes.service import CONTRACT, ITEM, OVER_AGE, TELLING
from huxin.ui.templatetags.words import say


def telling() -> dict[str, str]:
    """The facts that one is asked, by their codes."""
    facts = city_pack().items[ITEM].facts
    row = facts["indicators"].row or {}
    told = {code: say(row[code].label) for code in TELLING}
    return told | {CONTRACT: _("签了劳动合同"), OVER_AGE: say(facts[OVER_AGE].label)}


def outcomes() -> dict[str, str]:
    """What each result of the assessment means for the ways that are open."""
    return {
        "labour_relation": _("像是劳动关系：调解、仲裁、劳动监察都能走。"),
        "dispatch": _("像是劳务派遣：调解、仲裁、劳动监察都能走。"),
        "over_age": _("像是超龄用工：调解、仲裁、劳动监察都能走。"),
        "not_fully_labour": _("像是不完全符合劳动关系：先走一站式调解，谈不成可以起诉。"),
        "civil": _("像是自己给自己干：先走一站式调解，谈不成可以起诉。"),
        "undecided": _("现在说不准是不是劳动关系：先走调解，同时把下面的证据补上。"),
    }

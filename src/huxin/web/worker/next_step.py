"""下一步: what comes next in a case, whose clock runs, and the person's own dates; each in its procedure's words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, office_name, today
from huxin.law.clocks.model import ClockState
from huxin.law.dates import day_of
from huxin.law.procedures import PARTIES
from huxin.ui.outcome import contested
from huxin.ui.templatetags.words import day, english, say

PAY: Final = "pay"
OWN: Final = ("worker", "kin")
RUNNING: Final = ("received", "in_progress")


def next_step(dossier: Dossier) -> dict[str, Any]:
    """``text``; ``due``, ``who``, ``lines``, ``late`` and ``office`` of the clock that runs for somebody else;
    ``mine``: the person's own dates, those first that end first."""
    case, report = dossier.case, dossier.clocks()
    mine = sorted((one for one in report.clocks if _own(dossier, one) and one.due and one.due >= today()), key=_due)
    found: dict[str, Any] = {"text": _text(dossier), "due": None, "mine": [_mine(one) for one in mine]}
    others = [one for one in report.clocks if one.open and one.due is not None and not _own(dossier, one)]
    clock = min(others, key=_due, default=None)
    if clock is None or case.status not in RUNNING:
        return found
    of_the_office = _of_the_office(dossier, clock)
    who = office_name(dossier, "en" if english() else "zh") if of_the_office else say(clock.who)
    return found | {
        "due": clock.due,
        "who": who,
        "what": say(clock.label),
        "lines": clock.lines_en if english() else clock.lines,
        "late": clock.due is not None and clock.due < today(),
        "office": of_the_office,
    }


def _due(one: ClockState) -> Any:
    return one.due


def _stoppers(dossier: Dossier, clock: ClockState) -> set[str]:
    """Who can do what stops a clock: whoever that is, the clock is theirs."""
    spec = next((one for one in dossier.procedure.clocks if one.id == clock.id), None)
    acts = dossier.procedure.acts
    found: set[str] = set()
    for event in spec.stop if spec is not None else ():
        found.update(event.by or (dossier.procedure.words(event.act) if event.act in acts else ()))
    return found


def _own(dossier: Dossier, clock: ClockState) -> bool:
    stoppers = _stoppers(dossier, clock)
    return clock.open and bool(stoppers & set(OWN)) and stoppers <= PARTIES


def _of_the_office(dossier: Dossier, clock: ClockState) -> bool:
    return not _stoppers(dossier, clock) <= PARTIES


def _mine(one: ClockState) -> dict[str, Any]:
    return {"label": say(one.label), "due": one.due, "lines": one.lines_en if english() else one.lines}


def _text(dossier: Dossier) -> str:
    case = dossier.case
    if contested(dossier):
        return _(
            "你的异议在等%(office)s的复核人看：重新办，或者归档，都会在这里告诉你。不服决定的期限照样走，看“不服怎么办”。"
        ) % {"office": office_name(dossier, "en" if english() else "zh")}
    if case.status == "done":
        return _done_text(dossier)
    plain = "decide" in dossier.procedure.acts and "propose" in dossier.procedure.acts
    return {
        "received": _("经办人看材料齐不齐。"),
        "completion_asked": _("等你补材料。补齐之前，办理的天数先停着。"),
        "in_progress": _("经办人核对、另一个人复核，然后作出决定。")
        if plain
        else _("正在办。每走一步，“经过”里都会写。"),
        "refused": _("没有下一步了。不服的话，看下面“不服怎么办”。")
        if dossier.procedure.appeal
        else _("没有下一步了。"),
        "withdrawn": _("你撤回了，没有下一步。"),
        "transferred": _("已经转给别的部门。"),
    }.get(case.status, "")


def _done_text(dossier: Dossier) -> str:
    """Words of payment belong to procedures that the city pays, and say no more than what happened."""
    case, pays = dossier.case, dossier.procedure.acts.get(PAY)
    if pays is None or not dossier.owed_fen:
        return _("办完了。")
    listed = dossier.last(PAY)
    if case.paid_in and listed is not None:
        return _("%(day)s 列入了发放名单，等银行转到你填的卡上。到账了银行会告诉你；没到就打 12333 问。") % {
            "day": day(day_of(listed.at))
        }
    clock = next((one for one in dossier.clocks().clocks if one.id == pays.after_clock), None)
    if clock is not None and clock.due is not None and clock.due >= today():
        return _("公示到 %(day)s。公示结束后列入发放名单，再转到你填的卡上。") % {"day": day(clock.due)}
    return _("等着列入发放名单，再转到你填的卡上。")

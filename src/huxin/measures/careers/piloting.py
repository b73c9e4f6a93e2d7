"""试点 (通知二(二)): who really takes part, what was spent within the budget, and an evaluation by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, Step, today
from huxin.law import InputError
from huxin.law.values import read
from huxin.people.service import company_person, registered_as, yuan

PROCEDURE: Final = "pilot-project"


def figures(dossier: Dossier, payload: Mapping[str, Any]) -> dict[str, Any]:
    """How many take part and what was spent, from what was recorded; typed by nobody."""
    return {"people_reached": len(_participants(dossier)), "spent": yuan(_spent(dossier))}


def _participants(dossier: Dossier, before: int | None = None) -> set[str]:
    """Identity numbers and credit codes of whoever was named, before an act or in all."""
    steps = [one for one in dossier.steps if one.act == "enrol" and (before is None or one.seq < before)]
    return {str(one.payload.get("id_number") or one.payload.get("company_code")).upper() for one in steps}


def _spent(dossier: Dossier) -> int:
    return sum(_fen(one.payload["amount"]) for one in dossier.steps if one.act == "spend")


def _fen(amount: object) -> int:
    found = read("money", amount)
    if not isinstance(found, int):
        raise TypeError(f"{amount} is no sum in whole fen")
    return found


def guard_file(dossier: Dossier, step: Step) -> None:
    """A pilot does not end before it begins."""
    if str(step.payload["ends_on"]) < str(step.payload["starts_on"]):
        hint = _("结束的日子不能早于开始（%(day)s）。") % {"day": step.payload["starts_on"]}
        raise InputError("order", "payload.ends_on", step.payload["ends_on"], "the start or a later day", hint)


def guard_enrol(dossier: Dossier, step: Step) -> None:
    """Whoever takes part is in the register, is named once, from the start on, and not more than were planned."""
    said, answers = step.payload, dossier.answers
    _begun(dossier, step, "joined_on")
    if said["kind"] == "company":
        key, field, known = str(said["company_code"]), "company_code", company_person(str(said["company_code"]))
    else:
        key, field, known = (
            str(said["id_number"]),
            "id_number",
            registered_as(str(said["id_number"]), str(said["name"])),
        )
    if known is None:
        hint = _("登记里没有，或者姓名和号码对不上。参加的人、单位要先登记。")
        raise InputError("not_registered", f"payload.{field}", "somebody unknown", "somebody of the register", hint)
    before = _participants(dossier, step.seq)
    if key.upper() in before:
        hint = _("已经登记过了，不能重复算。")
        raise InputError("twice", f"payload.{field}", "named already", "somebody new", hint)
    if len(before) >= int(str(answers["people"])):
        hint = _("方案写的是 %(n)s，已经满了。") % {"n": answers["people"]}
        raise InputError("bounds", f"payload.{field}", len(before) + 1, f"at most {answers['people']}", hint)


def guard_spend(dossier: Dossier, step: Step) -> None:
    """Nothing is spent before the start, and in all not more than the budget."""
    _begun(dossier, step, "spent_on")
    budget, total = _fen(dossier.answers["budget"]), _spent(dossier)
    if total > budget:
        left = budget - total + _fen(step.payload["amount"])
        hint = _("超过预算了：还剩 %(left)s 元。") % {"left": yuan(left)}
        raise InputError("budget", "payload.amount", str(step.payload["amount"]), f"at most {yuan(left)}", hint)


def _begun(dossier: Dossier, step: Step, field: str) -> None:
    starts = str(dossier.answers["starts_on"])
    if str(step.payload[field]) < starts:
        hint = _("试点 %(day)s 才开始，不会在这以前。") % {"day": starts}
        raise InputError("too_early", f"payload.{field}", step.payload[field], f"{starts} or later", hint)


def guard_decide(dossier: Dossier, step: Step) -> None:
    """Nobody evaluates an own proposal, nothing is achieved before it began, or with fewer than were planned."""
    first, answers = dossier.steps[0], dossier.answers
    if first.actor is not None and step.actor is not None and first.actor.pk == step.actor.pk:
        hint = _("申报的人不能自己验收，请另一位。")
        raise InputError("second_person", "by", "who proposed it", "another person", hint)
    starts, wanted, reached = (
        date.fromisoformat(str(answers["starts_on"])),
        answers["people"],
        step.payload["people_reached"],
    )
    if today() < starts:
        hint = _("试点 %(day)s 才开始，还不能验收。") % {"day": starts.isoformat()}
        raise InputError("too_early", "act", "decide", f"{starts} or later", hint)
    if step.payload["outcome"] == "achieved" and int(str(reached)) < int(str(wanted)):
        hint = _("登记参加的是 %(n)s，方案写的是 %(wanted)s：选“做到一部分”或者“没做到”。") % {
            "n": reached,
            "wanted": wanted,
        }
        raise InputError("not_reached", "payload.outcome", "achieved", f"{wanted} taking part", hint)


COMPUTED: Final = ("report", "decide")
GUARDS: Final = {"file": guard_file, "enrol": guard_enrol, "spend": guard_spend, "decide": guard_decide}

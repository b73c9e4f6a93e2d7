"""协商指导 (通知二(五)): what an invitation, the minutes and the end of a negotiation must say to be true.

Nobody records an agreement alone: one side puts a text forward, the other agrees to it word by word, each as itself.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, Step, join_office
from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.people.service import company_person

PROCEDURE: Final = "negotiation-guidance"


def guard_invite(dossier: Dossier, step: Step) -> None:
    """The other side is registered, so that it can answer; it has time to answer before the talk.

    Where a firm asks for the talks, the union of the county speaks for the workers.
    """
    if dossier.steps[0].by == "unit":
        join_office(dossier, step, "union", "respondent", "union")
    elif company_person(str(step.payload["company_code"])) is None:
        code = step.payload["company_code"]
        hint = _("这个代码没有登记的单位，它收不到邀请，也答复不了。核对代码；真没有登记的，转一站式调解。")
        raise InputError("company", "payload.company_code", code, "a registered company", hint)
    made, until, meet = day_of(step.at), _day(step, "until"), _day(step, "meet_on")
    if until < made:
        hint = _("答复的日子已经过了，写今天或者以后的日子。")
        raise InputError("past", "payload.until", until.isoformat(), f"a day from {made} on", hint)
    if meet < until:
        hint = _("要先给对方时间答复：谈的日子不能早于答复的日子（%(until)s）。") % {"until": until.isoformat()}
        raise InputError("before_the_answer", "payload.meet_on", meet.isoformat(), f"a day from {until} on", hint)


def guard_meet(dossier: Dossier, step: Step) -> None:
    """A talk was held after the other side said yes, and both sides were there."""
    answered = dossier.last("respond")
    if answered is not None and answered.payload["stance"] == "unwilling":
        hint = _("对方回话说不愿意谈，没有谈过就不能记。记“没谈成”，或者再请一次。")
        raise InputError("unwilling", "act", "meet", "an answer that agrees to talk", hint)
    met, first = _day(step, "met_on"), day_of(answered.at) if answered is not None else date.min
    if met < first:
        hint = _("对方 %(first)s 才回话，不会在这以前谈。") % {"first": first.isoformat()}
        raise InputError("before_the_answer", "payload.met_on", met.isoformat(), f"a day from {first} on", hint)
    if not {"applicant", "respondent"} <= set(step.payload["present"]):
        hint = _("双方都到了才算谈了一次。只来了一方的，再约一次或者记“没谈成”。")
        raise InputError("missing_side", "payload.present", "one side", "both sides", hint)


def guard_text(dossier: Dossier, step: Step) -> None:
    """What is promised lies ahead."""
    made, kept_by = day_of(step.at), _day(step, "kept_by")
    if kept_by < made:
        hint = _("做到的日子已经过了，写今天或者以后的日子。")
        raise InputError("past", "payload.kept_by", kept_by.isoformat(), f"a day from {made} on", hint)


def guard_fail(dossier: Dossier, step: Step) -> None:
    """Why it failed is what the case shows: a no of the other side, a day that passed, a talk that was held."""
    invited, answered = dossier.last("invite"), dossier.last("respond")
    answered = answered if answered is not None and invited is not None and answered.seq > invited.seq else None
    stance, why, held = answered.payload["stance"] if answered is not None else None, step.payload["why"], False
    held = dossier.last("meet") is not None
    until = _day(invited, "until") if invited is not None else date.max
    if why == "no_answer" and (answered is not None or day_of(step.at) <= until):
        hint = _("对方答复了，或者答复的日子（%(until)s）还没过，不能记“没有答复”。") % {"until": until.isoformat()}
        raise InputError("too_early", "payload.why", why, f"no answer until {until}", hint)
    if (why == "unwilling" and stance != "unwilling") or (why == "no_agreement" and not held):
        hint = _("办件里没有这样的记录：对方没有说不愿意，或者还没有谈过。")
        raise InputError("not_shown", "payload.why", why, "what the case shows", hint)


def _day(step: Step, name: str) -> date:
    return date.fromisoformat(str(step.payload[name]))


GUARDS: Final = {
    "invite": guard_invite, "meet": guard_meet, "offer": guard_text, "agree": guard_text, "fail": guard_fail,
}  # fmt: skip

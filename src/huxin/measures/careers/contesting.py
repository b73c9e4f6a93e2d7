"""练兵和比赛: people enter from their own page, each once, until the event is over; scores follow its start."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from huxin.casework.service import Case, Dossier, NotFoundError, Step, perform, today, view_case
from huxin.identity.service import SYSTEM, Actor
from huxin.law import InputError
from huxin.measures.careers.events import COMPETITION
from huxin.people.service import Person, details_of, registered_as

PROCEDURE: Final = COMPETITION


def guard_enter(dossier: Dossier, step: Step) -> None:
    """Whoever enters is registered, enters once, and before the event is over."""
    said = step.payload
    if registered_as(str(said["entrant_number"]), str(said["entrant"])) is None:
        hint = _("登记里没有这个人，或者姓名和号码对不上。")
        raise InputError("not_registered", "payload.entrant_number", "somebody unknown", "a registered person", hint)
    before = [one for one in dossier.steps if one.act == "enter" and one.seq < step.seq]
    if any(str(one.payload["entrant_number"]).upper() == str(said["entrant_number"]).upper() for one in before):
        hint = _("已经报过名了。")
        raise InputError("twice", "payload.entrant_number", "entered already", "somebody new", hint)
    if today().isoformat() > str(dossier.answers["ends_on"]):
        hint = _("比赛 %(day)s 已经结束，不能再报名。") % {"day": dossier.answers["ends_on"]}
        raise InputError("over", "act", "enter", f"until {dossier.answers['ends_on']}", hint)


def guard_score(dossier: Dossier, step: Step) -> None:
    """Nobody is scored before the event begins."""
    starts = str(dossier.answers["starts_on"])
    if today().isoformat() < starts:
        hint = _("比赛 %(day)s 才开始，还没有成绩。") % {"day": starts}
        raise InputError("too_early", "act", "score", f"{starts} or later", hint)


def enter(actor: Actor, no: str, *, key: str) -> None:
    """A person enters a competition as themselves.

    Raises NotFoundError for what takes no entries, InputError as the act does.
    """
    open_ones = Case.objects.filter(no=no, procedure=COMPETITION, status="in_progress")
    if not open_ones.exists():
        raise NotFoundError(no)
    details = details_of(Person.objects.select_related("data_key").get(id=actor.own_person))
    payload = {"entrant": details.name, "entrant_number": details.id_number}
    perform(SYSTEM, no, "enter", payload, key=f"{actor.key}/{key}")


def entered(actor: Actor, no: str) -> bool:
    """Whether this person has entered."""
    if actor.alone is None:
        return False
    number = details_of(Person.objects.select_related("data_key").get(id=actor.alone)).id_number.upper()
    steps = view_case(SYSTEM, no).steps
    return any(one.act == "enter" and str(one.payload["entrant_number"]).upper() == number for one in steps)


GUARDS: Final = {"enter": guard_enter, "score": guard_score}

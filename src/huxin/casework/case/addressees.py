"""For whom and to whom an act is done: written from who acts, chosen from the sides of the case, never typed.

A payment order that names another firm, or an answer "of" another firm, could otherwise be sent by anybody who may act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier
from huxin.casework.case.parties import only_beside, parties_of
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.procedures import ACTOR, COMPUTED, SIDE, Act, Field
from huxin.people.service import Person, company_person, details_of, masked


@dataclass(frozen=True)
class SideName:
    """One name of a side: as it was served, as it is shown, or in full, which is never offered for choice."""

    name: str
    word: str
    person: UUID
    full: bool = False


Compute = Callable[[Dossier, Mapping[str, Any]], Mapping[str, Any]]
_computing: dict[tuple[str, str], Compute] = {}


def register_computed(act: str, compute: Compute, procedure: str = "") -> None:
    """Called by a room when the program starts: it works out the ``computed`` answers of an act of that name.

    ``procedure``: of that procedure alone, before what holds for the act in all of them.
    """
    _computing[procedure, act] = compute


def filled(actor: Actor, dossier: Dossier, act: str, side: str | None, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with those that nobody types.

    Raises InputError for a party or an addressee that is not of this case, and for a result that was typed.
    """
    found, spec = dict(payload), dossier.procedure.acts[act]
    computed = [one.name for one in spec.payload if one.source == COMPUTED]
    if computed:
        found |= _worked_out(dossier, act, computed, payload)
    for one in spec.payload:
        if one.source == ACTOR and side is not None:
            found[one.name] = _own_name(actor, dossier, one, found.get(one.name))
        elif one.source in (ACTOR, SIDE) and actor.kind != "system":
            if one.source == SIDE and not found.get(one.name):
                coming = _entering(dossier, spec, found)
                other = details_of(coming).name if coming is not None else _only_other(actor, dossier)
                found |= {one.name: other} if other else _missing(one)
            if found.get(one.name):
                found[one.name] = _addressee(dossier, spec, one, found)
    return found


def _only_other(actor: Actor, dossier: Dossier) -> str:
    """The one side to which an act can be directed; empty where there are several, or where it is not registered."""
    known = list(_named(dossier))
    if dossier.procedure.others and _open_side(dossier, known):
        return ""
    others = {
        one.person: one.name for one in reversed(known) if one.person not in (actor.owner, dossier.case.applicant_id)
    }
    if not others and not dossier.procedure.others:
        return known[0].name
    return next(iter(others.values())) if len(others) == 1 else ""


def _missing(one: Field) -> dict[str, Any]:
    """Raises InputError where it must be said to whom."""
    if not one.required:
        return {}
    label = one.label
    hint = _("还没填“%(label)s”。请填上。") % {"label": label["zh"]}
    raise InputError("missing", f"payload.{one.name}", "nothing", f"'{label['en']}'", hint)


def choices(dossier: Dossier) -> list[str]:
    """The names among which an act chooses to whom it is directed; empty while any name may be typed."""
    known = [one for one in _named(dossier) if not only_beside(dossier.procedure, one.word)]
    return [] if _open_side(dossier, known) else list(dict.fromkeys(one.name for one in known if not one.full))


def person_named(dossier: Dossier, typed: str) -> UUID | None:
    """The side that a name or a part in the case means; None for nobody of the case."""
    typed = typed.strip()
    return next((one.person for one in _named(dossier) if typed and typed in (one.name, one.word)), None)


def addressed_to(dossier: Dossier, spec: Act, payload: Mapping[str, Any]) -> UUID | None:
    """To whom the office writes with an act between itself and one side: the applicant where the act does not say."""
    if not any(one.name == "to" for one in spec.payload):
        return dossier.case.applicant_id
    return person_named(dossier, str(payload.get("to") or ""))


def check_heard(dossier: Dossier, spec: Act, payload: Mapping[str, Any]) -> None:
    """Nobody writes to somebody who cannot read it.  Raises InputError."""
    if not spec.between or not any(one.name == "to" for one in spec.payload):
        return
    if addressed_to(dossier, spec, payload) not in {one.person_id for one in parties_of(dossier.case)}:
        hint = _("对方要在这个办件里登记了才看得到留言。写给申请人的，用“给申请人留言”。")
        raise InputError("unheard", "payload.to", payload.get("to"), "another side that reads the case", hint)


def _worked_out(dossier: Dossier, act: str, names: list[str], payload: Mapping[str, Any]) -> dict[str, Any]:
    compute = _computing.get((dossier.procedure.id, act)) or _computing.get(("", act))
    if compute is None:
        raise InputError("computed", "act", act, "a room that works it out", _("这一步现在没有程序来算，不能记。"))
    right = compute(dossier, payload)
    for name in names:
        if payload.get(name) not in (None, "", right[name]):
            hint = _("结果由系统按规则算，不能自己填。把这一项去掉。")
            raise InputError("computed", f"payload.{name}", "another result", "what the program works out", hint)
    return {name: right[name] for name in names}


def _own_name(actor: Actor, dossier: Dossier, field: Field, typed: Any) -> str:
    """How this party was served in the case, else its registered name."""
    mine = [one for one in _named(dossier) if one.person == actor.owner]
    if typed and typed not in {part for one in mine for part in (one.name, one.word)}:
        hint = _("这一步只能替自己做，不用填是哪一方。")
        raise InputError("party", f"payload.{field.name}", typed, "left out: it is whoever acts", hint)
    return mine[0].name


def _addressee(dossier: Dossier, spec: Act, field: Field, payload: Mapping[str, Any]) -> str:
    """The side to which an act is directed; a company that comes in with the act goes by its registered name."""
    typed = str(payload[field.name]).strip()
    person = _entering(dossier, spec, payload)
    known = [one for one in _named(dossier) if not only_beside(dossier.procedure, one.word)]
    if person is not None:
        known = [SideName(details_of(person).name, "", person.id)]
    elif _open_side(dossier, known):
        return typed
    if typed not in {part for one in known for part in (one.name, one.word)}:
        names = "、".join(dict.fromkeys(one.name for one in known if not one.full))
        hint = _("从这个办件的各方里选：%(names)s。") % {"names": names}
        raise InputError("side", f"payload.{field.name}", typed, "a side of this case", hint)
    return typed


def _entering(dossier: Dossier, spec: Act, payload: Mapping[str, Any]) -> Person | None:
    """The registered company that comes into the case with this act, by the code that the act itself names."""
    way = next((one for one in dossier.procedure.parties if one.act == spec.id and one.field in payload), None)
    return company_person(str(payload[way.field])) if way is not None else None


def _open_side(dossier: Dossier, known: list[SideName]) -> bool:
    """Whether the other side is not registered, so that it can only be typed."""
    procedure = dossier.procedure
    sides = [one for one in procedure.others.values() if not all(only_beside(procedure, who) for who in one.who)]
    return not sides or len({one.person for one in known}) <= len(sides)


def _named(dossier: Dossier) -> Iterator[SideName]:
    """Every side: as it was served, then as it is registered."""
    yield from _names_of(dossier, dossier.case.applicant, dossier.steps[0].by if dossier.steps else "", 0)
    for row in parties_of(dossier.case) if dossier.case.no else ():
        yield from _names_of(dossier, row.person, row.role, row.since)
    for way in dossier.procedure.parties:
        person = company_person(str(dossier.answers.get(way.field) or ""))
        if person is not None and person.id != dossier.case.applicant_id:
            yield SideName(details_of(person).name, way.role, person.id)


def _names_of(dossier: Dossier, person: Person, word: str, since: int) -> Iterator[SideName]:
    details = details_of(person)
    shown = masked(details)["name"] if person.kind == "natural" else details.name
    for step in dossier.steps:
        served = step.payload.get("to") if step.act == "serve" else None
        own = step.payload.get("company_code") == details.id_number or step.seq == since
        if isinstance(served, str) and (own or served in (details.name, shown, word)):
            yield SideName(served, word, person.id, full=served == details.name != shown)
    yield SideName(shown, word, person.id)
    yield SideName(details.name, word, person.id, full=details.name != shown)

"""Who may open a case at all: the applicant, another side, and the officers whose roles read its procedure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models import Q

from huxin.casework.law.city import city_pack
from huxin.casework.models import Case, CaseParty
from huxin.identity.service import Actor
from huxin.law.procedures import Procedure
from huxin.law.procedures.model import OFFICERS

DESK: Final = frozenset({"handler", "approver"})
"""They read every procedure of their department that names no readers."""
LATE: Final[Mapping[str, Q]] = {
    "finance": Q(amount_fen__isnull=False),
    "policy_admin": Q(proposed_by__isnull=False, status="in_progress"),
}
"""Roles whose act comes late: who pays reads a case once an amount was decided, who confirms what differs from the
rules while a proposal stands.  A procedure that names the role among its readers shows them all."""


def reading_roles(procedure: Procedure) -> frozenset[str]:
    """The officers' roles that read cases of a procedure: those that an act of its own names, and its readers."""
    named = {role for act in procedure.acts.values() if not act.common for role in act.by if role in OFFICERS}
    return frozenset(named | set(procedure.readers or DESK))


def _at_once(procedure: Procedure, roles: Iterable[str]) -> bool:
    """Whether one of the roles reads every case of a procedure, however far it has come."""
    late = LATE.keys() - set(procedure.readers)
    return bool((reading_roles(procedure) - late) & set(roles))


def covers_case(actor: Actor, case: Case) -> bool:
    """Whether this officer's office handles the case and one of the officer's roles reads it as far as it has come."""
    if not actor.covers(case.department, case.county):
        return False
    procedure = city_pack().procedures.get(case.procedure)
    if procedure is None:  # of a pack before this one
        return not DESK.isdisjoint(actor.roles)
    mine = reading_roles(procedure) & actor.roles
    paid = "finance" in mine and case.amount_fen is not None
    asked = "policy_admin" in mine and case.proposed_by_id is not None and case.status == "in_progress"
    return _at_once(procedure, actor.roles) or paid or asked


def readable(actor: Actor) -> Q:
    """``covers_case`` for a query over the cases of the actor's department and county."""
    known = [one for one in city_pack().procedures.values() if actor.department in one.departments]
    opened = {one.id for one in known if _at_once(one, actor.roles)}
    desk = not DESK.isdisjoint(actor.roles)
    if desk and len(opened) == len(known):
        return Q()
    found = Q(procedure__in=opened)
    for role, when in LATE.items():
        if role in actor.roles:
            found |= when & Q(procedure__in={one.id for one in known if role in reading_roles(one)})
    return found | ~Q(procedure__in=[one.id for one in known]) if desk else found


def exports_in_full(actor: Actor, case: Case) -> bool:
    """Whether this officer may take the person of this case away in clear: a role that the procedure names."""
    procedure = city_pack().procedures.get(case.procedure)
    named = set(procedure.exporters) if procedure is not None else DESK
    return covers_case(actor, case) and not named.isdisjoint(actor.roles)


def exports_any(actor: Actor) -> bool:
    """Whether there is a procedure of which this officer may export cases in full."""
    known = (one for one in city_pack().procedures.values() if actor.department in one.departments)
    return actor.kind == "officer" and any(actor.roles & set(one.exporters) & reading_roles(one) for one in known)


def in_scope(actor: Actor, case: Case) -> bool:
    """Whether the actor may see a case: the applicant, the county's office, auditors, the other side, the program."""
    if covers_case(actor, case) or stands_for_applicant(actor, case):
        return True
    if actor.kind == "system" or (actor.kind == "officer" and "auditor" in actor.roles):
        return True
    if actor.owner is None or not may_be_side(actor, case):
        return False
    return CaseParty.objects.filter(case=case, person_id=actor.owner).exists()


def stands_for_applicant(actor: Actor, case: Case) -> bool:
    """Whether the actor is the applicant, or an officer of the office that filed the case with another one."""
    return may_be_side(actor, case) and actor.owner == case.applicant_id


def may_be_side(actor: Actor, case: Case) -> bool:
    """Whether the actor can be a side of a case at all: of their own office officers read what roles do."""
    if actor.kind != "officer":
        return actor.owner is not None
    return not actor.covers(case.department, case.county) and not actor.roles.isdisjoint(DESK | {"union_organiser"})

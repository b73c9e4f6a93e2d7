"""Who may open a case at all: the applicant, another side, and the officers whose roles read its procedure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from huxin.casework.models import Case, CaseParty
from huxin.casework.pack import city_pack
from huxin.law.procedures import Procedure
from huxin.law.procedures.model import READERS
from huxin.registry.service import Actor

DESK: Final = frozenset({"handler", "approver"})
"""They read every procedure of their department that names no readers."""
PAYER: Final = "finance"
"""Reads a case once there is something to pay in it."""


def reading_roles(procedure: Procedure) -> frozenset[str]:
    """The officers' roles that read cases of a procedure: those that an act of its own names, and its readers."""
    named = {role for act in procedure.acts.values() if not act.common for role in act.by if role in READERS}
    return frozenset(named | set(procedure.readers or DESK))


def reads(roles: Iterable[str], procedure: Procedure | None, *, paid: bool) -> bool:
    """Whether one of these roles reads a case.  ``paid``: an amount was decided; None: of a pack before this one."""
    if procedure is None:
        return not DESK.isdisjoint(roles)
    mine = reading_roles(procedure) & set(roles)
    return bool(mine - {PAYER}) or (paid and PAYER in mine)


def covers_case(actor: Actor, case: Case) -> bool:
    """Whether this officer's office handles the case and one of the officer's roles reads it."""
    if not actor.covers(case.department, case.county):
        return False
    return reads(actor.roles, city_pack().procedures.get(case.procedure), paid=case.amount_fen is not None)


def readable(actor: Actor) -> Q:
    """``covers_case`` for a query over the cases of the actor's department and county."""
    known = [one for one in city_pack().procedures.values() if one.department == actor.department]
    opened = {one.id for one in known if reads(actor.roles, one, paid=False)}
    payable = {one.id for one in known if reads(actor.roles, one, paid=True)} - opened
    desk = not DESK.isdisjoint(actor.roles)
    if desk and len(opened) == len(known):
        return Q()
    found = Q(procedure__in=opened) | Q(procedure__in=payable, amount_fen__isnull=False)
    return found | ~Q(procedure__in=[one.id for one in known]) if desk else found


def exports_in_full(actor: Actor, case: Case) -> bool:
    """Whether this officer may take the person of this case away in clear: a role that the procedure names."""
    procedure = city_pack().procedures.get(case.procedure)
    named = set(procedure.exporters) if procedure is not None else DESK
    return covers_case(actor, case) and not named.isdisjoint(actor.roles)


def exports_any(actor: Actor) -> bool:
    """Whether there is a procedure of which this officer may export cases in full."""
    known = (one for one in city_pack().procedures.values() if one.department == actor.department)
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

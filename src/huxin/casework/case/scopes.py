"""``scope`` of an act: how far an officer reaches with it."""

from __future__ import annotations

from huxin.casework.models import Case
from huxin.identity.service import Actor, stands_in_for


def reaches(actor: Actor, case: Case, scope: str) -> bool:
    """Whether an officer may do an act of this scope on a case.

    ``own``: of the office, and handled by this officer, by nobody yet, or by
    somebody for whom this officer stands in today.  ``unit``: of the officer's department and
    county.  ``all``: any case that the officer sees, such as a city auditor's.
    """
    if actor.kind != "officer":
        return actor.kind == "system"
    within = actor.covers(case.department, case.county)
    if scope == "own":
        mine = case.handler_id in (None, actor.account_id)
        return within and (mine or case.handler_id in stands_in_for(actor))
    return within or (scope == "all" and "auditor" in actor.roles)

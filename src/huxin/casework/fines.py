"""The fines of an office: what is owed of each."""

from __future__ import annotations

from datetime import date

from huxin.casework.case.dossier import open_dossier
from huxin.casework.case.queries import visible_cases
from huxin.casework.collecting import OwedFine, owed_by_side
from huxin.casework.errors import ForbiddenError
from huxin.casework.law.city import city_pack
from huxin.casework.models import Case
from huxin.identity.service import Actor


def fines(actor: Actor) -> list[OwedFine]:
    """The fines that the actor's office imposed, those still open first, then by their last day.

    Raises ForbiddenError for somebody who neither handles nor collects them.
    """
    if actor.kind != "officer":
        raise ForbiddenError("Fines are for the office that imposed them.")
    collected = [one.id for one in city_pack().procedures.values() if one.collection is not None]
    rows: list[Case] = list(visible_cases(actor).filter(procedure__in=collected, status="done").order_by("no"))
    found = [one for one in (owed_by_side(open_dossier(case)) for case in rows) if one is not None]
    return sorted(found, key=lambda one: (one.left == 0, one.due.until or date.max, one.no))

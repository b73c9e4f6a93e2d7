"""Early sign of a group dispute 群体纠纷苗头: open disputes against the same company within some days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from huxin.casework.models import Case, CaseParty
from huxin.casework.reading import visible_cases
from huxin.law.dates import SHANGHAI
from huxin.law.procedures.model import OPEN
from huxin.registry.service import Actor, details_of


@dataclass(frozen=True)
class Group:
    """A company and the open disputes against it, oldest first."""

    company: str
    cases: list[Case]


def groups(actor: Actor, procedures: Iterable[str], since: date, least: int) -> list[Group]:
    """Companies with at least ``least`` open cases begun on ``since`` or later, in the actor's scope, most first."""
    begin = datetime.combine(since, time(), SHANGHAI)
    open_cases = visible_cases(actor).filter(procedure__in=list(procedures), status__in=OPEN, filed_at__gte=begin)
    rows = CaseParty.objects.filter(case__in=open_cases.values("no"), person__kind="legal")
    found: dict[str, Group] = {}
    for row in rows.select_related("case", "person__data_key").order_by("case__filed_at"):
        group = found.setdefault(str(row.person_id), Group(details_of(row.person).name, []))
        if row.case not in group.cases:
            group.cases.append(row.case)
    return sorted((one for one in found.values() if len(one.cases) >= least), key=lambda one: -len(one.cases))

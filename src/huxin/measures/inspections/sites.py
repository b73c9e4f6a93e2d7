"""On site 现场检查: what an inspector was drawn for, and the record, made by either of the two in the unit's case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from huxin.casework.service import Case, Dossier, NotFoundError, Step, filed_before, lock_cases, perform, view_case
from huxin.identity.service import SYSTEM, Account, Actor
from huxin.law import InputError
from huxin.law.procedures import Field
from huxin.measures.inspections.models import Assignment, Inspector, Task
from huxin.measures.inspections.recusals import told

ACT: Final = "inspect"
OWN: Final = ("inspectors",)
"""Questions of the act that the program answers itself."""
RESULT: Final = "result_code"
CARRIED: Final = ("inspected_on", "inspectors", "problems", RESULT, "signed")
"""What the draw's case notes of each record, beside the unit and what was found."""


@dataclass(frozen=True)
class Site:
    """One drawn unit as an inspector sees it; ``inspected``: the record is there."""

    task: Task
    case: Case
    dossier: Dossier
    people: tuple[Inspector, ...]

    @property
    def inspected(self) -> bool:
        return self.dossier.last(ACT) is not None

    @property
    def names(self) -> str:
        """Who goes there, with badge numbers, as the record says it."""
        return "、".join(told(one) for one in self.people)

    @property
    def fields(self) -> list[Field]:
        """What the record asks, the checklist 检查事项清单 among it, in the order of the pack; the result always."""
        asked = (one for one in self.dossier.procedure.acts[ACT].payload if one.name not in OWN)
        return [replace(one, required=True) if one.name == RESULT else one for one in asked]


def sites_of(actor: Actor) -> list[Site]:
    """The units that this officer was drawn for and whose cases are open, those without a record first."""
    rows = _mine(actor).filter(task__case__status__in=("received", "in_progress"))
    found = [site_of(one.task) for one in rows.order_by("task__draw_id", "task__number")[:200]]
    return sorted(found, key=lambda one: one.inspected)


def find_site(actor: Actor, no: str) -> Site:
    """The unit of a case.  Raises NotFoundError for anybody who was not drawn for it."""
    one = _mine(actor).filter(task__case_id=no).first()
    if one is None:
        raise NotFoundError(no)
    return site_of(one.task)


def site_of(task: Task) -> Site:
    """A task with its case and the inspectors who stand for it now."""
    standing = task.assignments.filter(ended_at=None).select_related("inspector").order_by("id")
    dossier = view_case(SYSTEM, task.case_id)
    return Site(task, dossier.case, dossier, tuple(one.inspector for one in standing))


def _mine(actor: Actor) -> Any:
    rows = Assignment.objects.filter(inspector__account_id=actor.pk, ended_at=None)
    return rows.select_related("task__case")


def recorded(actor: Actor, key: str) -> bool:
    """Whether a record with this key was kept already: a phone that heard no answer sends it again."""
    return filed_before(actor, key) is not None


def record(
    actor: Actor,
    no: str,
    answers: Mapping[str, Any],
    papers: Mapping[str, Sequence[str]],
    *,
    key: str,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Keep an on-site record.  Whichever inspector sends it takes the case over first, as a colleague would.

    Raises NotFoundError, InputError, ForbiddenError, ConflictError as ``perform`` does.
    """
    with transaction.atomic():
        site = find_site(actor, no)
        lock_cases([no, site.task.draw_id])
        if site.case.handler_id != actor.pk:
            own = Account.objects.values_list("username", flat=True).get(pk=actor.pk)
            perform(actor, no, "assign", {"to": own}, key=f"{key[:60]} take", at=at)
        said = {**answers, "inspectors": site.names, **{name: list(ids) for name, ids in papers.items()}}
        return perform(actor, no, ACT, said, papers=papers, key=key, at=at)


def note_in_draw(dossier: Dossier, step: Step) -> None:
    """After a record of a drawn unit: the draw's case notes it, and the record of the check is set as a letter.

    Raises InputError for a record without a result, as the published list needs one.
    """
    task = Task.objects.filter(case=dossier.case).select_related("draw__case").first()
    if task is None or task.draw.case.status != "in_progress":
        return
    if not step.payload.get(RESULT):
        hint = _("这家是随机抽到的，要写现场结果，抽查结果里会公布。")
        raise InputError("missing", "payload.result_code", "nothing", "a result", hint)
    said = {name: step.payload[name] for name in CARRIED if name in step.payload}
    found = f"{step.payload['found']}（办件 {dossier.case.no}）"
    said |= {"to": task.name, "found": found[:4000]}
    perform(SYSTEM, task.draw.case_id, ACT, said, key=f"site {dossier.case.no}/{step.seq}", at=step.at)

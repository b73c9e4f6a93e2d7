"""Results 抽查结果: what became of each drawn unit, the end of the check, and what everybody may read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import (
    Case,
    ConflictError,
    DisposedError,
    Dossier,
    NotFoundError,
    Step,
    view_case,
    write_act,
)
from huxin.core.service import append
from huxin.identity.service import SYSTEM, Actor
from huxin.law import InputError
from huxin.measures.inspections.models import Draw, Task
from huxin.measures.inspections.planning import PROCEDURE
from huxin.measures.inspections.sealed import stages
from huxin.measures.inspections.sites import Site, site_of

FAULTLESS = "no_problem"


@dataclass(frozen=True)
class UnitOutcome:
    """How far one drawn unit is; ``corrected``: the latest re-check 复查, None before there is one."""

    site: Site
    record: Step | None
    ordered: bool
    corrected: bool | None

    @property
    def result(self) -> str:
        """The code of the result on site; empty before the record is there."""
        return str(self.record.payload.get("result_code", "")) if self.record is not None else ""

    @property
    def problems(self) -> list[str]:
        """Codes of the checklist that were found wrong."""
        return list(self.record.payload.get("problems", ())) if self.record is not None else []

    @property
    def faulty(self) -> bool:
        """Whether the unit counts as one with problems."""
        return bool(self.problems) or self.ordered or self.result in ("corrected", "refused", "further")


def outcomes(no: str) -> list[UnitOutcome]:
    """Every unit of a draw whose papers are still kept, in the order in which it was drawn."""
    tasks = Task.objects.filter(draw_id=no).select_related("case").order_by("number")
    found = []
    for task in tasks:
        with suppress(DisposedError):
            found.append(_outcome(site_of(task)))
    return found


def _outcome(site: Site) -> UnitOutcome:
    recheck = site.dossier.last("recheck")
    corrected = recheck.payload["corrected"] in (True, "yes") if recheck is not None else None
    return UnitOutcome(site, site.dossier.last("inspect"), site.dossier.last("rectify") is not None, corrected)


def finish(actor: Actor, no: str, summary: str, *, key: str, at: datetime | None = None) -> None:
    """The act ``decide`` with its counts.  Raises InputError while a unit has no record, and as ``perform`` does."""
    view_case(actor, no)
    found = outcomes(no)
    faulty = [one for one in found if one.faulty]
    mended = [one for one in faulty if one.corrected or (one.result == "corrected" and not one.ordered)]
    said = {
        "checked": str(len(found)), "with_problems": str(len(faulty)), "corrected_units": str(len(mended)),
        "summary": summary,
    }  # fmt: skip
    write_act(actor, no, "decide", said, key=key, at=at)


def guard_finish(dossier: Dossier, step: Step) -> None:
    """Nobody ends a draw of which a unit was left out.  Raises InputError that names the first ones."""
    open_units = [one.site.task.name for one in outcomes(dossier.case.no) if one.record is None]
    if open_units:
        hint = _("还有 %(n)s 家没有现场记录：%(names)s。找不到、不配合的也要记。") % {
            "n": len(open_units),
            "names": "、".join(open_units[:5]),
        }
        raise InputError("open", "act", f"{len(open_units)} units without a record", "a record of each", hint)


def publish(actor: Actor, no: str, link: str, *, key: str, at: datetime | None = None) -> Draw:
    """Publish what was found at each unit, as it is now.  Raises ConflictError, InputError and as ``perform`` does."""
    now = (at or timezone.now()).astimezone(UTC)
    with transaction.atomic():
        dossier = view_case(actor, no)
        row = Draw.objects.select_for_update().filter(case_id=no).first()
        if row is None or not row.record:
            raise InputError("too_early", "act", "publish", "a draw", _("先公布承诺值、抽取、检查，再公示结果。"))
        if row.published_at is not None:
            raise ConflictError("The results are published already.", dossier.case.seq)
        row.results, row.published_at = [_public(one) for one in outcomes(no)], now
        row.save(update_fields=["results", "published_at"])
        write_act(actor, no, "publish", {"link": link}, key=key, at=now)
        append("inspection-draw", f"{no}/publish", stages(row)["publish"], actor.key, now)
    return row


def guard_publish(dossier: Dossier, step: Step) -> None:
    """Results of a draw whose files are kept here are published from here.  Raises InputError."""
    row = Draw.objects.filter(case=dossier.case).first()
    if row is not None and row.published_at is None:
        hint = _("到“双随机抽查”页面公示，每家的结果会自动带上。")
        raise InputError("by_hand", "act", "publish", "the page of this draw", hint)


def _public(one: UnitOutcome) -> dict[str, Any]:
    """What is published of a unit: codes, never what was written freely."""
    return {
        "number": one.site.task.number, "id": one.site.task.target, "name": one.site.task.name,
        "employer": one.site.task.employer, "inspectors": [who.name for who in one.site.people],
        "inspected_on": str(one.record.payload["inspected_on"]) if one.record is not None else "",
        "result": one.result, "problems": one.problems, "ordered": one.ordered, "corrected": one.corrected,
    }  # fmt: skip


@dataclass(frozen=True)
class Announced:
    """A draw as everybody may see it: its name, its files, and why it was cancelled where it was."""

    draw: Draw
    case: Case
    name: str
    cancelled: str


def announced(most: int = 200) -> list[Announced]:
    """Every draw whose commitment was published and whose papers are still kept, the newest first.

    One without a record stands there too.
    """
    rows = Draw.objects.select_related("case").order_by("-committed_at")[:most]
    found = []
    for row in rows:
        with suppress(DisposedError):
            found.append(_announced(row))
    return found


def find_announced(no: str) -> Announced:
    """One of them.  Raises NotFoundError."""
    row = Draw.objects.select_related("case").filter(case_id=no).first()
    if row is None:
        raise NotFoundError(no)
    return _announced(row)


def _announced(row: Draw) -> Announced:
    dossier = view_case(SYSTEM, row.case_id)
    gone = dossier.last("withdraw")
    cancelled = str(gone.payload.get("reason", "")) if gone is not None else ""
    return Announced(row, row.case, str(dossier.answers.get("draw_name", row.case_id)), cancelled)


def draws_of(actor: Actor) -> list[tuple[Case, Draw | None]]:
    """The draws of an officer's scope, the newest first."""
    cases = Case.objects.filter(procedure=PROCEDURE, department=actor.department).select_related("draw")
    if actor.county:
        cases = cases.filter(county=actor.county)
    return [(one, getattr(one, "draw", None)) for one in cases.order_by("-filed_at")[:100]]

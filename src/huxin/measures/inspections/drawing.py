"""The draw itself: the commitment is published first, then the seed is revealed, then each unit becomes a case.

Files are exactly what ``huxin draw verify`` takes.  Each step is an act of the case, so that act, sealed entry and rows
of this room are one transaction.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, Dossier, NotFoundError, Step, file_case, perform, view_case, write_act
from huxin.core.service import append, open_secret, seal_secret
from huxin.draw import commit, open_commitment, render, run
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.dates import SHANGHAI
from huxin.measures.inspections.directories import require_keeper
from huxin.measures.inspections.models import Assignment, Draw, Inspector, Task
from huxin.measures.inspections.planning import PROCEDURE, DrawPlanInput, plan_draw
from huxin.measures.inspections.sealed import stages

ROUTINE: Final = "labour-inspection-routine"
_LONGEST: Final = 3900


def find_draw(actor: Actor, no: str) -> tuple[Dossier, Draw | None]:
    """A draw's case in the officer's scope, and its files once it is committed.  Raises NotFoundError."""
    dossier = view_case(actor, no)
    if dossier.case.procedure != PROCEDURE:
        raise NotFoundError(no)
    return dossier, Draw.objects.filter(case=dossier.case).first()


def commit_draw(
    actor: Actor, no: str, wanted: DrawPlanInput, *, key: str, at: datetime | None = None, seed: str | None = None
) -> Draw:
    """Promise a draw in public: both directories, the plan and a digest of the seed; the seed itself stays secret.

    ``seed``: 64 hexadecimal digits that were made elsewhere; without it a new one is made.  Raises InputError,
    ForbiddenError, NotFoundError, ConflictError for a draw that is committed already.
    """
    require_keeper(actor)
    now = (at or timezone.now()).astimezone(UTC)
    with transaction.atomic():
        dossier, before = find_draw(actor, no)
        if before is not None:
            raise ConflictError("The commitment is published already.", dossier.case.seq)
        planned = plan_draw(dossier, wanted)
        seed = seed or secrets.token_hex(32)
        told = now.astimezone(SHANGHAI).isoformat(timespec="seconds")
        promise = commit(planned.inputs, seed, told, wanted.later_source or None)
        said = {name: promise[name] for name in ("commitment", "algorithm")} | {"later_source": wanted.later_source}
        write_act(actor, no, "commit", said, key=key, at=now)
        row = Draw(
            case=dossier.case, objects_csv=planned.objects_csv, inspectors_csv=planned.inspectors_csv,
            commitment=render(promise), seed=seal_secret(seed.encode(), f"seed:{no}"), committed_at=now,
        )  # fmt: skip
        row.save(force_insert=True)
        _seal(actor, row, "commit", now)
    return row


def reveal(actor: Actor, no: str, later: str, *, key: str, at: datetime | None = None) -> Draw:
    """Draw what was committed, reveal the seed, and open a case for each drawn unit with the inspectors drawn for it.

    Raises as ``commit_draw`` does; ConflictError also for what was drawn already.
    """
    require_keeper(actor)
    now = (at or timezone.now()).astimezone(UTC)
    with transaction.atomic():
        dossier = find_draw(actor, no)[0]
        row = Draw.objects.select_for_update().filter(case_id=no).first()
        if row is None:
            raise InputError("too_early", "draw", "no commitment", "the commitment first", _("先公布承诺值，再抽取。"))
        if row.record:
            raise ConflictError("It was drawn already.", dossier.case.seq)
        record = _run(row, later.strip())
        row.record, row.drawn_at = render(record), now
        row.save(update_fields=["record", "drawn_at"])
        write_act(actor, no, "draw", _told(record, row.record), key=key, at=now)
        _seal(actor, row, "draw", now)
        for drawn in record["drawn"]:
            _open(actor, dossier, row, drawn, now)
    return row


def _run(row: Draw, later: str) -> dict[str, Any]:
    committed, inputs = open_commitment(row.commitment.encode(), bytes(row.objects_csv), bytes(row.inspectors_csv))
    seed = open_secret(bytes(row.seed), f"seed:{row.case_id}").decode()
    return run(committed, inputs, seed, later or None)


def _told(record: Mapping[str, Any], text: str) -> dict[str, str]:
    """What the act says; of a long list the beginning, as the record holds it all."""
    units = "\n".join(f"{one['no']}. {one['name']}（{one['id']}）" for one in record["drawn"])
    people = "\n".join(
        f"{one['no']}. {'、'.join(who['name'] + ' ' + who['id'] for who in one['inspectors'])}"
        for one in record["drawn"]
    )
    return {
        "seed": record["seed"], "later": record["later"] or "", "record_hash": record_digest(text),
        "drawn_units": _short(units), "drawn_inspectors": _short(people),
    }  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition("\n")[0] + "\n……其余见公布的抽取记录"


def record_digest(text: str) -> str:
    """SHA-256 of a published record, as ``sha256sum`` prints it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _open(actor: Actor, dossier: Dossier, row: Draw, drawn: Mapping[str, Any], at: datetime) -> None:
    """A drawn unit becomes a case of its own, first in the hands of the inspector drawn first."""
    no, county = dossier.case.no, dossier.case.county
    said = {
        "kind_of_inspection": "joint" if dossier.answers.get("joint") else "daily", "company": drawn["name"],
        "company_code": drawn["employer"], "matters": ["dispatch"], "origin": "draw", "county": county,
    }  # fmt: skip
    name = f"{no} draw {drawn['no']}"
    case = file_case(actor, ROUTINE, said, papers={}, key=name, origin=no, at=at)["no"]
    task = Task.objects.create(
        draw=row, number=drawn["no"], target=drawn["id"], name=drawn["name"], employer=drawn["employer"], case_id=case
    )
    badges = [one["id"] for one in drawn["inspectors"]]
    people = {one.badge: one for one in Inspector.objects.select_related("account").filter(badge__in=badges)}
    Assignment.objects.bulk_create(Assignment(task=task, inspector=people[badge]) for badge in badges)
    perform(actor, case, "assign", {"to": people[badges[0]].account.username}, key=f"{name} assign", at=at)


def _seal(actor: Actor, row: Draw, stage: str, at: datetime) -> None:
    append("inspection-draw", f"{row.case_id}/{stage}", stages(row)[stage], actor.key, at)


def guard_draw(dossier: Dossier, step: Step) -> None:
    """A draw whose files are kept here is drawn from them alone.  Raises InputError for one that was typed by hand."""
    row = Draw.objects.filter(case=dossier.case).first()
    if row is not None and (not row.record or record_digest(row.record) != step.payload.get("record_hash")):
        hint = _("这次抽查的承诺值在系统里，到“双随机抽查”页面抽取。")
        raise InputError("by_hand", "act", "draw", "the draw of this commitment", hint)


def plan_of(row: Draw) -> dict[str, Any]:
    """The plan as it was published."""
    found: dict[str, Any] = json.loads(row.commitment)["plan"]
    return found

"""回避: who is kept away from what, before a draw; and who takes the place of an inspector who was drawn."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, Dossier, NotFoundError, Step, lock_cases, perform, write_act
from huxin.core.service import append, digest_of, open_secret, seal_secret
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.inspections.directories import inspectors, require_keeper, targets
from huxin.measures.inspections.models import Assignment, Inspector, Recusal, Task


def recuse(actor: Actor, badge: str, whom: str, reason: str, *, at: datetime | None = None) -> Recusal:
    """Keep an inspector away from an object, or by a credit code from all objects of an employer.

    Raises ForbiddenError, InputError, ConflictError for what is noted already.
    """
    require_keeper(actor)
    one = _inspector(actor, badge)
    rows, wanted = targets(actor), whom.strip()
    is_object = rows.filter(number=wanted).exists()
    if not is_object and not rows.filter(employer=wanted.upper()).exists():
        hint = _("填名录里的编号，或者统一社会信用代码。")
        raise InputError("recusal", "whom", whom, "an object or an employer of the directory", hint)
    words = _reason(reason)
    now = at or timezone.now()
    place = {"target": wanted, "employer": ""} if is_object else {"target": "", "employer": wanted.upper()}
    with transaction.atomic():
        if Recusal.objects.filter(inspector=one, **place).exists():
            raise ConflictError("This recusal is noted already.")
        row = Recusal(id=uuid.uuid4(), inspector=one, at=now, by_id=actor.pk, **place)
        row.sealed = seal_secret(words.encode(), f"recusal:{row.id}")
        row.save(force_insert=True)
        append("recusal", str(row.id), recusal_digest(row), actor.key, now)
    return row


def reason_of(row: Recusal) -> str:
    """Why, for the office alone."""
    return open_secret(bytes(row.sealed), f"recusal:{row.id}").decode()


def recusals(actor: Actor) -> list[Recusal]:
    """Every recusal of the inspectors in an officer's scope."""
    rows = Recusal.objects.filter(inspector__in=inspectors(actor)).select_related("inspector")
    return list(rows.order_by("inspector__badge", "at"))


def must_not_inspect(one: Inspector, target: str, employer: str) -> bool:
    """As the draw itself asks it."""
    return one.recusals.filter(target=target).exists() or one.recusals.filter(employer=employer).exists()


def replace(actor: Actor, no: str, number: int, badge: str, by: str, reason: str, key: str) -> None:
    """After the draw: another inspector takes the place of one who must keep away; sealed and told in the case.

    Raises NotFoundError, ForbiddenError, InputError.
    """
    require_keeper(actor)
    words = _reason(reason)
    task = Task.objects.filter(draw__case_id=no, number=number).select_related("case__handler").first()
    standing = task.assignments.filter(inspector__badge=badge, ended_at=None).first() if task is not None else None
    if task is None or standing is None:
        raise NotFoundError(no)
    if task.case.status not in ("received", "in_progress"):
        raise InputError(
            "late", "number", number, "an inspection that is not finished", _("这家已经查完了，不用换人。")
        )
    fresh = _inspector(actor, by)
    taken = task.assignments.filter(inspector=fresh).exists()
    if taken or must_not_inspect(fresh, task.target, task.employer):
        raise InputError(
            "inspector", "by", by, "somebody who may inspect this unit", _("换一个没有利害关系、没派到这家的人。")
        )
    with transaction.atomic():
        lock_cases([no, task.case_id])
        standing.ended_at = timezone.now()
        standing.save(update_fields=["ended_at"])
        Assignment.objects.create(task=task, inspector=fresh)
        said = {"who": told(standing.inspector), "replaced_by": told(fresh), "why": words}
        write_act(actor, no, "recuse", said, key=key)
        if task.case.handler_id == standing.inspector.account_id:
            perform(actor, task.case_id, "assign", {"to": fresh.account.username}, key=f"{key[:60]} assign")


def told(one: Inspector) -> str:
    """An inspector as acts and records name one."""
    return f"{one.name} {one.badge}"


def guard_recuse(dossier: Dossier, step: Step) -> None:
    """In a draw that is kept here nobody is replaced by words alone.  Raises InputError for an act typed by hand."""
    rows = Assignment.objects.filter(task__draw__case=dossier.case).select_related("inspector")
    standing = {(told(one.inspector), one.ended_at is None) for one in rows}
    said = {(str(step.payload.get("who")), False), (str(step.payload.get("replaced_by")), True)}
    if standing and not said <= standing:
        hint = _("到“双随机抽查”页面换人，那家单位的件会一起交过去。")
        raise InputError("by_hand", "act", "recuse", "the page of this draw", hint)


def _inspector(actor: Actor, badge: str) -> Inspector:
    found = inspectors(actor).select_related("account").filter(badge=badge.strip()).first()
    if found is None:
        raise InputError("inspector", "badge", badge, "an inspector of the directory", _("选名录里的检查人员。"))
    return found


def _reason(reason: str) -> str:
    words = reason.strip().replace("\0", "")
    if len(words) < 4:
        raise InputError(
            "reason", "reason", reason, "a reason in words", _("写明为什么回避，比如：配偶在这家单位上班。")
        )
    return words[:500]


def recusal_digest(row: Recusal) -> str:
    """Over everything that a recusal holds, its reason as ciphertext."""
    return digest_of(
        {"inspector": row.inspector_id, "target": row.target, "employer": row.employer,
         "reason": bytes(row.sealed).hex(), "by": row.by_id}
    )  # fmt: skip

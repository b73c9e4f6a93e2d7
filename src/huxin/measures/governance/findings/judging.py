"""A person says that a finding is none 误报: with a reason, sealed, once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError
from huxin.core.service import append
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.governance.findings.sealed import false_alarm_digest
from huxin.measures.governance.findings.seeing import visible
from huxin.measures.governance.models import FalseAlarm


def dismiss(actor: Actor, finding: str, reason: str) -> FalseAlarm:
    """Mark a false alarm.  Raises NotFoundError outside of the scope, ForbiddenError, InputError, ConflictError."""
    one = visible(actor).filter(id=finding).first()
    if one is None:
        raise NotFoundError(finding)
    if not actor.roles & {"handler", "approver"}:
        raise ForbiddenError("A handler or approver says so.")
    if len(reason.strip()) < 4:
        raise InputError(
            "reason", "reason", reason, "a reason in words", _("写明为什么不算，比如：订单没有关，不是在干活。")
        )
    words = reason.strip().replace("\0", "")
    with transaction.atomic():
        if one.withdrawn_at is not None or hasattr(one, "false_alarm") or hasattr(one, "asked"):
            raise ConflictError("Somebody judged it already.")
        row = FalseAlarm(finding=one, reason=words[:500], by_id=actor.pk, at=timezone.now())
        row.save(force_insert=True)
        append("false-alarm", one.id, false_alarm_digest(row), actor.key, row.at)
    return row

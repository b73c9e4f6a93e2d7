"""Messages 留言 between a side and the office, as acts of the case: who wrote, what nobody has answered or read yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef

from huxin.casework.case.dossier import Dossier, Step, open_dossier
from huxin.casework.case.visibility import seen
from huxin.casework.errors import DisposedError
from huxin.casework.models import Act, Case, LastRead
from huxin.identity.service import Actor
from huxin.people.service import ErasedError

WRITE: Final = "message"
REPLIES: Final = ("reply", "reply_side")


def messages_in(dossier: Dossier) -> list[Step]:
    """What was written between the office and whoever looks, the oldest first; the office sees all of it."""
    return [step for step in dossier.steps if step.act == WRITE or step.act in REPLIES]


def unanswered(numbers: Iterable[str]) -> set[str]:
    """Those of some cases in which somebody wrote to the office and it has not written back since."""
    later = Act.objects.filter(case=OuterRef("case"), seq__gt=OuterRef("seq"), act__in=REPLIES)
    rows = Act.objects.filter(~Exists(later), case__in=list(numbers), act=WRITE)
    return set(rows.values_list("case", flat=True))


def unread_replies(actor: Actor, cases: Iterable[Case]) -> set[str]:
    """The numbers of a side's cases in which the office wrote to it since this account last opened them."""
    rows = {one.no: one for one in cases}
    read = dict(LastRead.objects.filter(account_id=actor.pk, case__in=rows).values_list("case_id", "seq"))
    replies = Act.objects.filter(case__in=rows, act__in=REPLIES)
    late = {no for no, seq in replies.values_list("case_id", "seq") if seq > read.get(no, 0)}
    return {no for no in late if _written_to(actor, rows[no], read.get(no, 0))}


def _written_to(actor: Actor, case: Case, since: int) -> bool:
    try:
        shown = seen(actor, open_dossier(case))
    except (ErasedError, DisposedError):
        return False
    return any(step.seq > since and step.act in REPLIES for step in shown.steps)

"""窗口收件: an officer files for a person who stands there; who took it in and what was shown stays with the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.case.parties import may_open
from huxin.casework.case.perform import Papers, file_case, filed_before
from huxin.casework.errors import ForbiddenError
from huxin.casework.law.city import city_pack
from huxin.casework.models import Case, Intake
from huxin.identity.service import Actor, leave_trace
from huxin.law import InputError
from huxin.law.procedures import Procedure
from huxin.people.service import Person

CARD: Final = "id_card"
"""What everybody shows at a window: the identity card."""


def hand_of(officer: Actor, person: Person) -> Actor:
    """The officer as the hand of a person: files and hands in papers for them, and sees nothing else of theirs."""
    return Actor("worker", officer.pk, person.id, frozenset({"worker"}), label=officer.label, on_behalf=True)


def taken_at_window(officer: Actor, person: Person) -> list[Procedure]:
    """What the officer's own department takes in from a person."""
    if officer.kind != "officer" or "handler" not in officer.roles:
        return []
    hand, known = hand_of(officer, person), city_pack().procedures.values()
    mine = [one for one in known if one.department == officer.department and one.guide is not None]
    return [one for one in mine if "worker" in may_open(hand, one)]


def file_at_window(
    officer: Actor, person: Person, procedure: str, payload: Mapping[str, Any], *, papers: Papers,
    shown: Sequence[str], key: str,
) -> str:  # fmt: skip
    """File for a person at the window; the number of the case.  ``shown``: the papers that were looked at there.

    Raises ForbiddenError for what this window does not take, InputError for an identity card that nobody looked at,
    for another county and for a form that is not complete.
    """
    if procedure not in {one.id for one in taken_at_window(officer, person)}:
        raise ForbiddenError(f"'{procedure}' is not taken in at this window.")
    if CARD not in shown:
        hint = _("先看本人的身份证，看过了勾上。")
        raise InputError("unseen", "shown", list(shown), "the identity card", hint)
    if officer.county and payload.get("county") and payload["county"] != officer.county:
        hint = _("这个窗口只收本县（市、区）的件。")
        raise InputError("county", "payload.county", payload["county"], "your own county", hint)
    hand = hand_of(officer, person)
    before = filed_before(hand, key)
    if before is not None:
        return before
    with transaction.atomic():
        no = str(file_case(hand, procedure, payload, papers=papers, key=key, by="worker")["no"])
        Intake.objects.create(case=Case.objects.get(no=no), by_id=officer.pk, shown=sorted(shown), at=timezone.now())
        leave_trace("window", "taken_in", officer.pk, person=person.id, content={"no": no, "shown": sorted(shown)})
    return no


def intake_of(case: Case) -> Intake | None:
    """Who took a case in at a window; None for one that came another way."""
    return Intake.objects.filter(case=case).select_related("by").first()

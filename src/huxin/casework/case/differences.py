"""A decision that differs from what the rules give 与测算不一致: said to both officers, with a reason, and confirmed.

Above a limit that the city adopts a third person confirms it; while the city has adopted none, every difference that
costs money needs the third person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.law.city import city_adoptions, today
from huxin.law import InputError
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.values import read
from huxin.people.service import yuan

LIMIT: Final = "decision.difference_limit"
"""The parameter: up to so much above the rules two officers decide alone."""
CONFIRM: Final = "confirm_difference"
LETTERS: Final = 4
"""A reason has so many letters or characters at least, not counting digits and signs …"""
DISTINCT: Final = 3
"""… and so many different ones."""


def real_reason(text: object) -> bool:
    """Whether a reason is written in words: a full stop, a row of dashes or one word repeated is none."""
    letters = [one for one in str(text or "") if one.isalpha()]
    return len(letters) >= LETTERS and len(set(letters)) >= DISTINCT


def difference(dossier: Dossier, payload: Mapping[str, Any], evaluation: Mapping[str, Any] | None) -> int:
    """By how many fen a grant is above what the rules give; negative below, 0 where nothing is compared."""
    right = dossier.computed_amount(evaluation) if evaluation is not None else None
    if payload.get("outcome") not in dossier.rule.grants or right is None or "amount" not in payload:
        return 0
    return _fen(payload["amount"]) - _fen(right)


def _fen(amount: object) -> int:
    """Yuan as fen.  Raises TypeError for what is no amount."""
    found = read("money", amount)
    if not isinstance(found, int):
        raise TypeError(f"{amount!r} is no amount")
    return found


def told(dossier: Dossier, payload: Mapping[str, Any], evaluation: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """(what was proposed, what the rules give) in words for a page; None where both are the same."""
    if evaluation is None or "verdict" not in evaluation:
        return None
    right = dossier.computed_amount(evaluation) if evaluation["verdict"] == "granted" else None
    if payload.get("outcome") == "refused" and evaluation["verdict"] == "granted":
        return "0.00", right or ""
    gap = difference(dossier, payload, evaluation)
    return (yuan(_fen(payload["amount"])), right or "") if gap else None


def check_reason(field: str, text: object, why: str) -> None:
    """Raises InputError for a reason that says nothing."""
    if not real_reason(text):
        wanted = f"a reason in words, {LETTERS} letters or more"
        raise InputError("reason", f"payload.{field}", text or "nothing", wanted, why)


def check_third(dossier: Dossier, step: Step) -> None:
    """Before a decision above the limit: a third person has confirmed the proposal.  Raises InputError."""
    proposed = dossier.last("propose")
    gap = difference(dossier, step.payload, dossier.decision)
    if proposed is None or gap <= limit(dossier):
        return
    confirmed = dossier.last(CONFIRM)
    people = {one.actor.pk for one in (proposed, confirmed) if one is not None and one.actor is not None}
    third = confirmed is not None and confirmed.seq > proposed.seq and len(people) == 2
    if not third or (step.actor is not None and step.actor.pk in people):
        over = yuan(gap)
        hint = _("比按规则算的多 %(over)s 元，要先请政策管理员“同意与测算不一致”，再由第三个人决定。") % {"over": over}
        raise InputError("third_person", "payload.amount", over, "the confirmation of a third person", hint)


def awaits_third(dossier: Dossier) -> bool:
    """Whether the standing proposal waits for a third person."""
    proposed = dossier.last("propose")
    return proposed is not None and difference(dossier, proposed.payload, proposed.decision) > limit(dossier)


def limit(dossier: Dossier) -> int:
    """The limit in fen; 0 while the city has adopted none."""
    if LIMIT not in dossier.pack.parameters:
        return 0
    value = PackLookups(dossier.pack, {}, {}, city_adoptions()).parameter(LIMIT, today(), None)
    return value if isinstance(value, int) else 0

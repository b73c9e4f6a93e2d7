"""One answer sheet for many cases: every case gets an act of its own, and what did not go says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.case.dossier import find_case, pinned_procedure
from huxin.casework.case.perform import perform
from huxin.casework.errors import ConflictError, ForbiddenError, NotFoundError
from huxin.casework.law.city import city_pack
from huxin.casework.models import Case
from huxin.core.service import hint_of
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from huxin.law.procedures import Field, Procedure
from huxin.law.procedures.model import CARRIERS

TOGETHER: Final = ("accept", "assign", "ask_completion", "serve", "extend", "note", "close", "rebase")
"""Acts that can be done for many cases at once; nothing that decides about a person."""
MOST: Final = 100


@dataclass(frozen=True)
class BulkResult:
    """What became of one case.

    ``why`` is None where the act was done; else ``forbidden``, ``not_found``, ``conflict`` or the code of an
    InputError, whose ``hint`` says how to mend it.
    """

    no: str
    why: str | None = None
    hint: str = ""


def sheet_of(actor: Actor, numbers: Sequence[str], act: str) -> tuple[Field, ...]:
    """What an act asks, the same for all these cases.

    Raises InputError when no case was chosen, when there are too many, or when the cases ask different things.
    """
    if act not in TOGETHER:
        raise InputError("batch", "act", act, f"one of {', '.join(TOGETHER)}", _("这一步要一件一件办。"))
    if not 1 <= len(numbers) <= MOST:
        raise InputError(
            "batch", "case", f"{len(numbers)} cases", f"1 to {MOST}", _("先勾选 1 到 %(most)s 件。") % {"most": MOST}
        )
    sheets: set[tuple[str, ...]] = set()
    fields: tuple[Field, ...] = ()
    for no in numbers:
        try:
            spec = _procedure(find_case(actor, no), act).acts.get(act)
        except NotFoundError:
            continue  # the result says so
        if spec is not None:
            fields = spec.payload
            sheets.add(tuple(f"{one.name} {one.kind}" for one in fields))
    if len(sheets) > 1:
        raise InputError(
            "batch",
            "case",
            "cases that ask different things",
            "cases with one answer sheet",
            _("勾选的件要填的东西不一样，同一种事项的一起办。"),
        )
    return fields


def _procedure(case: Case, act: str) -> Procedure:
    """The procedure that says what the act asks: the one of the case, and for ``rebase`` the present one."""
    present = city_pack().procedures.get(case.procedure)
    return present if act == "rebase" and present is not None else pinned_procedure(case, city_pack())


def handlers_of(actor: Actor) -> list[Account]:
    """The officers of somebody's own office who carry cases, to whom cases can be given together."""
    found = Account.objects.filter(kind="officer", is_active=True, department=actor.department).order_by("username")
    return [one for one in found if not CARRIERS.isdisjoint(one.roles) and actor.county in ("", one.county)]


def perform_many(
    actor: Actor, numbers: Sequence[str], act: str, payload: Mapping[str, Any], *, key: str
) -> list[BulkResult]:
    """Do one act on each case, in a transaction of its own; sent again, nothing is done twice."""
    return [_one(actor, no, act, payload, f"{key}/{no}") for no in dict.fromkeys(numbers)]


def _one(actor: Actor, no: str, act: str, payload: Mapping[str, Any], key: str) -> BulkResult:
    try:
        perform(actor, no, act, payload, key=key)
    except InputError as error:
        return BulkResult(no, error.problem.code, hint_of(error))
    except ForbiddenError:
        return BulkResult(no, "forbidden")
    except NotFoundError:
        return BulkResult(no, "not_found")
    except ConflictError:
        return BulkResult(no, "conflict")
    return BulkResult(no)

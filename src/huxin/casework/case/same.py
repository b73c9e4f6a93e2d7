"""The same matter twice 重复申请: nobody is kept from filing it again; both sides are told of the earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.case.viewers import in_scope
from huxin.casework.case.visibility import MASKED, kept_from
from huxin.casework.errors import DisposedError
from huxin.casework.models import Case
from huxin.identity.service import Actor
from huxin.law.procedures import Procedure
from huxin.people.service import ErasedError

MOST: Final = 20
"""So many cases of a person are compared, the newest first."""
WORDS: Final = ("text", "long_text", "file", "money")
"""Kinds of answers that say the same matter in other words a second time."""
MARKS: Final = ("date", "month", "credit_code")
"""Kinds of which one at least has to agree: without it two reports of one kind are no more than alike."""


def same_filed(person_id: UUID, procedure: Procedure, answers: Mapping[str, Any]) -> list[Case]:
    """The person's cases of this procedure about the same matter that were not withdrawn, newest first.

    It is the same where everything agrees that is chosen or dated, whatever the words, the number of a phone.
    """
    matter = _matter(procedure, answers)
    if matter is None:
        return []
    cases = Case.objects.filter(applicant_id=person_id, procedure=procedure.id).exclude(status="withdrawn")
    found = []
    for case in cases.select_related("applicant__data_key").order_by("-filed_at")[:MOST]:
        try:
            dossier = open_dossier(case)
        except (ErasedError, DisposedError):
            continue
        if _matter(procedure, dossier.answers) == matter:
            found.append(case)
    return found


def same_as(actor: Actor, dossier: Dossier) -> list[Case]:
    """Other cases about the same matter that this actor may see; none for whom the applicant is kept from."""
    case = dossier.case
    if kept_from(dossier):
        return []
    found = same_filed(case.applicant_id, dossier.procedure, dossier.unhidden.answers)
    return [one for one in found if one.no != case.no and in_scope(actor, one)]


def _matter(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """What tells one matter from another; None where the form asks nothing that could."""
    asked = [one for one in procedure.fields_of("file") if one.kind not in (*WORDS, *MASKED, "months_table")]
    found = {
        one.name: answers[one.name] for one in asked if not one.personal and answers.get(one.name) not in (None, "")
    }
    return found if any(one.kind in MARKS and one.name in found for one in asked) else None

"""The same application twice 重复申请: nobody is kept from filing it again; both sides are told of the earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.errors import DisposedError
from huxin.casework.models import Case
from huxin.people.service import ErasedError

MOST: Final = 20
"""So many cases of a person are compared, the newest first."""


def same_filed(person_id: UUID, procedure: str, answers: Mapping[str, Any]) -> list[Case]:
    """The person's cases of this procedure that said the very same and were not withdrawn, newest first."""
    cases = Case.objects.filter(applicant_id=person_id, procedure=procedure).exclude(status="withdrawn")
    found = []
    for case in cases.select_related("applicant__data_key").order_by("-filed_at")[:MOST]:
        try:
            dossier = open_dossier(case)
        except (ErasedError, DisposedError):
            continue
        if _said(dossier) == {name: value for name, value in answers.items() if value not in (None, "")}:
            found.append(case)
    return found


def same_as(dossier: Dossier) -> list[Case]:
    """Other cases of the applicant that said the very same."""
    case = dossier.case
    found = same_filed(case.applicant_id, case.procedure, _said(dossier.unhidden))
    return [one for one in found if one.no != case.no]


def _said(dossier: Dossier) -> dict[str, Any]:
    asked = {one.name for one in dossier.procedure.fields_of("file")}
    return {name: value for name, value in dossier.answers.items() if name in asked and value not in (None, "")}

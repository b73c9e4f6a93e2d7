"""What the rule gives in a case 测算, for those who may see it: from the filing on, and as it was when decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from huxin.casework.case.dossier import Dossier
from huxin.casework.case.hooks import measure_of
from huxin.casework.case.visibility import eyes
from huxin.casework.law.archive import explain_record
from huxin.casework.law.city import city_adoptions, today
from huxin.law import evaluate, explained
from huxin.people.service import masked_of

SHOWN: Final = 200
"""So many people of a list are shown."""


@dataclass(frozen=True)
class CaseResult:
    """The contract's result with its explanation; ``decided``: the one that was kept with the decision."""

    result: dict[str, Any]
    decided: bool


@dataclass(frozen=True)
class PersonResult:
    """What the rule gives for one person of a list, their name masked."""

    name: str
    number: str
    result: Mapping[str, Any]


def shows_result(dossier: Dossier) -> bool:
    """Whether the viewer of a case sees what the rule gives: the office, and the sides that its procedure tells."""
    viewer = eyes(dossier)
    side = "applicant" if viewer.kind == "applicant" else viewer.side.part.side if viewer.side is not None else ""
    return viewer.office or viewer.kind == "system" or side in dossier.rule.told


def result_of(dossier: Dossier) -> CaseResult | None:
    """The result for the viewer of a case; None where its procedure computes nothing, or it is not theirs to see."""
    whole = dossier.unhidden
    if not shows_result(dossier) or whole.procedure.item is None:
        return None
    if whole.last("decide") is not None and whole.decision is not None:
        return CaseResult(explain_record(whole.decision), True)
    found = whole.evaluate()
    return CaseResult(explained(found), False) if found is not None else None


def people_results(dossier: Dossier) -> list[PersonResult]:
    """For a list: the people on it, each with what the rule gives; empty for anything else."""
    whole, measure = dossier.unhidden, measure_of(dossier.case.procedure)
    item = whole.procedure.item
    if measure is None or measure.people is None or item is None or not shows_result(dossier):
        return []
    rows = []
    for person, facts in list(measure.people(whole))[:SHOWN]:
        found = evaluate(whole.pack, item, facts, on=today(), adoptions=city_adoptions())
        shown = masked_of(person, "—")
        rows.append(PersonResult(shown["name"], shown["id_number"], found.as_json()))
    return rows

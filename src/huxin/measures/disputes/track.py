"""Which way fits 分流: labour relation, not fully one, or undecided; by the relation-assessment item of the pack."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.law import Pack, evaluate

ITEM: Final = "relation-assessment"
TELLING: Final = ("P4", "P5", "P2", "P6", "E3", "O3", "A1", "P1", "P3", "E7", "E6")
"""The facts that turn the result most often, asked on the phone; the first seven speak for a labour relation."""
CONTRACT: Final = "labour_contract"
OVER_AGE: Final = "over_age"
"""Ticked beside the facts of use: a labour contract was signed; the person is over retirement age."""
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "labour_relation": ("one-stop-mediation", "arbitration", "labour-inspection-complaint"),
    "dispatch": ("one-stop-mediation", "arbitration", "labour-inspection-complaint"),
    "over_age": ("one-stop-mediation", "arbitration", "labour-inspection-complaint"),
    "not_fully_labour": ("one-stop-mediation",),
    "civil": ("one-stop-mediation",),
    "undecided": ("one-stop-mediation", "relation-assessment"),
}
"""人社厅发〔2024〕4号: mediation is open to all; arbitration and inspection are for labour relations, and for
those over retirement age whose work is managed (部令56号 19, 20)."""


@dataclass(frozen=True)
class Track:
    """``outcome`` of the assessment, the procedures that fit, its reasons, and what would settle what is open.

    ``mine`` and ``theirs`` are ``{"ask", "ask_en"}``: evidence that the worker has, and records that the firm holds.
    """

    outcome: str
    ways: Sequence[str]
    reasons: Sequence[Mapping[str, Any]]
    mine: Sequence[Mapping[str, str]]
    theirs: Sequence[Mapping[str, str]]

    @property
    def relation(self) -> str:
        """As the form of a mediation asks for it."""
        return "labour_relation" if self.outcome in ("labour_relation", "dispatch", "over_age") else "other"


def track_of(pack: Pack, ticked: Collection[str], on: date) -> Track:
    """What was ticked is known, the rest is not: nothing counts against anybody because it was left empty."""
    facts: dict[str, Any] = {
        "indicators": dict.fromkeys(sorted(set(ticked) & set(TELLING)), 1),
        "contract_kind": CONTRACT if CONTRACT in ticked else None,
        "over_age": OVER_AGE in ticked,
    }
    result = evaluate(pack, ITEM, facts, on=on).as_json()
    outputs = result["outputs"]
    outcome = str(outputs["relation"]["value"])
    evidence = list(outputs["evidence_to_ask"]["value"])
    return Track(
        outcome,
        WAYS.get(outcome, WAYS["undecided"]),
        result["reasons"],
        [one for one in evidence if one["holder"] != "firm"],
        [one for one in evidence if one["holder"] == "firm"],
    )

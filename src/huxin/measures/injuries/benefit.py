"""The benefits 工伤待遇 as facts of the law floor, and the letter that lists each of them with its clause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from huxin.casework.service import Dossier, evaluate_record

PROCEDURE: Final = "injury-benefit-payment"
MONTHS: Final = 12
_AT_ONCE: Final = ("disability_lump_sum", "medical_lump_sum", "employment_lump_sum", "uninsured_lump_sum")
_MONTHLY: Final = ("disability_allowance", "care_allowance")
_SUMS: Final = ("fund_pays", "unit_pays", "total", "fund_pays_monthly", "unit_pays_monthly")


def benefit_facts(dossier: Dossier) -> dict[str, Any] | None:
    """Facts of ``work-injury-benefit``; None until the handler has established the wage and the grade is known.

    The mean contribution wage 月平均缴费工资 stands for each of the twelve months before: the item takes their mean.
    """
    answers, established = dossier.answers, dossier.last("establish")
    if established is None:
        return None
    said = {**answers, **established.payload}
    if said.get("grade") is None:
        return None
    facts: dict[str, Any] = {
        "injury_on": said["accident_on"],
        "grade": int(said["grade"]),
        "care_level": said.get("care_level", "none"),
        "monthly_wages": [said["average_wage"]] * MONTHS,
        "relation_end_on": None if said.get("still_there") else said.get("relation_end_on"),
        **_cover(said),
        **{name: said.get(name) for name in _ASKED},
    }
    if said.get("third_party") and said.get("received"):
        facts["third_party_received"] = said["received"]
    known = dossier.pack.items[str(dossier.procedure.item)].facts
    return {name: value for name, value in facts.items() if name in known}


_ASKED: Final = (
    "relation_ended_by", "draws_pension", "pension_per_month", "retire_on", "minimum_wage", "other_benefits_due",
    "uninsured_choice",
)  # fmt: skip
"""Facts that form or officer ask under their own names; what nobody answered is unknown, never assumed."""


def _cover(said: Mapping[str, Any]) -> dict[str, Any]:
    """Which cover, and whether the unit was bound to insure; an old case without that answer waits for it."""
    if said["insured"]:
        return {"cover": "fund"}
    ground = said.get("duty_ground")
    if ground == "per_order":
        return {"cover": "per_order"}
    bound = None if ground in (None, "unsure") else ground != "none"
    return {"cover": "none", "duty_to_insure": bound, "duty_ground": ground if bound else None}


def benefit_letter(dossier: Dossier, seq: int) -> dict[str, Any]:
    """``{"base", "lines", "sums", "notes"}``: own wage, each benefit with its clause, who pays, what to know."""
    record = next((step.decision for step in reversed(dossier.steps[:seq]) if step.decision is not None), None)
    if record is None:
        return {"base": "", "lines": [], "sums": [], "notes": []}
    result = evaluate_record(record)
    outputs, spec = result["outputs"], dossier.pack.items[str(dossier.procedure.item)].outputs
    return {
        "base": str(outputs["own_wage"]["value"]),
        "lines": [
            {
                "label": spec[name].label["zh"],
                "value": f"{outputs[name]['value']} 元",
                "clause": dossier.pack.cite(str(spec[name].clause)),
            }
            for name in (*_AT_ONCE, *_MONTHLY)
            if _given(outputs, name)
        ],
        "sums": [
            {"label": spec[name].label["zh"], "value": f"{outputs[name]['value']} 元"}
            for name in _SUMS
            if _given(outputs, name)
        ],
        "notes": [{"text": str(one["text"]), "clause": str(one["clause"])} for one in result["reasons"]],
    }


def _given(outputs: Mapping[str, Mapping[str, Any]], name: str) -> bool:
    return str(outputs.get(name, {}).get("value", "0.00")) != "0.00"

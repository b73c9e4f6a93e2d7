"""Facts of the subsidy, from a case with its register extract or from what anybody can say of the payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from huxin.casework.service import Dossier, earlier_decisions, evaluate_record
from huxin.law.dates import format_month, parse_month

ITEM: Final = "social-insurance-subsidy"


def case_facts(dossier: Dossier) -> dict[str, Any]:
    """The facts of a case: registers as they were when it was filed, the claimed period, earlier grants."""
    answers, registers = dossier.answers, dossier.registers
    before = earlier_decisions(dossier.case.applicant_id, ITEM, dossier.case.no)
    granted = {month for _, decision in before for month in granted_months(decision)}
    months = [row | {"subsidised": row["subsidised"] or row["month"] in granted} for row in registers["months"]]
    facts: dict[str, Any] = {
        "birth_date": registers["birth_date"],
        "category": registers["category"],
        "household_county": registers["household_county"],
        "county": dossier.case.county,
        "recognised": registers["recognised"],
        "exclusions": list(answers.get("exclusions") or []),
        "months": months,
        "batch": {"from": answers["from_month"], "to": answers["to_month"]},
        "used_months": len(granted - {row["month"] for row in months}),
    }
    if before:
        facts["first_approved_on"] = min(day for day, _ in before).isoformat()
    return facts


def granted_months(decision: Mapping[str, Any]) -> list[str]:
    """The months that a kept decision paid for, oldest first."""
    if decision["verdict"] != "granted":
        return []
    result = evaluate_record(decision)
    refused = {month for reason in result["reasons"] for month in reason.get("months", [])}
    return sorted({row["month"] for row in decision["facts"]["months"]} - refused)


def estimate_facts(group: str, first: str, last: str, monthly: str) -> dict[str, Any]:
    """Recognitions and months as if every month were paid alike (``monthly``, in yuan) and the group held all the time.

    So the answer is a rough one.  ``group``: "none" for somebody who was never recognised.
    """
    recognised = [] if group == "none" else [{"kind": group, "from": f"{first}-01", "to": None}]
    months = [{"month": month, "line": "pension", "paid": monthly} for month in months_between(first, last)]
    return {"recognised": recognised, "months": months}


def months_between(first: str, last: str) -> Iterator[str]:
    """``"2025-01"`` to ``"2025-03"``, both with."""
    for month in range(parse_month(first), parse_month(last) + 1):
        yield format_month(month)


def left_out(evaluation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The reasons for which claimed months were not granted; months outside the claim are nobody's question."""
    return [reason for reason in evaluation["reasons"] if reason["code"] != "outside_batch"]

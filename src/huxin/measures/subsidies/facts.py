"""Facts of the subsidy, from a case with its register extract or from the five questions anybody can answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huxin.casework.service import Dossier, earlier_decisions, evaluate_record
from huxin.law.dates import format_month, parse_month

ITEM: Final = "social-insurance-subsidy"
CATEGORIES: Final = {"man": "M60", "woman_cadre": "F55", "woman_worker": "F50"}


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


@dataclass(frozen=True)
class FiveAnswers:
    """What a visitor says without signing in: birth, kind of retirement, group, months, pay a month (yuan)."""

    birth_date: date
    category: str
    group: str
    from_month: str
    to_month: str
    monthly: str


def estimate_facts(answers: FiveAnswers) -> dict[str, Any]:
    """Facts as if every month were paid alike and the group held all the time; so the answer is a rough one."""
    first = f"{answers.from_month}-01"
    recognised = [] if answers.group == "none" else [{"kind": answers.group, "from": first, "to": None}]
    return {
        "birth_date": answers.birth_date.isoformat(),
        "category": answers.category,
        "recognised": recognised,
        "exclusions": [],
        "months": [
            {"month": month, "line": "pension", "paid": answers.monthly}
            for month in months_between(answers.from_month, answers.to_month)
        ],
    }


def months_between(first: str, last: str) -> Iterator[str]:
    """``"2025-01"`` to ``"2025-03"``, both with."""
    for month in range(parse_month(first), parse_month(last) + 1):
        yield format_month(month)


def left_out(evaluation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The reasons for which claimed months were not granted; months outside the claim are nobody's question."""
    return [reason for reason in evaluation["reasons"] if reason["code"] != "outside_batch"]

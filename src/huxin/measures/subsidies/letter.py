"""What the decision letter on the subsidy says beyond the act itself."""

from __future__ import annotations

from typing import Any

from huxin.casework.service import Dossier, evaluate_record
from huxin.law.dates import month_spans
from huxin.measures.subsidies.facts import granted_months, left_out
from huxin.people.service import mask_card


def letter_of(dossier: Dossier, seq: int) -> dict[str, Any]:
    """Months granted and left out, months used so far, the card; empty texts where nothing was decided yet."""
    record = next((step.decision for step in reversed(dossier.steps[:seq]) if step.decision is not None), None)
    if record is None:
        return {"months_granted": "", "months": "", "months_used": "", "card": "", "left_out": []}
    result = evaluate_record(record)
    return {
        "months_granted": str(result["outputs"]["months_granted"]["value"]),
        "months": month_spans(granted_months(record)),
        "months_used": str(result["outputs"]["months_used_after"]["value"]),
        "card": mask_card(str(dossier.answers.get("bank_card", ""))),
        "left_out": [
            {"text": one["text"], "clause": one["clause"], "months": month_spans(one.get("months", []))}
            for one in left_out(result)
        ],
    }

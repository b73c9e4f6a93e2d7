"""What this room keeps about one person, for the file that they take away."""

from __future__ import annotations

from typing import Any, Final

from huxin.casework.service import OwnTable
from huxin.identity.service import Actor
from huxin.measures.employment.papers import content_of, my_agreements
from huxin.people.service import Engagement


def own_agreements(actor: Actor) -> list[dict[str, Any]]:
    """Every agreement of the person with its whole text, who signed it how, and whether the person denied it."""
    found = []
    for row in my_agreements(actor):
        content = content_of(row)
        disavowal = getattr(row, "disavowal", None)
        found.append(
            {
                "id": row.id, "company": row.company.name, "credit_code": row.company_id, "paper": row.paper,
                "trade": row.trade, "county": row.county, "from": row.start_on, "until": row.end_on,
                "version": row.version, "status": row.status, "made_at": row.made_at, "signed_on": row.signed_on,
                "sha256": row.text_sha256, "sm3": row.text_sm3, "text": content and content.text,
                "signatures": list(row.signatures.order_by("at").values("party", "at", "login_method", "read_to_end")),
                "denied": disavowal and {"at": disavowal.at, "case": disavowal.case_no},
            }
        )  # fmt: skip
    return found


def own_engagements(actor: Actor) -> list[dict[str, Any]]:
    """For whom the person worked, as the companies filed it."""
    rows = Engagement.objects.filter(person_id=actor.own_person).select_related("company").order_by("since")
    return [
        {
            "company": row.company.name, "credit_code": row.company_id, "form": row.form, "trade": row.trade,
            "county": row.county, "from": row.since, "until": row.until,
        }
        for row in rows
    ]  # fmt: skip


ENGAGEMENTS: Final = OwnTable(
    "engagements",
    {"zh": "企业报的用工", "en": "For whom I worked, as companies filed it"},
    (
        ("company", {"zh": "企业", "en": "Company"}),
        ("credit_code", {"zh": "信用代码", "en": "Credit code"}),
        ("from", {"zh": "从", "en": "From"}),
        ("until", {"zh": "到", "en": "Until"}),
    ),
    own_engagements,
)


AGREEMENTS: Final = OwnTable(
    "agreements",
    {"zh": "签的协议", "en": "Agreements"},
    (
        ("company", {"zh": "企业", "en": "Company"}),
        ("from", {"zh": "从", "en": "From"}),
        ("until", {"zh": "到", "en": "Until"}),
        ("signed_on", {"zh": "签订日期", "en": "Signed"}),
        ("sha256", {"zh": "全文的 SHA-256", "en": "SHA-256 of the text"}),
    ),
    own_agreements,
    look="worker:agreements",
)

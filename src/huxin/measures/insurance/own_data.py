"""What this room keeps about one person, for the file that they take away."""

from __future__ import annotations

from typing import Any, Final

from huxin.casework.service import OwnTable
from huxin.identity.service import Actor
from huxin.people.service import Cover


def own_cover(actor: Actor) -> list[dict[str, Any]]:
    """Every cover of the person against work injuries, per platform."""
    rows = Cover.objects.filter(person_id=actor.own_person).select_related("company").order_by("cover_from")
    return [
        {
            "company": row.company.name, "credit_code": row.company_id, "platform": row.platform, "kind": row.kind,
            "trade": row.trade, "county": row.county, "received_on": row.received_on, "from": row.cover_from,
            "until": row.cover_to, "base_fen": row.base_fen,
        }
        for row in rows
    ]  # fmt: skip


TABLE: Final = OwnTable(
    "cover",
    {"zh": "工伤保障的参保记录", "en": "Cover against work injuries"},
    (
        ("platform", {"zh": "平台", "en": "Platform"}),
        ("company", {"zh": "企业", "en": "Company"}),
        ("credit_code", {"zh": "信用代码", "en": "Credit code"}),
        ("from", {"zh": "从", "en": "From"}),
        ("until", {"zh": "到", "en": "Until"}),
    ),
    own_cover,
    look="worker:cover",
)

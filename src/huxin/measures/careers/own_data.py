"""What this room keeps about one person, for the file that they take away."""

from __future__ import annotations

from typing import Any, Final

from huxin.casework.service import OwnTable
from huxin.identity.service import Actor
from huxin.measures.careers.certifying import my_certificates
from huxin.measures.careers.enrolling import my_enrolments


def own_learning(actor: Actor) -> list[dict[str, Any]]:
    """The classes of the person: how far they got, and every examination with its result."""
    return [
        {
            "class": row.training_class.name, "case": row.training_class_id, "enrolled_at": row.at,
            "lessons": list(row.progress.order_by("id").values("lesson", "slide", "done_at")),
            "exams": list(row.exams.order_by("attempt").values("attempt", "at", "score", "pass_mark", "passed")),
        }
        for row in my_enrolments(actor)
    ]  # fmt: skip


def own_certificates(actor: Actor) -> list[dict[str, Any]]:
    """The certificates of the person, and when one was revoked."""
    return [
        {
            "number": row.number, "kind": row.kind, "occupation": row.occupation, "level": row.level,
            "issuer": row.issuer, "standard": row.standard, "issued_on": row.issued_on, "case": row.case_id,
            "revoked_at": row.revocation.at if hasattr(row, "revocation") else None,
        }
        for row in my_certificates(actor)
    ]  # fmt: skip


CERTIFICATES: Final = OwnTable(
    "certificates",
    {"zh": "证书", "en": "Certificates"},
    (
        ("number", {"zh": "证书编号", "en": "Number"}),
        ("issuer", {"zh": "发证单位", "en": "Issuer"}),
        ("issued_on", {"zh": "发证日期", "en": "Issued"}),
        ("revoked_at", {"zh": "撤销时间", "en": "Revoked"}),
    ),
    own_certificates,
    look="worker:training",
)

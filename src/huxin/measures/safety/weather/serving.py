"""An issued order reaches every platform: served in the same transaction, pushed to those that gave an address."""

from __future__ import annotations

import json
import re
import uuid
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, Step, perform
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.measures.safety.models import Delivery
from huxin.measures.safety.weather.options import BOTH, PROCEDURE
from huxin.measures.safety.weather.standing import standing_of
from huxin.people.service import Company

__all__ = ["BOTH", "serve_platforms", "tell_end"]
ISSUED: Final = "weather-order.issued"
ENDED: Final = "weather-order.ended"


def serve_platforms(dossier: Dossier, step: Step) -> None:
    """After ``issue``: each platform becomes a party with its own deadline to acknowledge."""
    for company in _addressed(str(step.payload.get("to") or "")):
        payload = {
            "document": "order" if dossier.case.procedure == PROCEDURE else "advice",
            "to": company.name,
            "company_code": company.credit_code,
            "how": "electronic",
        }
        key = f"weather-serve-{dossier.case.no}-{company.credit_code}"
        perform(SYSTEM, dossier.case.no, "serve", payload, key=key, at=step.at)
        _push(dossier, step, company, ISSUED)


def tell_end(dossier: Dossier, step: Step) -> None:
    """After ``decide``: whoever was told of the order is told that it is over."""
    for one in dossier.steps:
        company = Company.objects.filter(credit_code=str(one.payload.get("company_code") or "")).first()
        if one.act == "serve" and company is not None:
            _push(dossier, step, company, ENDED)


def _addressed(names: str) -> QuerySet[Company]:
    """The platforms that an officer named, or all.  Raises InputError for a name that nobody has."""
    platforms = Company.objects.filter(kind="platform", person__isnull=False).order_by("credit_code")
    wanted = {one.strip() for one in re.split(r"[、，,;；\n]", names) if one.strip()}
    if not wanted:
        return platforms
    known = {text: row.credit_code for row in platforms for text in (row.name, row.credit_code)}
    unknown = sorted(wanted - known.keys())
    if unknown:
        hint = _("写平台登记的全名或者统一社会信用代码，用顿号分开；不填就是所有平台。")
        raise InputError("platform", "payload.to", unknown[0], "a registered platform", hint)
    return platforms.filter(credit_code__in={known[one] for one in wanted})


def _push(dossier: Dossier, step: Step, company: Company, event: str) -> None:
    if not hasattr(company, "webhook"):
        return
    body = {"event": event, "at": step.at.isoformat(), **standing_of(dossier).as_json()}
    if event == ISSUED and dossier.case.procedure == PROCEDURE:
        body["acknowledge"] = f"/api/v1/cases/{dossier.case.no}/acts/acknowledge"
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    made = {"id": uuid.uuid4(), "body": text, "asked_at": step.at}
    Delivery.objects.get_or_create(company=company, case=dossier.case, event=event, defaults=made)

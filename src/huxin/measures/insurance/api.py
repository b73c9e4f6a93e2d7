"""Cover over HTTP, for a company's programs: who is insured, who worked without cover."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from huxin.casework.api import reply
from huxin.casework.service import today
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.insurance.calendar import company_covers
from huxin.measures.insurance.gaps import gaps
from huxin.people.service import Cover, company_of

router = Router(tags=["cover"])
BACK: Final = timedelta(days=30)
"""How far back gaps are looked for unless somebody says."""
EARLIEST: Final = date.min + BACK


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


@router.get("", summary="Who is insured")
def covers(request: HttpRequest, platform: str = "", after: str = "") -> HttpResponse:
    """Fifty records, the latest first day first, by the person's id in this register."""
    found = company_covers(company_of(_actor(request)).credit_code, platform=platform, after=after)
    return reply({"covers": [_line(one) for one in found.rows], "after": found.after or None})


def _line(row: Cover) -> dict[str, Any]:
    return {
        "person": str(row.person_id), "platform": row.platform, "trade": row.trade, "kind": row.kind,
        "from": row.cover_from.isoformat(), "to": row.cover_to.isoformat() if row.cover_to else None,
        "received_on": row.received_on.isoformat(), "filing": str(row.filing_id) if row.filing_id else None,
    }  # fmt: skip


@router.get("/gaps", summary="Who worked without cover")
def open_days(request: HttpRequest, first: date | None = None, last: date | None = None) -> HttpResponse:
    """漏保清单 of the last 30 days, or of the days that are asked for; ``fed`` false: there are no order records."""
    end = last or today()
    since = first or max(end, EARLIEST) - BACK
    if since > end:
        hint = _("开始的日子要在结束的日子之前。")
        raise InputError("range", "last", end.isoformat(), f"a day from {since.isoformat()}", hint)
    found = gaps(since, end, company=company_of(_actor(request)).credit_code)
    rows = [
        {
            "person": str(one.person), "platform": one.platform, "trade": one.trade, "day": one.day.isoformat(),
            "regime": one.regime, "orders": list(one.order_ids),
        }
        for one in found.gaps
    ]  # fmt: skip
    return reply({"fed": found.fed, "judged": found.judged, "not_judged": dict(found.not_judged), "gaps": rows})

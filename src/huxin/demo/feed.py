"""A file of orders that a platform had checked on its page: what it looks like when some rows have to be mended."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from huxin.feeds.service import Upload, put_aside
from huxin.identity.service import Account, actor_for
from huxin.law.dates import SHANGHAI
from huxin.people.service import company_of

ROWS: Final = 40


def make_feed(draw: Random, now: date) -> None:
    """Yesterday's file of company-1, only checked: nothing lands; ``huxin worker`` reads it."""
    firm = actor_for(Account.objects.get(username="company-1"))
    code = company_of(firm).credit_code
    lines = [json.dumps(_row(draw, place, code, now - timedelta(days=1))) for place in range(ROWS)]
    upload = Upload(company=code, kind="orders", name="orders.ndjson", only_check=True, by=firm.key)
    put_aside(["\n".join(lines).encode()], upload)


def _row(draw: Random, place: int, code: str, day: date) -> dict[str, Any]:
    """An order; some have a time without a zone, yuan for fen, or an end before the beginning."""
    start = datetime.combine(day, time(10), SHANGHAI) + timedelta(minutes=draw.randrange(480))
    end = start + timedelta(minutes=draw.randrange(15, 40))
    row: dict[str, Any] = {
        "order_id": f"OJ{day:%m%d}{place:05d}", "company_id": code, "worker_id": f"rider-{draw.randrange(12):02d}",
        "worker_id_kind": "stable_key", "recorded_at": (end + timedelta(minutes=5)).isoformat(), "trade": "takeaway",
        "accepted_at": start.isoformat(), "completed_at": end.isoformat(), "status": "completed",
        "county": "330304", "distance_m": draw.randrange(400, 4000), "worker_pay_fen": draw.randrange(400, 1200),
    }  # fmt: skip
    if place % 13 == 5:
        row["accepted_at"] = f"{start:%Y-%m-%d %H:%M:%S}"
    if place % 17 == 3:
        row["worker_pay_fen"] = "6.50"
    if place == 20:
        row["completed_at"] = (start - timedelta(minutes=5)).isoformat()
    return row

"""What a platform filed about its riders: who works for it and by which agreement, as lists of the real service."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from huxin.casework.service import city_pack
from huxin.identity.service import SYSTEM
from huxin.measures.employment.service import file_agreements, file_engagements
from huxin.people.service import Company, Person, details_of

RIDERS: Final = 12
_SINCE: Final = timedelta(days=540)


def make_records(company: Company, people: Sequence[Person], now: date) -> None:
    """Engagements and written agreements of a platform's riders, begun a year and a half ago."""
    began = (now - _SINCE).isoformat()
    rows = [
        {
            "worker_name": who.name,
            "worker_id": who.id_number,
            "trade": "外卖",
            "county": person.county,
            "form": "不完全符合确立劳动关系情形",
            "since": began,
            "paper": "书面协议",
            "signed_on": began,
            "start_on": began,
        }
        for person in people
        for who in [details_of(person)]
    ]
    file_engagements(SYSTEM, company.credit_code, table("engagements", rows), "用工名单.csv", key="demo-engagements")
    file_agreements(SYSTEM, company.credit_code, table("agreements", rows), "协议名单.csv", key="demo-agreements")


def table(sheet: str, rows: Sequence[dict[str, str]]) -> bytes:
    """A list as the company's own program would write it."""
    columns, out = city_pack().sheets[sheet].columns, io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([one.label["zh"] for one in columns])
    writer.writerows([[row.get(one.name, "") for one in columns] for row in rows])
    return out.getvalue().encode()

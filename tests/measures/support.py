"""A company with workers, and lists as it sends them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from huxin.casework.service import city_pack
from huxin.identity.service import SYSTEM, Account, Actor, Presence, actor_for
from huxin.law.tests.agreement_support import answers
from huxin.measures.employment.service import draw_up, sign_agreement
from huxin.people.service import Company, Person, add_company, details_of
from tests.support import id_number, key

CODE, OTHER = "91330300MA0000000N", "91330300MA0000001R"
EVIDENCE = Presence("password", "Mozilla/5.0 (Linux; Android 13)", "session-1")


def company_actor(code: str = CODE) -> Actor:
    """The account of a company that ``make_companies`` registered."""
    company = Company.objects.get(credit_code=code)
    account = Account.objects.filter(kind="company", person=company.person).first()
    fresh = {"kind": "company", "label": company.name, "person": company.person}
    return actor_for(account or Account.objects.make(f"company-{code}", None, **fresh))


def make_companies() -> None:
    add_company(CODE, "温州瓯越外卖有限公司", "platform", county="330302")
    add_company(OTHER, "瓯海配送有限公司", "partner", county="330304")


def table(sheet: str, rows: Sequence[dict[str, Any]]) -> bytes:
    """A CSV with the headings of a sheet."""
    columns = city_pack().sheets[sheet].columns
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([one.label["zh"] for one in columns])
    writer.writerows([[row.get(one.name, "") for one in columns] for row in rows])
    return out.getvalue().encode()


def row(serial: int, **changes: Any) -> dict[str, Any]:
    """One person on any list; the columns that a sheet does not have are left out."""
    from datetime import date, timedelta

    born = date(1975, 1, 1) + timedelta(days=serial // 900)
    found = {
        "worker_name": f"工{serial}", "worker_id": id_number(born, serial % 900), "paper": "书面协议", "trade": "外卖",
        "county": "330302", "signed_on": "2026-02-01", "start_on": "2026-02-01", "platform": "美团",
        "form": "不完全符合确立劳动关系情形", "since": "2026-02-01",
    }  # fmt: skip
    return {**found, **changes}


def offered(worker: Actor, paper: str = "written-agreement", **changes: Any) -> str:
    """An agreement that waits for signatures; its id."""
    details = details_of(Person.objects.select_related("data_key").get(id=worker.person_id))
    known = {"worker_name": details.name, "worker_id": details.id_number, "worker_phone": details.phone}
    return str(draw_up(SYSTEM, paper, answers(paper, **known, **changes), key=key())["id"])


def sign(actor: Actor, agreement: str, sha256: str, **changes: Any) -> dict[str, Any]:
    wanted = {"read_to_end": True, "seen_sha256": sha256, "key": key()} | changes
    return sign_agreement(actor, agreement, EVIDENCE, **wanted)

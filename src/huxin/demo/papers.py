"""Invented papers and lists of one platform: people at work, agreements at every stage, a roster with faulty rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from huxin.casework.service import city_pack, take_in
from huxin.identity.service import PASSWORD, Account, Actor, Presence, actor_for
from huxin.law.dates import SHANGHAI, add_months
from huxin.measures.employment.service import (
    AgreementRoster,
    EngagementRoster,
    draw_up,
    reconcile,
    sign_agreement,
)
from huxin.measures.insurance.service import EnrolmentRoster, LeaveRoster
from huxin.people.service import Company, Person, company_of, details_of

AT_WORK: Final = 48
_SIGNED: Final = 36
_INSURED: Final = 30
_PLATFORM: Final = "瓯江闪送"
_EVIDENCE: Final = Presence(PASSWORD, "demo", "demo")


def make_papers(people: Sequence[Person], today: date) -> None:
    """Everything of ``company-1``, dated back; a few people stay without a paper, and a few rows come back."""
    actor = actor_for(Account.objects.get(username="company-1"))
    company = company_of(actor)
    start = today - timedelta(days=90)
    rows = [_row(one, place, start) for place, one in enumerate(people[:AT_WORK])]
    _send(actor, company, EngagementRoster, rows, start)
    faulty = [{**row, "worker_id": row["worker_id"][:-1]} for row in rows[_SIGNED : _SIGNED + 3]]
    _send(actor, company, AgreementRoster, rows[: _SIGNED - 4], start + timedelta(days=3))
    _send(actor, company, AgreementRoster, [*rows[_SIGNED - 4 : _SIGNED], *faulty], today - timedelta(days=6))
    _send(actor, company, EnrolmentRoster, rows[:_INSURED], start + timedelta(days=4))
    left = [{**row, "leave_on": (today - timedelta(days=20)).isoformat()} for row in rows[:2]]
    _send(actor, company, LeaveRoster, left, today - timedelta(days=21))
    _drawn_up(actor, company, people[_SIGNED + 3 : _SIGNED + 7], today)
    for back in range(3, -1, -1):
        reconcile(today - timedelta(days=back), [company.credit_code])


def _row(person: Person, place: int, start: date) -> dict[str, str]:
    """One person as any of the lists names them."""
    known, since = details_of(person), start + timedelta(days=place)
    return {
        "worker_name": known.name, "worker_id": known.id_number, "worker_phone": known.phone, "county": person.county,
        "form": "劳动关系" if place % 6 == 0 else "不完全符合确立劳动关系情形", "since": since.isoformat(),
        "paper": "劳动合同" if place % 6 == 0 else "书面协议", "trade": "即时配送", "platform": _PLATFORM,
        "signed_on": start.isoformat(), "start_on": start.isoformat(),
        "end_on": (add_months(start, 12) if place % 9 else start + timedelta(days=110)).isoformat(),
    }  # fmt: skip


def _send(actor: Actor, company: Company, kind: Any, rows: Iterable[Mapping[str, str]], day: date) -> None:
    columns = city_pack().sheets[kind.sheet].columns
    left_out = () if kind is AgreementRoster else ("start_on",)  # a roster begins when it arrives
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([one.label["zh"] for one in columns if one.name not in left_out])
    names = [one.name for one in columns if one.name not in left_out]
    writer.writerows([[row.get(name, "") for name in names] for row in rows])
    at = datetime.combine(day, time(9, 30), SHANGHAI)
    take_in(actor, company.credit_code, kind, out.getvalue().encode(), "list.csv", at=at)


def _drawn_up(actor: Actor, company: Company, people: Sequence[Person], today: date) -> None:
    """A draft, one that waits for the worker, one that waits for the company, one that both signed."""
    for stage, person in enumerate(people):
        said, draft = _answers(company, person, today), stage == 0
        made = draw_up(actor, "written-agreement", said, key=f"demo {stage}", draft=draft)
        signing = {"read_to_end": True, "seen_sha256": made["sha256"]}
        if stage >= 2:
            worker = actor_for(Account.objects.get(person=person))
            sign_agreement(worker, made["id"], _EVIDENCE, key=f"demo worker {stage}", **signing)
        if stage == 3:
            sign_agreement(actor, made["id"], _EVIDENCE, key=f"demo company {stage}", **signing)


def _answers(company: Company, person: Person, today: date) -> dict[str, Any]:
    known = details_of(person)
    return {
        "company": company.name, "company_code": company.credit_code, "company_address": "瓯海区梧田街道",
        "company_head": "周海明", "worker_name": known.name, "worker_id": known.id_number,
        "worker_address": "瓯海区南白象街道", "worker_phone": known.phone, "county": person.county,
        "trade": "instant_delivery", "work_area": "梧田、南白象", "order_mode": "both",
        "start_on": today.isoformat(), "open_term": False, "end_on": add_months(today, 12).isoformat(),
        "daily_hours": "8", "rest_days": "1", "pay_mode": "base_and_piece", "base_pay": "1500.00",
        "unit_price": "5.50", "settlement": "weekly", "cover": "single_line", "notice_days": "7", "leave_days": "3",
    }  # fmt: skip

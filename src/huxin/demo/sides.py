"""Stories of two sides, half-way: the next step waits for a worker, a department, an approver of the demo city."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from huxin.casework.service import file_case, perform
from huxin.identity.service import Account, Actor, actor_for
from huxin.law.dates import SHANGHAI
from huxin.people.service import company_of, details_of, owner_of

COUNTY: Final = "330304"


def make_sides(now: date) -> None:
    """A text of the firm that the worker can agree to; an item of the work plan on which offices have to report."""
    _negotiation(now)
    _item(now)


def _who(username: str) -> Actor:
    return actor_for(Account.objects.get(username=username))


def _at(now: date, days: int) -> datetime:
    return datetime.combine(now - timedelta(days=days), time(9), SHANGHAI)


def _do(who: Actor, no: str, act: str, at: datetime, **said: Any) -> None:
    perform(who, no, act, said, key=f"demo-sides-{no}-{act}-{who.account_id}", at=at)


def _negotiation(now: date) -> None:
    worker, firm, mediator = _who("worker-open"), _who("company-1"), _who("mediator")
    company = company_of(firm)
    said = {
        "matter": "pay", "company": company.name, "company_code": company.credit_code, "wish": "单价不低于每单 5 元",
        "knew_on": (now - timedelta(days=40)).isoformat(), "people": 1, "county": COUNTY,
        "phone": details_of(owner_of(worker)).phone,
    }  # fmt: skip
    at = _at(now, 9)
    no = str(file_case(worker, "negotiation-guidance", said, papers={}, key="demo-sides-talks", at=at)["no"])
    _do(mediator, no, "accept", _at(now, 8))
    meet = (now - timedelta(days=3)).isoformat()
    _do(
        mediator, no, "invite", _at(now, 8), company_code=company.credit_code, topic="单价和雨天补贴",
        until=(now - timedelta(days=5)).isoformat(), meet_on=meet, at_time="14:30", place="调解中心，工会也来",
    )  # fmt: skip
    _do(firm, no, "respond", _at(now, 6), stance="willing")
    present = ["applicant", "respondent", "union"]
    _do(mediator, no, "meet", _at(now, 3), met_on=meet, present=present, talk="单价谈拢，写成文本。")
    _do(
        firm, no, "offer", _at(now, 2), terms="每单不低于 5 元，雨天加 2 元", who_does="企业改单价表并公布",
        kept_by=(now + timedelta(days=20)).isoformat(),
    )  # fmt: skip


def _item(now: date) -> None:
    handler, transport = _who(f"handler-{COUNTY}"), _who("transport")
    said = {
        "task": "查清网约车平台的休息安排", "served_clause": "三(一).1", "measure": "一起看订单，约谈超时多的平台",
        "lead": "transport", "co_organisers": ["market", "union"], "indicator": "none",
        "due_on": (now + timedelta(days=30)).isoformat(), "county": COUNTY,
    }  # fmt: skip
    at = _at(now, 12)
    no = str(file_case(handler, "work-plan-item", said, papers={}, key="demo-sides-item", at=at)["no"])
    _do(transport, no, "accept", _at(now, 11))
    _do(transport, no, "report", _at(now, 4), progress="看了三家平台的订单，约谈了一家", finished=True)

"""Papers of a fine that nobody paid, pressed: the mandate, the demand, the court asked, and all of it for the post."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Open, shoot
from tests.browser.filling import PHOTO, act, letter_text
from tests.browser.results import clock
from tests.server import Running

pytestmark = pytest.mark.browser
CASE, FIRM = "/agency/cases/{}/", "/company/cases/{}/"
OVERDUE = """
import django; django.setup()
import io
from datetime import timedelta
from pathlib import Path
from django.utils import timezone
from huxin.casework.service import city_pack, file_case, perform, receive_evidence
from huxin.identity.service import Account, actor_for
from huxin.law.dates import day_of
from huxin.law.procedures.samples import payload_of
from huxin.people.service import company_of
handler, approver = (actor_for(Account.objects.get(username=f"{one}-330304")) for one in ("handler", "approver"))
firm, one = company_of(actor_for(Account.objects.get(username="company-1"))), city_pack().procedures["penalty"]
told = {"company": firm.name, "company_code": firm.credit_code, "county": "330304"}
fine = {"outcome": "fined", "amount": "500.00", "pay_how": "工行瓯海支行"}
def penalty(demanded):
    opened = timezone.localtime() - timedelta(days=240)
    def said(act, at, **fixed):
        return payload_of(one.fields_of(act), day_of(at), fixed, county="330304", whole=act == "serve")
    no = file_case(handler, "penalty", said("file", opened, **told), papers={}, key=f"late {demanded}", at=opened)["no"]
    notice = {"document": "notice", "to": firm.name, "how": "in_person"}
    steps = [
        (handler, "inspect", 0, {}), (handler, "propose", 0, fine), (handler, "inform", 0, {"to": firm.name}),
        (handler, "serve", 0, notice), (approver, "decide", 20, fine),
        (handler, "serve", 20, notice | {"document": "decision"}),
    ]
    if demanded:
        steps += [(handler, "urge", 60, {}), (handler, "serve", 60, notice | {"document": "urging"})]
    for place, (who, act, later, fixed) in enumerate(steps):
        at = opened + timedelta(days=later)
        if act == "serve":
            proof = str(receive_evidence(handler, io.BytesIO(Path(PHOTO).read_bytes())).id)
            fixed = fixed | {"served_on": day_of(at).isoformat(), "proof": [proof]}
        papers = {"proof": fixed["proof"]} if act == "serve" else {}
        perform(who, no, act, said(act, at, **fixed), papers=papers, key=f"late {demanded} {place}", at=at)
    return no
print(penalty(False), penalty(True))
"""


def test_an_overdue_fine_is_demanded_brought_to_court_and_posted(open_page: Open, city: Running) -> None:
    handler, company = open_page("handler-330304", DESK), open_page("company-1", DESK)
    late, demanded = city.python(OVERDUE.replace("PHOTO", repr(str(PHOTO)))).split()[-2:]
    act(handler, CASE.format(late), "urge", {"pay_how": "工行瓯海支行"})
    agent = {"agent": "王明", "agent_is": "单位员工", "agent_phone": "13800000000", "matters": "交材料、领文书"}
    act(company, FIRM.format(late), "appoint_agent", agent | {"powers": "general"})
    told = letter_text(company, late, "履行行政决定催告书", FIRM)
    assert "还欠的罚款500.00元（大写：伍佰元整）" in told
    assert "自收到本催告书之日起十个工作日内" in told
    told = letter_text(company, late, "授权委托书", FIRM)
    assert "王明（单位员工）" in told
    assert "可以委托一至二人代理" in told
    expect(clock(handler, CASE.format(demanded), "申请法院强制执行")).to_contain_text("行政强制法")
    shoot(handler, "enforcement-desk")
    court = {"court": "瓯海区人民法院", "answered": "催告书送达了，没有说什么", "object": "工行账户"}
    act(handler, CASE.format(demanded), "enforce", court)
    told = letter_text(handler, demanded, "强制执行申请书", CASE)
    assert "瓯海区人民法院：" in told
    assert "加处的罚款500.00元" in told
    handler.goto(f"/agency/post/?case={late}")
    row = handler.locator("tr", has_text=late).filter(has_text="履行行政决定催告书")
    row.locator("input[name=letter]").check()
    shoot(handler, "post-desk")
    with handler.expect_response(re.compile("/agency/post/")) as answer:
        handler.click("button[name=print]")
    assert answer.value.headers["content-type"] == "application/pdf"
    handler.goto("/agency/post/?printed=1")
    expect(row).to_contain_text("打印")

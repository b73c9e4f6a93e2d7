"""Rules that run where the case is filed: joining, a loan's interest, a fine; each to its end, wrong turns refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Open, shoot
from tests.browser.filling import PHOTO, act, fill, letter_text, walk_form
from tests.browser.results import clock, shows
from tests.browser.test_pages import barriers
from tests.server import Running

pytestmark = pytest.mark.browser
CASE = "/agency/cases/{}/"
ADOPTED = """
import django; django.setup()
from datetime import date
from huxin.casework.service import adopt, city_pack
from huxin.identity.service import Account, actor_for
policy = actor_for(Account.objects.get(username="policy"))
for one in city_pack().parameters.values():
    for part in one.values if one.id.startswith("loan.") and one.type != "table" else ():
        if part.value is not None:
            text = str(part.value).lower() if one.type == "bool" else str(part.value)
            start = part.valid_from or date(2015, 1, 1)
            adopt(policy, one.id, text, start, "温人社〔2026〕9号", key=f"{one.id} {start}")
"""
SERVED = """
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
handler = actor_for(Account.objects.get(username="handler-330304"))
firm = company_of(actor_for(Account.objects.get(username="company-1")))
at, one = timezone.localtime() - timedelta(days=25), city_pack().procedures["penalty"]
proof = str(receive_evidence(handler, io.BytesIO(Path(PHOTO).read_bytes())).id)
def said(act, **fixed):
    found = payload_of(one.fields_of(act), day_of(at), fixed, county="330304")
    return found
told = {"company": firm.name, "company_code": firm.credit_code, "county": "330304"}
no = file_case(handler, "penalty", said("file", **told), papers={}, key="fine", at=at)["no"]
fine = {"outcome": "fined", "amount": "500.00"}
day = day_of(at).isoformat()
notice = {"document": "notice", "to": firm.name, "how": "in_person", "served_on": day, "proof": [proof]}
for name, fixed in (("inspect", {}), ("propose", fine), ("inform", {"to": firm.name}), ("serve", notice)):
    papers = {"proof": [proof]} if name == "serve" else {}
    perform(handler, no, name, said(name, **fixed), papers=papers, key=f"fine-{name}", at=at)
print(no)
"""
FIRM = """
import django; django.setup()
from huxin.identity.service import Account, actor_for
from huxin.people.service import company_of
one = company_of(actor_for(Account.objects.get(username="company-1")))
print(one.name, one.credit_code)
"""


def refused(page: Page, url: str, name: str, words: Mapping[str, Any], said: str) -> None:
    """An act that is not taken, with the words for it; what was typed stays."""
    page.goto(url)
    form = page.locator(f"#act-{name}")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    fill(form, words)
    form.locator("button[type=submit]").click()
    expect(page.locator("main [role=alert]").first).to_contain_text(said)


def started(page: Page, procedure: str) -> None:
    page.goto(f"/apply/{procedure}/")
    page.click("main a.button")


def answer(page: Page, words: Mapping[str, Any]) -> None:
    form = page.locator("main form").first
    fill(form, words)
    form.locator("button.button:not(.is-second)").click()


def medical_line(month: str) -> dict[str, str]:
    """What the medical-insurance office says of its line."""
    said = {"medical_outcome": "medical_registered", "medical_first_month": month, "benefits_from": month}
    return {**said, "medical_clause": "浙江省医疗保障条例 29"}


@pytest.mark.story(procedures=["flexible-insurance-joining"], trades=["takeaway"])
def test_joining_says_what_is_due_to_whom_and_refuses_what_the_law_does_not_allow(open_page: Open) -> None:
    worker, handler = open_page("worker-fresh", PHONE), open_page("handler-330304", DESK)
    month = f"{date.today():%Y-%m}"
    said = {"lines": ["pension", "medical"], "chosen_base": "6000", "from_month": month, "unit_insured": "no",
            "registered": "no", "county": "330304", "declared": "yes", "trade": "takeaway"}  # fmt: skip
    for wrong, words in (({"chosen_base": "100"}, "不能小于"), ({"chosen_base": "90000"}, "不能大于")):
        worker.goto("/apply/flexible-insurance-joining/base/")
        answer(worker, {**said, **wrong})
        expect(worker.locator("main")).to_contain_text(words)
    worker.goto("/apply/flexible-insurance-joining/from/")
    answer(worker, {**said, "from_month": "2020-01"})
    expect(worker.locator("main")).to_contain_text("不能早于")
    worker.goto("/apply/flexible-insurance-joining/")
    no = walk_form(worker, said)
    shows("flexible-insurance-joining", "rule", worker.locator("section:has(#rule-h)"), "1200", "税务部门")
    shoot(worker, "joining-phone")
    assert barriers(worker) == []
    url = CASE.format(no)
    done = {"outcome": "registered", "first_month": month, "clause": "社会保险经办条例 6"}
    refused(handler, url, "decide", {**done, "amount": "5.00", "remark": ""}, "1200")
    act(handler, url, "decide", {**done, "amount": "1200.00"})
    shoot(handler, "joining-desk")
    worker.goto(f"/cases/{no}/")
    expect(worker.locator("main")).to_contain_text("参保了")
    shows("flexible-insurance-joining", "paper", letter_text(worker, no, "参保登记结果告知书"), "1200")
    shows("flexible-insurance-joining", "clock", clock(handler, url, "办好登记"), "按时")
    medical = open_page("medical-insurance", DESK)
    refused(medical, url, "register_medical", {**medical_line(month), "medical_first_month": "2020-01"}, "不能早于")
    act(medical, url, "register_medical", medical_line(month))
    shows("flexible-insurance-joining", "side", letter_text(worker, no, "职工医保参保登记结果告知书"), "医疗保障局")


@pytest.mark.story(procedures=["startup-loan"], trades=[])
def test_two_periods_of_interest_are_paid_and_a_limit_is_not(open_page: Open, city: Running) -> None:
    city.python(ADOPTED)
    worker, handler = open_page("worker-fresh", PHONE), open_page("handler-330304", DESK)
    approver, finance = open_page("approver-330304", DESK), open_page("finance-330304", DESK)
    said = {"want": "interest", "borrower": "person", "partners": "1", "registered_on": "2024-05-06",
            "group": "hardship", "principal": "200000", "purpose": "买车送货", "times_before": "0",
            "contract_on": "2025-02-03", "rate": "3.60", "lpr": "3.10", "county": "330304", "declared": "yes",
            "bank_card": "6222020000000000001"}  # fmt: skip
    worker.goto("/apply/startup-loan/")
    no = walk_form(worker, said, papers=("loan_contract", "interest_vouchers"))
    expect(worker.locator("main")).to_contain_text("还没有付过利息")
    period = {"balance": "200000", "interest_paid": "1800", "overdue": "no"}
    where = f"/cases/{no}/do/report_interest/"
    worker.goto(where)
    answer(worker, {**period, "from_day": "2025-01-01", "to_day": "2025-05-03"})
    expect(worker.locator("main")).to_contain_text("不能早于")
    answer(worker, {**period, "from_day": "2025-02-03", "to_day": "2025-05-03", "balance": "900000"})
    expect(worker.locator("main")).to_contain_text("不能大于 200000.00")
    for first, last, sum_so_far in (("2025-02-03", "2025-05-03", "890"), ("2025-05-03", "2025-08-03", "1810")):
        worker.goto(where)
        answer(worker, {**period, "from_day": first, "to_day": last})
        expect(worker.locator("main")).to_contain_text(sum_so_far)
    shows("startup-loan", "rule", worker.locator("section:has(#rule-h)"), "1810")
    shoot(worker, "loan-phone")
    url = CASE.format(no)
    act(handler, url, "accept")
    limit = {"outcome": "eligible", "amount": "200000", "clause": "财金〔2023〕75号"}
    refused(handler, url, "propose", limit, "申请人要的是贴息")
    act(handler, url, "propose", {"outcome": "granted", "clause": "财金〔2023〕75号"})
    act(approver, url, "decide")
    shows("startup-loan", "clock", clock(approver, url, "审核"), "按时")
    finance.goto("/agency/pay/")
    expect(finance.locator("main")).to_contain_text(no)
    shows("startup-loan", "money", finance.locator("main"), "1,810.00")
    finance.locator(f"input[name=case][value='{no}']").check()
    finance.click("button:has-text('发放这一批')")
    finance.locator("main form button[type=submit]").last.click()
    worker.goto(f"/cases/{no}/")
    expect(worker.locator("main")).to_contain_text("已经列入发放名单")
    shows("startup-loan", "paper", letter_text(worker, no, "创业担保贷款审核结果告知书"), "1810")


@pytest.mark.story(procedures=["penalty"], trades=[])
def test_a_fine_is_noticed_served_and_collected_by_finance(open_page: Open, city: Running) -> None:
    handler, approver = open_page("handler-330304", DESK), open_page("approver-330304", DESK)
    finance, company = open_page("finance-330304", DESK), open_page("company-1", DESK)
    name, code = city.python(FIRM).split()
    handler.goto("/agency/new/penalty/")
    form = handler.locator("main form").first
    about = {"company": name, "company_code": code, "company_address": "瓯海大道 1 号", "suspected": "拖欠报酬",
             "happened_on": f"{date.today() - timedelta(days=40)}", "source_status": "law",
             "suspected_clause": "劳动保障监察条例 26", "origin": "complaint", "county": "330304"}  # fmt: skip
    fill(form, {**about, "origin_no": "2026-999999"})
    form.locator("button[type=submit]").last.click()
    expect(handler.locator("main")).to_contain_text("没有找到")
    form = handler.locator("main form").first
    fill(form, {**about, "origin_no": ""})
    form.locator("button[type=submit]").last.click()
    expect(handler).to_have_url(re.compile("/agency/cases/"))
    no = re.findall(r"\d{4}-\d{6}", handler.url)[0]
    url = CASE.format(no)
    act(handler, url, "inspect", {"officers": "甲 1、乙 2", "found": "两周没发"})
    fine = {
        "outcome": "fined",
        "amount": "500",
        "pay_how": "工行",
        "facts": "两周没发",
        "clause": "条例 26",
        "reason": "限期未改",
    }
    act(handler, url, "propose", fine)
    refused(approver, url, "decide", {}, "告知企业")
    said = {"facts": "两周没发", "reason": "限期未改", "intended": "罚款 500 元", "hearing": "no", "clause": "条例 26"}
    act(handler, url, "inform", {**said, "to": name})
    refused(approver, url, "decide", {}, "还没有送达")
    company.goto(f"/company/cases/{no}/")
    expect(company.locator("main")).to_contain_text("拟处罚")
    shoot(company, "fine-company")
    finance.goto("/agency/fines/")
    expect(finance.locator("h1")).to_contain_text("罚款")
    finance.goto("/agency/pay/")
    expect(finance.locator("main")).not_to_contain_text(no)
    collected(city, approver, handler, finance, company, name)


def collected(city: Running, approver: Page, handler: Page, finance: Page, company: Page, name: str) -> None:
    """A case whose notice was served three weeks ago: decided, served, paid to the bank, recorded by finance."""
    no = city.python(SERVED.replace("PHOTO", repr(str(PHOTO)))).split()[-1]
    url, today = CASE.format(no), f"{date.today()}"
    arrived = {"paid": "500", "late_fine": "", "paid_on": today, "bank": "工行瓯海支行", "receipt_no": "3303-88"}
    act(approver, url, "decide")
    finance.goto(url)
    expect(finance.locator("#act-pay_fine")).to_have_count(0)
    finance.click("summary:has-text('现在不归我做的')")
    expect(finance.locator("main")).to_contain_text("还没有送达")
    decision = {"document": "decision", "to": name, "how": "in_person", "served_on": today}
    act(handler, url, "serve", decision, papers=("proof",))
    where = f"/company/cases/{no}/"
    company.goto(where)
    shows("penalty", "side", company.locator("main"), "500.00")
    act(company, where, "report_fine", {"bank": "工行瓯海支行", "receipt_no": "3303-88"})
    refused(finance, url, "pay_fine", {**arrived, "paid": "501"}, "不能大于 500.00")
    act(finance, url, "pay_fine", arrived)
    finance.goto("/agency/fines/")
    expect(finance.locator("tr", has_text=no)).to_contain_text("缴清了")
    shows("penalty", "paper", letter_text(company, no, "处罚决定书", "/company/cases/{}/"), "500")
    shows("penalty", "clock", clock(approver, url, "作出处罚决定"), "按时")
    shoot(finance, "fines-desk")
    assert barriers(finance) == []

"""Two stories of a company's desk: an agreement from the draft to its filing, a roster of which some rows are wrong."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from huxin.demo.people import identity
from tests.browser.conftest import DESK, PHONE, Open, fits, shoot
from tests.browser.filling import act, fill, letter_text
from tests.browser.results import clock, shows
from tests.browser.test_pages import barriers
from tests.server import Running

pytestmark = pytest.mark.browser
WHO = """
import django; django.setup()
from huxin.identity.service import Account
from huxin.people.service import details_of
known = details_of(Account.objects.get(username="worker-open").person)
print(known.name, known.id_number, known.phone)
"""
REASONS = {"身份证号": 120, "行业": 100, "区划代码": 80}
"""Three hundred faults, by column."""


def table(heads: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode()


def drop(page: Page, name: str, content: bytes) -> None:
    """A file let fall into the box, as a hand does it with the mouse."""
    page.evaluate(
        """([name, text]) => {
            const moved = new DataTransfer();
            moved.items.add(new File([text], name, {type: 'text/csv'}));
            const box = document.querySelector('input[type=file]');
            box.files = moved.files;
            box.dispatchEvent(new Event('change', {bubbles: true}));
        }""",
        [name, content.decode()],
    )


def figure(page: Page, name: str) -> int:
    return int(page.locator(f"[data-{name}]").inner_text())


def send(page: Page, sheet: str, content: bytes | Path) -> None:
    page.goto(f"/company/lists/{sheet}/")
    if isinstance(content, bytes):
        drop(page, f"{sheet}.csv", content)
    else:
        page.set_input_files("#f-file", content)
    page.click("button[value=send]")
    expect(page.locator("[data-receipt]")).to_be_visible()


@pytest.mark.story(procedures=["agreement-filing"], trades=[])
def test_an_agreement_is_drawn_up_signed_reconciled_and_filed(open_page: Open, city: Running, tmp_path: Path) -> None:
    name, number, phone = city.python(WHO).split()
    company, since = open_page("company-1", DESK), date.today().isoformat()
    people = [[name, number, "不完全符合确立劳动关系情形", "外卖", "330304", since]]
    send(company, "engagements", table(["姓名", "身份证号", "用工形式", "行业", "区划代码", "从哪天起"], people))
    company.goto("/company/agreements/unsigned/")
    before = figure(company, "missing")
    shoot(company, "desk-unsigned")
    assert barriers(company) == []

    company.goto("/company/agreements/new/")
    company.click("a:has-text('书面协议')")
    form = company.locator("main form")
    said = {
        "worker_name": name, "worker_id": number, "worker_phone": phone or "13800000000", "county": "330304",
        "trade": "takeaway", "order_mode": "both", "start_on": since, "open_term": "yes", "daily_hours": "8",
        "rest_days": "1", "pay_mode": "piece", "unit_price": "5.50", "settlement": "weekly", "cover": "single_line",
        "notice_days": "7", "leave_days": "3", "company_address": "瓯海区梧田街道", "company_head": "周海明",
        "worker_address": "瓯海区南白象街道",
    }  # fmt: skip
    fill(form, {**said, "work_area": "梧田，乙方入职时交押金五百元"})
    form.locator("button[type=submit]").click()
    expect(company.locator("#check")).to_contain_text("不允许")
    expect(company.locator("#check")).to_contain_text("浙人社发〔2021〕56号")
    shoot(company, "desk-draft-refused")
    fill(company.locator("main form").last, {"work_area": "梧田、南白象"})
    company.locator("main form button[type=submit]").last.click()
    expect(company.locator("[role=status]")).to_contain_text("草稿存好了")
    expect(company.locator("#check")).to_contain_text("没有查出问题")
    here = company.url.partition("?")[0]
    shoot(company, "desk-draft")
    assert barriers(company) == []
    company.click("button[value=send]")
    expect(company.locator("[role=status]")).to_contain_text("发出去了")

    worker = open_page("worker-open", PHONE)
    worker.goto("/agreements/")
    worker.locator("main a", has_text="书面协议").first.click()
    expect(worker.locator("main")).to_contain_text("先看这几句")
    shoot(worker, "agreement-phone")
    assert barriers(worker) == []
    assert fits(worker)
    worker.check("#f-read")
    worker.click("button:has-text('签字')")
    expect(worker.locator("[role=status]")).to_contain_text("签好了")
    company.goto("/company/")
    expect(company.locator("main")).to_contain_text("等你们签")
    shoot(company, "desk-calendar")
    assert barriers(company) == []
    company.goto(here)
    company.check("#f-read")
    company.click("button[value=sign]")
    expect(company.locator("#signed li")).to_have_count(2)

    company.goto("/company/agreements/unsigned/")
    assert figure(company, "missing") == before - 1
    company.goto(here)
    with company.expect_download() as paper:
        company.click("a:has-text('下载（PDF）')")
    company.click("a:has-text('申请备案回执')")
    form = company.locator("main form").first
    expect(form.locator("[name=signed_on]")).to_have_value(since)
    fill(form, {"no_void_clauses": "yes", "copy_given": "yes", "phone": "13800000000"})
    form.locator("[name=signed_text]").set_input_files(paper.value.path())
    assert "/company/file/agreement-filing/" in company.url
    form.locator("button[type=submit]").last.click()
    expect(company).to_have_url(re.compile("/company/cases/"))
    no = re.findall(r"\d{4}-\d{6}", company.url)[0]
    handler = open_page("handler-330304", DESK)
    handler.goto(f"/agency/cases/{no}/")
    filed = {"outcome": "filed", "text_hash": "0" * 64, "clause": "温人社发〔2021〕135号 二(一)"}
    act(handler, f"/agency/cases/{no}/", "decide", filed)
    shows("agreement-filing", "clock", clock(handler, f"/agency/cases/{no}/", "核对文本"), "按时")
    company.goto(f"/company/cases/{no}/")
    expect(company.locator("main")).to_contain_text("备案了")
    shows("agreement-filing", "paper", letter_text(company, no, "备案回执", "/company/cases/{}/"), "备案")
    company.goto("/company/agreements/?state=signed")
    shoot(company, "desk-agreements")
    assert barriers(company) == []


def roster() -> tuple[list[str], list[list[str]]]:
    """Five thousand people on a list, three hundred of them written down wrongly."""
    heads, rows = ["姓名", "身份证号", "平台", "行业", "区划代码"], roster_right()
    wrong = iter([(1, "33030419850101")] * 120 + [(3, "挖矿")] * 100 + [(4, "110101")] * 80)
    for row in rows[7::16]:
        if (fault := next(wrong, None)) is not None:
            row[fault[0]] = fault[1] + (row[0].removeprefix("名单").zfill(4)[:2] if fault[0] == 1 else "")
    return heads, rows


@pytest.mark.story(procedures=["single-line-enrolment"], trades=[])
def test_a_roster_of_five_thousand_rows_of_which_three_hundred_are_wrong(
    open_page: Open, city: Running, tmp_path: Path
) -> None:
    company, (heads, rows) = open_page("company-1", DESK), roster()
    rows[0] = [*city.python(WHO).split()[:2], *rows[0][2:]]
    company.set_default_timeout(240_000)
    content = table(heads, rows)
    send(company, "single-line-roster", content)
    receipt = company.locator("[data-receipt]").inner_text()
    expect(company.locator("[role=status]")).to_contain_text("5000 行，收下 4700 行，退回 300 行")
    for column, count in REASONS.items():
        line = company.locator("#reasons tbody tr", has_text=column)
        assert line.locator("td").first.inner_text() == str(count)
    expect(company.locator("#faults tbody tr")).to_have_count(50)
    expect(company.locator("#faults")).to_contain_text("还有 250 处")
    shoot(company, "desk-roster-receipt")
    assert barriers(company) == []
    send(company, "single-line-roster", content)
    assert company.locator("[data-receipt]").inner_text() != receipt  # a new intent has a receipt of its own
    assert (figure(company, "new"), figure(company, "wrong")) == (0, 300)

    with company.expect_download() as table_back:
        company.click("a:has-text('下载退回的行')")
    book = openpyxl.load_workbook(io.BytesIO(Path(table_back.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    assert sheet.max_row == 301
    right = {name: row for row in roster_right() for name in row[:1]}
    for line in range(2, sheet.max_row + 1):
        for at, value in enumerate(right[str(sheet.cell(line, 1).value)]):
            column = next(c for c in range(1, 12) if str(sheet.cell(1, c).value).startswith(heads[at]))
            sheet.cell(line, column).value = value
    mended = tmp_path / "mended.xlsx"
    book.save(mended)
    send(company, "single-line-roster", mended)
    assert (figure(company, "new"), figure(company, "wrong")) == (300, 0)

    company.click("a:has-text('接着办参保登记')")
    assert "/company/file/single-line-enrolment/" in company.url
    form = company.locator("main form").first
    expect(form.locator("[name=people]")).to_have_value("300")
    fill(form, {"base_mode": "declared", "county": "330304", "contact_name": "周海明", "declared": "yes"})
    form.locator("button[type=submit]").last.click()
    expect(company).to_have_url(re.compile("/company/cases/"))
    no = re.findall(r"\d{4}-\d{6}", company.url)[0]
    handler = open_page("handler-330304", DESK)
    act(handler, f"/agency/cases/{no}/", "accept")
    done = {"outcome": "enrolled", "result": "都登记上了", "enrolled": "300", "not_enrolled": "0"}
    act(handler, f"/agency/cases/{no}/", "decide", {**done, "clause": "浙江省工伤保险条例 11"})
    company.goto("/company/cover/")
    company.fill("#f-number", right["名单7"][1])
    company.click("main form button:has-text('找')")
    expect(company.locator("main tbody tr", has_text="瓯江闪送")).to_have_count(1)
    shoot(company, "desk-cover")
    assert barriers(company) == []
    worker = open_page("worker-open", PHONE)
    worker.goto(f"/cover/?month={date.today() + timedelta(days=2):%Y-%m}")
    expect(worker.locator(".is-covered").first).to_be_visible()
    expect(worker.locator("main")).to_contain_text("瓯江闪送")
    shoot(worker, "cover-phone")
    assert barriers(worker) == []


def roster_right() -> list[list[str]]:
    """The same five thousand as they should have been written."""
    born = date.today() - timedelta(days=19 * 365)  # younger than all of the demo, so no number is known
    return [
        [
            f"名单{n}",
            identity("330304", born + timedelta(days=n // 400), n % 400, False),
            "瓯江闪送",
            "即时配送",
            "330304",
        ]
        for n in range(5000)
    ]


@pytest.mark.parametrize(
    "path",
    ["agreements/", "agreements/new/", "agreements/check/", "lists/", "lists/agreements/", "rules/", "cover/", ""],
)
def test_a_companys_page_has_no_barrier_and_fits_a_phone(open_page: Open, path: str) -> None:
    page = open_page("company-1", DESK)
    page.goto(f"/company/{path}")
    assert barriers(page) == []
    shoot(page, f"company-{path.strip('/').replace('/', '-') or 'home'}")
    page.set_viewport_size(PHONE)
    assert fits(page)
    shoot(page, f"company-{path.strip('/').replace('/', '-') or 'home'}-phone")

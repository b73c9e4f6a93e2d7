"""Filling in forms in the browser as people do: what stands there stays, what is asked and empty is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Locator, Page, TimeoutError, expect
from pypdf import PdfReader

PHOTO = Path(__file__).resolve().parents[2] / "src" / "huxin" / "demo" / "orders.png"
FIRM = "瓯江闪送（演示）"
"""The company of ``company-1``."""
DESKS, SIDE = "/agency/cases/{}/", "/company/cases/{}/"
Papers = Mapping[str, Path] | tuple[str, ...]
"""The kinds that a file is handed in for: the usual picture, or a file each."""
WORDS: Mapping[str, str] = {
    "story": "九月下旬起站点不按公布的单价结算，少发了两周。",
    "wish": "补发少算的配送费 3200 元。",
    "company": "瓯江闪送（演示）",
    "phone": "13800000000",
    "people": "1",
    "has_witness": "no",
    "mediated": "yes",
    "occupation": "送餐员",
    "address": "瓯海区梧田街道南堡村",
    "matter": "pay",
    "reason": "谈了两次，单价没谈拢。",
    **dict.fromkeys(("hearing_time", "meet_time", "at_time"), "00:05"),  # over by now: books no room for anybody
}
_EMPTY = """root => [...root.querySelectorAll('input, textarea, select')].filter(one => !one.disabled).map(one => ({
    name: one.name, type: one.type, value: one.value, checked: one.checked,
    optional: !!(one.closest('details:not([open])')
        || (one.closest('.field') && one.closest('.field').querySelector('legend .quiet, label .quiet')))}))"""


def fill(form: Locator, words: Mapping[str, Any] | None = None) -> None:
    """Answer what is asked: ``words`` by name over what stands there, then what usual people say where it is empty."""
    said, fields = dict(words or {}), form.evaluate(_EMPTY)
    ticked = {one["name"] for one in fields if one["type"] in ("radio", "checkbox") and one["checked"]}
    options: dict[str, list[str]] = {}
    for one in fields:
        options.setdefault(one["name"], []).append(one["value"])
    for one in fields:
        name, kind = one["name"], one["type"]
        if kind in ("hidden", "file", "submit") or (
            name not in said and (one["value"] and kind not in ("radio", "checkbox"))
        ):
            continue
        if kind in ("radio", "checkbox"):
            wanted = said.get(name, WORDS.get(name) if WORDS.get(name) in options[name] else None)
            again = name in ticked and name not in said
            if again or (one["optional"] and name not in said):
                continue
            chosen = [str(wanted)] if not isinstance(wanted, list) else wanted
            if wanted is None or one["value"] in chosen:
                form.locator(f"[name={name}][value='{one['value']}']").check()
                ticked.add(name)
        elif name in said or not one["optional"]:
            usual = WORDS.get(
                name,
                {"date": f"{date.today()}", "time": "14:30", "datetime-local": f"{date.today()}T00:30"}.get(
                    kind, "情况属实"
                ),
            )
            _write(form, name, kind, str(said.get(name, usual)))


def _write(form: Locator, name: str, kind: str, text: str) -> None:
    field = form.locator(f"[name={name}]")
    if kind == "select-one":
        field.select_option(text)
    else:
        field.fill(text)


@contextmanager
def screens(page: Page, most: int) -> Iterator[None]:
    """From here on at most so many screens of an application are passed, the one where it is looked over among them."""
    passed: list[str] = []

    def note(frame: Frame) -> None:
        path = urlsplit(frame.url).path
        if frame == page.main_frame and path.startswith("/apply/") and path not in passed:
            passed.append(path)

    page.on("framenavigated", note)
    yield
    page.remove_listener("framenavigated", note)
    assert 0 < len(passed) <= most, passed


def walk_form(page: Page, words: Mapping[str, Any] | None = None, *, papers: tuple[str, ...] = ()) -> str:
    """From the guide of an application, or the screen of what is left of it, to its end; the number of the case."""
    to_the_check(page, words, papers=papers)
    page.locator("main form button.button:not(.is-second)").click()
    expect(page.locator("[role=status]")).to_contain_text("提交好了")
    return page.locator("[data-no]").inner_text()


def to_the_check(page: Page, words: Mapping[str, Any] | None = None, *, papers: tuple[str, ...] = ()) -> None:
    """Every screen of an application up to the last, on which it is looked over and handed in."""
    expect(page).to_have_url(re.compile(r"/apply/"))
    if not page.url.endswith("/rest/"):
        page.click("main a.button")
    for _ in range(30):
        form = page.locator("main form").first
        try:
            form.wait_for()
        except TimeoutError:
            raise AssertionError(f"no form at {page.url}: {page.inner_text('main')[:400]}") from None
        if page.url.endswith("/check/"):
            break
        if page.url.endswith(("/papers/", "/rest/")):
            for paper in papers:
                form.locator(f"[name={paper}]").set_input_files(PHOTO)
        if not page.url.endswith("/papers/"):
            fill(form, words)
        form.locator("button.button:not(.is-second)").click()
        expect(page.locator("main .problems, main .errors")).to_have_count(0)


def act(
    page: Page, url: str, name: str, words: Mapping[str, Any] | None = None, *, papers: tuple[str, ...] = ()
) -> None:
    """An act at a desk, of an office or a company; ``papers``: the kinds that a file is handed in for."""
    page.goto(url)
    form = page.locator(f"#act-{name}")
    if form.get_attribute("open") is None:
        form.locator("summary").first.click()
    fill(form, words)
    hand_over(form, papers)
    form.locator("button[type=submit]").click()
    expect(page.locator("[role=status]")).to_contain_text("记上了")


def ahead(days: int) -> str:
    """The day so many days from today."""
    return (date.today() + timedelta(days=days)).isoformat()


def hand_over(form: Locator, papers: Papers) -> None:
    for name, file in (papers if isinstance(papers, Mapping) else dict.fromkeys(papers, PHOTO)).items():
        form.locator(f"[name={name}]").set_input_files(file)


def file_at(page: Page, url: str, words: Mapping[str, Any] | None = None, *, papers: Papers = ()) -> str:
    """A form that an office or a company files at a desk, all on one page; the number of the case."""
    page.goto(url)
    return hand_in(page, words, papers=papers)


def hand_in(page: Page, words: Mapping[str, Any] | None = None, *, papers: Papers = ()) -> str:
    """The form that stands on the page, as ``file_at``; what a hand-over carried there stays."""
    form = page.locator("main form").last
    fill(form, words)
    hand_over(form, papers)
    form.locator("button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/cases/\d{4}-\d{6}/"))
    return page.url.split("/cases/")[1].split("/")[0]


def of_worker(page: Page, no: str, name: str, words: Mapping[str, Any] | None = None, *, papers: Papers = ()) -> None:
    """An act of a person on the phone, by the button of the case."""
    page.goto(f"/cases/{no}/")
    page.locator(f"a[href$='/cases/{no}/do/{name}/']").first.click()
    form = page.locator("main form").first
    fill(form, words)
    hand_over(form, papers)
    form.locator("button.button:not(.is-second)").first.click()
    expect(page.locator("[role=status]").first).to_be_visible()


def letter_text(page: Page, no: str, title: str, at: str = "/cases/{}/") -> str:
    """The words of a letter, once the worker process has signed it; ``at``: where the reader sees the case."""
    link = page.locator(f"a:has-text('{title}'), .card:has(#letters-h) p:has-text('{title}') a:has-text('下载')")
    for _ in range(240):
        page.goto(at.format(no))
        if link.count():
            break
        page.wait_for_timeout(1000)
    body = page.request.get(str(link.first.get_attribute("href"))).body()
    return re.sub(r"\s", "", "".join(one.extract_text() for one in PdfReader(BytesIO(body)).pages))

"""Every link of every tour of the demo city, by the account whose tour it is: the page stands, with the step's word."""

from __future__ import annotations

import html
import re

import pytest

from tests.browser.conftest import Open, fits, shoot

pytestmark = pytest.mark.browser
STEP = re.compile(r'<a href="([^"]+)" data-press="([^"]+)"')


def test_every_step_of_every_tour_leads_to_what_it_speaks_of(open_page: Open) -> None:
    first = open_page()
    first.goto("/")
    first.get_by_role("link", name="三分钟看一圈").click()
    shoot(first, "tours")
    assert fits(first)
    accounts = re.findall(r'href="/tours/([\w-]+)/"', first.content())
    assert len(accounts) == 10
    wrong = list[tuple[str, str, str]]()
    for account in accounts:
        page = open_page(account)
        steps = STEP.findall(page.request.get(f"/tours/{account}/").text())
        assert len(steps) >= (1 if account == "emergency" else 2), account
        for url, word in steps:
            answer = page.request.get(html.unescape(url))
            main = html.unescape(answer.text().partition('<main id="main"')[2])
            if answer.status != 200 or "/login/" in answer.url or html.unescape(word) not in main:
                wrong.append((account, url, f"{answer.status} {answer.url} {word}"))
    assert not wrong, "\n".join(map(" ".join, wrong))
    first.goto("/tours/company-1/")
    shoot(first, "tour-company")
    assert fits(first)

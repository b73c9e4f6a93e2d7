"""Pages that ask and answer: each form leads on by a redirect; back, reload and a change of language lose nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

import huxin.web.worker as views
from huxin.measures.publicity.service import questions
from huxin.ui import questions as flows
from tests.first_floor.test_parties import mediation
from tests.portals.conftest import signed_in
from tests.support import make_company, make_worker

pytestmark = pytest.mark.django_db
Steps = list[dict[str, Any]]
Made = Callable[[], tuple[Client, str, Steps, str]]


def money() -> tuple[Client, str, Steps, str]:
    steps: Steps = [
        {"question": "birth", "birth_date": "1981-05-03", "category": "F50"},
        {"question": "contribution", "month": "2025-06", "chosen_base": "4986"},
        {"question": "order", "trade": "takeaway", "platform": "美团", "labour_relation": "no"},
        {"question": "certificate", "level": "4", "issued_on": "2025-06-10", "shortage_on_issue": "no"},
        {"question": "unemployment_insurance", "unemployment_insured": "no"},
        {"question": "business", "business_registered": "no"},
    ]
    return Client(), "/money/", steps, 'data-item="startup-subsidy"'


def dispute() -> tuple[Client, str, Steps, str]:
    steps: Steps = [
        {"question": "matter", "matter": "pay", "knew_on": "2026-03-02", "lasts": "yes"},
        {"question": "facts", "facts": ["P4", "P5"]},
        {"question": "people", "firm": "瓯江闪送", "people": "3", "county": "330304"},
    ]
    return Client(), "/help/disputes/", steps, 'id="way-h"'


def injury() -> tuple[Client, str, Steps, str]:
    said = {
        "trade": "takeaway", "platform": "other", "platform_other": "小小平台", "order_accepted_at": "2026-03-05T12:40",
        "labour_relation": "no",
    }  # fmt: skip
    return Client(), "/help/injury/", [said], "data-regime"


def quiz() -> tuple[Client, str, Steps, str]:
    return Client(), "/guides/quiz/", [{one.id: "yes" for one in questions()}], "is-wait"


def check() -> tuple[Client, str, Steps, str]:
    return Client(), "/check/", [{"number": "PX2020-000001", "code": "00000000"}], 'id="problems"'


def calculator() -> tuple[Client, str, Steps, str]:
    worker = make_worker()
    no = mediation(worker, make_company())
    said = {
        "item": "work-injury-benefit", "injury_on": "2025-12-05", "grade": "9", "monthly_wages": "6000.00",
        "cover": "fund",
    }  # fmt: skip
    return signed_in(worker), f"/cases/{no}/calculator/", [said], 'id="sums"'


FLOWS: list[Made] = [money, dispute, injury, quiz, check, calculator]


def walked(client: Client, path: str, steps: Steps) -> list[Any]:
    """Every page in turn, each fetched after a redirect."""
    pages = [client.get(path)]
    for said in steps:
        here = f"{path}?{pages[-1].request['QUERY_STRING']}"
        answer = client.post(here, said)
        assert answer.status_code == 302
        for value in said.values():
            for one in value if isinstance(value, list) else [value]:
                assert len(one) < 4 or one not in answer["Location"]
        pages.append(client.get(answer["Location"]))
    return pages


def address(page: Any) -> str:
    return f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"


@pytest.mark.parametrize("made", FLOWS)
def test_back_reload_and_another_language_show_what_was_said(made: Made) -> None:
    client, path, steps, words = made()
    pages = walked(client, path, steps)
    assert words in pages[-1].text
    assert words in client.get(address(pages[-1])).text
    where = client.post("/language/", {"language": "en", "next": address(pages[-1])})
    english = client.get(where["Location"])
    assert english.status_code == pages[-1].status_code
    assert 'lang="en"' in english.text
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    for page, said in zip(pages[1:-1], steps[1:], strict=True):  # the way back: each screen with its answer
        again = client.get(address(page)).text
        assert f'name="question" value="{said["question"]}"' in again
        for name, value in said.items():
            for one in value if isinstance(value, list) else [value]:
                assert name == "question" or f'value="{one}"' in again
    begun = client.get(path).text
    assert 'name="question"' not in begun or "接着看" in begun


@pytest.mark.parametrize("made", FLOWS)
def test_nobody_else_opens_them_and_what_is_kept_is_encrypted(made: Made) -> None:
    client, path, steps, _words = made()
    last = walked(client, path, steps)[-1]
    held = client.session["asked"]
    assert all(len(one[1]) > 40 for one in held.values())
    for said in steps:
        for name, value in said.items():
            assert name == "question" or len(value) < 6 or str(value) not in str(held)
    if path.startswith("/cases/"):
        assert Client().get(address(last)).status_code in (302, 404)
        return
    stranger = Client().get(address(last))
    assert "前面填的已经清掉了" in stranger.text
    assert "小小平台" not in stranger.text
    assert 'value="1981-05-03"' not in stranger.text


@pytest.mark.parametrize("made", FLOWS)
def test_what_was_said_can_be_cleared_at_once(made: Made) -> None:
    client, path, steps, _words = made()
    last = walked(client, path, steps)[-1]
    assert "现在就清掉" in last.text
    assert client.post(address(last), {"clear": "1"})["Location"] == path
    assert "前面填的已经清掉了" in client.get(address(last)).text
    assert client.session["asked"] == {}


def test_the_time_that_the_page_names_is_when_they_end() -> None:
    client, path, steps, _words = injury()
    last = walked(client, path, steps)[-1]
    assert f"停手 {settings.SESSION_COOKIE_AGE // 3600} 小时就清掉" in last.text
    row = Session.objects.get()
    assert row.expire_date - timezone.now() <= timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with time_machine.travel(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)):
        assert "前面填的已经清掉了" in client.get(address(last)).text


def test_two_tabs_have_two_runs() -> None:
    client, path, steps, _words = injury()
    first = walked(client, path, steps)[-1]
    second = walked(client, path, [{**steps[0], "platform_other": "另一家平台"}])[-1]
    assert "小小平台" in client.get(address(first)).text
    assert "另一家平台" in client.get(address(second)).text
    for _ in range(flows.MOST):
        walked(client, path, steps)
    assert len(client.session["asked"]) == flows.MOST


def test_a_box_that_is_unticked_is_forgotten() -> None:
    client, path, steps, _words = dispute()
    pages = walked(client, path, steps)
    client.post(address(pages[3]), {"question": "facts"})
    assert "checked" not in client.get(address(pages[3])).text


def test_too_much_is_said_and_not_cut() -> None:
    answer = Client().post("/help/injury/", {"platform_other": "长" * (flows.LONGEST + 1)})
    assert answer.status_code == 413
    assert "写得太长了" in answer.text


def test_every_page_of_a_worker_that_answers_a_form_leads_on() -> None:
    """A view that takes what a form sends ends in a redirect somewhere: none draws its answer in its place."""
    leads = ("HttpResponseRedirect", "went", "lay_down", "walk", "_next", "_sent")
    idle = []
    for path in Path(views.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for one in tree.body:
            if isinstance(one, ast.FunctionDef) and "POST" in "".join(map(ast.unparse, one.decorator_list)):
                names = {part.id for part in ast.walk(one) if isinstance(part, ast.Name)}
                helpers = {part.name: part for part in tree.body if isinstance(part, ast.FunctionDef)}
                deep = names | {
                    part.id for name in names & set(helpers) for part in ast.walk(helpers[name])
                    if isinstance(part, ast.Name)
                }  # fmt: skip
                if not deep & set(leads):
                    idle.append(f"{path.stem}.{one.name}")
    assert set(idle) == {"files.begin", "files.piece", "me.take", "me.record"}  # answers to a script, and files

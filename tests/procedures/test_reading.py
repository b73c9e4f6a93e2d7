"""Each paper as it is read on a phone: what it means, what to do by when, what it says, how to contest it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from huxin.casework.outbox.letters.reading import PaperReading, Parts, parts_of
from huxin.casework.outbox.letters.sample import said_by
from huxin.casework.service import letters_of, view_case
from huxin.identity.service import Account
from huxin.law.pack.letter_model import LetterAsk
from huxin.law.pack.letters import letter_faults
from huxin.law.values import read
from tests.procedures.support import COUNTY, FIRST_DAY, PACK, payload_of
from tests.procedures.test_fines import fined, on
from tests.procedures.test_letters import CASES, data
from tests.support import issue_waiting

HAN = re.compile(r"[\u3400-\u9fff]")
PARTS = ("plain-h", "todo-h", "text-h", "ways-h")


@pytest.fixture(autouse=True)
def _static(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def look(name: str) -> Any:
    return read("int", PACK.parameters[name].values[0].value)


def read_as(name: str, act: str, letter: str, fixed: Mapping[str, Any], role: str, *, begun: bool) -> Parts:
    """The parts of a sample of a paper; ``begun``: its deadlines have begun."""
    one = PACK.procedures[name]
    payload = said_by(one, act, fixed, whole=True, county=COUNTY)
    last = (lambda _: date(2026, 4, 14)) if begun else (lambda _: None)
    told = data(one, letter, payload, role=role)
    return parts_of(
        one,
        PACK.letters[letter],
        act,
        payload,
        payload_of(one.fields_of("file"), FIRST_DAY, {}),
        told,
        due=last,
        look=look,
    )


BY_LETTER = defaultdict(list)
for each in CASES:
    if each[3]:  # with all answers
        BY_LETTER[each[2]].append((*each[:2], each[4]))


@pytest.mark.parametrize("letter", sorted(BY_LETTER))
def test_every_paper_says_what_it_means_what_to_do_and_how_to_contest_it(letter: str) -> None:
    """For each procedure, act and outcome, for who applied and for the other side, in both languages."""
    title = {language: str(text) for language, text in PACK.letters[letter].title.items()}
    for (name, act, fixed), role in ((each, role) for each in BY_LETTER[letter] for role in ("applicant", "side")):
        parts = read_as(name, act, letter, fixed, role, begun=True)
        assert parts.plain["zh"] != f"这是{title['zh']}。", "the pack says what it means"
        told = [parts.plain, *(text for ask in parts.asks for text in ask if text), *parts.ways]
        assert all(text["zh"] and text["en"] for text in told)
        assert [text["en"] for text in told if HAN.search(text["en"])] == []
        assert all("您" not in text["zh"] for text in told)
        shown = PaperReading(uuid4(), "2026-000123", title, title, "", date(2026, 3, 9), "陈小花", parts, "ABCD", False)
        for language, courtesy in (("zh", 0), ("en", 1)) if role == "applicant" else ():
            with override(language):
                request = RequestFactory().get("/")
                context = {"letter": shown, "parts": parts, "english": language == "en"}
                page = render_to_string("worker/cases/letter.html", context, request)
            for part in PARTS:
                assert page.count(f'id="{part}"') == 1
            assert page.count("data-courtesy") == courtesy


def test_a_time_that_has_not_begun_counts_from_receipt() -> None:
    for act, letter, fixed, zh, en in (
        ("urge", "urging-notice", {}, "收到那天起十个工作日内", "within 10 working days"),
        ("decide", "penalty-decision", {"outcome": "fined"}, "收到那天起十五日内", "within 15 days"),
    ):  # fmt: skip
        (ask,) = read_as("penalty", act, letter, fixed, "case", begun=False).asks
        assert ask[1] == {"zh": zh, "en": f"{en} of the day you get it"}
        (ask,) = read_as("penalty", act, letter, fixed, "case", begun=True).asks
        assert ask[1] == {"zh": "最晚：2026年4月14日", "en": "by 14 April 2026"}
    assert read_as("penalty", "decide", "penalty-decision", {"outcome": "dropped"}, "case", begun=True).asks == []


@pytest.mark.django_db
def test_a_company_reads_by_when_to_pay_and_opens_the_pdf_under_its_chinese_name() -> None:
    company, _handler, no = fined()
    with on("2026-03-12"):
        issue_waiting()
        client = Client()
        client.force_login(Account.objects.get(pk=company.account_id))
        (letter,) = (one for one in letters_of(view_case(company, no)) if one.template == "penalty-decision")
        assert f"/letters/{letter.id}/" in client.get(f"/company/cases/{no}/").content.decode()
        page = client.get(f"/letters/{letter.id}/").content.decode()
        assert "到期不缴，每天要加处罚款" in page
        assert "最晚：2026年3月26日" in page
        assert "行政复议：自收到本文书之日起60日内" in page
        assert "data-courtesy" not in page
        english = client.get(f"/letters/{letter.id}/", headers={"accept-language": "en"}).content.decode()
        assert "data-courtesy" in english
        assert "Administrative review: within 60 days from the day on which you got this paper" in english
        pdf = client.get(f"/letters/{letter.id}.pdf")
        assert pdf["Content-Disposition"].startswith("inline; filename*=utf-8''" + quote("行政处罚决定书_"))
        assert client.get(f"/letters/{uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("ask", "path"),
    [
        ({"by": "payload.colour"}, "by"),
        ({"by": "clock.never"}, "by"),
        ({"on": "clock.urged"}, "on"),
        ({"by": ""}, "by"),
    ],
)
def test_the_check_knows_the_day_by_which_a_paper_asks_for_something(ask: dict[str, str], path: str) -> None:
    letter = PACK.letters["urging-notice"]
    odd = replace(letter, asks=(LetterAsk(text=letter.title, **ask),))
    (fault,) = letter_faults(replace(PACK, letters={odd.id: odd}))
    assert (fault.key, fault.path) == (odd.id, ("asks", "0", path))

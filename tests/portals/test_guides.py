"""Rights guides out of the pack: pages, paper with a QR code, a few questions without points."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from huxin.casework.service import city_pack
from huxin.law.pack.coverage import trades
from huxin.measures.publicity.guides import SITUATIONS, by_trade, situations
from huxin.measures.publicity.paper import content, paper, qr_code
from huxin.measures.publicity.quiz import questions

pytestmark = pytest.mark.django_db
URL = "https://huxin.example/guides/"
MM = 72 / 25.4


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_trade_of_the_notice_has_a_guide_with_its_sentences(language: str) -> None:
    pack = city_pack()
    found = by_trade(pack, language)
    assert [one.id for one in found] == trades(pack)
    for one in found:
        assert one.title != one.id, "a trade has a name"
        assert one.promises
        assert one.ways
        for text, clause in one.promises:
            assert pack.clauses[clause].summary[language] == text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_a_worker_can_ask_for_stands_in_one_situation(language: str) -> None:
    pack = city_pack()
    told = [way.id for one in situations(pack, language) for way in one.ways]
    wanted = [one.id for one in pack.procedures.values() if one.guide is not None and "worker" in one.applicants]
    assert sorted(told) == sorted(wanted)
    assert {one.room for one in pack.procedures.values()} <= set(SITUATIONS)


def test_the_pages_open_and_lead_on() -> None:
    client = Client()
    listed = client.get("/guides/").text
    for one in (*situations(city_pack(), "zh"), *by_trade(city_pack(), "zh")):
        assert f'href="/guides/{one.id}/"' in listed
        page = client.get(f"/guides/{one.id}/")
        assert page.status_code == 200
        assert f"/apply/{one.ways[0].id}/" in page.text
    assert client.get("/guides/nothing/").status_code == 404


@pytest.mark.parametrize("name", ["leaflet.zh", "card.fr", "handbook.xx"])
def test_only_what_is_set(name: str) -> None:
    assert Client().get(f"/guides/{name}.pdf").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("kind", "size", "most"), [("card", (105, 148), 1), ("poster", (210, 297), 1), ("handbook", (148, 210), 200)]
)
def test_on_paper_in_its_format_without_a_missing_glyph(
    kind: str, size: tuple[int, int], most: int, language: str
) -> None:
    pages = PdfReader(BytesIO(paper(kind, language, URL))).pages
    width, height = float(pages[0].mediabox.width), float(pages[0].mediabox.height)
    assert (round(width / MM), round(height / MM)) == size
    assert 1 <= len(pages) <= most
    text = "".join(page.extract_text() for page in pages)
    assert "12333" in text
    if kind == "handbook":
        for one in situations(city_pack(), language):
            assert one.title.replace(" ", "")[:6] in text.replace(" ", "").replace("\n", "")


def test_the_code_leads_to_the_address() -> None:
    drawn = qr_code(URL)
    assert drawn.startswith("<svg")
    assert drawn != qr_code("https://huxin.example/other/")
    assert content(city_pack(), "card", "zh", URL)["qr"] == drawn


def test_the_pdf_of_the_page_names_this_site() -> None:
    answer = Client().get("/guides/card.zh.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "testserver/guides/" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()


def test_the_quiz_says_why_and_counts_nothing() -> None:
    client = Client()
    first = client.get("/guides/quiz/").text
    assert "再想想" not in first
    right = {one.id: "yes" if one.right else "no" for one in questions()}
    assert "再想想" not in client.post("/guides/quiz/", right, follow=True).text
    wrong = {one.id: "no" if one.right else "yes" for one in questions()}
    page = client.post("/guides/quiz/", wrong, follow=True).text
    for one in questions():
        assert one.why["zh"] in page
        assert city_pack().cite(one.source) in page
    assert "分数" not in page


def test_each_question_rests_on_the_pack() -> None:
    pack = city_pack()
    for one in questions():
        assert one.see in pack.procedures
        assert one.source.partition(" ")[0] in pack.instruments

"""A second city runs on its pack alone: the same program, another form, other amounts, other letters, other days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader
from pytest_django import Settings

from huxin.casework.service import (
    city_pack,
    file_case,
    letter_pdf,
    letters_of,
    perform,
    view_case,
)
from huxin.identity.service import Actor
from huxin.law import InputError, load_pack
from huxin.law.pack.folders import PACKS
from tests.docs.pages import DOCS
from tests.support import issue_waiting, key, make_officer, make_worker, photo

COUNTY = "339921"
PROCEDURE = "social-insurance-subsidy"
CLAUSE = "望人社发〔2022〕8号 二(四)"
ANSWERS = {
    "county": COUNTY,
    "group": "hardship",
    "from_month": "2025-01",
    "to_month": "2025-12",
    "has_exclusion": False,
    "helper": "self",
    "bank_card": "6222020000000000000",
    "phone": "13800000000",
    "declared": True,
}


@pytest.fixture
def example(settings: Settings, db: None) -> Iterator[None]:
    settings.PACK = "example"
    city_pack.cache_clear()
    with time_machine.travel(datetime(2026, 2, 10, 4, tzinfo=UTC), tick=False):
        yield
    city_pack.cache_clear()


def _file(worker: Actor, **changes: object) -> str:
    papers = {"platform_orders": [photo(worker)]}
    return str(file_case(worker, PROCEDURE, {**ANSWERS, **changes}, papers=papers, key=key())["no"])


def _text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace(" ", "").replace("\n", "")


def test_the_pack_is_data_only() -> None:
    kinds = {path.suffix for path in (PACKS / "example").rglob("*") if path.is_file()}
    assert kinds == {".yaml", ".typ"}
    assert load_pack("example").chain == ("national", "zhejiang", "example")


@pytest.mark.django_db
def test_an_application_of_the_second_city_becomes_a_letter(example: None) -> None:
    worker = make_worker(COUNTY)
    handler, approver = (make_officer(role, county=COUNTY) for role in ("handler", "approver"))
    no = _file(worker)
    perform(handler, no, "accept", {}, key=key())
    perform(handler, no, "call_back", {"said": "都对"}, key=key())
    found = view_case(handler, no).evaluate()
    assert found is not None
    result = found.as_json()
    # twelve months of 892.40: three quarters are 669.30, the ceiling of a month is 600.00
    assert (result["outputs"]["amount"]["value"], result["certainty"]) == ("7200.00", "decision")
    decision = {"outcome": "granted", "amount": "7200.00", "clause": CLAUSE}
    perform(handler, no, "propose", decision, key=key())
    assert perform(approver, no, "decide", decision, key=key())["status"] == "done"

    assert issue_waiting() == 2
    texts = [_text(letter_pdf(worker, letter.id)[1]) for letter in letters_of(view_case(worker, no))]
    assert "受理回执" in texts[0]
    assert "石桥县就业服务中心" in texts[0]
    assert "社保补贴审核结果告知书" in texts[1]
    assert "7200.00元" in texts[1]
    clocks = {clock.id: clock for clock in view_case(worker, no).clocks().clocks}
    assert clocks["publicity"].due is not None
    assert clocks["publicity"].due.isoformat() == "2026-02-13"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"county": "330304"}, "county"), ({"trade": "courier"}, "trade"), ({"helper": "point"}, "helper_phone")],
)
def test_the_form_is_the_second_citys_own(example: None, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        _file(make_worker(COUNTY), **changes)
    assert field in refused.value.problem.field


@pytest.mark.django_db
def test_somebody_who_was_helped_signs_an_authority(example: None) -> None:
    with pytest.raises(InputError, match="consent"):
        _file(make_worker(COUNTY), helper="point", helper_phone="13800000000")


@pytest.mark.django_db
def test_the_pages_are_those_of_the_second_city(example: None, settings: Settings, client: Client) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    assert client.get("/money/").status_code == 200
    said = {"question": "birth", "birth_date": "1980-05-20", "category": "M60"}
    page = client.post("/money/", said, follow=True)
    where = f"/money/?{page.request['QUERY_STRING']}".replace("at=result", "at=payments")
    paid = {"question": "payments", "group": "hardship", "first": "2025-01", "last": "2025-12", "paid": "892.40"}
    assert "7,200.00" in client.post(where, paid, follow=True).content.decode()


@pytest.mark.django_db
def test_the_procedure_of_the_documentation_runs_as_it_stands(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUXIN_PACKS", str(DOCS / "examples" / "packs"))
    settings.PACK = "pond"
    city_pack.cache_clear()
    try:
        worker, handler = make_worker("999901"), make_officer("handler", county="999901")
        answers = {"county": "999901", "had_card": True, "old_card": "broken", "phone": "13800000000"}
        with pytest.raises(InputError, match="broken_card"):
            file_case(worker, "key-card", answers, papers={"orders": [photo(worker)]}, key=key())
        papers = {"orders": [photo(worker)], "broken_card": [photo(worker)]}
        no = str(file_case(worker, "key-card", answers, papers=papers, key=key())["no"])
        assert perform(handler, no, "decide", {"outcome": "granted"}, key=key())["status"] == "done"
        assert issue_waiting() == 1
        text = _text(letter_pdf(worker, letters_of(view_case(worker, no))[0].id)[1])
        assert "到荷叶区人社所领" in text
    finally:
        city_pack.cache_clear()

"""Every procedure that a worker can apply for opens on the phone with its guide."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from tests.procedures.support import FULL, PACK

pytestmark = pytest.mark.django_db
NOT_READ = "（原文还没有核对，先按这个算）"
FOR_NOW = "（本市还没正式确认，先按这个算）"
UNITS = {"w": "个工作日", "c": "天", "year": "年"}
MINE = [name for name in FULL if "worker" in PACK.procedures[name].applicants]


@pytest.fixture(autouse=True)
def plain(settings: Settings) -> None:
    kept = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": kept}


@pytest.mark.parametrize("name", MINE)
def test_the_guide_opens_and_names_what_is_needed(name: str) -> None:
    answer = Client().get(f"/apply/{name}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert PACK.procedures[name].label["zh"] in text
    for paper in PACK.procedures[name].evidence:
        assert paper.label["zh"] in text


@pytest.mark.parametrize("name", [name for name, one in PACK.procedures.items() if one.guide])
def test_the_guide_tells_what_is_set_above_from_what_the_office_promises(name: str) -> None:
    """A deadline stands in one of the two lines; a task's own date, counted back, in none."""
    page = Client().get(f"/apply/{name}/guide/").text
    rows = {key: unescape(value) for key, value in re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page)}
    lines = rows["规定几天办完"].replace(NOT_READ, ""), rows["我们承诺几天办完"].replace(FOR_NOW, "")
    above, own = (one.split("；") for one in lines)
    for clock in PACK.procedures[name].clocks:
        if isinstance(clock.length, int):
            text = f"{clock.label['zh']} {clock.length} {UNITS[clock.unit]}"
            by_law = PACK.instruments[clock.source.partition(" ")[0]].level != "city" and clock.confidence != "proposal"
            promised = not by_law and PACK.procedures[name].guide.promised_days is None
            found = (text in above, text in own)
            assert found == ((False, False) if clock.before else (by_law, promised)), text
            if True in found and clock.confidence in ("K", "U", "proposal"):
                row, mark = ("规定几天办完", NOT_READ) if by_law else ("我们承诺几天办完", FOR_NOW)
                assert mark in rows[row].partition(text)[2], text


def test_a_length_that_nobody_adopted_is_marked_and_stands_last() -> None:
    page = Client().get("/apply/injury-benefit-payment/guide/").text
    assert "费用报销 20 个工作日</dd>" in page
    assert f"待遇核发 20 个工作日；答复异议 10 个工作日{FOR_NOW}</dd>" in page

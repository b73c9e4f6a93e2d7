"""Every procedure that a worker can apply for opens on the phone with its guide."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from tests.procedures.support import FULL, PACK

pytestmark = pytest.mark.django_db
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
    above, own = rows["规定几天办完"], rows["我们承诺几天办完"]
    for clock in PACK.procedures[name].clocks:
        if isinstance(clock.length, int):
            text = f"{clock.label['zh']} {clock.length} {UNITS[clock.unit]}"
            by_law = PACK.instruments[clock.source.partition(" ")[0]].level != "city" and clock.confidence != "proposal"
            promised = not by_law and PACK.procedures[name].guide.promised_days is None
            found = (text in above.split("；"), text in own.split("；"))
            assert found == ((False, False) if clock.before else (by_law, promised)), text

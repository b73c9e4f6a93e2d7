"""Every procedure that a worker can apply for opens on the phone with its guide."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tests.procedures.support import FULL, PACK

pytestmark = pytest.mark.django_db
MINE = [name for name in FULL if "worker" in PACK.procedures[name].applicants]


@pytest.mark.parametrize("name", MINE)
def test_the_guide_opens_and_names_what_is_needed(name: str, settings: Settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    answer = Client().get(f"/apply/{name}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert PACK.procedures[name].label["zh"] in text
    for paper in PACK.procedures[name].evidence:
        assert paper.label["zh"] in text

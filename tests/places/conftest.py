"""A data folder of its own for each test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huxin.measures.places import queries


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path: Path) -> None:
    queries._kept.clear()  # each test begins its editions anew, and the process keeps one by its number
    settings.DATA = tmp_path
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}

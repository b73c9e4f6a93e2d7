"""What the trust tests share: a clock, static files without a build, the town."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.trust.town import FEBRUARY, Town, build

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(autouse=True)
def _own_data(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Outbox, uploads and log key of a test lie in a folder of the test; pages name static files as they are."""
    if request.node.get_closest_marker("django_db"):
        settings = request.getfixturevalue("settings")
        settings.DATA = tmp_path
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
        settings.STATIC_ROOT = tmp_path / "static"
        for folder in ("uploads", "static"):
            (tmp_path / folder).mkdir()
        settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN}


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """A day in February 2026 that only the test moves."""
    with time_machine.travel(FEBRUARY, tick=False) as found:
        yield found


@pytest.fixture
def town(db: None, clock: time_machine.Coordinates) -> Town:
    return build(clock)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals, each with its line in the log, are not what a failure should show."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)

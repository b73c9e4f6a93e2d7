"""One demo city is built; each test breaks a copy of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.server import build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a city that was built and never served."""
    folder = tmp_path_factory.mktemp("built") / "data"
    build(folder)
    return folder


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A city of the test's own."""
    return Path(shutil.copytree(built, tmp_path / "data"))

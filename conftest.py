"""What every test shares: folders of its own for files, and no keys or letters from anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_folders(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Evidence and order records of a test lie in a folder of the test."""
    if request.node.get_closest_marker("django_db"):
        settings = request.getfixturevalue("settings")
        settings.EVIDENCE_FOLDER = tmp_path / "evidence"
        settings.LAKE_FOLDER = tmp_path / "lake"
        from huxin.casework.pack import forget_adoptions

        forget_adoptions()

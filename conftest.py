"""What every test shares: folders of its own for files, and no keys or letters from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_folders(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Evidence and order records of a test lie in a folder of the test."""
    if request.node.get_closest_marker("django_db"):
        settings = request.getfixturevalue("settings")
        settings.EVIDENCE_FOLDER = tmp_path / "evidence"
        settings.LAKE_FOLDER = tmp_path / "lake"
        settings.RATES = {}  # tests that are about limits set their own
        settings.PASSWORD_HASHERS = ["tests.hashing.LightArgon2"]
        from huxin.casework.pack import forget_adoptions

        forget_adoptions()


@pytest.fixture(scope="session")
def spark_session() -> Iterator[Any]:
    """One Spark for all tests that want it: starting one takes longer than any of them."""
    from huxin.law.population.session import spark_session

    session = spark_session()
    yield session
    session.stop()


@pytest.fixture(autouse=True)
def _whole_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """``force_login`` signs in with both factors; a test about one factor takes the mark away again."""
    from django.test import Client

    plain = Client._login

    def both(self: Client, user: object, backend: str | None = None) -> None:
        plain(self, user, backend)
        session = self.session
        session["second_factor"] = True
        session.save()

    monkeypatch.setattr(Client, "_login", both)

"""What every test shares: folders of its own for files, and no keys or letters from anywhere else."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_configure() -> None:
    """Packs and pages stay for the whole run: to look through them as often as Python does takes a tenth of it."""
    from huxin.cli.main import keep_what_is_loaded

    keep_what_is_loaded()


def pytest_sessionstart() -> None:
    """Only ``huxin setup`` makes keys; the tests run with those of a folder that they set up like it."""
    from django.conf import settings

    from huxin.casework.outbox.letters.signing import make_certificate
    from huxin.core.keys import KEYS, key_path, make_key

    for name in KEYS:
        make_key(settings.DATA, name)
    folder = Path(tempfile.mkdtemp(prefix="huxin-keys-"))  # no pair of a demonstration that stands in ``var``
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in KEYS:
        shutil.copy2(key_path(settings.DATA, name), folder)
    settings.KEY_FOLDER = folder
    make_certificate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Where the lanes of a run share a folder, what one of them migrated is there for the others."""
    if shared := os.environ.get("HUXIN_TEST_SHARED"):
        from django.conf import settings

        from tests.databases import begin_with

        begin_with(Path(shared) / "migrated.sqlite3")
        if template := os.environ.get("HUXIN_TEST_TEMPLATE"):
            settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = template


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    if shared := os.environ.get("HUXIN_TEST_SHARED"):
        from tests.databases import leave

        with django_db_blocker.unblock():
            leave(Path(shared) / "migrated.sqlite3")


def _keys_in(folder: Path) -> None:
    """The same keys in a folder that a test makes its own."""
    from django.conf import settings

    (folder / "keys").mkdir(mode=0o700)
    for path in Path(settings.KEY_FOLDER).iterdir():
        shutil.copy2(path, folder / "keys" / path.name)


@pytest.fixture(autouse=True)
def _own_folders(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Evidence and order records of a test lie in a folder of the test."""
    if request.node.get_closest_marker("django_db"):
        settings = request.getfixturevalue("settings")
        settings.EVIDENCE_FOLDER = tmp_path / "evidence"
        settings.LAKE_FOLDER = tmp_path / "lake"
        _keys_in(tmp_path)
        settings.RATES = {}  # tests that are about limits set their own
        settings.PASSWORD_HASHERS = ["tests.hashing.LightArgon2"]
        from huxin.casework.law.city import forget_adoptions

        forget_adoptions()


@pytest.fixture(scope="session")
def spark_session() -> Iterator[Any]:
    """One Spark for all tests that want it: starting one takes longer than any of them."""
    from huxin.population.session import spark_session

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

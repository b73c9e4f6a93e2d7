"""Pages without a browser: signed in as somebody, static files named as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huxin.identity.service import Account, Actor


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def signed_in(actor: Actor) -> Client:
    """A browser of this account."""
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client

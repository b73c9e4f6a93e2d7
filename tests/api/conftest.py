"""A program with the key of an account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from huxin.identity.service import Actor, make_api_key


class Program:
    """Calls the API with a key; JSON in, JSON out."""

    def __init__(self, actor: Actor) -> None:
        self.headers = {"Authorization": f"Bearer {make_api_key(actor, 'tests')[1]}"}
        self.client = Client()

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, body: Mapping[str, Any], key: str = "") -> HttpResponse:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        text = json.dumps(body)
        return self.client.post(f"/api/v1/{path}", text, content_type="application/json", headers=headers)


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}

"""What a machine may ask: alive, ready, figures; and what the log says of a request."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.test import Client, RequestFactory

from huxin.casework.service import open_pouch
from huxin.core.logging import JsonFormatter
from huxin.ui.errors import no_room
from tests.support import City

pytestmark = pytest.mark.django_db
LINE = re.compile(r'^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$')


@pytest.fixture(autouse=True)
def _plain_static(settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def test_alive_and_ready() -> None:
    assert Client().get("/healthz").content == b"ok"
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()["checks"]) == {"tables", "folder", "space", "scanner"}


def test_not_ready_says_why(settings, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.EVIDENCE_FOLDER = tmp_path / "file" / "evidence"
    settings.CLAMD = "unix:/nowhere"
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"tables": True, "folder": False, "space": True, "scanner": False}


def test_figures_in_the_text_format() -> None:
    City().file()
    text = Client().get("/metrics").content.decode()
    values = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in values if not LINE.match(line)] == []
    assert 'huxin_queue_rows{queue="evidence",state="waiting"} 1' in values
    assert any(line.startswith("huxin_log_entries_total 2") for line in values)
    assert all(f"# TYPE {line.split('{')[0].split(' ')[0]} " in text for line in values)


def test_figures_are_for_this_machine_or_for_the_token(settings) -> None:
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    settings.METRICS_TOKEN = "a long token"
    assert Client().get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 403
    with_token = Client(REMOTE_ADDR="203.0.113.9").get("/metrics", headers={"Authorization": "Bearer a long token"})
    assert with_token.status_code == 200


def test_a_request_leaves_one_line_without_its_address(caplog) -> None:
    _, secret = open_pouch("203.0.113.9")
    with caplog.at_level(logging.INFO, logger="huxin.request"):
        answer = Client().get(f"/sealed/{secret}/?name=陈小花", headers={"X-Request-ID": "proxy-number-1"})
    (record,) = (one for one in caplog.records if one.name == "huxin.request")
    line = json.loads(JsonFormatter().format(record))
    assert (line["route"], line["method"], line["status"]) == ("sealed/<slug:secret>/", "GET", 200)
    assert isinstance(line["ms"], int)
    assert answer.headers["X-Request-ID"] == "proxy-number-1"
    assert secret not in json.dumps(line)
    assert "陈小花" not in json.dumps(line, ensure_ascii=False)


def test_a_number_that_is_no_number_is_replaced() -> None:
    answer = Client().get("/healthz", headers={"X-Request-ID": "bad\tone <script>"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_a_fault_is_told_by_its_place_and_never_by_its_words() -> None:
    try:
        raise ValueError("陈小花 has no card")
    except ValueError:
        import sys

        record = logging.LogRecord(
            "huxin", logging.ERROR, __file__, 1, "Internal Server Error: %s", ("/x",), sys.exc_info()
        )
    record.request = RequestFactory().get("/cases/2026-000001/")
    line = json.loads(JsonFormatter().format(record))
    assert line["fault"] == "ValueError"
    assert "陈小花" not in json.dumps(line, ensure_ascii=False)
    assert "2026-000001" not in json.dumps(line)


def test_what_a_full_disk_looks_like() -> None:
    import errno

    from django.db import OperationalError

    assert no_room(OSError(errno.ENOSPC, "No space left on device"))
    assert no_room(OSError(errno.EFBIG, "File too large"))
    assert no_room(OperationalError("database or disk is full"))
    assert not no_room(OSError(errno.EACCES, "Permission denied"))
    assert not no_room(ValueError("is full"))
    assert not no_room(None)

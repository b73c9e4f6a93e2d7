"""No room: a full database and full files.  A plain message, nothing half-written, and on it goes with room."""

from __future__ import annotations

import io
import os
import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client as Browser

from huxin.core.models import Entry
from huxin.core.service import verify
from huxin.evidence.models import Evidence, Pouch
from tests.crash.client import Client
from tests.crash.counting import check_nothing_lost, told
from tests.crash.test_whole import own_case
from tests.evidence.conftest import picture
from tests.server import start, stop
from tests.support import make_worker

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1800)]
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """No file of this process grows over ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def photo() -> io.BytesIO:
    stream = io.BytesIO(picture())
    stream.name = "photo.jpg"
    return stream


@pytest.mark.django_db
def test_files_that_cannot_grow(settings, tmp_path: Path) -> None:
    """Both while the upload is read and while it is sealed."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN}
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    nobody = Browser(raise_request_exception=False)
    memory = "django.core.files.uploadhandler.MemoryFileUploadHandler"
    for handlers in (settings.FILE_UPLOAD_HANDLERS, [memory]):
        settings.FILE_UPLOAD_HANDLERS = handlers
        with files_at_most(4_000):
            answer = nobody.post("/accident/", {"photos": [photo()]})
        assert answer.status_code == 503
        assert "存不下" in answer.content.decode()
        assert answer.headers["Retry-After"]
    assert not Evidence.objects.exists()
    assert not Entry.objects.filter(kind="evidence").exists()
    assert not list(Path(settings.EVIDENCE_FOLDER).rglob("*.*"))
    assert nobody.post("/accident/", {"photos": [photo()]}).status_code == 302
    assert Evidence.objects.count() == 1
    assert Pouch.objects.exclude(files__isnull=True).count() == 1
    assert verify().intact


@pytest.mark.django_db
def test_a_piece_that_cannot_be_kept_comes_again(settings) -> None:
    from huxin.casework.service import add_piece, begin_upload

    worker, content = make_worker(), picture()
    upload, _ = begin_upload(worker, "k", len(content))
    with files_at_most(100), pytest.raises(OSError, match="large"):
        add_piece(worker, upload.id, 0, content)
    assert begin_upload(worker, "k", len(content))[1] == 0
    assert add_piece(worker, upload.id, 0, content)[0].evidence is not None


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the page limit is SQLite's")
def test_a_database_that_is_full(data: Path) -> None:
    server = start(data)  # signs in with room, for a sign-in writes too and jobs write beside it
    no, seen, halt = own_case(server), [], threading.Event()
    client = Client(server.url, "handler-330304", server.password, server.code_for("handler-330304"))
    stop(server)
    with sqlite3.connect(data / "huxin.sqlite3") as database:
        (pages,) = database.execute("PRAGMA page_count").fetchone()
    server = start(data, port=server.port, more={"HUXIN_SQLITE_PAGES": str(pages + 48)})
    client.on_fault = lambda status, body: (seen.append((status, body)), halt.set() if len(seen) > 3 else None)
    thread = threading.Thread(target=client.keep_acting, args=(no, halt), kwargs={"officer": True}, daemon=True)
    thread.start()
    halt.wait(timeout=600)
    assert len(seen) > 3, "it never got full"
    assert {status for status, _body in seen} == {503}
    assert all("存不下" in body for _status, body in seen)
    stop(server)
    server = start(data, port=server.port)  # the same port, with room: the client's last request goes through
    thread.join(timeout=120)
    assert not thread.is_alive()
    client.act(no, "note", "text", f"/agency/cases/{no}/", f"/agency/cases/{no}/do/note/")
    stop(server)
    found = told([client])
    assert found.refused == []
    assert len(found.acknowledged) > 1
    check_nothing_lost(data, [no], found)

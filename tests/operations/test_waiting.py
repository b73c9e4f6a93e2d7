"""Nobody waits for ever: a lock that is held, a statement that does not end, a database that went away."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, close_old_connections, connection, transaction
from django.test import Client, RequestFactory

from huxin.core.audit.chain import locked_head
from huxin.core.database import PAGES, database
from huxin.identity.models import Account
from huxin.ui.errors import server_error, too_busy
from tests.support import make_worker
from tools import with_postgres

POSTGRES = pytest.mark.skipif("postgresql" not in str(connection.vendor), reason="PostgreSQL only")


def test_pages_wait_little_and_commands_longer(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PAGES, raising=False)
    address = "postgresql://u:p@localhost/db?sslmode=disable"
    commands = database(tmp_path, address)
    monkeypatch.setenv(PAGES, "1")
    pages = database(tmp_path, address)
    assert pages["CONN_HEALTH_CHECKS"] is True
    assert pages["OPTIONS"]["connect_timeout"] == "5"
    assert pages["OPTIONS"]["sslmode"] == "disable"
    for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
        assert name in pages["OPTIONS"]["options"]
    assert "statement_timeout=30s" in pages["OPTIONS"]["options"]
    assert "statement_timeout=0s" in commands["OPTIONS"]["options"]
    assert database(tmp_path, None)["OPTIONS"]["timeout"] == 20


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("database or disk is full"), False),
        (IntegrityError("UNIQUE constraint failed"), False),
        (sqlite3.OperationalError("database is locked"), False),
        (ValueError("x"), False),
    ],
)
def test_what_passes_is_told_as_busy_and_everything_else_is_not(error: Exception, passing: bool) -> None:
    assert too_busy(error) is passing
    try:
        raise error
    except Exception:  # noqa: BLE001 - as Django does
        answer = server_error(RequestFactory().get("/"))
    assert (answer.status_code == 503 and answer.headers["Retry-After"] == "5") is passing


@POSTGRES
@pytest.mark.timeout(60)
@pytest.mark.django_db(transaction=True)
def test_a_lock_that_somebody_holds_ends_in_words_and_nothing_is_half_done() -> None:
    locked_head_once()
    other = connection.copy()
    other.connect()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT * FROM core_head WHERE id = 1 FOR UPDATE")
        before = Account.objects.count()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(OperationalError) as caught, transaction.atomic():
            Account.objects.create(username="half", kind="worker")
            locked_head()
        assert too_busy(caught.value)
        assert Account.objects.count() == before
    finally:
        other.rollback()
        other.close()


@POSTGRES
@pytest.mark.django_db(transaction=True)
def test_a_statement_that_does_not_end_and_a_connection_that_is_cut_are_told_as_busy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '200ms'")
        with pytest.raises(OperationalError) as caught:
            cursor.execute("SELECT pg_sleep(5)")
        assert too_busy(caught.value)
    other = connection.copy()
    other.connect()
    with connection.cursor() as cursor, other.cursor() as cut:
        cut.execute("SELECT pg_backend_pid()")
        cursor.execute("SELECT pg_terminate_backend(%s)", [cut.fetchone()[0]])
        time.sleep(0.3)
        with pytest.raises(OperationalError) as caught:
            cut.execute("SELECT 1")
        assert too_busy(caught.value)
    other.close()
    connection.close()
    assert Account.objects.count() >= 0  # the next request has a connection again


@POSTGRES
@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_stopped_and_started_again(settings: Any) -> None:
    """Pages and programs are told to come again while it is gone; then all is as before, and nothing was half done."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    server, browser = Path(connection.settings_dict["HOST"]), Client(raise_request_exception=False)
    worker = make_worker()
    browser.force_login(Account.objects.get(pk=worker.account_id))
    before = Account.objects.count()

    def ask(path: str, **headers: str) -> Any:
        close_old_connections()  # as a server does before each request; the test client leaves it out
        return browser.get(path, headers=headers)

    assert ask("/cases/").status_code == 200
    with_postgres.stop(server)
    try:
        for _ in range(2):
            answer = ask("/cases/")
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert "12333" in answer.content.decode() or "再试" in answer.content.decode()
        told = ask("/api/v1/cases", Accept="application/json")
        assert (told.status_code, told.json()["code"]) == (503, "busy")
        close_old_connections()
        assert browser.post("/logout/").status_code == 503
    finally:
        with_postgres.start(server)
    assert ask("/cases/").status_code == 200
    assert Account.objects.count() == before


def locked_head_once() -> None:
    with transaction.atomic():
        locked_head()

"""More people than can be answered: who can ask again is told so at once, and who sends a form waits for their turn."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from huxin.core.http.shedding import SheddingMiddleware

FACTORY = RequestFactory()


class Slow:
    """A service that answers when it is told to."""

    def __init__(self) -> None:
        self.go, self.begun = threading.Event(), threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.begun.release()
        assert self.go.wait(20)
        return HttpResponse("done")


def until_waiting(shed: SheddingMiddleware, many: int) -> None:
    for _ in range(2000):
        if shed._waiting >= many:
            return
        time.sleep(0.01)
    raise AssertionError(f"{shed._waiting} wait, not {many}")


@pytest.fixture
def few(settings: Any) -> None:
    settings.REQUESTS_AT_ONCE, settings.REQUESTS_WAITING = 2, 1


def test_a_rush_is_shed_and_forms_wait_for_their_turn(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huxin.core.http.shedding.LONGEST", 20)
    slow = Slow()
    shed = SheddingMiddleware(slow)
    with ThreadPoolExecutor(8) as pool:
        worked_on = [pool.submit(shed, FACTORY.get("/")) for _ in range(2)]
        assert all(slow.begun.acquire(timeout=20) for _ in worked_on)
        waits = pool.submit(shed, FACTORY.get("/cases/"))
        until_waiting(shed, 1)
        told = shed(FACTORY.get("/guides/"))
        assert (told.status_code, told.headers["Retry-After"]) == (429, "3")
        program = shed(FACTORY.post("/api/v1/phone/cases", {}, content_type="application/json"))
        assert (program.status_code, program.headers["Content-Type"]) == (429, "application/problem+json")
        form = pool.submit(shed, FACTORY.post("/apply/one-stop-mediation/check/", {"key": "x"}))
        until_waiting(shed, 2)
        slow.go.set()
        assert [one.result(20).status_code for one in (*worked_on, waits, form)] == [200] * 4
    assert shed(FACTORY.get("/")).status_code == 200  # it is over, and every turn was given back


def test_nobody_who_can_ask_again_waits_long(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huxin.core.http.shedding.LONGEST", 0.05)
    slow = Slow()
    shed = SheddingMiddleware(slow)
    with ThreadPoolExecutor(4) as pool:
        held = [pool.submit(shed, FACTORY.get("/")) for _ in range(2)]
        assert all(slow.begun.acquire(timeout=20) for _ in held)
        assert shed(FACTORY.get("/")).status_code == 429
        assert shed._waiting == 0
        slow.go.set()
        assert {one.result(20).status_code for one in held} == {200}


def test_a_fault_gives_its_turn_back_and_watches_are_never_shed(few: None) -> None:
    def breaks(request: HttpRequest) -> HttpResponseBase:
        raise RuntimeError

    shed = SheddingMiddleware(breaks)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            shed(FACTORY.get("/"))
    full = SheddingMiddleware(lambda request: HttpResponse("ok"))
    assert full._turns.acquire()
    assert full._turns.acquire()
    assert full(FACTORY.get("/healthz")).status_code == 200

"""A provider that hangs, drips, floods or sends elsewhere stops nobody: bounded in time, size and number."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from huxin.core.http import outside
from huxin.core.http.outside import AwayError, ask


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(outside, "STEP", 1.0)
    monkeypatch.setattr(outside, "WHOLE", 1.5)
    outside.forget_away()
    yield
    outside.forget_away()


@contextmanager
def provider(behave: Callable[[socket.socket, threading.Event], None]) -> Iterator[tuple[str, list[int]]]:
    """A server that does as it likes with every connection; its address and how many came."""
    stop, came = threading.Event(), list[int]()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def one(peer: socket.socket) -> None:
            with peer, suppress(OSError):
                behave(peer, stop)

        def accept() -> None:
            while not stop.is_set():
                with suppress(OSError):
                    peer, _ = server.accept()
                    came.append(1)
                    threading.Thread(target=one, args=(peer,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/token", came
        finally:
            stop.set()
            thread.join(5)


def hang(_: socket.socket, stop: threading.Event) -> None:
    stop.wait(20)


def drip_headers(peer: socket.socket, stop: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not stop.wait(0.1):
        peer.sendall(b"x")


def drip_body(peer: socket.socket, stop: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not stop.wait(0.1):
        peer.sendall(b"x")


def flood(peer: socket.socket, stop: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not stop.is_set():
        peer.sendall(b"x" * 65536)


def nonsense(peer: socket.socket, _: threading.Event) -> None:
    peer.sendall(b"\0\1\2 no HTTP at all\r\n\r\n")


@pytest.mark.parametrize("behave", [hang, drip_headers, drip_body, flood, nonsense])
@pytest.mark.timeout(outside.WHOLE + 20)
def test_an_answer_comes_in_time_or_not_at_all(behave: Callable[[socket.socket, threading.Event], None]) -> None:
    with provider(behave) as (url, came):
        with pytest.raises(AwayError):
            ask("GET", url, {})
        with pytest.raises(AwayError):
            ask("GET", url, {})
        assert len(came) == 1


def test_many_who_ask_at_once_hold_two_of_them_and_the_others_go_on() -> None:
    ended: list[int] = []

    def one(url: str) -> None:
        with pytest.raises(AwayError):
            ask("GET", url, {})
        ended.append(1)

    with provider(hang) as (url, came):
        threads = [threading.Thread(target=one, args=(url,)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(came) == outside.AT_ONCE
    assert len(ended) == 12


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    def redirect(peer: socket.socket, _: threading.Event) -> None:
        peer.recv(4096)
        peer.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n")

    with provider(redirect) as (url, _):
        assert ask("GET", url, {}).status == 302


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http:///x", "http://127.0.0.1:99999/"])
def test_other_addresses_are_not_asked(url: str) -> None:
    with pytest.raises(AwayError):
        ask("GET", url, {})


def test_a_provider_that_answers_again_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fine(peer: socket.socket, _: threading.Event) -> None:
        peer.recv(4096)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    monkeypatch.setattr(outside, "LEAVE_ALONE", 0.2)
    with provider(fine) as (url, _):
        outside._away[url.removesuffix("/token")] = time.monotonic() + 0.2
        with pytest.raises(AwayError):
            ask("GET", url, {})
        time.sleep(0.3)
        assert ask("GET", url, {}).body == b"{}"

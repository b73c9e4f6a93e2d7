"""A name that leads somewhere else the second time opens no door, and the certificate is checked for the name."""

from __future__ import annotations

import json
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from huxin.law import InputError
from huxin.measures.safety.models import Attempt, Delivery
from huxin.measures.safety.service import set_webhook
from huxin.measures.safety.weather import posting
from huxin.measures.safety.weather.addresses import Address, target_of
from tests.safety.support import warning
from tests.safety.test_orders import drafted, issue
from tests.safety.tls import certificate, receiver
from tests.support import make_company, send_deliveries

NAME = "hook.example"
OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"
"""Both are this machine; for these tests the first counts as public."""


class Names:
    """A name server of somebody who answers as they like: one list of addresses after the other, the last for good."""

    def __init__(self) -> None:
        self.answers: list[list[str]] = [[OUTSIDE]]
        self.asked = 0

    def look_up(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host != NAME:
            return list(_REAL(host, port, type=socket.SOCK_STREAM))
        self.asked += 1
        now = self.answers[min(self.asked, len(self.answers)) - 1]
        return [line for one in now for line in _REAL(one, port, type=socket.SOCK_STREAM)]


_REAL = socket.getaddrinfo


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Names:
    settings.DEMO, settings.WEBHOOK_NETWORKS = False, [f"{OUTSIDE}/32"]
    held = Names()
    monkeypatch.setattr(socket, "getaddrinfo", held.look_up)
    return held


@pytest.fixture
def pem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A certificate for the name that this machine trusts."""
    path = certificate(tmp_path, NAME)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1].split("/")[0])


def named(url: str) -> str:
    """The same address by its name."""
    return f"https://{NAME}:{port_of(url)}/hook"


@pytest.mark.django_db
def test_a_message_goes_to_the_named_server_under_its_name(names: Names, pem: Path) -> None:
    with receiver(place=OUTSIDE, certificate=pem) as (url, got):
        set_webhook(make_company(), named(url))
        issue(drafted(warning()))
        assert send_deliveries() == 1
    ((headers, body),) = got
    assert headers["Host"] == f"{NAME}:{port_of(url)}"
    assert json.loads(body)["event"] == "weather-order.issued"


@pytest.mark.django_db
def test_a_name_that_turns_inward_after_it_was_set_is_not_followed(names: Names, pem: Path) -> None:
    with receiver(place=INSIDE, certificate=pem) as (url, got):
        names.answers = [[OUTSIDE], [INSIDE]]
        set_webhook(make_company(), named(url))
        issue(drafted(warning()))
        assert send_deliveries() == 0
    assert got == []
    assert "公网" in Attempt.objects.get().said
    assert Delivery.objects.get().delivered_at is None


@pytest.mark.django_db
def test_a_name_that_turns_inward_between_look_and_knock_is_asked_only_once(names: Names, pem: Path) -> None:
    with receiver(place=OUTSIDE, certificate=pem) as (url, good):
        port = port_of(url)
        with receiver(place=INSIDE, port=port, certificate=pem) as (_, bad):
            set_webhook(make_company(), named(url))
            issue(drafted(warning()))
            names.asked, names.answers = 0, [[OUTSIDE], [INSIDE]]
            assert send_deliveries() == 1
    assert (len(good), len(bad), names.asked) == (1, 0, 1)


@pytest.mark.django_db
def test_one_inner_address_among_good_ones_is_enough_to_refuse(names: Names) -> None:
    names.answers = [[OUTSIDE, "10.0.0.7"]]
    with pytest.raises(InputError) as refused:
        set_webhook(make_company(), f"https://{NAME}/hook")
    assert (refused.value.problem.code, refused.value.problem.got) == ("url", NAME)


@pytest.mark.django_db
def test_a_certificate_for_another_name_gets_no_message(names: Names, pem: Path, tmp_path: Path) -> None:
    with receiver(place=OUTSIDE, certificate=certificate(tmp_path, "other.example")) as (url, got):
        set_webhook(make_company(), named(url))
        issue(drafted(warning()))
        assert send_deliveries() == 0
    assert got == []
    assert Attempt.objects.get().said == "SSLCertVerificationError"


def test_the_second_address_is_tried_where_the_first_does_not_answer(names: Names, pem: Path) -> None:
    with receiver(place=OUTSIDE, certificate=pem) as (url, got):
        nobody, there = ip_address("127.0.0.3"), ip_address(OUTSIDE)
        status, _ = posting.post(Address(NAME, port_of(url), "/hook", True, (nobody, there)), b"{}", {})
    assert (status, len(got)) == (200, 1)


@pytest.mark.parametrize("begin", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_whoever_never_finishes_an_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch, begin: bytes) -> None:
    """The server sends a byte whenever one is asked for and never ends its headers, or its body."""
    import threading

    monkeypatch.setattr(posting, "PATIENCE", 0.3)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(begin)
                while not stop.wait(0.05):
                    try:
                        peer.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        target = Address("127.0.0.1", server.getsockname()[1], "/", False, (ip_address("127.0.0.1"),))
        try:
            status, answer = posting.post(target, b"{}", {})
            assert (status, answer.strip(b"x")) == (200, b"")  # it ended where we cut it
        except OSError:
            pass
        finally:
            stop.set()
            thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.1.1",  # noqa: S104
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:a00:1::", "2001:0:a00:1::", "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "fec0::ffff:7f00:1", "100::1",
        "64:ff9b::127.0.0.1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:db8::1", "3fff::1", "5f00::1", "ff0e::1",
        "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:10.0.0.1", "192.88.99.1", "198.18.0.1", "192.0.2.1",
        "203.0.113.9", "240.0.0.1", "::ffff:127.0.0.1", "0.1.2.3", "2001:20::1", "2001:2::1",
    ],
)  # fmt: skip
def test_inner_addresses_in_every_coat_are_refused(names: Names, address: str) -> None:
    names.answers = [[address]]
    with pytest.raises(InputError):
        target_of(f"https://{NAME}/")


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "1.1.1.1.", "localhost.",
        "hook.example.", "16843009", "0x01010101", "01.01.01.01", "[::127.0.0.1]", "[fec0::1]",
        "[::ffff:0:127.0.0.1]", "[::1%25lo]", "[fe80::1%25eth0]", "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]", "0", "0x", "127。0。0。1", "①②⑦.0.0.1", "localhost", "127.0.0.1",
    ],
)  # fmt: skip
def test_no_other_writing_of_an_address_is_taken(settings: Any, host: str) -> None:
    """With the system's own resolver: it knows more writings than the standard."""
    settings.DEMO, settings.WEBHOOK_NETWORKS = False, []
    with pytest.raises(InputError):
        target_of(f"https://{host}/")


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_taken(names: Names, address: str) -> None:
    names.answers = [[address]]
    found = target_of(f"https://{NAME}/a/b?c=d")
    assert (found.host, found.port, found.path, found.secure) == (NAME, 443, "/a/b?c=d", True)
    assert found.addresses == (ip_address(address),)


def test_only_the_networks_that_the_city_names_are_let_through(names: Names, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/16"]
    names.answers = [["10.20.3.4"]]
    assert target_of(f"https://{NAME}/").addresses == (ip_address("10.20.3.4"),)
    names.answers = [["10.21.0.1"]]
    with pytest.raises(InputError):
        target_of(f"https://{NAME}/")

"""A sample of hostile files through each door: the command, the API, the page; and a server that goes on answering."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huxin.cli.main import main
from huxin.files import sandbox
from huxin.files.limits import BusyError
from huxin.identity.service import make_api_key
from tests.crash.client import Client as Browser
from tests.hostile.corpus import HEADS, PERSON, corpus
from tests.measures.support import company_actor, make_companies
from tests.portals.conftest import signed_in
from tests.server import HUXIN, environment, free_port

SAMPLE = (
    "xlsx a row numbered 10^12", "xlsx a cell at XFD1048576", "xlsx billion laughs", "xlsx a bomb by ratio",
    "xlsx hidden sheet alone", "csv a quote that never ends", "html open declarations",
)  # fmt: skip
BY_NAME = {one.name: one.content for one in corpus()}


def upload(content: bytes, name: str = "list.xlsx") -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


@pytest.mark.parametrize("name", SAMPLE)
def test_on_the_command_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(BY_NAME[name])
    assert main(["agreement", "rows", str(file), "--sheet", "engagements"]) == 2
    assert "list.xlsx" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize("name", SAMPLE)
@pytest.mark.timeout(120)
def test_on_the_page_and_over_the_api(name: str) -> None:
    make_companies()
    actor = company_actor()
    content = BY_NAME[name]
    page = signed_in(actor).post("/company/lists/engagements/", {"file": upload(content), "do": "send"})
    assert page.status_code == 400
    assert "f-file" in page.content.decode()
    headers = {"Authorization": f"Bearer {make_api_key(actor, 'program')[1]}"}
    answer = Client().post("/api/v1/lists/engagements", {"file": upload(content)}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["hint"]


@pytest.mark.django_db
def test_a_document_at_the_company_desk() -> None:
    make_companies()
    for name in ("docx nested paragraphs", "pdf pages in a circle"):
        page = signed_in(company_actor()).post("/company/agreements/check/", {"file": upload(BY_NAME[name])})
        assert page.status_code == 400
        assert "f-file" in page.content.decode()


@pytest.mark.django_db
def test_who_comes_when_all_readers_are_busy_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    make_companies()
    actor = company_actor()
    monkeypatch.setattr(sandbox, "_PLACES", sandbox._Places(0, 0, 0.1))
    content = BY_NAME["xlsx dimension too small"]
    page = signed_in(actor).post("/company/lists/engagements/", {"file": upload(content), "do": "send"})
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "过 5 秒" in page.content.decode()
    headers = {"Authorization": f"Bearer {make_api_key(actor, 'program')[1]}"}
    answer = Client().post("/api/v1/lists/engagements", {"file": upload(content)}, headers=headers)
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "5", "busy")


@pytest.mark.django_db
def test_a_list_longer_than_a_page_waits_for_is_refused_before_its_rows_are_looked_at() -> None:
    make_companies()
    content = "\n".join([",".join(HEADS), *[",".join(PERSON)] * 10_001]).encode()
    page = signed_in(company_actor()).post("/company/lists/engagements/", {"file": upload(content), "do": "check"})
    assert page.status_code == 400
    assert "最多 10000 行" in page.content.decode()


def test_nobody_has_all_readers() -> None:
    """Whoever sends file after file leaves a reader to others, and does not wait in their place."""
    places = sandbox._Places(2, 1, 0.05)
    with places.one("flood"):
        with pytest.raises(BusyError), places.one("flood"):
            pass
        with places.one("other"), pytest.raises(BusyError), places.one("third"):
            pass
        with places.one("other"), pytest.raises(BusyError), places.one("other"):
            pass
        with places.one(), pytest.raises(BusyError), places.one():  # the program itself is not counted
            pass
    assert (places.free, places.may_wait, places.may_wait_again, dict(places.held)) == (2, 1, 1, {})


def _multipart(fields: dict[str, str], content: bytes) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="list.xlsx"\r\n\r\n'
    return "".join(
        parts
    ).encode() + head.encode() + content + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _send(browser: Browser, content: bytes, ends: list[Any]) -> None:
    path = "/company/lists/engagements/"
    body, kind = _multipart({"csrfmiddlewaretoken": browser.token(path), "do": "check"}, content)
    request = urllib.request.Request(browser.url + path, body, {"Referer": browser.url + path, "Content-Type": kind})
    try:
        with browser.opener.open(request, timeout=60) as answer:
            ends.append(answer.status)
    except urllib.error.HTTPError as error:
        ends.append(error.code)


COMPANY = """
import django
django.setup()
from huxin.demo.offices import make_companies
make_companies("a long password")
"""


@contextmanager
def _site(data: Path) -> Iterator[str]:
    """The real server with companies and nothing else."""
    own = environment(data)
    port = free_port()
    subprocess.run([HUXIN, "setup"], env=own, check=True, capture_output=True)
    subprocess.run([sys.executable, "-c", COMPANY], env=own, check=True, capture_output=True)
    command = [HUXIN, "serve", "--port", str(port), "--workers", "2"]
    with (data.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=own, stdout=log, stderr=log, start_new_session=True)
    try:
        _up(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _up(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert process.poll() is None
        with suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.mark.slow
def test_the_site_answers_while_sixteen_are_sent(tmp_path: Path) -> None:
    """``/healthz`` within a second all the while; every sender gets an answer in words."""
    slow = ("html deep tables", "html open comments", "xlsx too many rows", "csv delimiters alone")
    with _site(tmp_path / "city") as url:
        ends: list[Any] = []
        browsers = [Browser(url, "company-1", "a long password") for _ in range(4)]
        threads = [
            threading.Thread(target=_send, args=(browsers[at % 4], BY_NAME[slow[at % 4]], ends)) for at in range(16)
        ]
        idle = threading.Thread(target=time.sleep, args=(5,))
        idle.start()
        before = _watch(url, [idle])
        for thread in threads:
            thread.start()
        slowest = _watch(url, threads)
        for thread in threads:
            thread.join()
    assert len(ends) == 16
    assert set(ends) <= {400, 503}
    assert 400 in ends
    told = f"{slowest:.3f} s at most, {before:.3f} s before; load {os.getloadavg()[0]:.1f}"
    print(f"healthz: {told}; answers {sorted(ends)}")
    assert slowest < max(1.0, 20 * before)  # a second, or what a machine that is busy with other things makes of it


def _watch(url: str, threads: list[threading.Thread]) -> float:
    slowest = 0.0
    while any(thread.is_alive() for thread in threads):
        began = time.monotonic()
        with urllib.request.urlopen(f"{url}/healthz", timeout=20) as answer:
            assert answer.status == 200
        slowest = max(slowest, time.monotonic() - began)
        time.sleep(0.1)
    return slowest

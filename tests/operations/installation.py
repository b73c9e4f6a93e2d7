"""The installation of the deployment page, cut out of the page: its commands, settings, service and proxy, run here.

Changed are only places and ports (a temporary folder for ``/srv/huxin``, free ports) and the city, which the page
invents.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from ssl import CERT_NONE, create_default_context
from typing import Any, Final
from urllib.parse import urlencode

from tests.docs.pages import text_of
from tests.safety.tls import certificate
from tools.with_postgres import as_user, programs

NAME: Final = "huxin.example.gov.cn"
PASSWORD: Final = "password"
BIN: Final = Path(sys.executable).parent
TEMPORARY: Final = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
NGINX: Final = shutil.which("nginx") or "/usr/sbin/nginx"


def blocks(language: str, kind: str) -> list[str]:
    """The fenced blocks of a kind, as they stand on the page."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", text_of(language, "deploy.md"), re.MULTILINE | re.DOTALL)


def block(kind: str, word: str) -> str:
    """The one block of a kind that holds a word."""
    (found,) = (text for text in blocks("en", kind) if word in text)
    return found


@dataclass
class Installation:
    """Where everything stands; ``environment`` is that of the settings file alone, and what any process needs."""

    folder: Path
    database: int
    pages: int
    proxy: int
    plain: int
    more: Mapping[str, str] = field(default_factory=dict)

    def here(self, text: str) -> str:
        """A text of the page with the places and ports of this machine."""
        changed = re.sub(r"(/srv/huxin/app/)?\.venv/bin/huxin", "HUXIN", text).replace("/srv/", f"{self.folder}/")
        changed = changed.replace("HUXIN ", f"{BIN / 'huxin'} ")
        return changed.replace(":5432/", f":{self.database}/").replace("haiwan", "wenzhou")

    @property
    def environment(self) -> dict[str, str]:
        lines = [line for line in self.here(block("shell", "HUXIN_DATA=")).splitlines() if line]
        settings = dict(line.split("=", 1) for line in lines)
        del settings["HUXIN_PACKS"]  # the city of the page is one that the reader makes
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**keep, **settings, **self.more}

    @property
    def data(self) -> Path:
        return Path(self.environment["HUXIN_DATA"])

    def run(self, command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of the page, with the settings of the page."""
        words = shlex.split(self.here(command))
        return subprocess.run(
            words,
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=False,
            umask=0o022,
        )

    def postgres(self, command: str) -> None:
        """A command of the page for PostgreSQL's own administrator."""
        words = shlex.split(command.removeprefix("sudo -u postgres "))
        where = {"PGHOST": "127.0.0.1", "PGPORT": str(self.database), "PGUSER": "postgres", "PGPASSWORD": PASSWORD}
        subprocess.run(
            [programs() / words[0], *words[1:]], env={**os.environ, **where}, check=True, capture_output=True,
            text=True, input=f"{PASSWORD}\n{PASSWORD}\n" if "--pwprompt" in words else "", start_new_session=True,
        )  # fmt: skip


@contextmanager
def postgres(folder: Path, port: int) -> Iterator[None]:
    """A PostgreSQL server as a distribution sets it up: passwords over TCP, an administrator, no database of ours."""
    place = folder / "postgres"
    place.mkdir(mode=0o755)
    (place / "password").write_text(PASSWORD)
    if os.getuid() == 0:
        shutil.chown(place, "postgres")
        shutil.chown(place / "password", "postgres")
    data, binaries = place / "data", programs()
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place} -c fsync=off"
    login = ["-U", "postgres", "-A", "scram-sha-256", f"--pwfile={place / 'password'}"]
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*as_user(), binaries / "initdb", "-N", *login, "-E", "UTF8", "-D", data], **quiet)
    control = [*as_user(), binaries / "pg_ctl", "-w", "-D", data]
    subprocess.run([*control, "-o", options, "-l", place / "log", "start"], **quiet)
    try:
        yield
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **{**quiet, "check": False})


@contextmanager
def service(made: Installation) -> Iterator[None]:
    """What the unit of the page starts."""
    (command,) = re.findall(r"^ExecStart=(.*)$", block("ini", "ExecStart"), re.MULTILINE)
    words = shlex.split(made.here(command).replace("--port 8000", f"--port {made.pages}"))
    log = (made.folder / "service.log").open("wb")
    running = subprocess.Popen(
        words, env=made.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, umask=0o022
    )
    try:
        _wait(made.pages, running, made.folder / "service.log")
        yield
    finally:
        running.terminate()
        with suppress(subprocess.TimeoutExpired):
            running.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        log.close()


@contextmanager
def proxy(made: Installation) -> Iterator[None]:
    """nginx with the very block of the page."""
    pem, text = certificate(made.folder, NAME), block("nginx", "listen 443")
    for old, new in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{made.proxy} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{made.plain};"),
        ("/etc/ssl/huxin/fullchain.pem", str(pem)),
        ("/etc/ssl/huxin/key.pem", str(pem)),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{made.pages}"),
    ):
        assert old in text, old
        text = text.replace(old, new)
    kept = "".join(
        f"{one}_temp_path {made.folder}/{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    around = f"daemon off; pid {made.folder}/nginx.pid; error_log {made.folder}/nginx.log; worker_processes 1;"
    around += "user root;" if os.getuid() == 0 else ""
    file = made.folder / "nginx.conf"
    file.write_text(f"{around} events {{}} http {{ access_log {made.folder}/access.log; {kept}\n{text}\n}}")
    log = (made.folder / "nginx.out").open("wb")
    running = subprocess.Popen([NGINX, "-p", made.folder, "-c", file], stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(made.plain, running, made.folder / "nginx.out", path="/")
        yield
    finally:
        running.terminate()
        running.wait(timeout=20)
        log.close()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path, path: str = "/healthz") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-3000:])
        try:
            one = HTTPConnection("127.0.0.1", port, timeout=2)
            one.request("GET", path)
            if one.getresponse().status < 500:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("it does not answer:\n" + log.read_text(encoding="utf-8", errors="replace")[-3000:])


@dataclass
class Answer:
    """``headers`` in small letters; ``body`` is what came, as text."""

    status: int
    headers: dict[str, str]
    body: str


class Visitor:
    """A browser at an address of its own, which comes through the proxy over TLS."""

    def __init__(self, port: int, address: str, **headers: str) -> None:
        self.port, self.address, self.cookies = port, address, dict[str, str]()
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        context = create_default_context()
        context.check_hostname, context.verify_mode = False, CERT_NONE
        line = HTTPSConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0), context=context)
        sent = {"Host": f"{NAME}:{self.port}", **self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body, sent)
            answer = line.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    cookie, _, content = value.partition(";")[0].partition("=")
                    self.cookies[cookie] = content
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, answer.read().decode(errors="replace"))
        finally:
            line.close()

    def send(self, path: str, form: Mapping[str, str], page: str | None = None) -> Answer:
        """A form of a page, as a browser sends it."""
        shown = self.ask("GET", page or path).body
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
        assert token, shown[:500]
        body = urlencode({**form, "csrfmiddlewaretoken": token[1]}).encode()
        here = f"https://{NAME}:{self.port}"
        return self.ask(
            "POST", path, body, Content_Type="application/x-www-form-urlencoded", Origin=here, Referer=here + path
        )

"""A real server for tests: the demo city in a folder of its own, on a free port, stopped with everything it started."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b32decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

HUXIN = str(Path(sys.executable).parent / "huxin")


@dataclass
class Running:
    """A server that answers."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]
    used_steps: dict[str, int] = field(default_factory=dict)

    def code_for(self, account: str) -> str:
        """Six digits for the second step; each step is good once for an account, so a second one waits for the next."""
        while (step := int(datetime.now(UTC).timestamp()) // 30) <= self.used_steps.get(account, 0):
            time.sleep(0.5)
        self.used_steps[account] = step
        seed = bytes.fromhex((self.data / "demo-seed.txt").read_text(encoding="utf-8").strip())
        return TOTP(seed, 6, SHA1(), 30).generate(step * 30).decode()  # noqa: S303 - RFC 6238

    def code_of(self, shown: str) -> str:
        """Six digits of now for a seed as a page shows it."""
        text = shown.replace(" ", "")
        return TOTP(b32decode(text + "=" * (-len(text) % 8)), 6, SHA1(), 30).generate(int(time.time())).decode()  # noqa: S303

    def python(self, script: str) -> str:
        """Run a script beside the server; answers what it prints."""
        command = [sys.executable, "-c", script]
        found = subprocess.run(command, env=environment(self.data), capture_output=True, text=True, check=True)
        return found.stdout

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def password(self) -> str:
        return (self.data / "demo-password.txt").read_text(encoding="utf-8").strip()

    def huxin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command beside the server."""
        return subprocess.run(
            [HUXIN, *arguments], env=environment(self.data), capture_output=True, text=True, check=False
        )


def environment(data: Path) -> dict[str, str]:
    many = dict.fromkeys(
        ("HUXIN_SIGN_INS_PER_MINUTE", "HUXIN_SUBMITS_PER_MINUTE", "HUXIN_ADDRESS_PER_MINUTE"), "1000000"
    )
    own = {"HUXIN_DATA": str(data), "HUXIN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "huxin.config.settings"}
    return {**os.environ, **many, **own}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(data: Path, workers: int = 2, *, port: int | None = None, more: Mapping[str, str] | None = None) -> Running:
    """``huxin demo`` in a process group of its own, with room for many tries; ``more`` adds to its environment."""
    port = port or free_port()
    log = (data.parent / "server.log").open("ab")
    command = [HUXIN, "demo", "--data", str(data), "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(
        command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, env=environment(data) | dict(more or {})
    )
    log.close()
    running = Running(f"http://127.0.0.1:{port}", data, process)
    try:
        _wait(running.url, process, Path(log.name))
    except BaseException:
        stop(running)
        raise
    return running


def stop(running: Running) -> None:
    """The server and everything that it started."""
    running.process.terminate()
    with suppress(subprocess.TimeoutExpired):
        running.process.wait(timeout=20)
    with suppress(ProcessLookupError):
        os.killpg(running.process.pid, signal.SIGKILL)


@contextmanager
def demo_city(data: Path, workers: int = 2) -> Iterator[Running]:
    """``huxin demo`` until the block ends."""
    if os.environ.get("HUXIN_TEST_SHARED") and not data.exists():
        build(data)
    running = start(data, workers)
    try:
        yield running
    finally:
        stop(running)


def build(data: Path) -> None:
    """A demo city that was never served; the lanes of one run build it once: the first does, the others copy it."""
    shared = os.environ.get("HUXIN_TEST_SHARED")
    if not shared:
        _build(data)
        return
    built = Path(shared) / "city"
    with (Path(shared) / "city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            unfinished = built.with_name("unfinished-city")
            shutil.rmtree(unfinished, ignore_errors=True)
            _build(unfinished)
            unfinished.rename(built)
    shutil.copytree(built, data)


def _build(data: Path) -> None:
    """Letters and previews too: otherwise each copy would make them anew beside the test that is looking."""
    for command in (["demo", "--data", str(data), "--build-only"], ["worker", "--once"]):
        done = subprocess.run([HUXIN, *command], env=environment(data), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(3000):
        if process.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8")[-3000:])
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("the server does not answer:\n" + log.read_text(encoding="utf-8")[-3000:])

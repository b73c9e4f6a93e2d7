"""A real server for tests: the demo city in a folder of its own, on a free port, stopped with everything it started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HUXIN = str(Path(sys.executable).parent / "huxin")


@dataclass
class Running:
    """A server that answers."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]

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
    return {**os.environ, "HUXIN_DATA": str(data), "HUXIN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "huxin.config.settings"}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(data: Path, workers: int = 2, *, port: int | None = None, more: Mapping[str, str] | None = None) -> Running:
    """``huxin demo`` in a process group of its own; ``more`` adds to its environment."""
    port = port or free_port()
    log = (data.parent / "server.log").open("ab")
    command = [HUXIN, "demo", "--data", str(data), "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(
        command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, env={**os.environ, **(more or {})}
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
    running = start(data, workers)
    try:
        yield running
    finally:
        stop(running)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8")[-3000:])
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("the server does not answer:\n" + log.read_text(encoding="utf-8")[-3000:])

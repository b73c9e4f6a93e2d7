"""Running the service: Granian for the pages, one worker process for letters, both restarted when they die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Final

from huxin.core.database import PAGES
from huxin.core.limits import bound

BIN: Final = Path(sys.executable).parent
PAUSE: Final = 0.5
TELLERS: Final = 4


def serve(host: str, port: int, workers: int) -> int:
    """Serve until told to stop; answers the exit status."""
    commands = {"pages": _granian(host, port, workers), "letters": [sys.executable, "-m", "huxin.cli.main", "worker"]}
    running = {name: _begin(name, command) for name, command in commands.items()}
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    while not stop.wait(PAUSE):
        for name, process in running.items():
            if process.poll() is not None:
                print(f"huxin: {name} stopped with status {process.returncode}; starting it again", file=sys.stderr)
                time.sleep(PAUSE)
                running[name] = _begin(name, commands[name])
    for process in running.values():
        process.terminate()
    for process in running.values():
        process.wait(timeout=30)
    return 0


def _begin(name: str, command: list[str]) -> subprocess.Popen[bytes]:
    pages = {PAGES: "1"} if name == "pages" else {}
    return subprocess.Popen(command, env={**os.environ, **pages})


def _threads() -> int:
    """For what is worked on, for what waits, and some to tell others that they have to come again."""
    return bound("HUXIN_REQUESTS_AT_ONCE") + bound("HUXIN_REQUESTS_WAITING") + TELLERS


def _granian(host: str, port: int, workers: int) -> list[str]:
    return [
        str(BIN / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(_threads()), "--respawn-failed-workers", "--respawn-interval", "0.2", "--no-ws",
        "--log-level", "warning", "huxin.config.wsgi:application",
    ]  # fmt: skip

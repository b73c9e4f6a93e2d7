"""Server processes are killed at random under clients that try again: nothing acknowledged is lost or done twice."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crash.client import Client
from tests.crash.counting import check_nothing_lost, told
from tests.server import Running, demo_city

KILLS = int(os.environ.get("HUXIN_KILLS", "6"))
pytestmark = [pytest.mark.crash, pytest.mark.timeout(600 + 20 * KILLS)]


def children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def victims(server: Running) -> list[int]:
    """The page processes and the letter process; not those that start them again."""
    found: list[int] = []
    for child in children(server.process.pid):
        with suppress(FileNotFoundError):  # gone since it was listed
            name = Path(f"/proc/{child}/cmdline").read_bytes()
            found += children(child) if b"granian" in name else [child]
    return found


def wait_for_progress(clients: list[Client], least: int) -> None:
    """The next shot falls while work goes on: as many acts were acknowledged as processes were killed."""
    end = time.monotonic() + 30
    while sum(len(client.acknowledged) for client in clients) < least and time.monotonic() < end:
        time.sleep(0.02)


def test_nothing_acknowledged_is_lost_or_done_twice(data: Path) -> None:
    draw = random.Random(135)
    with demo_city(data) as server:
        workers = [Client(server.url, name, server.password) for name in ("worker-open", "worker-decided")]
        officers = [
            Client(server.url, name, server.password, server.code_for(name))
            for name in ("handler-330304", "approver-330304")
        ]
        own = [re.findall(r"/cases/(\d{4}-\d{6})/", client.get("/cases/"))[0] for client in workers]
        shared = own[0]
        stop = threading.Event()
        plans = [(client, no, False) for client, no in zip(workers, own, strict=True)]
        plans += [(client, shared, True) for client in officers]
        threads = [
            threading.Thread(target=client.keep_acting, args=(no, stop), kwargs={"officer": officer}, daemon=True)
            for client, no, officer in plans
        ]
        for thread in threads:
            thread.start()
        killed = 0
        while killed < KILLS:
            time.sleep(draw.uniform(0.05, 0.6))
            wait_for_progress(workers + officers, killed)
            alive = victims(server)
            if alive:
                with suppress(ProcessLookupError):  # it died between the listing and the shot
                    os.kill(draw.choice(alive), signal.SIGKILL)
                    killed += 1
        time.sleep(1)
        stop.set()
        for thread in threads:
            thread.join(timeout=120)
            assert not thread.is_alive()
        found = told(workers + officers)
        print(f"{killed} kills, {len(found.acknowledged)} acts acknowledged, {len(found.refused)} refused")
        assert len(found.acknowledged) >= killed
        assert found.refused == []
        check_nothing_lost(server.data, own, found)

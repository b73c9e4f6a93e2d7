"""The whole service is killed under clients that try again, and so is an upgrade of its tables."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.crash.client import Client
from tests.crash.counting import check_nothing_lost, told
from tests.server import HUXIN, Running, environment, start, stop

KILLS = int(os.environ.get("HUXIN_SERVICE_KILLS", "2"))
UPGRADES = int(os.environ.get("HUXIN_UPGRADE_KILLS", "1"))
pytestmark = [pytest.mark.crash, pytest.mark.timeout(900 + 60 * (KILLS + UPGRADES))]


def kill(server: Running) -> None:
    """Everything at once, as when the power goes."""
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


def own_case(server: Running) -> str:
    worker = Client(server.url, "worker-open", server.password)
    return re.findall(r"/cases/(\d{4}-\d{6})/", worker.get("/cases/"))[0]


def test_the_whole_service_is_killed_again_and_again(data: Path) -> None:
    draw, halt = random.Random(721), threading.Event()
    server = start(data)
    no = own_case(server)
    clients = [
        Client(server.url, "worker-open", server.password),
        Client(server.url, "handler-330304", server.password, server.code_for("handler-330304")),
    ]
    threads = [
        threading.Thread(target=client.keep_acting, args=(no, halt), kwargs={"officer": officer}, daemon=True)
        for client, officer in zip(clients, (False, True), strict=True)
    ]
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        before = len(told(clients).acknowledged)
        end = time.monotonic() + 60
        while len(told(clients).acknowledged) <= before and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(draw.uniform(0, 1))
        kill(server)
        server = start(data, port=server.port)
    time.sleep(1)
    halt.set()
    for thread in threads:
        thread.join(timeout=120)
        assert not thread.is_alive()
    stop(server)
    found = told(clients)
    print(f"{KILLS} kills of the whole service, {len(found.acknowledged)} acts acknowledged")
    assert len(found.acknowledged) >= KILLS
    assert found.refused == []
    check_nothing_lost(data, [no], found)


def django(data: Path, *arguments: str) -> int:
    command = [sys.executable, "-m", "django", *arguments]
    return subprocess.run(command, env=environment(data), capture_output=True, check=False).returncode


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="one database for all copies")
def test_an_upgrade_that_is_killed_is_done_again(data: Path, tmp_path: Path) -> None:
    """From a city in which one room has no tables yet to those of today."""
    draw, old = random.Random(9), tmp_path / "old"
    shutil.copytree(data, old)
    assert django(old, "migrate", "publicity", "zero", "--verbosity", "0") == 0
    for number in range(UPGRADES):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(old, copy)
        process = subprocess.Popen(
            [HUXIN, "setup"], env=environment(copy), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(draw.uniform(0.5, 5))
        process.kill()
        process.wait()
        setup = subprocess.run([HUXIN, "setup"], env=environment(copy), capture_output=True, text=True, check=False)
        assert setup.returncode == 0, setup.stderr
        assert django(copy, "migrate", "--check") == 0
        check_nothing_lost(copy, [], told([]))
        shutil.rmtree(copy)

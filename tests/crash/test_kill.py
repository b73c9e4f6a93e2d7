"""Server processes are killed at random under clients that try again: nothing acknowledged is lost or done twice."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crash.client import Client
from tests.server import Running, demo_city, environment

KILLS = int(os.environ.get("HUXIN_KILLS", "20"))
pytestmark = [pytest.mark.crash, pytest.mark.timeout(600 + 20 * KILLS)]
COUNT = """
import collections, json, django; django.setup()
from huxin.casework.models import Act, Case, Letter
from huxin.casework.dossier import open_dossier
from huxin.casework.service import rebuild
texts, wrong = collections.Counter(), []
for case in Case.objects.filter(no__in={cases!r}).select_related("applicant__data_key"):
    for step in open_dossier(case).steps:
        texts.update(str(v) for v in step.payload.values() if str(v).startswith(("note-", "add_evidence-")))
    again = rebuild(case)
    wrong += [f.attname for f in case._meta.fields if getattr(again, f.attname) != getattr(case, f.attname)]
print(json.dumps({{"texts": texts, "wrong": wrong}}))
"""


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


def test_nothing_acknowledged_is_lost_or_done_twice(tmp_path: Path) -> None:
    draw = random.Random(135)
    with demo_city(tmp_path / "data") as server:
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
            found = victims(server)
            if found:
                with suppress(ProcessLookupError):  # it died between the listing and the shot
                    os.kill(draw.choice(found), signal.SIGKILL)
                    killed += 1
        time.sleep(1)
        stop.set()
        for thread in threads:
            thread.join(timeout=120)
            assert not thread.is_alive()
        command = [sys.executable, "-c", COUNT.format(cases=sorted(set(own)))]
        counted = subprocess.run(command, env=environment(server.data), capture_output=True, text=True, check=True)
        found = json.loads(counted.stdout)
        acknowledged = [text for client in workers + officers for text in client.acknowledged]
        refused = [text for client in workers + officers for text in client.refused]
        print(f"{killed} kills, {len(acknowledged)} acts acknowledged, {len(refused)} refused")
        assert len(acknowledged) >= killed
        assert refused == []
        assert {text: count for text, count in found["texts"].items() if count != 1} == {}
        assert set(acknowledged) == set(found["texts"])
        assert found["wrong"] == []
        assert server.huxin("audit", "verify").returncode == 0

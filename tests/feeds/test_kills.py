"""A delivery is killed at any point and sent again: lake and receipts are as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import content_hash, ndjson, rows

HUXIN = str(Path(sys.executable).parent / "huxin")
KILLS = int(os.environ.get("HUXIN_FEED_KILLS", "5"))
pytestmark = [pytest.mark.crash, pytest.mark.timeout(900 + 60 * KILLS)]
PROGRAM = """
import json, sys, time, django; django.setup()
from pathlib import Path
from huxin.feeds.service import FeedDelivery, receive, settle_all
from huxin.feeds.landing import city_pack
city_pack(); settle_all()
for line in sys.stdin:
    path, started = Path(line.strip()), time.monotonic()
    receive([path.read_bytes()], FeedDelivery(sys.argv[1], "orders", path.name, "test"))
    print(json.dumps(time.monotonic() - started), flush=True)
"""
LOOK = """
import json, django; django.setup()
from huxin.feeds.models import Batch, DayCount, Part
from huxin.feeds.service import check_receipt, receipt_of, settle_all
from huxin.core.service import Entry, verify
import sys
settle_all(grace=0)
names = sorted(Batch.objects.values_list("id", flat=True))
print(json.dumps({
    "receipts": [receipt_of(name) for name in names],
    "good": all(check_receipt(receipt_of(name)).good for name in names),
    "entries": Entry.objects.filter(kind="feed").count(),
    "parts": Part.objects.count(), "days": DayCount.objects.count(),
    "waiting": Batch.objects.exclude(incoming="").count(), "intact": verify().intact}))
"""


def environment(data: Path) -> dict[str, str]:
    return {**os.environ, "HUXIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "huxin.config.settings"}


def look(data: Path) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment(data), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


class Program:
    """A process that lands what it is told to, one after the other."""

    def __init__(self, data: Path) -> None:
        command = [sys.executable, "-c", PROGRAM, SENDER]
        self.process = subprocess.Popen(
            command, env=environment(data), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def begin(self, path: Path) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()

    def land(self, path: Path) -> float:
        """Answers how many seconds it took."""
        assert self.process.stdout is not None
        self.begin(path)
        return float(self.process.stdout.readline())

    def land_and_kill(self, path: Path, after: float) -> bool:
        """Kill it so many seconds after it began; answers whether it was still at work."""
        assert self.process.stdout is not None
        self.begin(path)
        time.sleep(after)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        return self.process.stdout.read() == ""

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait() == 0


def same(receipt: dict[str, Any]) -> dict[str, Any]:
    """What two runs of one delivery have in common: all but the moment and what signs it."""
    return {name: value for name, value in receipt.items() if name not in ("landed_at", "signature", "key")}


def test_killed_anywhere_and_sent_again_is_as_if_nothing_happened(tmp_path: Path) -> None:
    draw, undisturbed, disturbed = random.Random(7), tmp_path / "a", tmp_path / "b"
    paths = []
    for number in range(KILLS):
        path = tmp_path / f"orders-{number}.ndjson"
        path.write_bytes(ndjson(rows(120, seed=number) + rows(3, seed=1000 + number, trade="taxi")))
        paths.append(path)
    setup = subprocess.run([HUXIN, "setup"], env=environment(undisturbed), capture_output=True, text=True, check=False)
    assert setup.returncode == 0, setup.stderr
    shutil.copytree(undisturbed, disturbed)
    program = Program(undisturbed)
    took = [program.land(path) for path in paths]
    program.end()
    killed, program = 0, Program(disturbed)
    for path, before in zip(paths, [None, *paths], strict=False):
        if before is not None:
            program.land(before)  # what was killed is sent again before anything else
        killed += program.land_and_kill(path, draw.uniform(0, min(took) if draw.random() < 0.7 else max(took)))
        program = Program(disturbed)
    program.land(paths[-1])
    program.end()
    print(f"{killed} of {KILLS} deliveries killed at work, {min(took):.2f} to {max(took):.2f} s each")
    assert killed >= KILLS // 2
    left, right = look(undisturbed), look(disturbed)
    assert [same(one) for one in right["receipts"]] == [same(one) for one in left["receipts"]]
    assert content_hash(disturbed / "lake") == content_hash(undisturbed / "lake")
    for found in (left, right):
        assert (found["good"], found["intact"], found["waiting"], found["entries"]) == (True, True, 0, KILLS)
        assert (found["parts"], found["days"]) == (left["parts"], left["days"])
    for data in (undisturbed, disturbed):
        assert list((data / "lake" / ".incoming").glob("*")) == []
        for hidden in (".raw", ".faults"):
            assert len([path for path in (data / "lake" / hidden).rglob("*") if path.is_file()]) == KILLS

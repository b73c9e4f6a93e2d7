"""A delivery is killed at any point and sent again: lake and receipts are as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import content_hash, ndjson, rows

KILLS = int(os.environ.get("HUXIN_FEED_KILLS", "10"))
pytestmark = [pytest.mark.crash, pytest.mark.timeout(900 + 60 * KILLS)]
PROGRAM = """
import sys, django; django.setup()
from pathlib import Path
from huxin.feeds.service import Delivery, receive, receipt_of, settle_all
from huxin.feeds.landing import city_pack
import huxin.supervision.validate.run
city_pack(); settle_all()
print("ready", flush=True); sys.stdin.readline()
path = Path(sys.argv[1])
landed = receive([path.read_bytes()], Delivery(sys.argv[2], "orders", path.name, "test"))
import json; print(json.dumps(receipt_of(landed.batch.id)), flush=True)
"""
LOOK = """
import json, django; django.setup()
from huxin.feeds.models import Batch, DayCount, Part
from huxin.feeds.service import check_receipt, receipt_of, settle_all
from huxin.ledger.service import Entry, verify
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
    return {
        **os.environ, "HUXIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "huxin.config.settings",
        "HUXIN_PSEUDONYM_KEY_FILE": str(data.parent / "pseudonym.key"),
    }  # fmt: skip


def python(data: Path, program: str, *arguments: str) -> Any:
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=environment(data), input="go\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def prepare(data: Path) -> None:
    migrate = "import django; django.setup()\nfrom django.core.management import call_command\n"
    python(data, migrate + "call_command('migrate', verbosity=0)\nprint(1)")


def land_whole(data: Path, path: Path) -> tuple[dict[str, Any], float]:
    """The receipt, and how long the landing itself took."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), SENDER],
        env=environment(data), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        started = time.monotonic()
        process.stdin.write("go\n")
        process.stdin.flush()
        receipt = json.loads(process.stdout.readline())
        return receipt, time.monotonic() - started


def land_and_kill(data: Path, path: Path, after: float) -> bool:
    """Kill the landing after so many seconds; answers whether it was still at work."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), SENDER],
        env=environment(data), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(after)
        alive = process.poll() is None
        process.send_signal(signal.SIGKILL)
        return alive


def same(receipt: dict[str, Any]) -> dict[str, Any]:
    """What two runs of one delivery have in common: all but the moment and what signs it."""
    return {name: value for name, value in receipt.items() if name not in ("landed_at", "signature", "key")}


def test_killed_anywhere_and_sent_again_is_as_if_nothing_happened(tmp_path: Path) -> None:
    draw, undisturbed, disturbed = random.Random(7), tmp_path / "a" / "data", tmp_path / "b" / "data"
    paths = []
    for number in range(KILLS):
        path = tmp_path / f"orders-{number}.ndjson"
        path.write_bytes(ndjson(rows(120, seed=number) + rows(3, seed=1000 + number, trade="taxi")))
        paths.append(path)
    for data in (undisturbed, disturbed):
        data.mkdir(parents=True)
        (data.parent / "pseudonym.key").write_bytes(b"k" * 32)
        (data.parent / "pseudonym.key").chmod(0o600)
        prepare(data)
    took = [land_whole(undisturbed, path)[1] for path in paths]
    longest, killed = max(took), 0
    for path in paths:
        killed += land_and_kill(disturbed, path, draw.uniform(0, min(took) if draw.random() < 0.7 else longest))
        land_whole(disturbed, path)
    print(f"{killed} of {KILLS} deliveries killed at work, {min(took):.2f} to {longest:.2f} s each")
    assert killed >= KILLS // 2
    left, right = python(undisturbed, LOOK), python(disturbed, LOOK)
    assert [same(one) for one in right["receipts"]] == [same(one) for one in left["receipts"]]
    assert content_hash(disturbed / "lake") == content_hash(undisturbed / "lake")
    for found in (left, right):
        assert (found["good"], found["intact"], found["waiting"], found["entries"]) == (True, True, 0, KILLS)
        assert (found["parts"], found["days"]) == (left["parts"], left["days"])
    for data in (undisturbed, disturbed):
        assert list((data / "lake" / ".incoming").glob("*")) == []
        for hidden in (".raw", ".faults"):
            assert len([path for path in (data / "lake" / hidden).rglob("*") if path.is_file()]) == KILLS

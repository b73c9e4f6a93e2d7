"""Backup while people work, restore into nothing, the proof; and what a backup refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.client import Client
from tests.server import HUXIN, Running, demo_city, environment

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with demo_city(tmp_path_factory.mktemp("city") / "data") as running:
        yield running


@pytest.fixture
def load(city: Running) -> Iterator[Client]:
    """Somebody who goes on writing notes, and wrote some."""
    officer, stop = "handler-330304", threading.Event()
    client, no = Client(city.url, officer, city.password, city.code_for(officer)), case_of(city)
    thread = threading.Thread(target=client.keep_acting, args=(no, stop), kwargs={"officer": True}, daemon=True)
    thread.start()
    yield client
    stop.set()
    thread.join(timeout=120)
    assert client.acknowledged
    assert client.refused == []


def case_of(city: Running) -> str:
    import re

    worker = Client(city.url, "worker-open", city.password)
    return re.findall(r"/cases/(\d{4}-\d{6})/", worker.get("/cases/"))[0]


def elsewhere(city: Running, data: Path) -> dict[str, str]:
    found = {**environment(city.data), "HUXIN_DATA": str(data)}
    if os.environ.get("DATABASE_URL"):
        pytest.skip("an empty database of one's own: the drill covers it on PostgreSQL")
    return found


def test_a_drill_under_load_holds_and_says_rpo_and_rto(city: Running, load: Client) -> None:
    done = city.huxin("drill")
    found = json.loads(done.stdout)
    print(found)
    assert done.returncode == 0, done.stderr
    assert (found["held"], found["intact"], found["login"], found["case"]) == (True, True, True, True)
    assert found["rpo_seconds"] >= 0
    assert found["rto_seconds"] > 0
    assert found["entries"] > 0
    assert found["rows"] > found["entries"]
    assert found["files"] > 0


def test_a_backup_is_restored_by_hand_and_never_over_something(city: Running, load: Client, tmp_path: Path) -> None:
    backup, keys, fresh = tmp_path / "backup", tmp_path / "keys", tmp_path / "fresh"
    assert city.huxin("backup", str(backup), "--keys", str(keys)).returncode == 0
    assert not list(backup.rglob("*.key"))
    again = city.huxin("backup", str(backup))
    assert (again.returncode, "does not exist" in again.stderr) == (2, True)

    def restore(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
        command = [HUXIN, "restore", str(backup), *more]
        return subprocess.run(command, env=elsewhere(city, data), capture_output=True, text=True, check=False)

    done = restore(fresh, "--keys", str(keys))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["intact"] is True
    over = restore(fresh, "--keys", str(keys))
    assert (over.returncode, "empty" in over.stderr) == (2, True)
    other = tmp_path / "other"
    (other / "keys").mkdir(parents=True)
    (other / "keys" / "master.key").write_bytes(b"0" * 32)
    refused = restore(other, "--keys", str(keys))
    assert (refused.returncode, "another key" in refused.stderr) == (2, True)


def test_a_backup_that_was_changed_is_refused(city: Running, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert city.huxin("backup", str(backup)).returncode == 0
    (database,) = (path for path in backup.iterdir() if path.name.startswith("huxin."))
    content = bytearray(database.read_bytes())
    content[len(content) // 2] ^= 1
    database.write_bytes(bytes(content))
    command = [HUXIN, "restore", str(backup)]
    done = subprocess.run(command, env=elsewhere(city, tmp_path / "x"), capture_output=True, text=True, check=False)
    assert (done.returncode, "another content" in done.stderr) == (2, True)
    (backup / "manifest.json").unlink()
    done = subprocess.run(command, env=elsewhere(city, tmp_path / "y"), capture_output=True, text=True, check=False)
    assert (done.returncode, "whole backup" in done.stderr) == (2, True)


def test_a_restore_that_is_killed_is_done_again(city: Running, tmp_path: Path) -> None:
    import random
    import signal
    import time

    backup, keys, draw = tmp_path / "backup", tmp_path / "keys", random.Random(3)
    assert city.huxin("backup", str(backup), "--keys", str(keys)).returncode == 0
    kills = int(os.environ.get("HUXIN_RESTORE_KILLS", "3"))
    for number in range(kills):
        data = tmp_path / f"fresh-{number}"
        env = elsewhere(city, data)
        command = [HUXIN, "restore", str(backup), "--keys", str(keys)]
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0.3, 4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if not (data / "huxin.sqlite3").exists():
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
        setup = [HUXIN, "setup"]
        assert subprocess.run(setup, env=env, capture_output=True, check=False).returncode == 0
        checked = subprocess.run([HUXIN, "audit", "verify"], env=env, capture_output=True, text=True, check=False)
        assert json.loads(checked.stdout)["intact"] is True, checked.stdout


def test_the_proof_finds_a_copy_that_is_not_whole(city: Running, tmp_path: Path) -> None:
    backup, keys, data = tmp_path / "backup", tmp_path / "keys", tmp_path / "fresh"
    assert city.huxin("backup", str(backup), "--keys", str(keys)).returncode == 0
    next(iter((backup / "evidence").rglob("*.sealed"))).unlink()
    env = elsewhere(city, data)
    command = [HUXIN, "restore", str(backup), "--keys", str(keys)]
    assert subprocess.run(command, env=env, capture_output=True, text=True, check=False).returncode == 1
    proof = [sys.executable, "-m", "huxin.cli.recovery.proof"]
    done = subprocess.run(proof, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "evidence" in json.loads(done.stdout)["fault"]

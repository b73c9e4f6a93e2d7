"""The examples of the documentation, run as they stand against a server."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from huxin.feeds import limiter
from huxin.feeds.service import add_key
from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import ndjson, rows

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "feeds"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("program", [(sys.executable, "send.py"), ("sh", "send.sh")])
def test_an_example_sends_a_file_and_is_told_what_is_wrong(
    live_server: Any, tmp_path: Path, program: tuple[str, str]
) -> None:
    limiter.forget()
    path = tmp_path / "orders.ndjson.gz"
    path.write_bytes(gzip.compress(ndjson(rows(6))))
    made = add_key(SENDER)
    command = [program[0], str(EXAMPLES / program[1]), live_server.url, SENDER, made.id, str(path)]

    def run(secret: str) -> str:
        done = subprocess.run(
            command, env={**os.environ, "HUXIN_KEY_SECRET": secret}, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    told = json.loads(run(made.secret or ""))
    assert (told["receipt"]["rows"], told["report"]["accepted"]) == (6, 6)
    assert json.loads(run(made.secret or ""))["receipt"] == told["receipt"]
    assert "signature that does not fit" in run("00" * 32)

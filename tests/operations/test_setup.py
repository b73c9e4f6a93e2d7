"""Setting up twice at once: two machines start, or somebody types it again."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.server import HUXIN


@pytest.mark.timeout(600)
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the tests' own database has its tables already")
def test_two_set_ups_at_once_both_end_well_and_make_one_installation(tmp_path: Path) -> None:
    environment = {**os.environ, "HUXIN_DATA": str(tmp_path / "data")}
    both = [
        subprocess.Popen([HUXIN, "setup"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for one in both:
        told, complaint = one.communicate()
        assert (one.returncode, told) == (0, "ok\n"), complaint
    checked = subprocess.run([HUXIN, "audit", "verify"], env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr

"""No test lies about that no lane runs."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LANES = runpy.run_path(str(ROOT / "tools" / "run_lanes.py"))["LANES"]


def test_every_test_is_in_a_lane() -> None:
    named = {part for lane in LANES for part in lane.argv if part.startswith(("src/", "tests/"))}
    files = [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("src/**/test_*.py")]
    paths = [path.relative_to(ROOT) for path in files]
    assert [str(path) for path in paths if not named & {str(path), *map(str, path.parents)}] == []

"""The bill of materials names what the lock file names, and is the same each time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.supply.locks import ROOT, locked


def made(target: Path) -> dict[str, object]:
    subprocess.run([sys.executable, "tools/sbom.py", str(target)], cwd=ROOT, check=True, capture_output=True)
    found: dict[str, object] = json.loads(target.read_text(encoding="utf-8"))
    return found


def test_it_names_every_locked_package_with_its_hashes(tmp_path: Path) -> None:
    found = made(tmp_path / "one.json")
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    parts = found["components"]
    assert {part["name"]: part["version"] for part in parts} == locked("requirements.lock")
    assert all(part["purl"].startswith("pkg:pypi/") and part["externalReferences"] for part in parts)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["serialNumber"])
    assert len({part["bom-ref"] for part in parts}) == len(parts)


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    assert made(tmp_path / "one.json") == made(tmp_path / "two.json")

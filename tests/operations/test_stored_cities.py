"""Every version that was released left a small city behind; this one brings each up to date and opens all of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from tests.server import HUXIN, environment

ROOT: Final = Path(__file__).resolve().parents[2]
CITIES: Final = sorted((ROOT / "tests" / "cities").glob("*.tar.xz"))
LOOK: Final = """
import django; django.setup()
import json
from django.test import Client
from huxin.casework.models import Case, Letter
from huxin.casework.service import check_signature, evidence_rows, letter_pdf, open_evidence, view_case
from huxin.identity.service import SYSTEM, Account
from tests.support import rebuild

WHERE = {"worker": "", "company": "/company", "officer": "/agency"}
found = {"cases": 0, "letters": 0, "files": 0, "faults": []}
for case in Case.objects.order_by("no"):
    found["cases"] += 1
    view = view_case(SYSTEM, case.no)
    anew = rebuild(case)
    if (anew.status, anew.due) != (case.status, case.due):
        found["faults"].append(f"{case.no} is {case.status}, built anew {anew.status}")
    for _, row in evidence_rows(view):
        open_evidence(SYSTEM, case.no, row.id)
        found["files"] += 1
    owner = Account.objects.get(id=view.steps[0].record.actor.removeprefix("account-"))
    address = f"{WHERE[owner.kind]}/cases/{case.no}/"
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    answer = client.get(address)
    if answer.status_code != 200:
        found["faults"].append(f"{address} answers {answer.status_code}")
for letter in Letter.objects.exclude(issued_at=None):
    found["letters"] += 1
    name, content = letter_pdf(SYSTEM, letter.id)
    signature = check_signature(content)
    if not (signature.intact and signature.trusted):
        found["faults"].append(f"{name} does not verify")
print(json.dumps(found))
"""
"""Every case with its pages and files, and every paper with its signature."""


def run(data: Path, *command: str) -> str:
    done = subprocess.run(command, env=environment(data), capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_this_version_has_left_one() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert version in {path.name.removesuffix(".tar.xz") for path in CITIES}


@pytest.mark.timeout(600)
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the stored cities bring their own database")
@pytest.mark.parametrize("city", CITIES, ids=lambda path: path.name)
def test_a_stored_city_is_brought_up_to_date_and_opens(city: Path, tmp_path: Path) -> None:
    with tarfile.open(city) as packed:
        packed.extractall(tmp_path, filter="data")
    data = tmp_path / "city"
    run(data, HUXIN, "setup")
    told = json.loads(run(data, HUXIN, "audit", "verify"))
    assert told["intact"], told["fault"]
    found: dict[str, Any] = json.loads(run(data, sys.executable, "-c", LOOK).splitlines()[-1])
    assert found["faults"] == []
    assert min(found["cases"], found["letters"], found["files"]) >= 4

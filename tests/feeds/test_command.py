"""``huxin feed`` as a person types it: ingest, receipts, keys, quality."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import ndjson, rows

HUXIN = str(Path(sys.executable).parent / "huxin")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new installation, set up as the handbook says; on a file whatever the other tests run on."""
    folder = tmp_path_factory.mktemp("installation")
    made = run(folder, "setup")
    assert made.returncode == 0, made.stderr
    return folder


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [HUXIN, *arguments], env=environment | {"HUXIN_DATA": str(data)}, capture_output=True, text=True, check=False
    )


def huxin(data: Path, *arguments: str, status: int = 0) -> Any:
    done = run(data, *arguments)
    assert done.returncode == status, done.stderr
    if status == 2:
        return done
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_a_company_from_its_key_to_its_receipt(data: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "orders.ndjson", tmp_path / "sheet.csv"
    good.write_bytes(ndjson(rows(5) + rows(2, seed=2, trade="taxi")))
    bad.write_bytes(b"PK\x03\x04")
    first = huxin(data, "feed", "ingest", str(good), "--company", SENDER, "--format", "json")
    assert (first["rows"], first["accepted"], first["quarantined"]) == (7, 5, {"unknown_trade": 2})
    assert {"row", "field", "got", "wanted", "fix"} <= set(first["samples"]["unknown_trade"][0])
    assert {"id", "sha256", "sm3", "rows", "landed_at", "signature"} <= set(first["receipt"])
    assert huxin(data, "feed", "ingest", str(good), "--company", SENDER) == first
    told = huxin(data, "feed", "ingest", str(good), str(bad), "--company", SENDER, status=2)
    assert json.loads(told.stdout)["receipts"] == [first["receipt"]]
    assert "CSV" in told.stderr
    name = first["receipt"]["id"]
    shown = huxin(data, "feed", "receipt", "show", name)
    assert shown == first["receipt"]
    (tmp_path / "receipt.json").write_text(json.dumps(shown))
    huxin(data, "feed", "receipt", "show", name, "--pdf", str(tmp_path / "receipt.pdf"))
    for path in ("receipt.json", "receipt.pdf"):
        assert huxin(data, "feed", "receipt", "verify", str(tmp_path / path))["good"]
    (tmp_path / "receipt.json").write_text(json.dumps(shown | {"rows": 8}))
    assert not huxin(data, "feed", "receipt", "verify", str(tmp_path / "receipt.json"), status=1)["good"]
    assert huxin(data, "audit", "verify")["intact"]
    days = huxin(data, "feed", "quality", "--company", SENDER, "--from", "2026-06-01", "--to", "2026-08-01")["days"]
    assert sum(day["rows"] for day in days) == 7


def test_keys_basis_and_tidying(data: Path) -> None:
    made = huxin(data, "feed", "key", "add", "--company", SENDER)
    assert len(bytes.fromhex(made["secret"])) == 32
    assert huxin(data, "feed", "key", "revoke", made["id"])["revoked"]
    (listed,) = huxin(data, "feed", "key", "list", "--company", SENDER)
    assert (listed["id"], listed["kind"], listed["revoked_at"] is None) == (made["id"], "hmac", False)
    words = ("--company", SENDER, "--basis", "agreement", "--document", "协议 2026-3")
    assert huxin(data, "feed", "basis", *words)["basis"] == "agreement"
    done = huxin(data, "feed", "tidy")
    assert set(done) == {"settled", "rounded", "raw_deleted", "reports_cleared", "parts_deleted", "told"}
    assert done["told"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "nowhere.ndjson", "--company", SENDER),
        ("ingest", "nowhere.ndjson", "--company", "x"),
        ("receipt", "show", "nothing"),
        ("receipt", "verify", "nowhere.json"),
        ("key", "revoke", "nothing"),
        ("basis", "--company", SENDER, "--basis", "curiosity", "--document", "x"),
        ("quality", "--company", SENDER, "--from", "2026-07-02", "--to", "2026-07-01"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(data: Path, arguments: tuple[str, ...]) -> None:
    told = huxin(data, "feed", *arguments, status=2)
    assert told.stderr.startswith("huxin: ")
    assert "Traceback" not in told.stderr

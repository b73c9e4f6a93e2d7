"""``huxin law evaluate --for lay``: sentences for the person; the auditor keeps the expressions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huxin.cli.main import main


def test_the_proof_that_would_matter_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = {"borrower": "person", "key_group": False, "principal": "300000", "contract_on": "2025-06-03",
             "lpr": "0.0300", "rate": "0.0350",
             "periods": [{"from": "2025-06-03", "to": "2026-05-29", "balance": "300000"}]}  # fmt: skip
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    words = ["law", "evaluate", "startup-loan-interest", "--facts", str(file), "--on", "2026-06-05"]
    assert main([*words, "--format", "text", "--for", "lay"]) == 0
    lay = capsys.readouterr().out
    assert "属于重点人群的，把证明带来" in lay
    assert "7/400" not in lay
    assert main([*words, "--format", "text", "--explain"]) == 0
    assert "round_fen" in capsys.readouterr().out

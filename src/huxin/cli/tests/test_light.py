"""``huxin law evaluate`` answers in a fraction of a second because it loads little; this keeps it so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = ("django", "duckdb", "numpy", "pyarrow", "numba", "pydantic", "yaml", "cryptography", "typst")
PROGRAM = """
import sys
from huxin.cli.main import main
status = main(sys.argv[1:])
print("|".join(name for name in sorted(sys.modules) if "." not in name), file=sys.stderr)
sys.exit(status)
"""
FACTS = {
    "birth_date": "1981-05-03",
    "category": "F50",
    "recognised": [{"kind": "hardship", "from": "2024-01-01", "to": None}],
    "exclusions": [],
    "months": [{"month": "2025-01", "line": "pension", "paid": "892.40"}],
}


def test_a_warm_evaluation_loads_neither_django_nor_duckdb_nor_numpy(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(FACTS), encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        "law",
        "evaluate",
        "social-insurance-subsidy",
        "--facts",
        str(facts),
        "--explain",
    ]
    subprocess.run(command, check=True, capture_output=True)  # the first run may fill the cache of compiled packs
    warm = subprocess.run(command, check=True, capture_output=True, text=True)
    assert json.loads(warm.stdout)["outputs"]["amount"]["value"] == "594.93"
    loaded = set(warm.stderr.strip().split("|"))
    assert loaded & set(HEAVY) == set()

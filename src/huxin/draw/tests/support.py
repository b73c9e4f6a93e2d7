"""Small directories and plans for tests, and the published example."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from huxin.draw.inputs import Inputs, read_inputs

EXAMPLE = Path(__file__).resolve().parents[4] / "docs" / "examples" / "draw"
DRAWS = int(os.environ.get("HUXIN_DRAWS", "5000"))
SEED = "00112233445566778899aabbccddeeff" * 2
NONE: Mapping[str, list[str]] = {}
AT = "2026-03-02T09:00:00+08:00"


def key(number: int, label: str = "simulation") -> str:
    """One of many keys that never change."""
    return hashlib.sha256(f"{label} {number}".encode()).hexdigest()


def targets(*rows: tuple[str, str, str], county: str = "330304") -> list[dict[str, str]]:
    """Objects as (id, risk, credit), each with an employer of its own: ``a`` belongs to ``E-a``."""
    return [
        {"id": id_, "name": f"企业{id_}", "employer": f"E-{id_}", "county": county, "risk": risk, "credit": credit}
        for id_, risk, credit in rows
    ]


def people(
    ids: Iterable[str], objects: Mapping[str, list[str]] = NONE, employers: Mapping[str, list[str]] = NONE
) -> Any:
    """Inspectors by id, with the objects and employers that some of them must be kept away from."""
    return [
        {"id": one, "name": f"检查员{one}", "recused_objects": objects.get(one, []),
         "recused_employers": employers.get(one, [])}
        for one in ids
    ]  # fmt: skip


def plan(**changes: Any) -> dict[str, Any]:
    """A plan over risk classes; weights from credit."""
    return {
        "draw": "2026-1",
        "matter": "劳务派遣",
        "inspectors_each": 2,
        "stratify_by": "risk",
        "strata": {"high": {"count": 2}},
        "weights": {"risk": {"high": 1, "low": 1}, "credit": {"A": "1/2", "B": 1, "C": "1.5", "D": 2, "E": 3}},
        **changes,
    }


def as_bytes(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def made(objects: object, inspectors: object, plan_: object) -> Inputs:
    return read_inputs(as_bytes(objects), as_bytes(inspectors), as_bytes(plan_))


def example(name: str) -> bytes:
    return (EXAMPLE / name).read_bytes()


def example_inputs(**changed: bytes) -> Inputs:
    """The published example, with files replaced by name (``objects``, ``inspectors``, ``plan``)."""
    files = {"objects": "objects.csv", "inspectors": "inspectors.csv", "plan": "plan.json"}
    held = {name: changed.get(name, example(file)) for name, file in files.items()}
    return read_inputs(held["objects"], held["inspectors"], held["plan"])

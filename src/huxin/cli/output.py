"""JSON for people and programs: what fits on a line stays on it."""

from __future__ import annotations

import json
from typing import Any, Final

WIDTH: Final = 110


def pretty(data: Any, depth: int = 0) -> str:
    """UTF-8 JSON; a part that fits on one line is not broken up, so a deep tree stays short."""
    flat = json.dumps(data, ensure_ascii=False)
    if len(flat) + depth <= WIDTH or not isinstance(data, (dict, list)) or not data:
        return flat
    pad = " " * (depth + 1)
    if isinstance(data, dict):
        lines = [
            f"{pad}{json.dumps(key, ensure_ascii=False)}: {pretty(value, depth + 1)}" for key, value in data.items()
        ]
        return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"
    return "[\n" + ",\n".join(pad + pretty(value, depth + 1) for value in data) + "\n" + " " * depth + "]"

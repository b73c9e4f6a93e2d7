"""The commitment: what is published before the draw, so that nothing can be changed once the seed is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from huxin.draw.inputs import Inputs
from huxin.draw.numbers import ALGORITHM, lines
from huxin.draw.text import cell, digest, fields
from huxin.law.errors import InputError

FIELDS: Final = (
    "algorithm", "commitment", "committed_at", "plan_sha256", "plan", "objects", "inspectors", "later_source",
)  # fmt: skip
_SEED: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


def commit(inputs: Inputs, seed: str, committed_at: str, later_source: str | None = None) -> dict[str, Any]:
    """The commitment 事先公布的承诺值 over algorithm, time, plan, both directories, source of the later value and seed.

    ``later_source`` names the public value that will be mixed in, such as the result of a lottery on a later day.
    """
    check_seed(seed)
    check_instant(committed_at)
    if later_source is not None:
        cell(later_source, "later_source")
    message = lines(
        ("committed_at", committed_at),
        ("plan", inputs.plan.sha256),
        ("objects", inputs.targets.sha256),
        ("inspectors", inputs.inspectors.sha256),
        ("later_source", later_source),
        ("seed", seed),
    )
    return {
        "algorithm": ALGORITHM,
        "commitment": digest(message),
        "committed_at": committed_at,
        "plan_sha256": inputs.plan.sha256,
        "plan": _sorted(inputs.plan.data),
        "objects": {"sha256": inputs.targets.sha256, "count": len(inputs.targets.rows)},
        "inspectors": {"sha256": inputs.inspectors.sha256, "count": len(inputs.inspectors.rows)},
        "later_source": later_source,
    }


def check_algorithm(data: object, where: str) -> None:
    """Only the rules that this program knows.  Raises InputError."""
    if data != ALGORITHM:
        raise InputError("algorithm", f"{where}.algorithm", data, ALGORITHM, "Use the version of Huxin that knows it.")


def read_commitment(data: object) -> Mapping[str, Any]:
    """A commitment file from parsed JSON.  Raises InputError for anything that is none."""
    held = fields(data, FIELDS, "commitment")
    check_algorithm(held["algorithm"], "commitment")
    check_instant(held["committed_at"])
    if held["later_source"] is not None:
        cell(held["later_source"], "commitment.later_source")
    return held


def check_seed(seed: object) -> None:
    """32 random bytes in hexadecimal: so many that nobody finds them from the commitment."""
    if not isinstance(seed, str) or not _SEED.fullmatch(seed):
        hint = "Let 'huxin draw commit --new-seed FILE' make one."
        raise InputError("seed", "seed", "something else", "64 hexadecimal digits in small letters", hint)


def check_instant(text: object) -> None:
    """An instant with its offset, to the second."""
    try:
        good = isinstance(text, str) and datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        good = False
    if (
        not good
        or not isinstance(text, str)
        or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}", text)
    ):
        hint = "Write it as 2026-03-02T09:00:00+08:00."
        raise InputError("instant", "committed_at", text, "an instant with its offset", hint)


def _sorted(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {name: _sorted(data[name]) for name in sorted(data)}
    return data

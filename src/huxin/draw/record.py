"""The record: everything that somebody needs, beside the two directories, to repeat the draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from huxin.draw.algorithm import Drawn, draw
from huxin.draw.commitment import commit, read_commitment
from huxin.draw.directories import Directory, read_inspectors, read_targets
from huxin.draw.inputs import Inputs, combine
from huxin.draw.numbers import key_of
from huxin.draw.plan import read_plan
from huxin.draw.text import cell, decode, normal, parse_json
from huxin.law.errors import InputError

FIELDS: Final = (
    "algorithm", "commitment", "committed_at", "plan_sha256", "plan", "objects", "inspectors", "later_source", "later",
    "seed", "key", "strata", "drawn", "recusals", "idle_recusals",
)  # fmt: skip


def run(committed: Mapping[str, Any], inputs: Inputs, seed: str, later: str | None = None) -> dict[str, Any]:
    """Draw.  Raises InputError where files, plan, seed or later value are not those of the commitment."""
    again = commit(inputs, seed, committed["committed_at"], committed["later_source"])
    for name in ("plan_sha256", "objects", "inspectors", "commitment"):
        if again[name] != committed[name]:
            what = {"plan_sha256": "the plan", "commitment": "the seed"}.get(name, f"the directory of {name}")
            hint = "Draw from what was committed, or withdraw the commitment in public and make a new one."
            raise InputError("commitment", f"commitment.{name}", f"{what} is another", "what was committed", hint)
    return build(inputs, seed, committed["committed_at"], committed["later_source"], later)


def build(inputs: Inputs, seed: str, committed_at: str, source: str | None, later: str | None) -> dict[str, Any]:
    """The record.  It holds nothing that cannot be computed again, so its time is that of the commitment alone."""
    _check_later(source, later)
    committed = commit(inputs, seed, committed_at, source)
    key = key_of(inputs.plan.sha256, seed, later)
    drawn = draw(inputs, key)
    counts = {name: sum(one.stratum == name for one in drawn) for name in inputs.strata}
    return {
        **committed,
        "objects": _directory(inputs.targets),
        "inspectors": _directory(inputs.inspectors),
        "later": later,
        "seed": seed,
        "key": key,
        "strata": {name: {"objects": len(held), "drawn": counts[name]} for name, held in inputs.strata.items()},
        "drawn": [_drawn(number, one, inputs) for number, one in enumerate(drawn, 1)],
        "recusals": _recusals(drawn, inputs),
        "idle_recusals": inputs.idle_recusals(),
    }


def open_commitment(commitment: bytes, objects: bytes, inspectors: bytes) -> tuple[Mapping[str, Any], Inputs]:
    """A published commitment with the inputs of its draw: both directories from their files, the plan from itself."""
    data = parse_json(decode(normal(commitment), "commitment"), "commitment")
    committed = read_commitment(data)
    return committed, combine(read_targets(objects), read_inspectors(inspectors), read_plan(committed["plan"]))


def _check_later(source: str | None, later: str | None) -> None:
    if source is None and later is not None:
        hint = "Leave it out: a value chosen afterwards would choose the result."
        raise InputError("later", "later", later, "no later value, as the commitment names none", hint)
    if source is not None:
        if later is None:
            raise InputError("later", "later", "nothing", f"the value of: {source}", "Give it with --later.")
        cell(later, "later")


def _directory(held: Directory[Any]) -> dict[str, Any]:
    return {"sha256": held.sha256, "count": len(held.rows), "rows": held.marks()}


def _drawn(number: int, one: Drawn, inputs: Inputs) -> dict[str, Any]:
    target = one.target
    return {
        "no": number,
        "stratum": one.stratum,
        "id": target.id,
        "name": target.name,
        "employer": target.employer,
        "weight": str(inputs.plan.weight(target)),
        "pick": one.pick.as_json(),
        "inspectors": [{"id": who.id, "name": who.name, "pick": pick.as_json()} for who, pick in one.inspectors],
    }


def _recusals(drawn: list[Drawn], inputs: Inputs) -> list[dict[str, str]]:
    """Who was kept away 回避 from which drawn object."""
    return [
        {"object": one.target.id, "inspector": who.id}
        for one in drawn
        for who in inputs.inspectors.rows.values()
        if who.must_not_inspect(one.target)
    ]

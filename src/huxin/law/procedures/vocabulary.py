"""The generic acts of ``acts.yaml`` filled into each procedure, so that a procedure names only what differs.

Works on raw pack data, before the shapes are checked: cold path only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from huxin.law.procedures.model import OPEN, STATUSES
from huxin.law.procedures.ways import here, with_ways

_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {"any": STATUSES, "open": OPEN}
"""``from: any`` is every status of a filed case, ``from: open`` those in which it is still being handled."""


def complete(
    raw: Mapping[str, Any],
    vocabulary: Mapping[str, Mapping[str, Any]],
    ways: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """A procedure with whole acts: those it names (own keys win over the vocabulary's), then every common act.

    An act with ``ways: true`` asks how it was done among the ``ways`` of service, and what each of them must prove.
    ``without: [transfer, …]`` leaves common acts out.  The order of the procedure is kept.
    """
    raw = _sides(raw)
    named = raw.get("acts")
    if not isinstance(named, dict):
        return dict(raw)
    left_out = raw.get("without") or []
    acts = {name: _act(name, vocabulary.get(name, {}), own) for name, own in named.items()}
    for name, base in vocabulary.items():
        if base.get("common") and name not in acts and name not in left_out:
            acts[name] = _act(name, base, None)
    found = {**{key: value for key, value in raw.items() if key != "without"}, "acts": acts}
    asking = [act for act in acts.values() if isinstance(act, dict) and act.pop("ways", False)]
    if asking:
        found["ways"] = [here(one, str(raw.get("id"))) for one in (ways or {}).values()]
    for act in asking:
        act["payload"] = with_ways(act.get("payload") or [], found["ways"])
    return found


def _sides(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """``parties`` of packs that were kept from before procedures had ``sides``, as the other side."""
    old = raw.get("parties")
    if not isinstance(old, list) or not all(isinstance(one, dict) for one in old):
        return raw
    names = ("respondent", "third")
    sides = {
        name: {"who": [one.get("role")], **{key: value for key, value in one.items() if key != "role"}}
        for name, one in zip(names, old, strict=False)
    }
    return {**{key: value for key, value in raw.items() if key != "parties"}, "sides": sides}


def _act(name: str, base: Mapping[str, Any], own: Any) -> Any:
    if own is not None and not isinstance(own, dict):
        return own
    act = {**base, **(own or {}), "id": name}
    act.pop("override", None)
    start = act.pop("from", None)
    if start is not None:
        act["from_"] = expand(start)
    return act


def expand(start: Any) -> Any:
    """``any``, ``open`` and lists that mix them with statuses, as a list of statuses."""
    if isinstance(start, str):
        return list(_GROUPS.get(start, (start,)))
    if isinstance(start, list):
        return [
            status for part in start for status in (_GROUPS.get(part, (part,)) if isinstance(part, str) else (part,))
        ]
    return start

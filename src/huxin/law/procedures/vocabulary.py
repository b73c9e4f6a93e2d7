"""The generic acts of ``acts.yaml`` and turns of ``turns.yaml`` filled into each procedure, so that a procedure names
only what differs.

Works on raw pack data, before the shapes are checked: cold path only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from huxin.law.procedures.model import CARRIERS, OPEN, STATUSES
from huxin.law.procedures.ways import here, with_ways

_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {"any": STATUSES, "open": OPEN}
"""``from: any`` is every status of a filed case, ``from: open`` those in which it is still being handled."""
Raw = Mapping[str, Any]


def complete(
    raw: Raw, vocabulary: Mapping[str, Raw], ways: Mapping[str, Raw] | None = None, turns: Iterable[Raw] = ()
) -> dict[str, Any]:
    """A procedure with whole acts: those it names (own keys win over the vocabulary's), then every common act, and
    those that stand ``beside`` an act that it has, with the ``clock`` that waits for them.

    An act with ``ways: true`` asks how it was done among the ``ways`` of service, and what each of them must prove.
    ``without: [transfer, …]`` leaves such acts out.  The order of the procedure is kept.
    """
    raw = _sides(raw)
    named = raw.get("acts")
    if not isinstance(named, dict):
        return dict(raw)
    left_out = raw.get("without") or []
    carriers = _carriers(raw)
    acts = {name: _act(name, vocabulary.get(name, {}), own, carriers) for name, own in named.items()}
    clocks = []
    for name, base in vocabulary.items():
        if (base.get("common") or base.get("beside") in named) and name not in acts and name not in left_out:
            acts[name] = _act(name, base, None, carriers)
            clocks += [base["clock"]] if "clock" in base else []
    found = {**{key: value for key, value in raw.items() if key != "without"}, "acts": acts}
    asking = [act for act in acts.values() if isinstance(act, dict) and act.pop("ways", False)]
    if asking:
        found["ways"] = [here(one, str(raw.get("id"))) for one in (ways or {}).values()]
    for act in asking:
        act["payload"] = with_ways(act.get("payload") or [], found["ways"])
    found |= {"clocks": [*(raw.get("clocks") or ()), *clocks]} if clocks else {}
    return found if raw.get("turns") is None else {**found, "turns": _turns(raw["turns"], turns, acts)}


def _carriers(raw: Raw) -> list[str]:
    """The roles that carry such cases, where the procedure says so."""
    sides = raw.get("sides")
    office = sides.get("office") if isinstance(sides, dict) else None
    who = office.get("who") if isinstance(office, dict) else None
    return [one for one in who if one in CARRIERS] if isinstance(who, list) else []


def _turns(own: Any, shared: Iterable[Raw], acts: Raw) -> Any:
    """The turns of a procedure by status, with the shared ones whose first act it has before its own; a shared one
    without acts stands where the procedure says nothing."""
    if not isinstance(own, dict):
        return own
    found = dict(own)
    for one in reversed(list(shared)):
        asked = one.get("acts", ())
        turn = {key: value for key, value in one.items() if key not in ("id", "status")}
        for status in one["status"]:
            has = found.get(status)
            if asked and asked[0] in acts and isinstance(has, list | None):
                found[status] = [turn, *(has or ())]
            elif "acts" not in one and has is None:
                found[status] = [turn]
    return found


def _sides(raw: Raw) -> Raw:
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


def _act(name: str, base: Raw, own: Any, carriers: list[str]) -> Any:
    if own is not None and not isinstance(own, dict):
        return own
    act = {**base, **(own or {}), "id": name}
    act.pop("override", None)
    for key in ("beside", "clock"):
        act.pop(key, None)
    if "handler" in base.get("by", ()) and "by" not in (own or {}):
        act["by"] = [*carriers, *(by for by in base["by"] if by not in carriers)]
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

"""The procedures that a pack holds, as a list for programs and for people."""

from __future__ import annotations

from typing import Any

from huxin.law.pack.model import Pack
from huxin.law.procedures import Procedure


def catalogue(pack: Pack) -> list[dict[str, Any]]:
    """Every procedure by room: what it serves, its acts with who may do them, its clocks with length and source."""
    return [_procedure(pack, one) for one in sorted(pack.procedures.values(), key=lambda one: (one.room, one.id))]


def _procedure(pack: Pack, one: Procedure) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version,
        "room": one.room,
        "label": dict(one.label),
        "clause": pack.cite(one.clause),
        "clauses": [clause.id for clause in pack.clauses.values() if one.id in clause.procedures],
        "depth": one.depth,
        "item": one.item,
        "applicants": list(one.applicants),
        "acts": [
            {
                "act": act.id,
                "by": list(act.by),
                "from": list(act.from_),
                "to": act.to if act.to is None or isinstance(act.to, str) else dict(act.to),
            }
            for act in one.acts.values()
        ],
        "clocks": [
            {
                "id": name,
                "label": dict(clock.label),
                "start": [event.act for event in clock.start],
                "stop": [event.act for event in clock.stop],
                "length": clock.length if isinstance(clock.length, int) else dict(clock.length),
                "unit": clock.unit,
                "extend": clock.extend.most if clock.extend else None,
                "source": pack.cite(clock.source),
                "confidence": clock.confidence,
            }
            for clock in one.clocks
            for name in (clock.id, clock.alias)
            if name is not None
        ],
    }


def as_text(rows: list[dict[str, Any]]) -> str:
    """One line per procedure, its clocks below."""
    lines: list[str] = []
    for row in rows:
        served = ", ".join(row["clauses"]) or row["clause"]
        lines.append(
            f"{row['room']}  {row['id']}  {row['label']['zh']} {row['label']['en']}  [{served}]  {row['depth']}"
        )
        for clock in row["clocks"]:
            length = clock["length"] if isinstance(clock["length"], int) else clock["length"]["param"]
            more = f" +{clock['extend']}" if clock["extend"] else ""
            lines.append(f"    {clock['id']}: {length}{more} {clock['unit']}  {clock['source']}")
    return "\n".join([*lines, f"{len(rows)}"]) + "\n"

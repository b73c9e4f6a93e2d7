"""Whose act it is 谁的动作: sides of a case, how they enter, and that nobody types for whom something is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from huxin.law.errors import nearest
from huxin.law.procedures.automatic import PathFault
from huxin.law.procedures.model import ACTOR, COMPUTED, PARTIES, SIDE, Act, Procedure
from huxin.law.procedures.money import PAY

_APPLICANTS: Final = ("complete", "withdraw")
"""Acts of whoever filed: a word of the law alone would let the other side do them too."""


def whose_faults(procedure: Procedure) -> Iterator[PathFault]:
    """Every fault in who may act and as whom."""
    yield from _parties(procedure)
    yield from _sides(procedure)
    for name, act in procedure.acts.items():
        yield from _whose(name, act)
    if PAY in procedure.acts and procedure.acts[PAY].written_by != "system":
        hint = "A payment is recorded by the pay batch alone."
        yield PathFault(("acts", PAY, "written_by"), "a form", "'written_by: system'", hint)


def _whose(name: str, act: Act) -> Iterator[PathFault]:
    """Whose act it is follows from who acts; a party that could type it could act for another."""
    words = [by for by in act.by if name in _APPLICANTS and by in PARTIES]
    if words:
        yield PathFault(("acts", name, "by"), ", ".join(words), "'applicant'", "Only whoever filed does it.")
    for place, one in enumerate(act.payload):
        path = ("acts", name, "payload", place, "source")
        if one.name == "party" and one.source != ACTOR:
            yield PathFault(path, one.source, f"'source: {ACTOR}'", "Whose act it is comes from who acts.")
        elif one.source not in ("applicant", ACTOR, COMPUTED, SIDE) and not one.source.startswith("register:"):
            yield PathFault(
                path, one.source, f"{ACTOR}, {SIDE}, {COMPUTED} or register:<name>", "Say where it comes from."
            )
        elif one.source == ACTOR and one.required:
            yield PathFault(path, "a required field", "'required: false'", "Nobody types it: the program fills it in.")


def _parties(procedure: Procedure) -> Iterator[PathFault]:
    """Whoever joins does so with an act that exists, and a company is named by a question that is asked."""
    for joining in procedure.parties:
        asked = {one.name for act in procedure.acts for one in procedure.fields_of(act)}
        for part, value, known in (("act", joining.act, set(procedure.acts)), ("field", joining.field, asked)):
            if value not in known:
                yield PathFault(("sides", joining.side, part), value, f"a known {part}", nearest(value, known))


def _sides(procedure: Procedure) -> Iterator[PathFault]:
    """A side that enters says with which act and whose code; the applicant enters by filing."""
    for name, one in procedure.sides.items():
        if not one.who:
            yield PathFault(("sides", name, "who"), "nobody", "at least one party", "Say who the side can be.")
        if (one.field is None) != (one.act is None):
            yield PathFault(("sides", name), "half of it", "both 'field' and 'act'", "Both say how the side enters.")
    for act_name, act in procedure.acts.items():
        for by in act.by:
            if by == "third" and not act.common and by not in procedure.sides:
                yield PathFault(("acts", act_name, "by"), by, "a side of this procedure", nearest(by, procedure.sides))

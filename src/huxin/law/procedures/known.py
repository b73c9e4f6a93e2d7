"""Where an answer or a paper may stand already, in the cases that hang together with the one that is begun.

A source reads ``[procedure/][act.]name``: an answer of a form, or with an act what it said; under an act ``paper`` is
the document number 文号 of what it made, ``body`` whose it is, ``served`` the day on which that was served on whoever
asks, ``no`` the number of the case.  For a paper ``name`` is the id of one of another case, and ``act.paper`` what the
act made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from huxin.law.procedures.model import EvidenceSpec, Field, Procedure

OF_ACT: Final = ("no", "paper", "body", "served")
"""What an act gives beside its answers."""


@dataclass(frozen=True)
class KnownSource:
    """One place where it may stand; an empty ``procedure`` is any, an empty ``act`` the form."""

    procedure: str
    act: str
    name: str

    def fits(self, procedure: str) -> bool:
        """Whether it can stand in a case of this procedure."""
        return self.procedure in ("", procedure)


def sources(one: Field | EvidenceSpec) -> list[KnownSource]:
    """Where it may be known from, the likeliest first; what says nothing of it, under its own name in a form."""
    own = (one.name if isinstance(one, Field) else one.id,)
    return [source_of(text) for text in (own if one.known is None else one.known)]


def source_of(text: str) -> KnownSource:
    """A source as it is written."""
    procedure, _, rest = text.rpartition("/")
    act, _, name = rest.rpartition(".")
    return KnownSource(procedure, act, name)


def unknown_sources(procedures: Mapping[str, Procedure]) -> Iterator[tuple[str, str]]:
    """(procedure, source) of each source that no procedure of the pack can give, of those that name one of it."""
    for name, procedure in procedures.items():
        asked: tuple[Field | EvidenceSpec, ...] = (*procedure.fields_of("file"), *procedure.evidence)
        for one in asked:
            for text in one.known or ():
                source = source_of(text)
                other = procedures.get(source.procedure)
                if source.procedure and other is not None and not _gives(other, source):
                    yield name, text


def _gives(procedure: Procedure, source: KnownSource) -> bool:
    if not source.act:
        asked = {one.name for one in procedure.fields_of("file")} | {one.id for one in procedure.evidence}
        return source.name in asked or source.name == "no"
    act = procedure.acts.get(source.act)
    return act is not None and (source.name in OF_ACT or source.name in {one.name for one in act.payload})

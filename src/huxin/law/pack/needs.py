"""What the code takes from a pack 代码要从政策包取什么: declared by each room in its ``needs.py``, held against a pack.

A declaration is plain data: it imports nothing of its room, so that a pack can be checked without starting the service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from huxin.law.errors import PackError, nearest
from huxin.law.pack.model import Pack

NeedKind = Literal[
    "parameter", "procedure", "act", "agency", "letter", "message", "item", "reading", "sheet", "paper", "page"
]
KINDS: Final[tuple[NeedKind, ...]] = get_args(NeedKind)
OFFERED: Final = "offered"
"""A need with this condition is no must: the code asks whether the pack has it, and leaves its feature out."""
_FILES: Final = {
    "parameter": "parameters/", "procedure": "procedures/{name}.yaml", "agency": "agencies.yaml",
    "letter": "letters/{name}.typ", "message": "messages.yaml", "item": "items/{name}.yaml",
    "reading": "readings.yaml", "sheet": "sheets/{name}.yaml", "paper": "agreements/papers.yaml", "page": "pages.yaml",
}  # fmt: skip
"""Where a pack says it, for the fault that it does not."""


@dataclass(frozen=True, order=True)
class Need:
    """One thing that a room takes from the pack by its name.

    ``by``: the room, such as ``measures.injuries``.  ``given``: the procedure with which it is asked for; "" always;
    ``OFFERED``: only where the pack has it.  The name of an act is ``<procedure>/<act>``.
    """

    kind: NeedKind
    name: str
    by: str
    given: str = ""

    def asked_of(self, pack: Pack) -> bool:
        """Whether the pack must have it."""
        return self.given != OFFERED and (not self.given or self.given in pack.procedures)


_SAMPLES: Final[dict[tuple[str, str], Mapping[str, Any]]] = {}
_NEEDS: Final[dict[tuple[str, str, str], Need]] = {}


def needs(by: str, *, given: str = "", **names: Collection[str]) -> None:
    """Declare what the room ``by`` takes: ``needs("draw", parameter=["inspection.officers"])``.

    An act is asked for with its procedure.  Raises ValueError for a kind that there is not, for one name as a text
    in place of a list, and for what the room has declared already.
    """
    for word, listed in names.items():
        kind = next((one for one in KINDS if one == word), None)
        if kind is None or isinstance(listed, str):
            raise ValueError(f"{by}: '{word}' is no kind of need with a list of names; kinds are {', '.join(KINDS)}")
        for name in listed:
            if (kind, name, by) in _NEEDS:
                raise ValueError(f"{by} declares the {kind} '{name}' twice")
            condition = given or (name.partition("/")[0] if kind == "act" else "")
            _NEEDS[kind, name, by] = Need(kind, name, by, condition)


def sample(kind: Literal["letter", "procedure"], name: str, data: Mapping[str, Any]) -> None:
    """Say what a room adds to the data of a letter: of a paper that no act asks for, or of a procedure's letters.

    Samples of letters are set with it.  Raises ValueError for a second one of that name.
    """
    if (kind, name) in _SAMPLES:
        raise ValueError(f"a second sample for the {kind} '{name}'")
    _SAMPLES[kind, name] = data


def sample_of(kind: Literal["letter", "procedure"], name: str) -> Mapping[str, Any]:
    """What was said for a letter or a procedure; empty where nothing was."""
    return _SAMPLES.get((kind, name), {})


def declared() -> list[Need]:
    """What the rooms that were imported have declared, by kind and name."""
    return sorted(_NEEDS.values(), key=lambda one: (KINDS.index(one.kind), one.name, one.by))


def has(pack: Pack, need: Need, templates: Collection[str]) -> bool:
    """Whether a pack has it; ``templates`` are the names of the texts of letters in its chain."""
    if need.kind == "act":
        procedure, _, act = need.name.partition("/")
        return procedure in pack.procedures and act in pack.procedures[procedure].acts
    if need.kind == "letter":
        return need.name in templates
    return need.name in _names(pack, need)


def is_city(pack: Pack) -> bool:
    """Whether a pack is one under which a service can run: only a city has counties."""
    return bool(pack.divisions)


def lacking(pack: Pack, found: Iterable[Need], templates: Collection[str]) -> Iterator[tuple[Need, list[str]]]:
    """What a pack must have and has not, each once with everybody who asks for it."""
    asked: dict[tuple[str, str], tuple[Need, list[str]]] = {}
    for need in found:
        if need.asked_of(pack) and not has(pack, need, templates):
            asked.setdefault((need.kind, need.name), (need, []))[1].append(need.by)
    yield from asked.values()


def need_faults(pack: Pack, found: Iterable[Need], templates: Collection[str]) -> list[PackError]:
    """A fault for each thing that the code takes and the pack lacks, with the file where it belongs."""
    return [
        PackError(
            f"{pack.id}/{_place(need)}:1:1",
            f"no {need.kind} '{need.name}'",
            f"the {need.kind} '{need.name}', which {', '.join(rooms)} takes from the pack",
            f"{_close(need.name, _names(pack, need))}Add it, or see 'huxin pack needs {pack.id}'.",
        )
        for need, rooms in lacking(pack, found, templates)
    ]


def _close(name: str, known: Collection[str]) -> str:
    told = nearest(name, known)
    return f"{told} " if told.startswith("Did") else ""


def _place(need: Need) -> str:
    if need.kind == "act":
        return f"procedures/{need.name.partition('/')[0]}.yaml"
    return _FILES[need.kind].format(name=need.name)


def _names(pack: Pack, need: Need) -> Collection[str]:
    if need.kind == "act":
        procedure = pack.procedures.get(need.name.partition("/")[0])
        return [f"{procedure.id}/{act}" for act in procedure.acts] if procedure is not None else ()
    plural = {"agency": "agencies"}.get(need.kind, f"{need.kind}s")
    found: Collection[str] = getattr(pack, plural)
    return found

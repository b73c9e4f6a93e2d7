"""The act ``collect`` 调取: done by the program for every open claim, and again when an officer asks."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from huxin.casework.service import Case, ConflictError, Dossier, perform, view_case
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.law.procedures.model import OPEN
from huxin.measures.injuries.bundle import BundleRecord, gather, read_pieces, written
from huxin.measures.injuries.route import route_of
from huxin.people.service import ErasedError

PROCEDURE: Final = "injury-recognition"
ACT: Final = "collect"
log = logging.getLogger("huxin.injuries")


@dataclass(frozen=True)
class Collected:
    """What was fetched last: when, by which records, which way and what to look at."""

    at: datetime
    regime: str
    marks: tuple[str, ...]
    trade: str
    platform: str
    pieces: tuple[BundleRecord, ...]


def collected(dossier: Dossier) -> Collected | None:
    """What the case holds by reference; None before it was fetched, or where the procedure fetches nothing."""
    step = dossier.last(ACT) if dossier.case.procedure == PROCEDURE else None
    if step is None:
        return None
    said = step.payload
    return Collected(
        step.at,
        str(said["regime"]),
        tuple(said.get("marks") or ()),
        str(said.get("by_trade") or ""),
        str(said.get("by_platform") or ""),
        read_pieces(str(said["pieces"])),
    )


def collect(no: str, key: str, asked_by: str = "") -> None:
    """Look up and write down.  The looking up is done before the case is locked: a lake of orders takes its time.

    Raises NotFoundError, ErasedError; InputError for a closed case; ConflictError where somebody acted meanwhile.
    """
    dossier = view_case(SYSTEM, no)
    bundle = gather(dossier)
    route = route_of(dossier, bundle)
    payload = {
        "regime": route.regime,
        "marks": list(route.marks),
        "by_trade": route.trade,
        "by_platform": route.platform,
        "asked_by": asked_by,
        "pieces": written(bundle.pieces),
    }
    said = {name: value for name, value in payload.items() if value not in ("", [])}
    perform(SYSTEM, no, ACT, said, key=key, expected_seq=dossier.case.seq)


def collect_waiting(now: datetime) -> int:
    """Every open claim for which nothing was fetched yet; answers how many were done."""
    waiting = Case.objects.filter(procedure=PROCEDURE, status__in=OPEN).exclude(acts__act=ACT)
    return sum(_try(no) for no in waiting.order_by("filed_at").values_list("no", flat=True))


def _try(no: str) -> bool:
    try:
        collect(no, f"collect-{no}")
    except (ErasedError, ConflictError, InputError) as error:
        log.warning("bundle of %s not fetched: %s", no, type(error).__name__)
        return False
    return True


def collect_again(no: str, asked_by: str) -> None:
    """Once more, because an officer asks.  Raises as ``collect`` does."""
    collect(no, uuid.uuid4().hex, asked_by)

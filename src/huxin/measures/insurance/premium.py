"""What a list of single-line insurance costs and from when it covers, person by person 逐人测算.

The base is what the list declares for each person, the rate what the agency assessed; either may still be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from huxin.casework.service import Dossier
from huxin.law.procedures.facts import percent
from huxin.people.service import Cover, Person, yuan

PROCEDURE: Final = "single-line-enrolment"


def people_of_list(dossier: Dossier) -> Iterator[tuple[Person, Mapping[str, Any]]]:
    """Everybody whose cover came with the list of a case, with the facts of ``single-line-premium``."""
    number, accepted = str(dossier.answers.get("roster", "")), dossier.last("accept")
    rate = percent(accepted.payload.get("rate")) if accepted is not None and accepted.payload.get("rate") else None
    for row in covers_of_list(number):
        facts: dict[str, Any] = {
            "month": f"{row.cover_from:%Y-%m}",
            "base": yuan(row.base_fen) if row.base_fen is not None else None,
            "rate": rate,
            "roster_received_on": row.received_on.isoformat(),
        }
        yield row.person, facts


def covers_of_list(number: str) -> Iterator[Cover]:
    """The covers that began with a list, by its number; nothing for what is none."""
    try:
        filing = UUID(number)
    except ValueError:
        return
    yield from Cover.objects.filter(filing=filing).select_related("person__data_key").order_by("cover_from", "id")

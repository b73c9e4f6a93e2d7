"""What changes the register: an import, a report, what became of it.  Each change makes a new edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from huxin.casework.service import Dossier, Step, city_pack, today
from huxin.measures.places.models import Edition, Place
from huxin.measures.places.reading import Read, Wanted, read_places

FAULT: Final = "place-fault-report"
PROPOSAL: Final = "place-proposal"
_BATCH: Final = 1_000
_FIELDS: Final = (
    "name", "kind", "services", "county", "address", "entrance", "phone", "unit", "hours", "capacity", "lng", "lat",
    "raw_x", "raw_y", "crs", "source", "licence", "flag", "invented", "hub",
)  # fmt: skip


@dataclass(frozen=True)
class Imported:
    """How many are new and how many were there, and what was read."""

    new: int
    changed: int
    read: Read

    def as_json(self, most: int = 50) -> dict[str, Any]:
        """Counts, and the first faults and notes."""
        read = self.read
        return {
            "rows": read.total, "new": self.new, "changed": self.changed, "wrong": len(read.faults),
            "faults": read.faults[:most], "noted": len(read.notes), "notes": read.notes[:most],
        }  # fmt: skip


def import_places(
    content: bytes, name: str, crs: str, *, kind: str = "", source: str, licence: str = "", invented: bool = False,
    check: bool = False,
) -> Imported:  # fmt: skip
    """Take a file in, whole or, with ``check``, not at all.  A place with a known code is brought up to date.

    Raises InputError and BusyError as ``read_places`` does.
    """
    read = read_places(content, name, Wanted(crs, city_pack().divisions, kind, source))
    known = set(Place.objects.values_list("code", flat=True))
    changed = len(known & read.rows.keys())
    if not check:
        more = {"licence": licence[:100], "invented": invented}
        rows = [Place(code=code, **(dict(row.values) | more)) for code, row in read.rows.items()]
        with transaction.atomic():
            Place.objects.bulk_create(
                rows, batch_size=_BATCH, update_conflicts=True, unique_fields=["code"], update_fields=_FIELDS
            )
            new_edition()
    return Imported(len(read.rows) - changed, changed, read)


def new_edition() -> None:
    """Let every process read the register again.  In the transaction of the change."""
    if not Edition.objects.filter(id=1).update(number=F("number") + 1):
        Edition.objects.get_or_create(id=1, defaults={"number": 1})


def note_report(dossier: Dossier, step: Step) -> None:
    """Somebody says that a place is closed or broken: the page says so from now on."""
    _change(dossier, reported_on=today())


def note_look(dossier: Dossier, step: Step) -> None:
    """Somebody had a look after the repair."""
    if step.payload.get("works") is True:
        _change(dossier, verified_on=today(), reported_on=None)


def note_end(dossier: Dossier, step: Step) -> None:
    """Repaired and no fault: open again and seen.  Taken off: no longer on the page."""
    if step.payload.get("outcome") == "removed":
        _change(dossier, retired_on=today(), reported_on=None)
    else:
        _change(dossier, verified_on=today(), reported_on=None)


def _change(dossier: Dossier, **values: date | None) -> None:
    code = str(dossier.answers.get("place_code") or "")
    if code and Place.objects.filter(code=code).update(**values):
        new_edition()

"""What changes the register: an import, a report, what became of it.  Each change makes a new edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, Step, city_pack, file_case, today
from huxin.identity.service import Actor
from huxin.law.cleaning import whole_number
from huxin.law.errors import InputError
from huxin.measures.places import taxonomy
from huxin.measures.places.hours import tidy
from huxin.measures.places.models import Edition, OpenedPlace, Place, Repair
from huxin.measures.places.reading import ReadOptions, ReadPlaces, read_places

FAULT: Final = "place-fault-report"
PROPOSAL: Final = "place-proposal"
PROJECT: Final = "place-project"
_BATCH: Final = 1_000
_FIELDS: Final = (
    "name", "kind", "services", "county", "address", "entrance", "phone", "unit", "hours", "capacity", "lng", "lat",
    "raw_x", "raw_y", "crs", "source", "licence", "flag", "invented", "hub",
)  # fmt: skip


@dataclass(frozen=True)
class PlacesImported:
    """How many are new and how many were there, and what was read."""

    new: int
    changed: int
    read: ReadPlaces

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
) -> PlacesImported:  # fmt: skip
    """Take a file in, whole or, with ``check``, not at all.  A place with a known code is brought up to date.

    Raises InputError and BusyError as ``read_places`` does.
    """
    read = read_places(content, name, ReadOptions(crs, city_pack().divisions, kind, source))
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
    return PlacesImported(len(read.rows) - changed, changed, read)


def new_edition() -> None:
    """Let every process read the register again.  In the transaction of the change."""
    if not Edition.objects.filter(id=1).update(number=F("number") + 1):
        Edition.objects.get_or_create(id=1, defaults={"number": 1})


def report_fault(actor: Actor, place: Place, faults: Iterable[str], *, key: str) -> dict[str, Any]:
    """One tap 报一下: it is closed, broken or gone.  A case of the union of its county; answers as ``file_case`` does.

    Raises InputError for no fault and for one that the pack does not know, ConflictError as ``file_case`` does.
    """
    answers = {
        "place_name": place.name[:100], "place_code": place.code, "county": place.county,
        "faults": [one[:30] for one in faults][:20],
    }  # fmt: skip
    if not answers["faults"]:
        raise InputError("missing", "faults", "none", "at least one", _("选一样：关着、坏了，还是没有了。"))
    return file_case(actor, FAULT, answers, papers={}, key=f"place-{key}")


def note_report(dossier: Dossier, step: Step) -> None:
    """Somebody says that a place is closed or broken: the page says so from now on."""
    _change(dossier, reported_on=today())


def note_look(dossier: Dossier, step: Step) -> None:
    """Somebody had a look after the repair."""
    if step.payload.get("works") is True:
        _change(dossier, verified_on=today(), reported_on=None)


def note_end(dossier: Dossier, step: Step) -> None:
    """Repaired and no fault: open again and seen.  Taken off: no longer on the page.  How long it took is kept."""
    place = Place.objects.filter(code=str(dossier.answers.get("place_code") or "")).exclude(reported_on=None).first()
    if place is not None and place.reported_on is not None:
        outcome = str(step.payload.get("outcome") or "")[:20]
        Repair.objects.create(place=place, reported_on=place.reported_on, settled_on=today(), outcome=outcome)
    if step.payload.get("outcome") == "removed":
        _change(dossier, retired_on=today(), reported_on=None)
    else:
        _change(dossier, verified_on=today(), reported_on=None)


def note_opened(dossier: Dossier, step: Step) -> None:
    """A project that ended as opened waits for its point.  Raises InputError where no works were begun before."""
    if step.payload.get("outcome") != "opened":
        return
    if not any(one.act == "start_works" for one in dossier.steps):
        hint = _("还没有开工，不能开放。先登记开工，建好了验收，再开放。")
        raise InputError("works", "outcome", "opened", "works that were begun", hint)
    answers = dossier.answers
    kind, seats = str(answers.get("place_kind") or ""), str(answers.get("seats") or "")
    opened_on = str(step.payload.get("opened_on") or "")
    values = {
        "name": str(answers.get("spot") or "")[:100], "kind": kind if kind in taxonomy.kinds() else "",
        "county": str(answers.get("county") or ""), "unit": str(answers.get("operator") or "")[:100],
        "hours": tidy(str(step.payload.get("opening_hours") or "")) or "",
        "capacity": whole_number(seats, 6, None),
        "opened_on": date.fromisoformat(opened_on) if opened_on else None,
    }  # fmt: skip
    OpenedPlace.objects.update_or_create(case_no=dossier.case.no, defaults=values)


def note_verified(dossier: Dossier, step: Step) -> None:
    """Somebody looked whether a place that was built is still there and in order."""
    code = code_of(dossier.case.no)
    values = {"verified_on": today(), "reported_on": None} if step.payload.get("works") else {"reported_on": today()}
    if Place.objects.filter(code=code, retired_on=None).update(**values):
        new_edition()


def code_of(case_no: str) -> str:
    """The code of the place that a project made."""
    return f"case-{case_no}"


def put_on_map(opened: OpenedPlace, pair: str, crs: str, kind: str) -> Place:
    """Give an opened place its point; from then on everybody finds it.

    Raises InputError for an unknown kind or system and for a pair that is no point of the city.
    """
    head = "name,kind,county,location"
    row = ",".join(f'"{text.replace(chr(34), "")}"' for text in (opened.name, kind, opened.county, pair))
    read = read_places(
        f"{head}\n{row}\n".encode(), "place.csv", ReadOptions(crs, city_pack().divisions, source=_("服务点建设"))
    )
    if read.faults:
        fault = read.faults[0]
        hint = _("写成“经度,纬度”，比如 120.58,27.97，并选对坐标系和类型。")
        raise InputError(fault["column"], fault["column"], fault["got"], fault["wanted"], hint)
    (values,) = (dict(one.values) for one in read.rows.values())
    if values["flag"]:
        hint = _("这个点不在这个县（市、区）。看看经纬度有没有写反、坐标系选得对不对。")
        raise InputError("point", "point", pair, "a point in the county of the case", hint)
    more = {"unit": opened.unit, "hours": opened.hours, "capacity": opened.capacity, "verified_on": today()}
    with transaction.atomic():
        place, _made = Place.objects.update_or_create(
            code=code_of(opened.case_no), defaults={**values, **more, "name": opened.name}
        )
        opened.delete()
        new_edition()
    return place


def _change(dossier: Dossier, **values: date | None) -> None:
    code = str(dossier.answers.get("place_code") or "")
    if code and Place.objects.filter(code=code).update(**values):
        new_edition()

"""签名的个人记录: a person's own record as a signed PDF that anybody can read, and the same tables as CSV.

The PDF names the SHA-256 of every table, so that whoever trusts its signature (``huxin audit letter``, with the
certificate of the city that signed) can trust the tables too.  Each room says which tables are its own.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final

from django.conf import settings
from django.utils import timezone

from huxin.casework.case.queries import my_cases
from huxin.casework.law.city import city_pack
from huxin.casework.outbox.case_file import set_own
from huxin.casework.outbox.letters.signing import sign
from huxin.files.cells import defused
from huxin.identity.service import Actor, leave_trace
from huxin.law.dates import SHANGHAI, day_of
from huxin.law.procedures import STATUS_LABELS
from huxin.people.service import Person, details_of

PAPER: Final = "record.pdf"
"""The signed PDF in the archive."""
_BOM: Final = "\ufeff"
"""So that a table opens in the right letters where people open it."""
Text = Mapping[str, str]


@dataclass(frozen=True)
class OwnTable:
    """A table of one room: ``name`` of its file, its title, its columns as (key of a row, words), and the rows."""

    name: str
    label: Text
    columns: Sequence[tuple[str, Text]]
    rows: Callable[[Actor], Sequence[Mapping[str, Any]]]
    look: str = ""
    """The route of the page on which the person sees the same."""
    slow: bool = False
    """Reading it takes long: it is not counted where only the numbers are told."""

    def cells(self, actor: Actor) -> list[list[str]]:
        """The rows as text, in the order of the columns."""
        return [[_text(row.get(key)) for key, _words in self.columns] for row in self.rows(actor)]


_tables: dict[str, OwnTable] = {}


def register_own_table(table: OwnTable) -> None:
    """Called by a room when the program starts."""
    _tables[table.name] = table


@dataclass(frozen=True)
class Held:
    """How much of one kind is kept about somebody; ``count`` None: there may be some, it was not counted."""

    label: Text
    count: int | None
    look: str


def held_about(actor: Actor) -> list[Held]:
    """What the record of a person would hold, in numbers.  Raises PermissionError for anybody but the person."""
    if actor.person_id is None or actor.on_behalf:
        raise PermissionError("Only the person sees what is kept.")
    return [Held(one.label, None if one.slow else len(one.rows(actor)), one.look) for one in (CASES, *_tables.values())]


def own_record(actor: Actor) -> IO[bytes]:
    """A ZIP with the signed PDF and the tables, in a temporary file at its beginning.

    Raises PermissionError for anybody but the person, InputError where nothing may be signed yet.
    """
    if actor.person_id is None or actor.on_behalf:
        raise PermissionError("Only the person takes their own record.")
    found = [(one, one.cells(actor)) for one in (CASES, *_tables.values())]
    files = {f"{one.name}.csv": _csv(one, rows) for one, rows in found}
    paper = _paper(actor, found, {name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    leave_trace("export", "own_record", actor.pk, person=actor.person_id)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PAPER, paper)
        for name, content in files.items():
            archive.writestr(name, content)
    out.seek(0)
    return out


def _paper(actor: Actor, found: Sequence[tuple[OwnTable, list[list[str]]]], digests: Mapping[str, str]) -> bytes:
    details = details_of(Person.objects.select_related("data_key").get(id=actor.own_person))
    now = timezone.now().astimezone(SHANGHAI)
    title = "个人记录"
    data = {
        "title": title,
        "office": city_pack().label["zh"] + "护新",
        "name": details.name,
        "number": details.id_number,
        "printed": f"{day_of(now)} {now:%H:%M}（北京时间）",
        "no": f"{title} {now:%Y%m%d-%H%M%S}",
        "demo": settings.DEMO,
        "preview": False,
        "tables": [
            {
                "title": f"{one.label['zh']} {one.label['en']}",
                "heads": [f"{words['zh']} {words['en']}" for _key, words in one.columns],
                "rows": rows,
                "file": f"{one.name}.csv",
                "digest": digests[f"{one.name}.csv"],
            }
            for one, rows in found
        ],
    }
    return sign(set_own("own_record", data), title)


def _csv(table: OwnTable, rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([f"{words['zh']} {words['en']}" for _key, words in table.columns])
    writer.writerows([[defused(cell) for cell in row] for row in rows])
    return (_BOM + out.getvalue()).encode()


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _cases(actor: Actor) -> list[dict[str, Any]]:
    """The person's cases: number, matter, day, status."""
    known = city_pack().procedures
    return [
        {
            "no": one.no,
            "matter": known[one.procedure].label["zh"] if one.procedure in known else one.procedure,
            "filed": day_of(one.filed_at),
            "status": STATUS_LABELS[one.status]["zh"],
        }
        for one in my_cases(actor)
    ]


CASES: Final = OwnTable(
    "cases",
    {"zh": "我办过的事", "en": "Cases"},
    (
        ("no", {"zh": "编号", "en": "No."}),
        ("matter", {"zh": "什么事", "en": "Matter"}),
        ("filed", {"zh": "提交日期", "en": "Filed"}),
        ("status", {"zh": "办到哪了", "en": "Status"}),
    ),
    _cases,
    look="worker:cases",
)

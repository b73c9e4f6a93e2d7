"""Lists that companies send 名单报送: one way in for every kind, all of it or, row by row, what is right of it.

A room says what a row of its sheet means (``Roster``); reading, checking, finding the people, the sealed filing and
the answer are the same for all.  Right rows land in one transaction; wrong ones go back as a file to mend.
"""

from __future__ import annotations

import hashlib
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.errors import ConflictError, ForbiddenError
from huxin.casework.imports.rejected_rows import keep
from huxin.casework.law.city import city_pack
from huxin.core.service import KeyReusedError, append, digest_of, once
from huxin.files.limits import LIST_ROWS
from huxin.files.mending import to_mend
from huxin.files.rows import CellFault, CheckedTable, Row, read_sheet
from huxin.identity.service import Actor
from huxin.law import InputError, cleaning
from huxin.law.dates import day_of
from huxin.law.procedures.model import Text2
from huxin.people.service import Company, Filing, ListedPerson, Person, acts_for, misnamed, people_of


@dataclass(frozen=True)
class Changes:
    """What a list did: counts, and the digest of each record that it made or changed."""

    new: int = 0
    changed: int = 0
    same: int = 0
    digests: tuple[str, ...] = ()


class Roster(ABC):
    """A kind of list.  ``sheet`` names the sheet of the pack."""

    sheet: ClassVar[str]

    def __init__(self, company: Company, received: datetime) -> None:
        self.company = company
        self.received = received

    @property
    def day(self) -> date:
        """The city's day on which the list arrived."""
        return day_of(self.received)

    def more(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Text2]]:
        """Faults of a row that fits its columns: (column, code, words in both languages)."""
        yield from ()

    @abstractmethod
    def land(self, filing: Filing, rows: Sequence[tuple[Row, Person]]) -> Changes:
        """Write the records of right rows; called once, inside the transaction."""


ROSTERS: Final[dict[str, type[Roster]]] = {}
"""Every kind of list by its sheet, as the rooms made them known."""


def register_roster(kind: type[Roster]) -> None:
    """Make a kind of list known to the pages and to the API."""
    ROSTERS[kind.sheet] = kind


@dataclass(frozen=True)
class RosterReceipt:
    """What the sender gets: the answer that is kept, and what has to be mended.

    ``replayed``: the same request came before and nothing was taken in again; ``later``: lists of the company that
    were taken in since that answer, so that what it says may no longer be so.
    """

    answer: Mapping[str, Any]
    checked: CheckedTable
    replayed: bool = False
    later: int = 0

    @property
    def to_mend(self) -> bytes | None:
        """The wrong rows as XLSX, or None when every row was right."""
        return to_mend(self.checked, city_pack().divisions) if self.checked.wrong else None


def company_for(actor: Actor, code: str) -> Company:
    """The company that an actor acts for.  Raises ForbiddenError, or InputError for one that is not registered."""
    code = cleaning.credit_code(code)
    if not acts_for(actor, code, "lists"):
        raise ForbiddenError("Only the company itself sends its lists.")
    company = Company.objects.select_related("person__data_key").filter(credit_code=code).first()
    if company is None:
        hint = _("先在系统里登记这家企业。")
        raise InputError("company", "company", code, "a registered company", hint)
    return company


def take_in(
    actor: Actor,
    company: str,
    kind: type[Roster],
    content: bytes,
    name: str,
    *,
    key: str = "",
    at: datetime | None = None,
) -> RosterReceipt:
    """Take a list in.  ``key`` is one intent to send and done once; without one each call is an intent of its own,
    for the same bytes may be meant again after another list changed the state.  ``at`` dates a list that came on paper.

    Raises ForbiddenError, ConflictError for a key that was used for another file, and InputError for a file that
    cannot be read as this sheet; faults of single rows are in the receipt and keep nobody else out.
    """
    roster = kind(company_for(actor, company), at or timezone.now())
    checked = _read(roster, content, name)
    sha256 = hashlib.sha256(content).hexdigest()
    body = {"what": kind.sheet, "company": roster.company.credit_code, "sha256": sha256}
    landed: list[str] = []

    def land() -> dict[str, Any]:
        answer = _land(actor, roster, checked, sha256)
        landed.append(str(answer["filing"]))
        return answer

    try:
        answer = once(actor.key, key or uuid.uuid4().hex, body, land)
    except KeyReusedError:
        raise ConflictError("This request key was used for another file.") from None
    if answer["filing"] in landed:
        return RosterReceipt(answer, checked)
    since = datetime.fromisoformat(str(answer["received_at"]))
    later = Filing.objects.filter(company=roster.company, received_at__gt=since).count()
    return RosterReceipt(answer, checked, replayed=True, later=later)


def look_through(actor: Actor, company: str, kind: type[Roster], content: bytes, name: str) -> CheckedTable:
    """Check a list and keep nothing of it.  Raises as ``take_in`` does."""
    return _read(kind(company_for(actor, company), timezone.now()), content, name)


def _read(roster: Roster, content: bytes, name: str) -> CheckedTable:
    pack = city_pack()
    sheet = pack.sheets.get(roster.sheet)
    if sheet is None:
        raise InputError(
            "sheet", "sheet", roster.sheet, "a sheet of the pack", f"{pack.id} has no sheets/{roster.sheet}.yaml."
        )
    checked = read_sheet(sheet, content, name, on=roster.day, more=roster.more, counties=pack.divisions, rows=LIST_ROWS)
    return _compared(roster, checked)


_OTHER_NAME: Final[Text2] = {
    "zh": "姓名和身份证号对不上，请对着证件再核一遍。",
    "en": "Name and identity number do not belong together; compare with the card.",
}


def _compared(roster: Roster, checked: CheckedTable) -> CheckedTable:
    """The same list without rows whose number is known here under another name: these go back to be mended."""
    wrong = misnamed(_named(roster, row) for row in checked.good)
    bad = [row for row in checked.good if str(row.values["worker_id"]).upper() in wrong]
    if not bad:
        return checked
    label = next(one.label for one in checked.sheet.columns if one.name == "worker_name")
    faults = [
        CellFault(row.number, "worker_name", label, "other_name", str(row.values["worker_name"]), _OTHER_NAME)
        for row in bad
    ]
    cells = {row.number: {name: _as_sent(value) for name, value in row.values.items()} for row in bad}
    return replace(
        checked,
        good=tuple(row for row in checked.good if row.number not in cells),
        faults=tuple(sorted([*checked.faults, *faults], key=lambda one: one.row)),
        wrong=dict(sorted({**checked.wrong, **cells}.items())),
    )


def _as_sent(value: Any) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _named(roster: Roster, row: Row) -> ListedPerson:
    said = row.values
    return ListedPerson(
        str(said["worker_name"]),
        str(said["worker_id"]),
        str(said.get("county", roster.company.county)),
        str(said.get("worker_phone", "")),
    )


def _land(actor: Actor, roster: Roster, checked: CheckedTable, sha256: str) -> dict[str, Any]:
    people = people_of(_named(roster, row) for row in checked.good)
    filing = Filing(
        id=uuid.uuid4(), company=roster.company, sheet=roster.sheet, sha256=sha256, received_at=roster.received,
        by=actor.key, rows=checked.total, new=0, changed=0, same=0, wrong=len(checked.wrong), digest="",
    )  # fmt: skip
    filing.save(force_insert=True)
    done = roster.land(filing, [(row, people[str(row.values["worker_id"]).upper()]) for row in checked.good])
    filing.new, filing.changed, filing.same = done.new, done.changed, done.same
    filing.digest = hashlib.sha256("\n".join(done.digests).encode()).hexdigest()
    filing.save()
    append("filing", str(filing.id), filing_digest(filing), actor.key, roster.received)
    keep(filing, checked)
    return {
        "filing": str(filing.id), "sheet": roster.sheet, "rows": filing.rows, "new": filing.new,
        "changed": filing.changed, "same": filing.same, "wrong": filing.wrong, "sha256": sha256,
        "received_at": roster.received.isoformat(),
    }  # fmt: skip


def filing_digest(row: Filing) -> str:
    """Over everything a filing holds."""
    return digest_of(
        {
            "id": str(row.id), "company": row.company_id, "sheet": row.sheet, "sha256": row.sha256,
            "at": row.received_at, "by": row.by,
            "counts": [row.rows, row.new, row.changed, row.same, row.wrong], "digest": row.digest,
        }
    )  # fmt: skip


def filings(_unused: str | None = None) -> Iterator[tuple[str, str]]:
    """Every filing as it is stored now."""
    for row in Filing.objects.iterator(chunk_size=500):
        yield str(row.id), filing_digest(row)

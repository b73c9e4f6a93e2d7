"""The one way in: read the file, judge every row, write the right ones in one transaction, seal that it was done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from huxin.files.limits import MEMORY, Limits
from huxin.files.rows import CellFault, Row, RowTable, open_table, quiet, veiled
from huxin.files.table import TableLimits
from huxin.identity.account_audit import seal_import
from huxin.identity.actor import Actor
from huxin.law import InputError, Pack
from huxin.law.errors import shown
from huxin.law.procedures.model import Field, Text2
from huxin.people.imports.companies import Companies
from huxin.people.imports.landing import FieldChanges, ImportKind, LandedPiece
from huxin.people.imports.people import People
from huxin.people.imports.registers import ContributionMonths, Covers, Recognitions
from huxin.people.imports.sheets import KINDS, sheet_of

MOST: Final = TableLimits(rows=250_000, size=64_000_000, limits=Limits(seconds=120, memory=max(MEMORY, 2 << 30)))
"""A register is longer than a company's list; whoever brings it sits at the server or holds the register."""
ON_A_PAGE: Final = TableLimits(rows=5_000, size=4_000_000)
"""Somebody waits for a page: what is longer is split, or taken over by ``huxin registry import``."""
MOST_TOLD: Final = 10_000
"""Refused rows that are told one by one; the others are counted."""
_IMPORTING: Final = 0x68757870
"""By which imports know one another in one PostgreSQL."""
_KINDS: Final[Mapping[str, type[ImportKind]]] = dict(
    zip(KINDS, (People, Companies, ContributionMonths, Recognitions, Covers), strict=True)
)


@dataclass(frozen=True)
class RefusedRow:
    """One fault of one row, in words that mend it; ``got`` shows of a personal value its ends alone."""

    row: int
    field: str
    label: Text2
    code: str
    got: str
    wanted: Text2
    hint: Text2


@dataclass
class Imported:
    """What an import did, or with ``check`` would do.  ``refused_rows`` counts rows, ``refused`` lists their faults."""

    kind: str
    sha256: str
    check: bool
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused_rows: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    unread_columns: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the contract names it; words in both languages."""
        return {
            "kind": self.kind, "rows": self.rows, "new": self.new, "changed": self.changed,
            "unchanged": self.unchanged, "refused_rows": self.refused_rows,
            "refused": [
                {
                    "row": one.row, "field": one.field, "got": one.got, "wanted": dict(one.wanted),
                    "hint": dict(one.hint), "code": one.code, "label": dict(one.label),
                }
                for one in self.refused
            ],
            "unread_columns": list(self.unread_columns), "check": self.check, "sha256": self.sha256,
        }  # fmt: skip


class _UndoneError(Exception):
    """Ends the transaction of a check: what it wrote is taken back."""


def import_file(
    actor: Actor,
    kind: str,
    pack: Pack,
    content: bytes,
    name: str,
    *,
    on: date,
    check: bool = False,
    most: TableLimits = MOST,
) -> Imported:
    """Take a table into the register; ``on`` is today.

    Right rows land together or not at all; a row that is refused keeps nobody else out.  Where nothing is new or
    changed nothing is written.  ``check``: nothing is written in any case.  ``most``: how much is read.  Raises
    InputError for a kind that does not exist, for a file that cannot be read as this table, and when the register
    changed meanwhile; BusyError.
    """
    if kind not in _KINDS:
        raise InputError("kind", "kind", kind, ", ".join(KINDS), "从列出来的几种里选。 Take one of these.")
    sheet = sheet_of(kind, pack)
    table = open_table(sheet, content, name, on=on, counties=pack.divisions, most=most)
    sha256 = hashlib.sha256(content).hexdigest()
    for last in (False, True):
        try:
            return _attempt(actor, table, Imported(kind, sha256, check), on)
        except IntegrityError:  # somebody else registered one of them meanwhile: now it is found
            if last:
                break
    hint = _("导入的时候有人改了登记，什么都没写。再导一次。")
    raise InputError("meanwhile", name, "a register that changed", "one that stands still", hint)


def _attempt(actor: Actor, table: RowTable, done: Imported, on: date) -> Imported:
    changes: list[FieldChanges] = []
    done.rows, done.unread_columns = table.total, table.unread
    try:
        with transaction.atomic():
            _alone()
            landing = _KINDS[done.kind](on)
            table = replace(table, more=landing.more)
            for piece in _pieces(table, done, landing.piece):
                _count(done, table, landing.land(piece), changes)
            done.refused.sort(key=lambda one: one.row)
            if done.check:
                raise _UndoneError
            if done.new or done.changed:
                _seal(actor, done, changes)
    except _UndoneError:
        pass
    return done


def _alone() -> None:
    """One import at a time; SQLite has one writer anyhow.  Raises InputError."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_IMPORTING])
        if not cursor.fetchone()[0]:
            hint = _("正在导入另一份文件，等它完了再导。")
            raise InputError("busy", "import", "another import at work", "one at a time", hint)


def _pieces(table: RowTable, done: Imported, most: int | None) -> Iterator[Sequence[Row]]:
    """Right rows in pieces; what is wrong with the others is noted."""
    held: list[Row] = []
    for row, told, _unused in table.rows():
        if told:
            _refuse(done, table, told)
            continue
        held.append(row)
        if most is not None and len(held) == most:
            yield held
            held = []
    if held:
        yield held


def _count(done: Imported, table: RowTable, landed: LandedPiece, changes: list[FieldChanges]) -> None:
    done.new += landed.new
    done.changed += len(landed.changes)
    done.unchanged += landed.unchanged
    changes += landed.changes
    labels = {one.name: one.label for one in table.sheet.columns}
    for row, (column, code, words) in landed.refused:
        got = str(row.values.get(column, ""))
        _refuse(done, table, [CellFault(row.number, column, labels[column], code, got, words)])


def _refuse(done: Imported, table: RowTable, told: Sequence[CellFault]) -> None:
    done.refused_rows += 1
    if len(done.refused) >= MOST_TOLD:
        return
    columns = {one.name: one for one in table.sheet.columns}
    for one in told:
        column = columns[one.column]
        done.refused.append(
            RefusedRow(one.row, one.column, one.label, one.code, _shown(column, one.got), _wanted(column), one.wanted)
        )


def _shown(column: Field, got: str) -> str:
    """Enough of a value to find it again: of a personal one its ends, of any other no number of a person."""
    if not got:
        return ""
    if column.kind == "credit_code" and not got[:17].isdecimal():
        return shown(got)
    return veiled(quiet(got)) if column.personal else shown(quiet(got))


def _wanted(column: Field) -> Text2:
    """What belongs into a column, in a few words."""
    if column.options:
        return {
            language: " / ".join(f"{one.value} {one.label[language]}" for one in column.options)
            for language in ("zh", "en")
        }
    return _WANTED.get(column.kind, _WANTED["text"])


_WANTED: Final[Mapping[str, Text2]] = {
    "text": {"zh": "文字", "en": "a text"},
    "id_number": {"zh": "18 位身份证号", "en": "an identity number of 18 characters"},
    "credit_code": {"zh": "18 位统一社会信用代码", "en": "a unified social credit code of 18 characters"},
    "date": {"zh": "日期，例如 2026-01-31", "en": "a day such as 2026-01-31"},
    "month": {"zh": "月份，例如 2026-01", "en": "a month such as 2026-01"},
    "time": {"zh": "时间，例如 14:30", "en": "a time such as 14:30"},
    "moment": {"zh": "日期和时间，例如 2026-01-31 14:30", "en": "day and time such as 2026-01-31 14:30"},
    "money": {"zh": "金额（元），例如 892.40", "en": "an amount in yuan such as 892.40"},
    "phone": {"zh": "11 位手机号", "en": "a mobile number of 11 digits"},
    "bank_card": {"zh": "12 到 19 位卡号", "en": "a card number of 12 to 19 digits"},
    "county": {"zh": "本市的县（市、区）名称或 6 位代码", "en": "a county of the city, by name or its six digits"},
    "yes_no": {"zh": "是、否", "en": "yes or no"},
}


def _seal(actor: Actor, done: Imported, changes: Sequence[FieldChanges]) -> None:
    counts = {
        "rows": done.rows, "new": done.new, "changed": done.changed, "unchanged": done.unchanged,
        "refused": done.refused_rows,
    }  # fmt: skip
    seal_import(
        done.kind, actor.account_id, {"sha256": done.sha256, **counts}, [(one.person, one.fields) for one in changes]
    )

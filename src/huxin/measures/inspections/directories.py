"""The two directories 检查对象名录库、检查人员名录库: from lists that an office sends, and from the registry.

Whoever works for a county sees and changes the county's part; a city officer sees it all.  A row that is listed again
with something else is changed; a row that is taken out stays, with the day, for draws that were made from it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import ForbiddenError, NotFoundError, city_pack, today
from huxin.core.service import append, digest_of
from huxin.draw.text import SEPARATOR, cell
from huxin.files.limits import LIST_ROWS
from huxin.files.mending import to_mend
from huxin.files.rows import CheckedTable, read_sheet
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from huxin.law.procedures.model import Text2
from huxin.measures.inspections.models import DirectoryFile, Inspector, Target
from huxin.people.service import Company

DEPARTMENT: Final = "hrss"
OBJECTS: Final = "inspection-objects"
INSPECTORS: Final = "inspectors"
UNRATED: Final = "未评"
"""The class of an object that came from the registry and that nobody has rated yet."""
Values = Mapping[str, Any]
Faults = Iterator[tuple[str, str, Text2]]
_NUMBERS: Final = ("number", "employer", "badge")
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    OBJECTS: ("name", "employer", "county", "risk", "risk_basis", "credit", "credit_basis"),
    INSPECTORS: ("name", "account_id", "county"),
}


@dataclass(frozen=True)
class DirectoryChange:
    """What a list did, and what of it has to be mended."""

    file: DirectoryFile
    checked: CheckedTable

    @property
    def to_mend(self) -> bytes | None:
        """The wrong rows as XLSX, or None when every row was right."""
        return to_mend(self.checked) if self.checked.wrong else None


def keeps_directories(actor: Actor) -> bool:
    """Whether this officer keeps directories and holds draws: a handler of the labour office."""
    return actor.kind == "officer" and actor.department == DEPARTMENT and "handler" in actor.roles


def sees_directories(actor: Actor) -> bool:
    """Whether this officer sees them: anybody who works in the labour office."""
    return actor.kind == "officer" and actor.department == DEPARTMENT and bool(actor.roles)


def require_keeper(actor: Actor) -> None:
    """Raises ForbiddenError."""
    if not keeps_directories(actor):
        raise ForbiddenError("A handler of the labour office keeps the directories.")


def targets(actor: Actor) -> QuerySet[Target]:
    """The objects of an officer's scope, in the order of their numbers."""
    if not sees_directories(actor):
        return Target.objects.none()
    rows = Target.objects.filter(removed_at=None).order_by("number")
    return rows.filter(county=actor.county) if actor.county else rows


def inspectors(actor: Actor) -> QuerySet[Inspector]:
    """The inspectors of an officer's scope, in the order of their badges."""
    if not sees_directories(actor):
        return Inspector.objects.none()
    rows = Inspector.objects.filter(removed_at=None).order_by("badge")
    return rows.filter(county=actor.county) if actor.county else rows


def take_list(actor: Actor, sheet: str, content: bytes, name: str, *, at: datetime | None = None) -> DirectoryChange:
    """Take a list in, CSV or XLSX: right rows at once, wrong ones back to be mended.

    Raises ForbiddenError, and InputError for a file that cannot be read as this sheet.
    """
    require_keeper(actor)
    checked = check_list(actor, sheet, content, name)
    rows = [_known(sheet, row.values) for row in checked.good]
    return DirectoryChange(_land(actor, sheet, hashlib.sha256(content).hexdigest(), rows, checked, at), checked)


def check_list(actor: Actor, sheet: str, content: bytes, name: str) -> CheckedTable:
    """Read a list and keep nothing.  Raises InputError."""
    require_keeper(actor)
    held = city_pack().sheets.get(sheet)
    if held is None or sheet not in _COLUMNS:
        raise InputError("sheet", "sheet", sheet, f"{OBJECTS} or {INSPECTORS}", _("选检查对象或者检查人员。"))
    known = city_pack().divisions
    return read_sheet(held, content, name, on=today(), more=_checks(actor, sheet), counties=known, rows=LIST_ROWS)


def from_registry(actor: Actor, *, at: datetime | None = None) -> DirectoryFile | None:
    """Add registered companies that are not listed yet, unrated; None where there is nothing to add."""
    require_keeper(actor)
    known = set(Target.objects.values_list("employer", flat=True))
    companies = Company.objects.exclude(county="").exclude(credit_code__in=known).order_by("credit_code")
    if actor.county:
        companies = companies.filter(county=actor.county)
    basis = "来自用工库，还没有评定"
    rows = [
        {"number": one.credit_code, "name": one.name, "employer": one.credit_code, "county": one.county,
         "risk": UNRATED, "risk_basis": basis, "credit": UNRATED, "credit_basis": basis}
        for one in companies
    ]  # fmt: skip
    return _land(actor, OBJECTS, "", rows, None, at) if rows else None


def remove(actor: Actor, sheet: str, name: str) -> None:
    """Take a row out of a directory; draws that were made from it keep it.  Raises NotFoundError, ForbiddenError."""
    require_keeper(actor)
    rows = targets(actor).filter(number=name) if sheet == OBJECTS else inspectors(actor).filter(badge=name)
    now = timezone.now()
    with transaction.atomic():
        if not rows.update(removed_at=now):
            raise NotFoundError(name)
        _seal(actor, DirectoryFile(sheet=sheet, sha256="", rows=1, new=0, changed=1, wrong=0), [f"-{name}"], now)


def _checks(actor: Actor, sheet: str) -> Callable[[Values], Faults]:
    def more(values: Values) -> Faults:
        yield from _cells(values)
        yield from _object(actor, values) if sheet == OBJECTS else _inspector(actor, values)

    return more


def _cells(values: Values) -> Faults:
    """What the draw itself would refuse is refused here, where it can be mended."""
    for name, value in values.items():
        try:
            cell(str(value), name)
        except InputError:
            yield (
                name,
                "cell",
                {"zh": "里面有看不见的字符，请重新输入。", "en": "It holds hidden characters; type it again."},
            )
        if name in _NUMBERS and SEPARATOR in str(value):
            yield name, "cell", {"zh": "不能有分号。", "en": "No semicolon here."}


def _object(actor: Actor, values: Values) -> Faults:
    if actor.county not in ("", values["county"]):
        yield "county", "county", {"zh": "只能列本县（市、区）的。", "en": "Only objects of your own county."}
    other = Target.objects.filter(number=values["number"]).exclude(county=values["county"])
    if actor.county and other.exclude(county=actor.county).exists():
        yield "number", "taken", {"zh": "别的县（市、区）用了这个编号。", "en": "Another county uses this number."}


def _inspector(actor: Actor, values: Values) -> Faults:
    account = Account.objects.filter(username=values["account"], is_active=True, department=DEPARTMENT).first()
    if account is None or "handler" not in account.roles or actor.county not in ("", account.county):
        yield (
            "account",
            "account",
            {"zh": "本单位没有这个经办账号。", "en": "No handler of the office has this account."},
        )
        return
    listed = Inspector.objects.filter(account=account).exclude(badge=values["badge"])
    if listed.exists():
        yield "account", "taken", {"zh": "这个账号已经列在别的证号下。", "en": "Another badge has this account."}
    other = Inspector.objects.filter(badge=values["badge"]).exclude(county=account.county)
    if actor.county and other.exists():
        yield "badge", "taken", {"zh": "别的县（市、区）用了这个证号。", "en": "Another county uses this badge."}


def _known(sheet: str, values: Values) -> dict[str, Any]:
    """A row as its table keeps it; an inspector works where the account does."""
    if sheet == OBJECTS:
        return {**values, "employer": str(values["employer"]).upper()}
    account = Account.objects.get(username=values["account"])
    return {"badge": values["badge"], "name": values["name"], "account_id": account.pk, "county": account.county}


def _land(
    actor: Actor, sheet: str, sha256: str, rows: Sequence[Values], checked: CheckedTable | None, at: datetime | None
) -> DirectoryFile:
    """Write rows, the file and its sealed entry in one transaction."""
    now = at or timezone.now()
    table: Any = Target if sheet == OBJECTS else Inspector
    key = "number" if sheet == OBJECTS else "badge"
    with transaction.atomic():
        held = {getattr(one, key): one for one in table.objects.filter(**{f"{key}__in": [row[key] for row in rows]})}
        fresh = [table(**row, listed_at=now) for row in rows if row[key] not in held]
        changed = [one for row in rows if (one := _changed(sheet, held.get(row[key]), row)) is not None]
        table.objects.bulk_create(fresh, batch_size=500)
        table.objects.bulk_update(changed, [*_COLUMNS[sheet], "removed_at"], batch_size=500)
        counts = {"new": len(fresh), "changed": len(changed), "wrong": len(checked.wrong) if checked else 0}
        file = DirectoryFile(sheet=sheet, sha256=sha256, rows=checked.total if checked else len(rows), **counts)
        return _seal(actor, file, [row_text(one) for one in (*fresh, *changed)], now)


def _changed(sheet: str, one: Any, row: Values) -> Any:
    """The row with what it says now; None where it says what it said."""
    if one is None or (one.removed_at is None and all(getattr(one, name) == row[name] for name in _COLUMNS[sheet])):
        return None
    for name in _COLUMNS[sheet]:
        setattr(one, name, row[name])
    one.removed_at = None
    return one


def row_text(one: Target | Inspector) -> str:
    """Everything that a row says, one cell a line."""
    if isinstance(one, Target):
        return "\n".join([one.number, *(str(getattr(one, name)) for name in _COLUMNS[OBJECTS])])
    return "\n".join([one.badge, *(str(getattr(one, name)) for name in _COLUMNS[INSPECTORS])])


def _seal(actor: Actor, file: DirectoryFile, rows: Sequence[str], at: datetime) -> DirectoryFile:
    file.id, file.at, file.by_id = uuid.uuid4(), at, actor.pk
    file.digest = hashlib.sha256("\n\n".join(rows).encode()).hexdigest()
    file.save(force_insert=True)
    append("inspection-directory", str(file.id), file_digest(file), actor.key, at)
    return file


def file_digest(row: DirectoryFile) -> str:
    """Over everything that a list's record holds."""
    counts = [row.rows, row.new, row.changed, row.wrong]
    return digest_of(
        {"sheet": row.sheet, "sha256": row.sha256, "counts": counts, "rows": row.digest, "by": row.by_id}
    )  # fmt: skip

"""One worker's orders around a day, by reference 按引用调取: what a case needs of the lake, and nobody else's."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from huxin.feeds.rows import connect, text
from huxin.feeds.sealing import worker_key
from huxin.supervision.identity import worker_key as key_of
from huxin.supervision.reading import fill, quoted

MOST: Final = 60
"""A day's orders of one person; more than that says nothing more about one moment."""


@dataclass(frozen=True)
class Order:
    """One order as the lake holds it.  ``batch`` and ``digest`` (SHA-256 of the row) say where it can be found again.

    ``ended_at``: when it was completed or cancelled; None where the record does not say.
    """

    order_id: str
    company: str
    trade: str
    status: str
    county: str
    accepted_at: datetime
    ended_at: datetime | None
    cover_no: str
    batch: str
    digest: str


def orders_in(files: Sequence[str], number: str) -> list[Order]:
    """The orders of whoever has this identity number in these files, at most ``MOST``, by the time of accepting."""
    names = ", ".join(quoted(one) for one in files)
    key = key_of(worker_key(), "", "id_card", number)
    with tempfile.TemporaryDirectory() as folder:
        con = connect(Path(folder), files)
        try:
            rows = con.execute(text("orders_of").format(files=f"[{names}]"), {"key": key, "most": MOST}).fetchall()
        finally:
            con.close()
    return [_order(row) for row in rows]


@dataclass(frozen=True)
class Work:
    """One order of somebody: ``person`` is the name that the caller gave the number."""

    person: str
    company: str
    trade: str
    accepted_at: datetime
    order_id: str
    cover_no: str


def worked_in(files: Sequence[str], numbers: Mapping[str, str], company: str | None = None) -> list[Work]:
    """The newest versions of the orders that these identity numbers have in these files."""
    keyed = [(key_of(worker_key(), "", "id_card", number), person) for number, person in numbers.items()]
    names = ", ".join(quoted(one) for one in files)
    with tempfile.TemporaryDirectory() as folder:
        con = connect(Path(folder), files)
        try:
            fill(con, "people", "key VARCHAR, person VARCHAR", keyed)
            rows = con.execute(text("worked").format(files=f"[{names}]"), {"company": company}).fetchall()
        finally:
            con.close()
    return [
        Work(who, firm, trade or "", _instant(at), order, cover or "") for who, firm, trade, at, order, cover in rows
    ]


@dataclass(frozen=True)
class Shift:
    """One order as time and pay.  ``ended_at`` and ``pay_fen`` (tips aside) None: the record does not say."""

    company: str
    trade: str
    county: str
    began_at: datetime
    ended_at: datetime | None
    pay_fen: int | None
    penalty_fen: int


def shifts_in(files: Sequence[str], number: str) -> list[Shift]:
    """Every order of whoever has this identity number in these files, by the time at which work on it began."""
    names = ", ".join(quoted(one) for one in files)
    key = key_of(worker_key(), "", "id_card", number)
    with tempfile.TemporaryDirectory() as folder:
        con = connect(Path(folder), files)
        try:
            rows = con.execute(text("shifts").format(files=f"[{names}]"), {"key": key}).fetchall()
        finally:
            con.close()
    return [
        Shift(
            firm, trade or "", county or "", _instant(began), None if ended is None else _instant(ended),
            pay, penalty or 0,
        )
        for firm, trade, county, began, ended, pay, penalty in rows
    ]  # fmt: skip


def _order(row: tuple[Any, ...]) -> Order:
    order_id, company, trade, status, county, accepted, completed, cancelled, cover_no, digest, part = row
    ended = completed if completed is not None else cancelled
    return Order(
        order_id,
        company,
        trade or "",
        status or "",
        county or "",
        _instant(accepted),
        None if ended is None else _instant(ended),
        cover_no or "",
        part.rpartition("-")[0],
        digest,
    )


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)

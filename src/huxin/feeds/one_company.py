"""What the orders of one company add up to 企业汇总: counts and sums for a consultation, without anybody in them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from huxin.feeds.rows import connect, text
from huxin.law.dates import SHANGHAI
from huxin.supervision.reading import quoted


@dataclass(frozen=True)
class Totals:
    """Orders that were completed, their workers, their pay in fen (tips aside), the middle one; deductions.

    ``middle_fen`` None: no order of these days says its pay.
    """

    orders: int
    workers: int
    pay_fen: int
    middle_fen: int | None
    deductions: int
    deducted_fen: int


def totals_in(files: Sequence[str], company: str, first: date, last: date) -> Totals:
    """The totals of orders that were accepted on these local days, both inclusive, as these files hold them."""
    names = ", ".join(quoted(one) for one in files)
    begin, end = (_milliseconds(day) for day in (first, last + timedelta(days=1)))
    asked = {"company": company, "begin": begin, "end": end}
    with tempfile.TemporaryDirectory() as folder:
        con = connect(Path(folder), files)
        try:
            row = con.execute(text("company").format(files=f"[{names}]"), asked).fetchone()
        finally:
            con.close()
    orders, workers, pay, middle, deductions, deducted = row or (0, 0, 0, None, 0, 0)
    return Totals(orders, workers, int(pay or 0), middle, deductions, int(deducted or 0))


def _milliseconds(day: date) -> int:
    return int(datetime.combine(day, time(), SHANGHAI).timestamp()) * 1000

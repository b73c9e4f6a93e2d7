"""What other rooms and the faces may use of the order lake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from huxin.feeds import files, receipts
from huxin.feeds.basis import basis_of, record_basis
from huxin.feeds.beside import register_records, write_records_beside
from huxin.feeds.faulty import FaultyRow, faults_kept, faulty_rows
from huxin.feeds.keys import NewKey, add_key, keys_of, revoke_key
from huxin.feeds.landing import FeedDelivery, Landed, city_pack, receive
from huxin.feeds.models import Batch, Part, Upload
from huxin.feeds.one_company import Totals, totals_in
from huxin.feeds.one_worker import Order, Shift, Work, orders_in, shifts_in, worked_in
from huxin.feeds.owed import OwedDay
from huxin.feeds.owed import owed_days as _owed_days
from huxin.feeds.quality import FeedDay
from huxin.feeds.quality import quality_of as _quality
from huxin.feeds.receipts import Check
from huxin.feeds.rendering import receipt_in_pdf, receipt_pdf
from huxin.feeds.retention import Tidied, tidy
from huxin.feeds.settling import place_of, settle_all
from huxin.feeds.uploads import put_aside, uploads_of

__all__ = [
    "Batch",
    "Check",
    "FaultyRow",
    "FeedDay",
    "FeedDelivery",
    "Landed",
    "NewKey",
    "Order",
    "OwedDay",
    "Part",
    "Shift",
    "Tidied",
    "Totals",
    "Upload",
    "Work",
    "add_key",
    "basis_of",
    "batches_of",
    "check_receipt",
    "company_totals",
    "faults_kept",
    "faulty_rows",
    "keys_of",
    "lake_files",
    "lake_glob",
    "orders_of",
    "owed_days",
    "put_aside",
    "quality_of",
    "receipt_in_pdf",
    "receipt_of",
    "receipt_pdf",
    "receive",
    "record_basis",
    "register_records",
    "revoke_key",
    "settle_all",
    "shifts_of",
    "tidy",
    "uploads_of",
    "worked_orders",
    "write_records_beside",
]


def receipt_of(batch: str) -> dict[str, Any] | None:
    """The receipt of a batch as JSON; None where there is no such batch."""
    found = Batch.objects.filter(id=batch).first()
    return receipts.as_json(found) if found is not None else None


def check_receipt(receipt: Mapping[str, Any]) -> Check:
    """Whether a receipt is ours and unchanged, and what it speaks of is here as it landed."""
    return receipts.check(receipt)


def quality_of(company: str, kind: str, first: date, last: date) -> list[FeedDay]:
    """Score and level of every day of a company's feed, both days inclusive."""
    return _quality(city_pack(), company, kind, first, last)


def batches_of(company: str) -> QuerySet[Batch]:
    """What of a company landed, newest first, whichever way it came."""
    return Batch.objects.filter(company=company).order_by("-landed_at", "id")


def owed_days(company: str, kind: str, today: date) -> list[OwedDay]:
    """The days of a begun feed of which nothing was accepted yet, with the moment until which they are in time."""
    return _owed_days(city_pack(), company, kind, today)


def lake_files(kind: str, first: date, last: date) -> list[str]:
    """The files that hold the records of these days, both inclusive; every batch whole or not at all."""
    settle_all()
    parts = Part.objects.filter(kind=kind, day__range=(first, last), gone_at=None, incoming="")
    return [str(place_of(part)) for part in parts.order_by("day", "company", "batch_id")]


def orders_of(number: str, first: date, last: date) -> list[Order] | None:
    """A person's orders that were accepted on these days, both inclusive, by identity number.

    None is "no feed": nobody reported orders of these days, which is not the same as having none.
    """
    found = lake_files("orders", first, last)
    return orders_in(found, number) if found else None


def shifts_of(number: str, first: date, last: date) -> tuple[list[Shift], set[date]]:
    """A person's orders as time and pay that touch these days, both inclusive, and the days with records of anybody.

    A day that nobody reported is not a day without work.
    """
    before = first - timedelta(days=1)  # what began then may have gone on past midnight
    parts = Part.objects.filter(kind="orders", day__range=(first, last), gone_at=None)
    files = lake_files("orders", before, last)
    return shifts_in(files, number) if files and number else [], set(parts.values_list("day", flat=True))


def worked_orders(numbers: Mapping[str, str], first: date, last: date, company: str | None = None) -> list[Work] | None:
    """The orders of some people on these days, both inclusive: identity number → any name for the person.

    None is "no feed": nobody (or not this company) reported orders of these days.
    """
    parts = Part.objects.filter(kind="orders", day__range=(first, last), gone_at=None)
    if not (parts.filter(company=company) if company else parts).exists():
        return None
    return worked_in(lake_files("orders", first, last), numbers, company)


def company_totals(company: str, first: date, last: date) -> Totals | None:
    """What a company's orders of these days, both inclusive, add up to.  None: it reported none of these days."""
    parts = Part.objects.filter(kind="orders", company=company, day__range=(first, last), gone_at=None)
    return totals_in(lake_files("orders", first, last), company, first, last) if parts.exists() else None


def lake_glob(kind: str, days: tuple[date, date] | None = None) -> str:
    """A pattern that names the files of a kind, for these days at least theirs: a scan reads dates, not names."""
    settle_all()
    day = "*"
    if days is not None:
        begins = "".join(_shared(*(one.isoformat() for one in days)))
        day = begins if days[0] == days[1] else f"{begins}*"
    return str(files.lake() / kind / "*" / day / "*.parquet")


def _shared(left: str, right: str) -> Iterator[str]:
    """The characters that two texts begin with."""
    for one, other in zip(left, right, strict=True):
        if one != other:
            return
        yield one

"""Long lists a page at a time: the newest first, a mark to go on from, counts that stop somewhere."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

SHOWN: Final = 50
COUNTED: Final = 1000
"""A count goes no further: an exact one would read every row each time the page is shown."""
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Leaf(Generic[Row]):
    """Rows and the mark of the next page; ``after`` is empty on the last one."""

    rows: Sequence[Row]
    after: str


def leaf(rows: QuerySet[Row], by: str, read: Callable[[str], Any], after: str = "") -> Leaf[Row]:
    """One page of ``rows`` by a column, the newest first, by id among equals.

    ``read`` reads the column of a mark; a mark that nobody was given is the first page.
    """
    day, _, name = after.partition("~")
    try:
        since, last = read(day), uuid.UUID(name)
    except ValueError:
        pass
    else:
        rows = rows.filter(Q(**{f"{by}__lt": since}) | Q(**{by: since, "id__lt": last}))
    found = list(rows.order_by(f"-{by}", "-id")[: SHOWN + 1])
    end = found[SHOWN - 1] if len(found) > SHOWN else None
    return Leaf(found[:SHOWN], f"{getattr(end, by).isoformat()}~{end.pk}" if end is not None else "")


def capped(rows: QuerySet[Any]) -> int:
    """How many there are, ``COUNTED`` at most."""
    return rows[:COUNTED].count()

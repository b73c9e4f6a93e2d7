"""What is known of one local day in one place, without DuckDB, which ``figures`` needs to count it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

BUCKETS: Final = 512
"""Into so many buckets the workers of a day fall."""


@dataclass(frozen=True)
class DaySum:
    """One local day of a county; ``county`` empty: the city, ``-``: orders of no known county.

    Minutes of workers' own time, overlaps counted once.  ``marks``: a number of 16 bits for each bucket of workers; in
    two counts of a day at least as many workers differ as buckets do.
    """

    day: date
    county: str
    orders: int
    workers: int
    minutes: int
    marks: tuple[int, ...] = (0,) * BUCKETS

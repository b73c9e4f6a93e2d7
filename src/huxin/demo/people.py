"""Invented workers: names, numbers with a right check character, contributions, recognitions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from huxin.law.dates import format_month, month_of
from huxin.people.service import ContributionMonth, Details, Person, Recognition

WORKERS: Final = 2000
WITH_CONTRIBUTIONS: Final = 600
MONTHS: Final = 60
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES: Final = "陈林黄张李王吴周徐叶郑金朱胡潘谢蔡项夏杨"
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文建国海燕春梅小东晓峰雨欣志远"
_KINDS: Final = ("hardship", "hardship", "hardship", "disabled", "minimum_living", "low_income_farmer", "graduate")
_BASES: Final = (72_000, 80_200, 89_240, 95_600, 101_880)
"""Invented monthly payments in fen."""


def invent(draw: Random, counties: list[str], today: date) -> Iterator[tuple[str, Details]]:
    """(county, personal data) of each worker; the same for the same seed and day."""
    for serial in range(WORKERS):
        county = counties[serial % len(counties)]
        woman = draw.random() < 0.3
        years = draw.uniform(46, 49.5) if woman and serial < WITH_CONTRIBUTIONS else draw.uniform(20, 57)
        born = today - timedelta(days=int(years * 365.2425))
        number = identity(county, born, serial, woman)
        category = ("F50" if draw.random() < 0.8 else "F55") if woman else "M60"
        name = draw.choice(_SURNAMES) + "".join(draw.sample(_GIVEN, draw.choice((1, 2, 2))))
        phone = f"199{draw.randrange(10**8):08d}"
        card = f"62{draw.randrange(10**17):017d}"
        yield county, Details(name, number, born, category, county, phone, card)


def identity(division: str, born: date, serial: int, woman: bool) -> str:
    """An invented number: odd order for men, even for women, and the check character of GB 11643."""
    order = (2 * (serial % 500) + (0 if woman else 1)) % 1000
    digits = f"{division}{born:%Y%m%d}{order:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def contributions(draw: Random, person: Person, today: date) -> Iterator[ContributionMonth]:
    """Sixty months of pension up to last month; now and then a refund, a month with a unit, a month left out."""
    base, last = draw.choice(_BASES), month_of(today) - 1
    for place, month in enumerate(range(last - MONTHS + 1, last + 1)):
        chance = draw.random()
        if chance < 0.02:
            continue
        paid = base + 2_000 * (place // 12)
        yield ContributionMonth(
            person=person,
            month=format_month(month),
            line="pension",
            paid_fen=paid,
            refunded_fen=paid if chance > 0.99 else 0,
            payer="unit" if 0.02 < chance < 0.05 else "own",
            unit_insured=0.02 < chance < 0.05,
        )


def recognition(draw: Random, person: Person, today: date) -> Recognition:
    """Recognised some time in the last three years; for some it has ended."""
    since = today - timedelta(days=draw.randrange(400, 1100))
    until = since + timedelta(days=730) if draw.random() < 0.1 else None
    return Recognition(person=person, kind=draw.choice(_KINDS), since=since, until=until)

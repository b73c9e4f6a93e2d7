"""The benefits of a work injury and of a death at work, worked out a second time from the words of the law.

Plain arithmetic in fen from 工伤保险条例 34-39, 62, 64, 浙江省工伤保险条例 27, 32-35 and 部令18号 3-5,
without the rule language, the pack's rules or its parameters.  Random facts must give the same fen on both ways.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.law import evaluate, load_pack

PACK = load_pack("wenzhou")
ON = date(2025, 12, 31)
MONTH, YEAR = 8433_00, 101194_00
"""The average of 2024: a month, a year."""
LUMP = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}
RATE = {1: 90, 2: 85, 3: 80, 4: 75, 5: 70, 6: 60}
CARE = {"none": 0, "partial": 30, "most": 40, "full": 50}
END = {5: 30, 6: 25, 7: 10, 8: 7, 9: 4, 10: 2}
AT_ONCE = {1: 16, 2: 14, 3: 12, 4: 10}
INCOME_2024 = 54188_00


def fen(value: Fraction | int) -> int:
    """Half a fen goes up."""
    exact = Fraction(value)
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def yuan(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


def own_wage(wages: list[int]) -> Fraction:
    mean = Fraction(sum(wages), len(wages))
    return min(max(mean, Fraction(MONTH * 60, 100)), Fraction(MONTH * 3))


def age(born: date, day: date) -> int:
    years = day.year - born.year
    return years - 1 if (day.month, day.day) < (born.month, born.day) else years


def same_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def share_near_retirement(end: date, retire: date) -> Fraction:
    """浙27(2): below five years, a fifth less for each year of age that is complete."""
    if retire >= same_day(end, 5):
        return Fraction(1)
    left = next(count for count in range(-100, 6) if same_day(end, count) >= retire)
    return max(Fraction(5 - (5 - left), 5), Fraction(0))


def injury(facts: dict[str, Any], wages: list[int]) -> dict[str, int]:
    grade, wage = facts["grade"], own_wage(wages)
    uninsured = facts["cover"] == "none"
    if uninsured and grade <= 4 and facts["uninsured_choice"] == "at_once":
        sum_at_once = YEAR * AT_ONCE[grade]
        return {"total": sum_at_once, "unit_pays": sum_at_once, "fund_pays": 0, "unit_pays_monthly": 0}
    once = fen(wage * LUMP[grade])
    ended, pension = facts["relation_end_on"], facts["draws_pension"]
    medical = employment = 0
    if grade >= 5 and ended is not None and not pension:
        medical = MONTH * END[grade]
        share = share_near_retirement(date.fromisoformat(ended), date.fromisoformat(facts["retire_on"]))
        employment = fen(MONTH * END[grade] * share)
    due = grade <= 4 or (grade <= 6 and ended is None and not pension and not facts["suitable_work"])
    allowance = max(fen(wage * Fraction(RATE[grade], 100)), 2260_00) if due else 0
    care = fen(Fraction(MONTH * CARE[facts["care_level"]], 100))
    fund_month = 0 if uninsured else care + (allowance if grade <= 4 else 0)
    fund = 0 if uninsured else once + medical
    unit = employment + (once + medical if uninsured else 0)
    return {
        "total": fund + unit, "fund_pays": fund, "unit_pays": unit, "medical_lump_sum": medical,
        "employment_lump_sum": employment, "care_allowance": care, "disability_allowance": allowance,
        "fund_pays_monthly": fund_month, "unit_pays_monthly": care + allowance - fund_month,
    }  # fmt: skip


DAYS = st.dates(date(2025, 2, 1), date(2025, 12, 31))
WAGES = st.lists(st.integers(1_00, 40_000_00), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    grade=st.integers(1, 10), care=st.sampled_from(sorted(CARE)), wages=WAGES, covered=st.booleans(),
    choice=st.sampled_from(["monthly", "at_once"]), end=st.none() | DAYS, pension=st.booleans(), suitable=st.booleans(),
    years=st.integers(-1, 7), days=st.integers(-2, 2),
)  # fmt: skip
def test_the_benefits_of_an_injury_twice(
    grade: int, care: str, wages: list[int], covered: bool, choice: str, end: date | None, pension: bool,
    suitable: bool, years: int, days: int,
) -> None:  # fmt: skip
    retire = same_day(end or ON, years) + timedelta(days=days)
    facts: dict[str, Any] = {
        "injury_on": "2025-02-01", "grade": grade, "care_level": care, "monthly_wages": [yuan(one) for one in wages],
        "cover": "fund" if covered else "none", "duty_to_insure": True, "uninsured_choice": choice,
        "relation_end_on": end and end.isoformat(), "relation_ended_by": "worker_notice",
        "draws_pension": pension and grade >= 5, "retire_on": retire.isoformat(), "minimum_wage": "2260.00",
        "suitable_work": suitable,
    }  # fmt: skip
    found = evaluate(PACK, "work-injury-benefit", facts, on=ON)
    assert found.verdict == "granted"
    for name, wanted in injury(facts, wages).items():
        assert found.outputs[name] == wanted, name


ROLES = ["spouse", "child", "father", "mother", "grandfather", "grandmother", "grandchild", "sibling"]


def entitled(one: dict[str, Any], death: date) -> bool:
    """部令18号 3 to 5, relation by relation."""
    if not one["dependent"]:
        return False
    if one["ended"] in ("employed", "army", "adopted", "prison"):
        return False
    if one["ended"] == "remarried" and one["relation"] == "spouse":
        return False
    if one["incapable"]:
        return True
    born = date.fromisoformat(one["birth_date"])
    woman = one["relation"] in ("mother", "grandmother") or (one["relation"] == "spouse" and one["sex"] == "female")
    old, young = age(born, death) >= (55 if woman else 60), age(born, ON) < 18
    linked = one["link_dead_or_incapable"]
    return {
        "spouse": old, "father": old, "mother": old, "child": young, "grandfather": old and linked,
        "grandmother": old and linked, "grandchild": young and linked, "sibling": young and linked,
    }[one["relation"]]  # fmt: skip


def months_at_once(one: dict[str, Any], death: date) -> int:
    """浙35(2)."""
    born = date.fromisoformat(one["birth_date"])
    if one["incapable"] or one["relation"] in ("spouse", "father", "mother", "grandfather", "grandmother"):
        years = age(born, death)
        return 12 * (5 if years >= 75 else 20 if years <= 60 else 20 - (years - 60))
    grown = same_day(born, 18)
    return (grown.year - death.year) * 12 + grown.month - death.month


KIN = st.lists(
    st.fixed_dictionaries(
        {
            "relation": st.sampled_from(ROLES),
            "birth_date": st.dates(date(1930, 1, 1), date(2025, 5, 1)).map(date.isoformat),
            "sex": st.sampled_from(["male", "female"]),
            "dependent": st.booleans(),
            "incapable": st.booleans(),
            "lone_elder_or_orphan": st.booleans(),
            "link_dead_or_incapable": st.booleans(),
            "ended": st.sampled_from([None, None, None, "employed", "army", "remarried", "adopted", "prison"]),
        }
    ),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(kin=KIN, wages=WAGES, covered=st.booleans(), at_once=st.booleans(), late=st.booleans())
def test_the_benefits_after_a_death_twice(
    kin: list[dict[str, Any]], wages: list[int], covered: bool, at_once: bool, late: bool
) -> None:
    death = date(2025, 5, 6)
    facts = {
        "death_on": death.isoformat(), "monthly_wages": [yuan(one) for one in wages], "kin": kin,
        "cover": "fund" if covered else "none", "duty_to_insure": True, "after_grades_1_4": late,
        "uninsured_choice": "at_once" if at_once else "monthly",
    }  # fmt: skip
    found = evaluate(PACK, "work-death-benefit", facts, on=ON)
    assert found.verdict == "granted"
    wage = own_wage(wages)
    mine = [one for one in kin if entitled(one, death)]
    parts = [(40 if one["relation"] == "spouse" else 30) + (10 if one["lone_elder_or_orphan"] else 0) for one in mine]
    whole = sum(parts)
    exact = [wage * Fraction(part, max(whole, 100)) for part in parts]
    grants = (0 if late else INCOME_2024 * 20) + MONTH * 6
    lump = not covered and at_once
    assert [one.reason.code for one in found.reasons].count("not_dependant") == len(kin) - len(mine)
    assert found.outputs["death_grant"] == (0 if late else INCOME_2024 * 20)
    assert found.outputs["funeral_grant"] == MONTH * 6
    if not lump:
        monthly = [row["monthly"] for row in found.outputs["dependants"]]  # type: ignore[attr-defined]
        assert [abs(got - part) <= 1 for got, part in zip(monthly, exact, strict=True)] == [True] * len(mine)
        assert sum(monthly) == found.outputs["dependants_total"] <= fen(wage)
        if whole >= 100:
            assert sum(monthly) == fen(wage)
        assert found.outputs["total"] == grants
        return
    assert found.outputs["dependants_total"] == 0
    rows: Any = found.outputs["dependants_at_once"]
    assert [row["months_at_once"] for row in rows] == [months_at_once(one, death) for one in mine]
    assert found.outputs["uninsured_lump_sum"] == sum(row["monthly"] * row["months_at_once"] for row in rows)
    assert found.outputs["unit_pays"] == found.outputs["total"] == grants + found.outputs["uninsured_lump_sum"]  # type: ignore[operator]

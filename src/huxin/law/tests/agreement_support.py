"""Answers that a paper asks, typical ones and any that fit."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from huxin.law import load_pack
from huxin.law.cleaning import is_credit_code
from huxin.law.procedures.model import Condition, Field

PACK = load_pack("wenzhou")
PLAIN = "温州鹿城五马街道广场路西城瓯海龙湾东海南湖"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int, born: str = "19810503") -> str:
    digits = f"330304{born}{serial:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def credit_code(serial: int) -> str:
    """A right unified social credit code: its last character is the one of all that checks."""
    head = f"91330300MA{serial:07d}"
    return next(head + last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_credit_code(head + last))


def answers(paper: str, **changes: Any) -> dict[str, Any]:
    """A complete set of typical answers."""
    found: dict[str, Any] = {
        "company": "温州瓯越外卖有限公司", "company_code": credit_code(0), "company_address": "鹿城区广场路1号",
        "company_head": "张三", "partner": "瓯海配送有限公司",
        "partner_code": credit_code(1), "partner_head": "王五",
        "worker_name": "李四", "worker_id": id_number(1), "worker_address": "瓯海区某村2号",
        "worker_phone": "13800000000", "county": "330302", "trade": "takeaway", "work_area": "五马街道",
        "order_mode": "both", "start_on": "2026-03-01", "open_term": False, "end_on": "2027-02-28",
        "daily_hours": "8", "rest_days": "1", "pay_mode": "base_and_piece", "base_pay": "1000.00",
        "unit_price": "5.50", "settlement": "monthly", "settlement_day": "10", "cover": "per_order",
        "notice_days": "7", "leave_days": "3",
    }  # fmt: skip
    asked = {one.name for one in PACK.papers[paper].fields}
    return {name: value for name, value in {**found, **changes}.items() if name in asked}


@st.composite
def any_answers(draw: st.DrawFn, paper: str) -> dict[str, Any]:
    """Whatever fits the questions of a paper; what is not asked is left out."""
    found: dict[str, Any] = {}
    for one in PACK.papers[paper].fields:
        if _holds(one.when, found):
            found[one.name] = draw(_value(one))
    if "end_on" in found:
        start = datetime.date.fromisoformat(found["start_on"])
        found["end_on"] = (start + datetime.timedelta(days=draw(st.integers(1, 2000)))).isoformat()
    return found


def _holds(when: Condition | None, answers: dict[str, Any]) -> bool:
    return all(
        answers.get(name) in (wanted if isinstance(wanted, (list, tuple)) else (wanted,))
        for name, wanted in (when or {}).items()
    )


def _value(one: Field) -> st.SearchStrategy[Any]:
    if one.kind == "choice":
        return st.sampled_from([option.value for option in one.options])
    if one.kind == "yes_no":
        return st.booleans()
    if one.kind == "number":
        return st.integers(int(one.least or 0), int(one.most or 999)).map(str)
    if one.kind == "money":
        return st.integers(1, 10_000_000).map(lambda fen: f"{fen // 100}.{fen % 100:02d}")
    if one.kind == "date":
        return st.dates(datetime.date(2022, 1, 1), datetime.date(2035, 12, 31)).map(str)
    if one.kind == "id_number":
        return st.integers(0, 999).map(id_number)
    if one.kind == "credit_code":
        return st.integers(0, 999).map(credit_code)
    if one.kind == "phone":
        return st.integers(0, 9_999_999_999).map(lambda number: f"1{number:010d}")
    if one.kind == "county":
        return st.sampled_from(sorted(PACK.divisions))
    return st.text(alphabet=PLAIN, min_size=1, max_size=min(20, one.max_length or 20))

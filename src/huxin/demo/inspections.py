"""Double-random inspections of the demo city: directories, a draw that ended with results, one that is committed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any, Final

from huxin.casework.service import file_case, perform
from huxin.demo.offices import credit_code
from huxin.identity.service import Account, Actor, actor_for
from huxin.law.dates import SHANGHAI
from huxin.measures.inspections.service import (
    INSPECTORS,
    OBJECTS,
    PROCEDURE,
    DrawPlanInput,
    UnitOutcome,
    commit_draw,
    finish,
    outcomes,
    publish,
    record,
    recuse,
    reveal,
    take_list,
)

COUNTY: Final = "330304"
_FIRMS: Final = ("潮声", "望江", "海塘", "蓝鲸", "渔火", "灯塔", "千帆", "风信", "望海楼", "青瓯", "白鹭", "石桥")
_RISKS: Final = ("高", "中", "低")
_CREDITS: Final = ("A", "B", "C")
_NAMES: Final = ("江一帆", "沈南星", "叶知秋")
_CHECKED: Final = ("licence", "contract_term", "agreement", "fees", "posts", "pay", "share", "insurance")
_FOUND: Final[Sequence[tuple[str, Sequence[str], str]]] = (
    ("corrected", ("contract_term", "fees"), "抽看 20 份合同，3 份不满两年；收过体检费，当场退了。"),
    ("no_problem", (), "许可、合同、参保都看了，没有问题。"),
    ("further", ("share", "insurance"), "派遣 46 人，占用工总数两成；6 人没参保。"),
    ("no_problem", (), "人不多，合同齐全。"),
    ("not_found", (), "登记的地址是一家早餐店，问了物业，公司搬走了。"),
)


def make_inspections(draw: Random, today: date) -> None:
    """Both draws go the way they go in earnest, only dated back."""
    handler, approver = (
        actor_for(Account.objects.get(username=f"{role}-{COUNTY}")) for role in ("handler", "approver")
    )
    _directories(handler, _at(today, 70))
    first = _committed(handler, draw, "瓯海三季度派遣用工抽查", "三季度", _at(today, 60))
    reveal(handler, first, "507", key="demo-draw", at=_at(today, 57))
    units = outcomes(first)
    for one, found in zip(units, cycle(_FOUND), strict=False):
        _inspect(one, found, today - timedelta(days=50 - one.site.task.number))
    faulty = next((one for one in outcomes(first) if one.result == "further"), None)
    if faulty is not None:
        _correct(faulty, today)
    finish(approver, first, "按计划查完，有问题的都开了责令改正。", key="demo-finish", at=_at(today, 12))
    publish(handler, first, f"/draws/{first}/", key="demo-publish", at=_at(today, 10))
    _committed(handler, draw, "瓯海四季度派遣用工抽查", "四季度", _at(today, 2))


def _at(today: date, back: int) -> datetime:
    return datetime.combine(today - timedelta(days=back), time(9, 30), SHANGHAI)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode()


def _directories(handler: Actor, at: datetime) -> None:
    firms = [
        (
            f"OH{serial:03d}", f"{name}劳务派遣有限公司（演示）", credit_code(300 + serial), COUNTY,
            _RISKS[serial % 3], f"近一年投诉 {(3 - serial % 3) * 2 - 1} 件", _CREDITS[(serial // 2) % 3],
            "上一年度守法诚信等级",
        )
        for serial, name in enumerate(_FIRMS)
    ]  # fmt: skip
    heads = ("number", "name", "employer", "county", "risk", "risk_basis", "credit", "credit_basis")
    take_list(handler, OBJECTS, _table(heads, firms), "objects.csv", at=at)
    people = [(f"ZJ33030{serial}", name, f"inspector-{serial}") for serial, name in enumerate(_NAMES, 1)]
    take_list(handler, INSPECTORS, _table(("badge", "name", "account"), people), "inspectors.csv", at=at)
    recuse(handler, "ZJ330302", "OH004", "妹妹在这家公司管人事", at=at)


def _committed(handler: Actor, draw: Random, name: str, period: str, at: datetime) -> str:
    said = {"draw_name": name, "period": period, "scope": "dispatch_firms", "joint": False, "county": COUNTY}
    key = f"demo-{period}"
    no = str(file_case(handler, PROCEDURE, said, papers={}, key=f"{key}-file", at=at)["no"])
    later = f"福彩3D {(at + timedelta(days=3)):%Y年%m月%d日}开奖号码，三位数字连写"
    wanted = DrawPlanInput(
        each="2", by="risk", shares={"高": "1/2", "中": "1/4", "低": "1/4"}, risk={"高": "2", "中": "1", "低": "1"},
        credit={"A": "1/2", "B": "1", "C": "3/2"}, later_source=later,
    )  # fmt: skip
    commit_draw(handler, no, wanted, key=f"{key}-commit", at=at, seed=f"{draw.getrandbits(256):064x}")
    return no


def _inspect(one: UnitOutcome, found: tuple[str, Sequence[str], str], day: date) -> None:
    code, problems, words = found
    at = datetime.combine(day, time(14), SHANGHAI)
    seen = code != "not_found"
    said: dict[str, Any] = {
        "inspected_on": day.isoformat(), "seen_at": "公司办公室" if seen else "登记的地址", "result_code": code,
        "found": words, "signed": seen,
    }  # fmt: skip
    said |= {"checked": list(_CHECKED), "unit_present": "人事经理"} if seen else {"no_signature_reason": "没有人在"}
    said |= {"problems": list(problems)} if problems else {}
    inspector = actor_for(one.site.people[0].account)
    record(inspector, one.site.case.no, said, {}, key=f"demo-site-{one.site.task.number}", at=at)


def _correct(one: UnitOutcome, today: date) -> None:
    """An order of correction, and a re-check that found it done."""
    inspector, no, task = actor_for(one.site.people[0].account), one.site.case.no, one.site.task
    order = {
        "to": task.name, "found": "6 人没参保，派遣人数超比例", "orders": "补缴参保，调整用工",
        "until": (today - timedelta(days=22)).isoformat(), "clause": "劳务派遣暂行规定",
    }  # fmt: skip
    perform(inspector, no, "rectify", order, key="demo-rectify", at=_at(today, 40))
    seen = {"corrected": True, "found": "参保都补上了，转了 10 人直接签合同。"}
    perform(inspector, no, "recheck", seen, key="demo-recheck", at=_at(today, 20))

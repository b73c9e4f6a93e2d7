"""A small labour office that holds a draw: its directories, a plan, and everybody who takes part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from huxin.casework.service import file_case, view_case
from huxin.demo.offices import credit_code
from huxin.identity.service import Account, Actor
from huxin.measures.inspections.models import Draw, Task
from huxin.measures.inspections.service import (
    INSPECTORS,
    OBJECTS,
    PROCEDURE,
    DrawPlanInput,
    commit_draw,
    find_site,
    record,
    reveal,
    take_list,
)
from huxin.people.service import add_company
from tests.support import key, make_officer

COUNTY = "330304"
LATER = "福彩3D 2026年12月1日开奖号码"
OBJECT_HEADS = (
    "编号", "单位或者场所名称", "统一社会信用代码", "区划代码", "风险等级", "风险等级的依据", "信用等级",
    "信用等级的依据",
)  # fmt: skip
INSPECTOR_HEADS = ("执法证号", "姓名", "登录账号")
NAMES = ("江一帆", "沈南星", "叶知秋", "林晓舟")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV as an office sends it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode()


def object_row(serial: int, **changes: str) -> list[str]:
    """One dispatch firm; the odd ones are of high risk."""
    row = dict(zip(OBJECT_HEADS, (
        f"D{serial:02d}", f"第{serial}劳务派遣公司（测试）", credit_code(500 + serial), COUNTY,
        "高" if serial % 2 else "低", "2025年投诉 3 件", "AABC"[serial % 4], "2025年度守法诚信等级",
    ), strict=True))  # fmt: skip
    return list({**row, **changes}.values())


def usernames(*people: Actor) -> list[str]:
    return [Account.objects.get(pk=one.account_id).username for one in people]


def inspector_rows(*people: Actor) -> list[list[str]]:
    names = usernames(*people)
    return [[f"Z10{at}", NAMES[at], name] for at, name in enumerate(names)]


def wanted(**changes: Any) -> DrawPlanInput:
    """Half of the high risk, a quarter of the rest; worse credit counts more."""
    plan: dict[str, Any] = {
        "each": "2", "by": "risk", "shares": {"高": "1/2", "低": "1家"}, "risk": {"高": "2", "低": "1"},
        "credit": {"A": "1/2", "B": "1", "C": "3/2"}, "later_source": LATER,
    }  # fmt: skip
    return DrawPlanInput(**{**plan, **changes})


@dataclass
class Office:
    """Who takes part; eight objects and three inspectors are listed."""

    chief: Actor = field(default_factory=lambda: make_officer("handler"))
    approver: Actor = field(default_factory=lambda: make_officer("approver"))
    people: list[Actor] = field(default_factory=lambda: [make_officer("handler") for _ in range(3)])

    def __post_init__(self) -> None:
        take_list(self.chief, OBJECTS, table(OBJECT_HEADS, map(object_row, range(1, 9))), "objects.csv")
        take_list(self.chief, INSPECTORS, table(INSPECTOR_HEADS, inspector_rows(*self.people)), "inspectors.csv")

    def plan(self, name: str = "瓯海四季度派遣抽查") -> str:
        """A draw's case, so far without files of its own."""
        said = {
            "draw_name": name, "period": "2026年四季度", "scope": "dispatch_firms", "joint": False,
            "county": COUNTY,
        }  # fmt: skip
        return str(file_case(self.chief, PROCEDURE, said, papers={}, key=key())["no"])

    def committed(self) -> str:
        no = self.plan()
        commit_draw(self.chief, no, wanted(), key=key())
        return no

    def drawn(self) -> str:
        no = self.committed()
        reveal(self.chief, no, "507", key=key())
        return no

    def tasks(self, no: str) -> list[Task]:
        return list(Task.objects.filter(draw_id=no).order_by("number"))

    def actor_of(self, badge: str) -> Actor:
        """The officer behind a badge."""
        return self.people[int(badge[-1])]

    def inspect(self, task: Task, **changes: Any) -> Actor:
        """The second of the two records, who has to take the case over; answers who it was."""
        badge = task.assignments.filter(ended_at=None).order_by("-id")[0].inspector.badge
        actor = self.actor_of(badge)
        record(actor, task.case_id, found(**changes), {}, key=key())
        return actor

    def handler_of(self, task: Task) -> Actor:
        site = find_site(self.actor_of(task.assignments.filter(ended_at=None)[0].inspector.badge), task.case_id)
        return next(one for one in self.people if one.account_id == site.case.handler_id)


def found(**changes: Any) -> dict[str, Any]:
    """An on-site record with two faults."""
    said: dict[str, Any] = {
        "inspected_on": "2026-01-05", "seen_at": "公司三楼办公室", "unit_present": "人事经理",
        "checked": ["licence", "contract_term", "fees"], "problems": ["contract_term", "fees"],
        "result_code": "corrected", "found": "抽看 20 份合同，3 份不满两年；收过体检费。", "signed": True,
    }  # fmt: skip
    return {**said, **changes}


def draw_of(no: str) -> Draw:
    return Draw.objects.get(case_id=no)


def acts(actor: Actor, no: str) -> list[str]:
    return [step.act for step in view_case(actor, no).steps]


def register(serial: int) -> None:
    """A registered company with that object's credit code, so that it becomes a party of its case."""
    add_company(credit_code(500 + serial), f"第{serial}劳务派遣公司（测试）", "partner", county=COUNTY)

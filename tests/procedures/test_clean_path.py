"""The shortest clean way of every procedure, counted: screens of whoever applies, presses of each who has a part.

The table stands in ``docs/steps.md``; ``HUXIN_WRITE=1`` writes it anew.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from huxin.law import InputError
from huxin.law.procedures import ActRecord, Procedure, allowed, holds
from huxin.law.procedures.model import OPEN
from huxin.law.procedures.money import PAYING
from huxin.law.procedures.samples import variants
from tests.procedures.support import BESIDE, FULL, PACK, Way, judged, made, situation, waited_day

PAGE = Path(__file__).resolve().parents[2] / "docs" / "steps.md"
ASIDE = BESIDE | {"ask_completion", "complete", "suspend", "resume", "extend", "send_back", "serve"}
"""Acts off the clean way: papers were all there, nobody waits for another matter, nobody needs longer."""
WORDS = {
    "worker": "劳动者 worker", "unit": "企业 company", "respondent": "对方 other side", "kin": "亲属 kin",
    "union": "工会 union", "handler": "经办 handler", "approver": "审批 approver", "finance": "财务 finance",
    "mediator": "调解员 mediator", "arbitrator": "仲裁员 arbitrator", "inspector": "检查员 inspector",
    "court_clerk": "书记员 court clerk", "union_organiser": "工会干部 union organiser", "trainer": "培训机构 trainer",
    "hearing_officer": "听证主持 hearing officer", "policy_admin": "政策管理 policy admin",
    "authority": "部门 office", "system": "程序 program",
}  # fmt: skip


HEAD = """# 每件事几屏几下 How many screens and presses

由 `tests/procedures/test_clean_path.py` 走出来：材料齐、不用补、没人反对的最短一条路。
申请人在手机上一题一屏，接着前面的办件办的只剩没说过的一屏和看一遍；单位在桌面上一页。
每个人打开办件一下，每办一步一下；付款在清单上，不用打开。

Walked by a test: the shortest way where all papers are there and nobody objects. On a phone each question
has its screen (whoever goes on from an earlier case has one of what is left, and the last look); at a desk
the form is one page. Opening a case is one press, each act another; what is paid is paid from its list.

| 办件 Procedure | 谁办 Who files | 屏 Screens | 按几下 Presses |
|---|---|---|---|"""


def clean_way(name: str) -> Way | None:
    """The first way to a good end, by the worker where a worker files it; taken up first, where that can be."""
    by = PACK.procedures[name].acts["file"].by
    filers = sorted(by, key=lambda one: one != "worker")
    tries = (_walked(name, filer, taken=taken) for taken in (True, False) for filer in filers)
    return next((way for way in tries if way is not None), None)


def _walked(name: str, filer: str, *, taken: bool) -> Way | None:
    """Breadth first from the filing on; what a good end needs and nothing beside it."""
    one, start = PACK.procedures[name], Way((), None, ())
    seen, waiting = {situation(one, start)}, deque([start])
    while waiting:
        way = waiting.popleft()
        for act in allowed(one, way.acts, waited_day(one, way.acts)):
            for variant in variants(one, one.acts[act]) if act not in ASIDE else ():
                record = made(one, way.acts, act, variant)
                record = replace(record, by=filer) if act == "file" else record
                found = judged(one, way.acts, record)
                if isinstance(found, InputError) or _bad(one, record):
                    continue
                further = Way((*way.acts, record), found.status, tuple(found.clocks))
                if _ended(one, further) and (not taken or "accept" in further.names):
                    return further
                key = situation(one, further)
                if key not in seen and (further.status in OPEN or further.status == "done"):
                    seen.add(key)
                    waiting.append(further)
    return None


def _ended(one: Procedure, way: Way) -> bool:
    """Whether a case ended, and was paid where the city pays."""
    return way.status == "done" and ("pay" not in one.acts or way.last.act in PAYING)


def _bad(one: Procedure, record: ActRecord) -> bool:
    outcome = one.outcomes.get(str(record.payload.get("outcome")))
    return outcome is not None and outcome.negative


def screens(one: Procedure, filed: ActRecord) -> int:
    """What is passed to file it: on a phone each question, the papers, the last look; at a desk one page."""
    if filed.by not in ("worker", "kin"):
        return 1
    asked = [step for step in one.form if holds(step.when, filed.payload)]
    papers = any(paper.source == "applicant" for paper in one.evidence)
    return len(asked) + papers + 1


def presses(one: Procedure, acts: Sequence[ActRecord]) -> Counter[str]:
    """Who opens the case presses once, and once for each act; what is paid is paid from its list."""
    found: Counter[str] = Counter()
    opened: set[str] = set()
    for record in acts:
        by = record.by or "system"
        if record.act == "file":
            found[by] += screens(one, record)
        else:
            found[by] += 1 + (by not in opened and record.act not in PAYING)
            opened.add(by)
    return found


def table() -> str:
    """The page."""
    lines = [HEAD]
    for name in FULL:
        one, way = PACK.procedures[name], clean_way(name)
        if way is None:
            continue
        filed = next(record for record in way.acts if record.act == "file")
        counted = "，".join(f"{WORDS[who]} {count}" for who, count in presses(one, way.acts).items() if who != "system")
        lines.append(f"| {one.label['zh']} `{name}` | {WORDS[filed.by or '']} | {screens(one, filed)} | {counted} |")
    return "\n".join([*lines, ""])


def test_every_procedure_has_a_clean_way() -> None:
    assert [name for name in FULL if clean_way(name) is None] == []


def test_a_clean_subsidy_stays_at_three_two_and_one() -> None:
    way = clean_way("social-insurance-subsidy")
    assert way is not None
    counted = presses(PACK.procedures["social-insurance-subsidy"], way.acts)
    assert [counted[who] for who in ("handler", "approver", "finance")] == [3, 2, 1]


def test_the_table_is_made_anew() -> None:
    if os.environ.get("HUXIN_WRITE"):
        PAGE.write_text(table(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == table(), f"HUXIN_WRITE=1 pytest {Path(__file__).name}"

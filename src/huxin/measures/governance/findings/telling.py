"""The cases that were opened from findings learn that some no longer stand, or stand again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from huxin.casework.service import Case, DisposedError, chain_of, perform
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.measures.governance.models import Asked, Change, Recheck

ACT: Final = "findings_changed"
OPEN: Final = ("received", "completion_asked", "in_progress")
_CAUSES: Final = {"orders": "企业更正了订单，再扫描没有再发现", "rule": "规则换了，按新规则再扫描没有再发现"}


def tell(row: Recheck, changes: Iterable[Change]) -> tuple[str, ...]:
    """Note it in every inquiry, and in what was handed on from it; answers the cases that could not be told.

    A case filed under a procedure that did not know this act yet, or whose papers are disposed of, is not told.
    """
    by_id = {change.finding_id: change for change in changes}
    asked = Asked.objects.filter(finding_id__in=by_id).select_related("case").order_by("case_id", "finding_id")
    cases: dict[str, list[Change]] = {}
    for one in asked:
        cases.setdefault(one.case_id, []).append(by_id[one.finding_id])
    untold: list[str] = []
    for no, held in cases.items():
        case = Case.objects.get(no=no)
        said = _said(case, held)
        untold += _perform(row, no, ACT, said)
        text = f"询问 {no} 依据的监测发现有变化：{said['why']}；还成立的有 {said['left']} 条。"
        for later in chain_of(case):
            if later.filed_at > case.filed_at and later.status in OPEN:
                untold += _perform(row, later.no, "note", {"text": text})
    return tuple(untold)


def _said(case: Case, held: list[Change]) -> dict[str, object]:
    gone = [change for change in held if change.withdrawn]
    again = len(held) - len(gone)
    causes = sorted({_CAUSES[change.cause] for change in gone})
    why = "；".join([*causes, *(["再扫描又发现了"] if again else [])])
    left = Asked.objects.filter(case=case, finding__withdrawn_at=None).count()
    return {
        "withdrawn": str(len(gone)), "found_again": str(again), "left": str(left), "why": why,
        "settled": case.status not in OPEN,
    }  # fmt: skip


def _perform(row: Recheck, no: str, act: str, said: dict[str, object]) -> list[str]:
    try:
        perform(SYSTEM, no, act, said, key=f"recheck-{row.id}-{no}", at=row.at)
    except (InputError, DisposedError):
        return [no]
    return []

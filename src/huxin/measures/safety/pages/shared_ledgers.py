"""The ledger of safety duties 安全责任台账 as both desks show it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, city_pack
from huxin.law.procedures import STATUS_LABELS
from huxin.measures.safety.riders import doubts, riders_of
from huxin.measures.safety.service import CHECK, DUTY, DutyRow, Ledger
from huxin.people.service import Company
from huxin.ui.due import due_of_clock
from huxin.ui.formatting import instant_text, status_of
from huxin.ui.templatetags.words import say


def ledger_context(found: Ledger, address: str) -> dict[str, Any]:
    """``{"rows", "wanting", "check", "accidents", "hazards"}``; ``address`` names the page of a case at this desk."""
    return {
        "rows": [_row(one, address) for one in found.rows],
        "wanting": found.wanting,
        "check": _check(found, address),
        "accidents": [_line(one, address) for one in reversed(found.accidents)],
        "hazards": [_line(one, address) for one in reversed(found.hazards)],
    }


def riders_context(found: Ledger, company: Company) -> dict[str, Any]:
    """``{"riders", "doubts"}``: what the list of riders holds, and which yeses of the self-check it denies."""
    riders = riders_of(company)
    labels = {one.name: say(one.label) for one in city_pack().procedures[CHECK].fields_of("file")}
    lines = [
        (_("没有登记发护具的"), riders.gear),
        (_("有车没有查过的"), riders.vehicle),
        (_("没有培训过的"), riders.training),
        (_("今天没有保障的"), riders.cover),
        (_("在给你们干活、不在这个名单上的"), riders.unlisted),
    ]
    return {
        "riders": {"listed": riders.listed, "lines": [{"label": label, "count": count} for label, count in lines]},
        "doubts": [{"label": labels[name], "count": count} for name, count in doubts(found.check, riders)],
    }


def _row(one: DutyRow, address: str) -> dict[str, Any]:
    words, tone = _states()[one.state]
    asked = next(field for field in city_pack().procedures[DUTY].fields_of("file") if field.name == "duty")
    clock, entry = one.clock, one.entry
    return {
        "duty": one.duty,
        "label": next(say(option.label) for option in asked.options if option.value == one.duty),
        "state": words,
        "tone": tone,
        "done": f"{entry.answers.get('done_on', '')} {entry.answers.get('done_by', '')}".strip() if entry else "",
        "no": entry.case.no if entry else "",
        "url": reverse(address, args=[entry.case.no]) if entry else "",
        "again": one.state not in ("registered", "correcting"),
        "due": due_of_clock(clock) if clock is not None else None,
    }


def _states() -> dict[str, tuple[str, str]]:
    return {
        "missing": (_("还没登记"), "is-late"),
        "registered": (_("登记了，等核查"), "is-wait"),
        "correcting": (_("要改正"), "is-late"),
        "in_order": (_("做到了"), "is-good"),
        "overdue": (_("该做下一期了"), "is-late"),
        "handed_on": (_("没改，依法处理"), "is-late"),
    }


def _check(found: Ledger, address: str) -> dict[str, Any]:
    if found.check is None:
        return {"no": "", "monthly": False}
    labels = {one.name: say(one.label) for one in city_pack().procedures[CHECK].fields_of("file")}
    return {
        **_line(found.check, address),
        "period": str(found.check.answers.get("period", "")),
        "monthly": found.monthly,
        "noes": [labels.get(name, name) for name in found.noes],
        "hazards": str(found.check.answers.get("hazards", "")),
    }


def _line(one: Dossier, address: str) -> dict[str, Any]:
    case = one.case
    return {
        "no": case.no,
        "url": reverse(address, args=[case.no]),
        "label": say(one.procedure.label),
        "filed_at": instant_text(case.filed_at),
        "status": status_of(case.status, say(STATUS_LABELS[case.status])),
    }

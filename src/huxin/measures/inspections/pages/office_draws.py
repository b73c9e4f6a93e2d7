"""One draw: plan, commitment, draw, who found what where, the end, publication."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, DisposedError, Dossier, ForbiddenError, NotFoundError, allowed_for
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.procedures import STATUS_LABELS
from huxin.measures.inspections.pages.office_inspections import of_the_office, post_text
from huxin.measures.inspections.pages.shared_words import labels_of, state_text
from huxin.measures.inspections.service import (
    CLASSES,
    Draw,
    DrawPlanInput,
    Planned,
    UnitOutcome,
    classes_of,
    commit_draw,
    fewest,
    find_draw,
    finish,
    inspectors,
    keeps_directories,
    listed,
    outcomes,
    plan_draw,
    plan_of,
    publish,
    replace,
    reveal,
)
from huxin.ui.due import due_of_clock
from huxin.ui.formatting import day_text, status_of
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, went
from huxin.ui.templatetags.words import say

SHOWN_WEIGHTS: Final = 60
ACTS: Final = ("commit", "draw", "replace", "finish", "publish")


RECORDED: Final = {"replace": "recuse", "finish": "decide"}
"""Steps of the page that the case records under another name."""


@page("GET", "POST", who="officer")
def draw(request: HttpRequest, no: str) -> HttpResponse:
    """The draw as far as it is; on POST its next step.  Raises Http404 outside the scope."""
    actor = of_the_office(request)
    try:
        find_draw(actor, no)
    except (NotFoundError, DisposedError):
        raise Http404 from None
    problems, planned = list[FormProblem](), None
    if request.method == "POST":
        try:
            planned = _do(request, actor, no)
        except InputError as error:
            problems = refused(error)
        except ForbiddenError:
            problems = [FormProblem(_("这一步不归你做：方案、抽取、公示由经办做，结束由复核做。"))]
        except (ConflictError, NotFoundError):
            problems = [FormProblem(_("这一步已经做过了，或者不在你这里。看最新的。"))]
        if not problems and planned is None:
            do = post_text(request, "do", 20)
            return went(request, f"{reverse('agency:draw', args=[no])}?done={RECORDED.get(do, do)}")
    return _show(request, actor, no, problems, planned)


def _do(request: HttpRequest, actor: Actor, no: str) -> Planned | None:
    """One step; answers a plan that was only tried."""
    do, key = post_text(request, "do", 20), post_text(request, "key", 80) or uuid.uuid4().hex
    if do == "check":
        return plan_draw(find_draw(actor, no)[0], _wanted(request))
    if do == "commit":
        commit_draw(actor, no, _wanted(request), key=key)
    elif do == "draw":
        reveal(actor, no, post_text(request, "later", 60), key=key)
    elif do == "replace":
        _replace(request, actor, no, key)
    elif do == "finish":
        finish(actor, no, post_text(request, "summary", 4000), key=key)
    elif do == "publish":
        publish(actor, no, request.build_absolute_uri(reverse("worker:draw", args=[no]))[:200], key=key)
    else:
        raise InputError("do", "do", do, ", ".join(ACTS), _("这一页没有这个按钮。"))
    return None


def _replace(request: HttpRequest, actor: Actor, no: str, key: str) -> None:
    number, _sep, badge = post_text(request, "who").partition("/")
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        raise InputError("who", "who", number, "an inspector of a unit", _("先选谁要回避。"))
    replace(actor, no, int(number), badge, post_text(request, "fresh"), post_text(request, "reason", 500), key)


def _wanted(request: HttpRequest) -> DrawPlanInput:
    """The plan as it was typed: one field for each class that the directory holds."""
    by = post_text(request, "by", 20)
    typed = {
        kind: {
            name.removeprefix(f"{kind}-"): post_text(request, name, 40)
            for name in request.POST
            if name.startswith(f"{kind}-")
        }
        for kind in ("share", *CLASSES)
    }
    return DrawPlanInput(
        post_text(request, "each", 10),
        by,
        typed["share"],
        typed["risk"],
        typed["credit"],
        post_text(request, "later_source"),
    )


def _show(
    request: HttpRequest, actor: Actor, no: str, problems: list[FormProblem], planned: Planned | None
) -> HttpResponse:
    dossier, row = find_draw(actor, no)
    legal = allowed_for(actor, dossier, written=True)
    context = {
        "problems": problems,
        "done": _done(request, dossier),
        "key": uuid.uuid4().hex,
        "head": _head(dossier),
        "row": row,
        "elsewhere": row is None and dossier.last("commit") is not None,
        "cancelled": dossier.case.status == "withdrawn",
        "may_plan": row is None and "commit" in legal and keeps_directories(actor),
        "may_draw": row is not None and not row.record and "draw" in legal,
        "may_finish": bool(row and row.record) and "decide" in legal,
        "may_publish": row is not None and bool(row.record) and row.published_at is None and "publish" in legal,
        "may_replace": bool(row and row.record) and "recuse" in legal,
        "deadline": _deadline(dossier),
    }
    context |= _plan_form(request, dossier, planned) if context["may_plan"] else {}
    context |= _drawn(actor, no, row) if row is not None else {}
    return render_page(request, "agency/inspections/draw.html", context, 400 if problems else 200)


def _head(dossier: Dossier) -> dict[str, Any]:
    case = dossier.case
    return {
        "no": case.no,
        "name": dossier.answers.get("draw_name", case.no),
        "period": dossier.answers.get("period", ""),
        "county": county_name(case.county),
        "status": status_of(case.status, say(STATUS_LABELS[case.status])),
        "handler": case.handler.label if case.handler else "",
        "case_url": reverse("agency:case", args=[case.no]),
    }


def _deadline(dossier: Dossier) -> Any:
    """The clock of publication, once the check has ended."""
    one = next((one for one in dossier.clocks().clocks if one.id == "publication" and one.due is not None), None)
    return due_of_clock(one) if one is not None else None


def _done(request: HttpRequest, dossier: Dossier) -> str:
    words = {
        "commit": _("承诺值和两份名录公布了，从现在起谁也改不了。"),
        "draw": _("抽好了，种子公开了；每家单位已经交给抽到的检查人员。"),
        "recuse": _("换人了，原因记在案里。"),
        "decide": _("这次抽查结束了，接着公示结果。"),
        "publish": _("结果公示了。"),
    }
    return done(request, {name: Told(text, dossier.last(name) is not None) for name, text in words.items()})


def _plan_form(request: HttpRequest, dossier: Dossier, planned: Planned | None) -> dict[str, Any]:
    """The questions of a plan, with what was typed."""
    objects, people = listed(dossier.case.county)
    classes, typed = classes_of(objects), request.POST
    by = typed.get("by") or request.GET.get("by", "")
    by = by if by in CLASSES else "risk"

    def rows(kind: str, names: list[str]) -> list[dict[str, str]]:
        return [{"field": f"{kind}-{name}", "name": name, "value": typed.get(f"{kind}-{name}", "")} for name in names]

    return {
        "objects": len(objects),
        "people": len(people),
        "by": by,
        "fewest": fewest(dossier),
        "each": typed.get("each") or str(fewest(dossier)),
        "later_source": typed.get("later_source", ""),
        "shares": rows("share", classes[by]),
        "weights": [(_("风险等级"), rows("risk", classes["risk"])), (_("信用等级"), rows("credit", classes["credit"]))],
        "planned": planned,
        "weighed": planned.weighed[:SHOWN_WEIGHTS] if planned is not None else [],
        "idle": planned.inputs.idle_recusals() if planned is not None else [],
    }


def _drawn(actor: Actor, no: str, row: Draw) -> dict[str, Any]:
    promise = json.loads(row.commitment)
    units = [_unit(one) for one in outcomes(no)]
    return {
        "promise": promise,
        "plan": json.dumps(plan_of(row), ensure_ascii=False, indent=1),
        "public_url": reverse("worker:draw", args=[no]),
        "units": units,
        "without_record": sum(not one["state"] for one in units),
        "standing": [
            (f"{one['number']}/{badge}", f"{one['name']}：{name}") for one in units for badge, name in one["people"]
        ],
        "others": [(one.badge, f"{one.name} {one.badge}") for one in inspectors(actor)],
    }


def _unit(one: UnitOutcome) -> dict[str, Any]:
    task = one.site.task
    labels: Mapping[str, str] = labels_of(one.site.dossier)
    return {
        "number": task.number,
        "name": task.name,
        "people": [(who.badge, who.name) for who in one.site.people],
        "names": "、".join(who.name for who in one.site.people),
        "case_no": task.case_id,
        "case_url": reverse("agency:case", args=[task.case_id]),
        "state": labels.get(one.result, one.result),
        "on": _day_of(one),
        "problems": "、".join(labels.get(code, code) for code in one.problems),
        "mending": state_text(ordered=one.ordered, corrected=one.corrected),
        "status": status_of(one.site.case.status, say(STATUS_LABELS[one.site.case.status])),
    }


def _day_of(one: UnitOutcome) -> str:
    """The day of the record; empty before there is one."""
    if one.record is None:
        return ""
    return day_text(date.fromisoformat(str(one.record.payload["inspected_on"])))

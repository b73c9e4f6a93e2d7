"""A sum worked out in a case 算一笔账: the same page for worker, company and mediator, by the rules of the pack."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from huxin.casework.service import (
    ConflictError,
    Dossier,
    ForbiddenError,
    Step,
    allowed_for,
    city_adoptions,
    perform,
    today,
)
from huxin.core.service import english
from huxin.identity.service import actor_of
from huxin.law import Evaluation, InputError, evaluate, explained
from huxin.law.dates import day_of
from huxin.law.explanation.lay import render_lay_html, told_reasons
from huxin.measures.disputes.service import told
from huxin.ui.calculator import draw_facts, draw_rows, read_facts
from huxin.ui.forms import FormProblem, problems_of
from huxin.ui.page import page
from huxin.ui.questions import RESULT, about, clear, gone, lay_down, merged, run_of
from huxin.ui.responses import dossier_of
from huxin.ui.success import went
from huxin.ui.templatetags.words import say
from huxin.ui.turn import side_name

ACT: Final = "calculate"
_PAGES: Final = {"worker": "worker:case", "company": "company:case", "officer": "agency:case"}


@page("GET", "POST", who="signed_in")
def calculator(request: HttpRequest, no: str) -> HttpResponse:
    """Choose what is worked out, say the facts, see the sum and why; keep it so that both sides see it."""
    actor = actor_of(request)
    dossier = dossier_of(request, no)
    spec = dossier.procedure.acts.get(ACT)
    if spec is None:
        raise Http404
    if request.POST.get("clear"):
        return clear(request)
    items = {option.value: say(option.label) for one in spec.payload for option in one.options}
    run = run_of(request)
    said = request.POST if request.method == "POST" else run.said if run is not None else request.GET
    item = said.get("item", "")
    if item not in items and request.method == "POST":
        return HttpResponseRedirect(request.path)
    if item not in items:
        return _page(request, dossier, items, "", {}, gone(request))
    if request.method != "POST" and run is None:
        return _page(request, dossier, items, item, _known(dossier), gone(request))
    facts, errors = read_facts(dossier.pack, item, said)
    found, problems = _evaluated(dossier, item, facts, errors)
    if request.method == "POST":
        if found is not None and said.get("keep") and ACT in allowed_for(actor, dossier):
            kept = _keep(request, dossier, item, facts)
            if kept is not None:
                return kept
            problems = [FormProblem(_("没放进去：这件事刚刚有了变化。算出来的还在下面，看一眼再放。"))]
            return _page(request, dossier, items, item, facts, problems, found)
        return lay_down(request, merged(request), RESULT)
    return _page(request, dossier, items, item, facts, problems, found)


def _known(dossier: Dossier) -> dict[str, Any]:
    """What the case says already, under the names that the facts have."""
    said, accident = dossier.answers, dossier.answers.get("accident_on")
    return {**said, "injury_on": accident, "death_on": accident, "worked_on": said.get("knew_on")}


def _evaluated(
    dossier: Dossier, item: str, facts: Mapping[str, Any], errors: Mapping[str, str]
) -> tuple[Evaluation | None, list[FormProblem]]:
    if errors:
        return None, problems_of(errors)
    try:
        return evaluate(dossier.pack, item, facts, on=today(), adoptions=city_adoptions()), []
    except InputError as error:
        return None, [_wrong(dossier, item, error.problem.field)]


def _wrong(dossier: Dossier, item: str, path: str) -> FormProblem:
    """The fact that the law floor refused, by the path of the fact: ``kin[0].birth_date`` is one field of a row."""
    parts = [part for part in re.split(r"[\[\].]+", path) if part]
    spec = dossier.pack.items[item].facts.get(parts[0]) if parts else None
    deep = spec.row.get(parts[2]) if spec is not None and len(parts) > 2 else None
    label = deep or spec
    text = _("“%(label)s”写得不对，改一下再算。") % {"label": say(label.label) if label is not None else path}
    return FormProblem(text, "f-" + "-".join(parts if deep is not None else parts[:1]))


def _keep(request: HttpRequest, dossier: Dossier, item: str, facts: Mapping[str, Any]) -> HttpResponse | None:
    """None where the act was refused: nothing was kept."""
    actor, no = actor_of(request), dossier.case.no
    payload = {"item": item, "facts": json.dumps(facts, ensure_ascii=False, sort_keys=True)}
    try:
        perform(actor, no, ACT, payload, key=request.POST.get("key", "")[:80])
    except (InputError, ConflictError, ForbiddenError):
        return None
    return went(request, f"{reverse(_PAGES[actor.kind], args=[no])}?done={ACT}")


def _page(
    request: HttpRequest,
    dossier: Dossier,
    items: Mapping[str, str],
    item: str,
    said: Mapping[str, Any],
    problems: list[FormProblem],
    found: Evaluation | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    errors = {one.target.removeprefix("f-"): one.text for one in problems}
    result = explained(found) if found is not None else None
    context = {
        "no": dossier.case.no,
        "back": reverse(_PAGES[actor.kind], args=[dossier.case.no]),
        "items": items,
        "item": item,
        "label": items.get(item, ""),
        "fields": draw_facts(dossier.pack, item, said, errors) if item else [],
        "groups": draw_rows(dossier.pack, item, said, errors) if item else [],
        "problems": problems,
        "sums": told(found) if found is not None else "",
        "reasons": told_reasons(result["reasons"], "en" if english() else "zh") if result is not None else [],
        "certain": found is not None and found.certainty == "decision",
        "why": mark_safe(render_lay_html(result, "en" if english() else "zh")) if result else "",  # noqa: S308 - escaped
        "key": uuid.uuid4().hex,
        **about(request),
        "may_keep": ACT in allowed_for(actor, dossier),
        "kept": [_kept(step) for step in dossier.steps if step.act == ACT],
    }
    return render(request, "worker/cases/calculator.html", context, status=400 if problems else 200)


def _kept(step: Step) -> dict[str, Any]:
    return {"who": side_name(step.by), "at": step.at, "day": day_of(step.at), "result": str(step.payload["result"])}

"""Hurt on an order 受伤了: which cover the order falls under, and so where one applies and until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huxin.casework.service import city_adoptions, city_pack, today
from huxin.law import Evaluation, InputError, evaluate, render_html
from huxin.portals.calculator import draw_facts, read_facts
from huxin.portals.forms import Problem, problems_of
from huxin.portals.templatetags.words import english, say
from huxin.registry.service import access

ITEM: Final = "cover-regime"
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "A": ("injury-recognition",),
    "B": ("injury-recognition",),
    "C": ("occupational-injury-tracking",),
    "none": ("one-stop-mediation", "relation-assessment"),
}


@access("public")
@never_cache
@require_http_methods(["GET", "POST"])
def injury(request: HttpRequest) -> HttpResponse:
    """Four facts without signing in; nothing is kept."""
    if request.method != "POST":
        return _page(request, {}, [])
    facts, errors = read_facts(city_pack(), ITEM, request.POST)
    if errors:
        return _page(request, facts, problems_of(errors))
    try:
        found = evaluate(city_pack(), ITEM, facts, on=today(), adoptions=city_adoptions())
    except InputError as error:
        text = _("“%(label)s”写得不对，改一下再算。")
        label = city_pack().items[ITEM].facts.get(error.problem.field)
        named = text % {"label": say(label.label) if label is not None else error.problem.field}
        return _page(request, facts, [Problem(named, f"f-{error.problem.field}")])
    return _page(request, facts, [], found)


def _page(
    request: HttpRequest, facts: Mapping[str, Any], problems: list[Problem], found: Evaluation | None = None
) -> HttpResponse:
    pack, language = city_pack(), "en" if english() else "zh"
    errors = {one.target.removeprefix("f-"): one.text for one in problems}
    result = found.as_json(explain=True) if found is not None else None
    regime = str(result["outputs"].get("regime", {}).get("value")) if result is not None else ""
    context = {
        "fields": draw_facts(pack, ITEM, facts, errors),
        "problems": problems,
        "regime": regime,
        "text": _regimes().get(regime, _("现在说不准，两条路都先登记，别误了期限。")) if result is not None else "",
        "reasons": [
            {"text": one["text_en" if english() else "text"], "clause": one["clause"]} for one in result["reasons"]
        ]
        if result is not None
        else [],
        "ways": [_way(name) for name in WAYS.get(regime, (*WAYS["A"], *WAYS["C"]))] if result is not None else [],
        "why": mark_safe(render_html(result, language)) if result is not None else "",  # noqa: S308 - escaped
    }
    return render(request, "worker/help_injury.html", context, status=400 if problems else 200)


def _way(name: str) -> dict[str, Any]:
    """A procedure with its own deadlines, as the pack writes them."""
    procedure = city_pack().procedures[name]
    units = {"w": _("个工作日"), "c": _("天"), "year": _("年")}
    limits = [
        f"{say(clock.who)}：{say(clock.label)} {clock.length} {units[clock.unit]}（{city_pack().cite(clock.source)}）"
        for clock in procedure.clocks
        if isinstance(clock.length, int) and any(event.since for event in clock.start)
    ]
    return {"id": name, "label": say(procedure.label), "limits": limits}


def _regimes() -> dict[str, str]:
    return {
        "A": _("有劳动关系，归单位的工伤保险。单位不申请，你自己也能申请。"),
        "B": _("平台给你单独参加了工伤保险。凭平台注册、接单记录和书面协议申请工伤认定。"),
        "C": _("归按单的职业伤害保障。平台先报，你或者家里人再申请确认；我们帮你盯着期限。"),
        "none": _("这一单没有工伤或者职业伤害保障。可以和平台谈赔偿，也可以先看看算不算劳动关系。"),
    }

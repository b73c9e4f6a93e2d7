"""Hurt on an order 受伤了: which cover the order falls under, and so where one applies and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huxin.casework.service import city_adoptions, city_pack, today
from huxin.core.service import english
from huxin.law import Evaluation, InputError, evaluate, explained
from huxin.law.explanation.lay import render_lay_html, told_reasons
from huxin.measures.injuries.pages.shared_cover import ITEM, WAYS, regime_of, regimes, way, ways_of
from huxin.measures.injuries.pages.shared_platforms import OTHER, UNKNOWN, named, offered, possible
from huxin.ui.calculator import draw_facts, read_facts
from huxin.ui.forms import FormField, FormOption, FormProblem, problems_of
from huxin.ui.page import page
from huxin.ui.questions import RESULT, about, gone, lay_down, merged, run_of
from huxin.ui.templatetags.words import say

EARLIEST: Final = 2000
"""No order of an app is older; an earlier year is a slip of the finger."""


@page("GET", "POST", who="public")
def injury(request: HttpRequest) -> HttpResponse:
    """Four questions without signing in, two of which may stay open; no page where the pack has no such rules."""
    if ITEM not in city_pack().items:
        raise Http404
    if request.method == "POST":
        return lay_down(request, merged(request), RESULT)
    run = run_of(request)
    return _answer(request, run.said) if run is not None else _page(request, {}, gone(request))


def _answer(request: HttpRequest, sent: QueryDict) -> HttpResponse:
    data = sent.copy()
    said = data.get("platform", "")
    if said == OTHER:
        data["platform"] = data.get("platform_other", "").strip()
    facts, errors = read_facts(city_pack(), ITEM, data)
    facts |= {"platform": said, "platform_other": sent.get("platform_other", "").strip()[:60]}
    if data.get("labour_relation") == UNKNOWN:
        facts["labour_relation"] = UNKNOWN
    errors |= {name: _("还没填“%(label)s”。") % {"label": _labels()[name]} for name in errors.keys() & _labels().keys()}
    errors |= {} if said in offered() or said in (OTHER, UNKNOWN) or not said else {"platform": _("从列出的平台里选。")}
    errors |= _time_errors(facts)
    if errors:
        return _page(request, facts, problems_of(errors))
    try:
        found = _evaluated(facts)
    except InputError as error:
        text = _("“%(label)s”写得不对，改一下再算。")
        label = city_pack().items[ITEM].facts.get(error.problem.field)
        shown = _labels().get(error.problem.field) or (say(label.label) if label is not None else _("答案"))
        named_label = text % {"label": shown}
        return _page(request, facts, [FormProblem(named_label, f"f-{error.problem.field}")])
    return _page(request, facts, [], found)


def _time_errors(facts: Mapping[str, Any]) -> dict[str, str]:
    try:
        at = datetime.fromisoformat(str(facts.get("order_accepted_at", "")))
    except ValueError:
        return {}  # said by the law floor, with the name of the question
    if at.tzinfo is None or at.year < EARLIEST:
        return {"order_accepted_at": _("接单时间的年份不对，看一眼再写。")} if at.year < EARLIEST else {}
    late = at > timezone.now()
    return {"order_accepted_at": _("接单时间不能是以后的时间。看看手机上的订单，写接单那一刻。")} if late else {}


def _evaluated(facts: Mapping[str, Any]) -> list[Evaluation]:
    """One evaluation for each case that the answers leave open, the same cover only once.  Raises InputError."""
    relations = (True, False) if facts["labour_relation"] == UNKNOWN else (facts["labour_relation"],)
    known = {name: facts[name] for name in ("trade", "order_accepted_at") if name in facts}
    found: dict[str, Evaluation] = {}
    for relation in relations:
        for platform in _platforms(facts) if relation is not True else ("-",):
            asked = {**known, "platform": platform, "labour_relation": relation}
            one = evaluate(city_pack(), ITEM, asked, on=today(), adoptions=city_adoptions())
            found.setdefault(regime_of(one), one)
    return list(found.values())


def _platforms(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What the platform may be: the one that was tapped, one that a typed name means, else any."""
    said = facts["platform"]
    if said not in (OTHER, UNKNOWN):
        return (said,)
    meant = named(facts["platform_other"]) if said == OTHER else None
    return (meant,) if meant is not None else possible(str(facts.get("trade", "")))


def _page(
    request: HttpRequest, facts: Mapping[str, Any], problems: list[FormProblem], found: list[Evaluation] | None = None
) -> HttpResponse:
    errors = {one.target.removeprefix("f-"): one.text for one in problems}
    context: dict[str, Any] = {"fields": _fields(facts, errors), "problems": problems, **about(request)}
    if found:
        context |= _result(facts, found)
    return render(request, "worker/help_injury.html", context, status=400 if errors else 200)


def _result(facts: Mapping[str, Any], found: list[Evaluation]) -> dict[str, Any]:
    language, words = "en" if english() else "zh", regimes()
    results = [explained(one) for one in found]
    covers = [regime_of(one) for one in found]
    certain = len(covers) == 1 and covers[0] in WAYS
    unlisted = facts["platform"] == OTHER and named(facts["platform_other"]) is None
    return {
        "regime": covers[0] if certain else "open",
        "text": words[covers[0]] if certain else _("现在说不准，下面几种都有可能。期限短的先登记，别误了。"),
        "unlisted": facts["platform_other"] if unlisted else "",
        "possible": [] if certain else [words[one] for one in covers if one in words],
        "reasons": told_reasons(
            {one["code"]: one for result in results for one in result["reasons"]}.values(), language
        ),
        "ways": [way(name) for name in ways_of(covers)],
        "whys": [mark_safe(render_lay_html(one, language)) for one in results],  # noqa: S308 - escaped
        "about_relation": facts["labour_relation"] == UNKNOWN,
    }


def _fields(facts: Mapping[str, Any], errors: Mapping[str, str]) -> list[FormField]:
    """The questions of the item; the platform is tapped, and the relation may be unknown."""
    fields = []
    for one in draw_facts(city_pack(), ITEM, facts, errors):
        chosen = facts.get(one.name)
        if one.name == "platform":
            options = [
                FormOption(name, _with_others(name, others), chosen == name) for name, others in offered().items()
            ]
            options += [
                FormOption(OTHER, _("别的平台，写在下面"), chosen == OTHER),
                FormOption(UNKNOWN, _("不清楚是哪个平台"), chosen == UNKNOWN),
            ]
            fields.append(replace(one, drawn="choice", label=_labels()["platform"], options=tuple(options)))
            fields.append(
                FormField(
                    "platform_other", "line", _("别的平台的名字"), False, "f-platform_other",
                    value=str(facts.get("platform_other", "")),
                )
            )  # fmt: skip
        elif one.name == "labour_relation":
            options = [
                FormOption("yes", pgettext("answer", "有"), chosen is True),
                FormOption("no", pgettext("answer", "没有"), chosen is False),
                FormOption(UNKNOWN, _("不清楚"), chosen == UNKNOWN),
            ]
            hint = _("签过劳动合同，或者单位给你交社保，一般就有。说不准就选“不清楚”。")
            fields.append(replace(one, label=_labels()["labour_relation"], hint=hint, options=tuple(options)))
        else:
            fields.append(one)
    return fields


def _labels() -> dict[str, str]:
    """Questions that this page puts in other words than the pack; whatever is said of them uses these."""
    return {"platform": _("哪个平台的单"), "labour_relation": _("和单位有没有劳动关系")}


def _with_others(name: str, others: list[str]) -> str:
    return _("%(name)s（%(others)s）") % {"name": name, "others": "、".join(others)} if others else name

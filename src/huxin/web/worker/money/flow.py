"""A question a screen, the one that can still change most; then all items at once, and the image to hand on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.law import InputError
from huxin.law.bundle.model import Question
from huxin.ui.forms import problems_of
from huxin.ui.page import page
from huxin.ui.questions import RESULT, QuestionRun, about, clear, gone, lay_down, merged, run_of
from huxin.ui.templatetags.words import say
from huxin.web.worker.money import applying, payments
from huxin.web.worker.money.asking import TRAIL, answers_of, draw, errors_in, found_for
from huxin.web.worker.money.result import explained, rows, sums
from huxin.web.worker.money.share import share_image

SHARE: Final = "share"
WHY: Final = "why-"


@page("GET", "POST", who="public")
def money(request: HttpRequest) -> HttpResponse:
    """What is sent leads on by a redirect; an address shows its screen.  No page where the pack asks nothing."""
    if not city_pack().questions:
        raise Http404
    return _take(request) if request.method == "POST" else _show(request)


@page("GET", who="public")
def one_subsidy(request: HttpRequest) -> HttpResponse:
    """The address that the page had when it knew one subsidy alone."""
    return HttpResponseRedirect(reverse("worker:money"))


# --- what was sent ---


def _take(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("question", "")
    if request.POST.get("clear"):
        return clear(request)
    if asked == payments.SCREEN:
        return _payments(request)
    if asked == RESULT:
        return applying.begin(request, run_of(request))
    question = city_pack().questions.get(asked)
    if question is None:
        return HttpResponseRedirect(request.get_full_path())
    return _answered(request, question)


def _answered(request: HttpRequest, question: Question) -> HttpResponse:
    said = merged(request, [one.name for one in question.fields] + ["question", "now"])
    trail = said.getlist(TRAIL)
    place = trail.index(question.id) if question.id in trail else len(trail)
    if request.POST.get("back"):
        return lay_down(request, said, trail[place - 1] if place else question.id)
    said.setlist(TRAIL, [*trail[:place], question.id])
    if errors_in(question, said):
        return lay_down(request, said, question.id, wrong=question.id)
    if place + 1 < len(trail):  # an earlier answer was changed: what was answered after it stands, if it is still asked
        said.setlist(TRAIL, _still(said, trail[place + 1 :]))
    following = None if request.POST.get("now") else found_for(said)["next"]
    return lay_down(request, said, following["question"] if following else RESULT)


def _still(said: QueryDict, later: list[str]) -> list[str]:
    """The trail with those later questions that the engine still asks after the answer before."""
    trail = said.getlist(TRAIL)
    while (following := found_for(_with(said, trail))["next"]) is not None and following["question"] in later:
        trail = [*trail, following["question"]]
    return trail


def _with(said: QueryDict, trail: list[str]) -> QueryDict:
    found = said.copy()
    found.setlist(TRAIL, trail)
    return found


def _payments(request: HttpRequest) -> HttpResponse:
    said = merged(request, payments.NAMES)
    if request.POST.get("back"):
        return lay_down(request, said, RESULT)
    wrong = payments.SCREEN if payments.errors(said) else ""
    return lay_down(request, said, wrong or RESULT, wrong=wrong)


# --- what is shown ---


def _show(request: HttpRequest) -> HttpResponse:
    run, at = run_of(request), request.GET.get("at", "")
    if run is None:
        following = found_for(QueryDict())["next"]
        if following is None:
            raise Http404
        return _ask(request, city_pack().questions[following["question"]], QueryDict(), {})
    if at in city_pack().questions:
        question = city_pack().questions[at]
        return _ask(request, question, run.said, errors_in(question, run.said) if run.wrong == at else {})
    if at == payments.SCREEN:
        return _ask_payments(request, run)
    try:
        return _result(request, run, at)
    except InputError:
        broken = next((one for one in city_pack().questions.values() if errors_in(one, run.said)), None)
        if broken is None:
            raise
        return _ask(request, broken, run.said, errors_in(broken, run.said))


def _ask(request: HttpRequest, question: Question, said: QueryDict, errors: Mapping[str, str]) -> HttpResponse:
    trail = said.getlist(TRAIL)
    place = trail.index(question.id) if question.id in trail else len(trail)
    context: dict[str, Any] = {
        "question": question.id,
        "title": say(question.text),
        "place": place + 1,
        "fields": draw(question, said, errors),
        "problems": [*gone(request), *problems_of(errors)],
        **about(request),
    }
    return render(request, "worker/money/question.html", context, status=400 if errors else 200)


def _ask_payments(request: HttpRequest, run: QuestionRun) -> HttpResponse:
    errors = payments.errors(run.said) if run.wrong == payments.SCREEN else {}
    context: dict[str, Any] = {
        "question": payments.SCREEN,
        "title": _("自己交了哪几个月、每月多少钱？"),
        "help": _("只算自己掏钱交的养老保险。写个大概就行，真正的数以社保库为准。"),
        "place": None,
        "fields": payments.draw(run.said, errors),
        "problems": problems_of(errors),
        **about(request),
    }
    return render(request, "worker/money/question.html", context, status=400 if errors else 200)


def _result(request: HttpRequest, run: QuestionRun, at: str) -> HttpResponse:
    found = found_for(run.said)
    if at.startswith(WHY):
        why = explained(at.removeprefix(WHY), run.said)
        if why is None:
            raise Http404
        label, how = why
        told = {"label": label, "why": how, "back": run.where(request, RESULT)}
        return render(request, "worker/money/why.html", told)
    items = rows(found, run.said)
    if at == SHARE:
        headers = {"Content-Disposition": 'inline; filename="huxin-money.png"'}
        return HttpResponse(share_image(items), content_type="image/png", headers=headers)
    following, trail = found["next"], run.said.getlist(TRAIL)
    for one in items:
        one["why"] = run.where(request, WHY + one["item"])
    context = {
        "items": items,
        "sums": sums(items),
        "any": any(one["procedure"] for one in items),
        "more": run.where(request, following["question"]) if following else "",
        "payments": run.where(request, payments.SCREEN),
        "share": run.where(request, SHARE),
        "edit": run.where(request, trail[0]) if trail else reverse("worker:money"),
        "said": bool(answers_of(run.said)),
        "question": RESULT,
        **about(request),
    }
    return render(request, "worker/money/result.html", context)

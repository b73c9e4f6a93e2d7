"""上课和考试: one slide a screen, kept at each, with or without a script; then the questions, then the examination."""

from __future__ import annotations

import uuid
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError, city_pack
from huxin.core.service import hint_of
from huxin.identity.service import actor_of, presence_of
from huxin.law import InputError
from huxin.law.cleaning import whole_number
from huxin.measures.careers.pages.worker_training import class_line
from huxin.measures.careers.service import (
    PROOF,
    Enrolment,
    LessonStanding,
    Marked,
    close_lesson,
    course_of,
    exam_rules,
    mark,
    own_enrolment,
    paper_digest,
    paper_of,
    sit,
    standing_in,
    standings,
    turn_page,
    why_no_exam,
)
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.ui.success import Told, done, went

LONGEST: Final = 4
"""Digits of a slide's number in an address."""


def _own(request: HttpRequest, enrolment_id: UUID) -> Enrolment:
    try:
        return own_enrolment(actor_of(request), enrolment_id)
    except NotFoundError:
        raise Http404 from None


@page("GET", who="me")
def learning(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """My course: lessons, examination, certificate, and what comes next."""
    row = _own(request, enrolment_id)
    lessons, reason = standings(row), why_no_exam(row)
    exams = list(row.exams.order_by("attempt"))
    context = {
        "row": class_line(row.training_class),
        "enrolment": row.id,
        "lessons": [{"one": one, "begun": one.slide > 0, "next": not one.done} for one in lessons],
        "onward": next((one for one in lessons if not one.done), None),
        "done": sum(one.done for one in lessons),
        "exams": exams,
        "reason": reason,
        "rules": exam_rules(),
        "certificate": next((one.certificate for one in exams if hasattr(one, "certificate")), None),
        "classroom": course_of(row.training_class) is None,
        "told": _told(request, any(one.done for one in lessons), {one.passed for one in exams}),
    }
    return render(request, "worker/training/learning.html", context)


def _told(request: HttpRequest, learned: bool, results: set[bool]) -> str:
    words = {
        "lesson": Told(_("这一课学完了。"), learned),
        "passed": Told(_("考试合格了。等人社局的人核对、发证，发了这里能看到。"), True in results),
        "failed": Told(_("这次没过。看看哪里没弄懂，明白了再考。"), False in results),
    }
    return done(request, words)


@page("GET", "POST", who="me")
def lesson(request: HttpRequest, enrolment_id: UUID, lesson_id: str) -> HttpResponse:
    """One slide, or the questions after the last; on POST the next slide, or the answers."""
    row = _own(request, enrolment_id)
    try:
        here = standing_in(row, lesson_id)
        if request.method == "POST" and "slide" in request.POST:
            to = turn_page(row, lesson_id, _number(request.POST["slide"]))
            return HttpResponseRedirect(f"{request.path}?slide={to}")
        if request.method == "POST":
            return _answered(request, row, here)
    except NotFoundError:
        raise Http404 from None
    asked = min(_number(request.GET.get("slide", ""), here.slide), here.slide)
    if asked == len(here.lesson.slides):
        return _questions(request, row, here, mark(here.lesson.questions, {}))
    slide = here.lesson.slides[asked]
    context = {
        "enrolment": row.id, "lesson": here.lesson, "slide": slide, "place": asked, "shown": asked + 1,
        "count": len(here.lesson.slides), "before": asked - 1 if asked else None,
        "clause": city_pack().cite(slide.source) if slide.source else "",
    }  # fmt: skip
    return render(request, "worker/training/slide.html", context)


def _number(text: str, otherwise: int = 0) -> int:
    return whole_number(text, LONGEST, otherwise)


def _answered(request: HttpRequest, row: Enrolment, here: LessonStanding) -> HttpResponse:
    marked = close_lesson(row, here.lesson.id, _said(request))
    if all(one.right for one in marked):
        return went(request, reverse("worker:learning", args=[row.id]) + "?done=lesson")
    return _questions(request, row, here, marked)


def _said(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix("q-"): request.POST[name] for name in request.POST if name.startswith("q-")}


def _questions(request: HttpRequest, row: Enrolment, here: LessonStanding, marked: list[Marked]) -> HttpResponse:
    context = {
        "enrolment": row.id,
        "lesson": here.lesson,
        "rows": [_asked(one) for one in marked],
        "last": len(here.lesson.slides) - 1,
    }
    return render(request, "worker/training/questions.html", context)


def _asked(one: Marked) -> dict[str, Any]:
    source = one.question.source
    return {"one": one, "clause": city_pack().cite(source) if source else ""}


@page("GET", "POST", who="me")
def exam(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The paper; on POST it is handed in.  Whoever cannot sit now goes back to where it says why."""
    row = _own(request, enrolment_id)
    home = reverse("worker:learning", args=[row.id])
    problems: list[FormProblem] = []
    if request.method == "POST":
        try:
            result = _hand_in(request, row)
            return went(request, f"{home}?done={'passed' if result['passed'] else 'failed'}")
        except InputError as error:
            target = "f-proof" if error.problem.code == "proof" else f"q-{error.problem.field}"
            problems = [FormProblem(_words(error), target)]
        except (ConflictError, ForbiddenError, NotFoundError):
            problems = [FormProblem(_("卷子换过了，照现在这张答。"))]
    if why_no_exam(row):
        return HttpResponseRedirect(home)
    paper = paper_of(row)
    context = {
        "enrolment": row.id,
        "row": class_line(row.training_class),
        "rows": mark(paper, _said(request)),
        "seen": paper_digest(paper),
        "rules": exam_rules(),
        "proof": PROOF,
        "problems": problems,
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }
    return render(request, "worker/training/exam.html", context, status=400 if problems else 200)


def _hand_in(request: HttpRequest, row: Enrolment) -> dict[str, Any]:
    sent = request.POST
    key = sent.get("key", "")[:80].replace("\0", "") or uuid.uuid4().hex
    proof, seen = sent.get("proof", "")[:20], sent.get("seen", "")[:64]
    return sit(actor_of(request), row.id, _said(request), presence_of(request), proof=proof, seen=seen, key=key)


def _words(error: InputError) -> str:
    return {
        "proof": _("身份证号后四位不对，填你自己的。"),
        "unanswered": _("还有题没答，答完再交。"),
    }.get(error.problem.code, hint_of(error))

"""培训班: classes of the office with everybody in them, and the results of those who sat in a classroom."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError
from huxin.core.service import hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.cleaning import whole_number
from huxin.measures.careers.pages.shared_classes import class_row, participant_row
from huxin.measures.careers.service import course_of, enter_result, exam_rules, office_classes, participants
from huxin.ui.forms import FormProblem
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, went


@page("GET", who="officer")
def classes(request: HttpRequest) -> HttpResponse:
    """Every class in the officer's scope, newest first."""
    rows = [class_row(one) for one in office_classes(actor_of(request))]
    return render_page(request, "agency/training/classes.html", {"rows": rows})


@page("GET", "POST", who="officer")
def training_class(request: HttpRequest, no: str) -> HttpResponse:
    """One class with its people; on POST a result from the classroom.  Raises Http404 outside the scope."""
    actor, problems = actor_of(request), list[FormProblem]()
    try:
        one, people = participants(actor, no)
    except NotFoundError:
        raise Http404 from None
    if request.method == "POST":
        problems = _result(request, {str(who.enrolment.id) for who in people})
        if not problems:
            return went(request, reverse("agency:training_class", args=[no]) + "?saved=1")
    row = class_row(one)
    context = {
        "row": row,
        "people": [participant_row(who, row["lessons"]) for who in people],
        "may_enter": "handler" in actor.roles and course_of(one) is None and row["open"],
        "rules": exam_rules(),
        "passed": sum(any(exam.passed for exam in who.exams) for who in people),
        "waiting": sum(any(exam.passed for exam in who.exams) and who.certificate is None for who in people),
        "case_url": reverse("agency:case", args=[no]),
        "key": uuid.uuid4().hex,
        "problems": problems,
        "saved": done(request, {"1": Told(_("成绩记上了。"), any(who.exams for who in people))}, "saved"),
    }
    return render_page(request, "agency/training/class.html", context, 400 if problems else 200)


def _result(request: HttpRequest, known: set[str]) -> list[FormProblem]:
    sent = request.POST
    enrolment, score = sent.get("enrolment", ""), sent.get("score", "")
    if enrolment not in known:
        return [FormProblem(_("先选是谁的成绩。"), "f-enrolment")]
    number = whole_number(score, 3, -1)
    key = sent.get("key", "")[:80].replace("\0", "") or uuid.uuid4().hex
    try:
        enter_result(actor_of(request), enrolment, number, sent.get("proctor", "")[:60].replace("\0", ""), key=key)
    except InputError as error:
        words = {"score": _("成绩写 0 到 100 的整数。"), "missing": _("写上谁监考。")}
        return [FormProblem(words.get(error.problem.code, hint_of(error)), f"f-{error.problem.field}")]
    except ForbiddenError:
        return [FormProblem(_("本单位的经办人才能登记成绩。"))]
    except ConflictError:
        return [FormProblem(_("这个人的成绩不用再登记，刷新看看。"))]
    return []

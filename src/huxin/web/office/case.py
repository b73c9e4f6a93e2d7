"""One screen for a case: facts left, the rules' trace in the middle, what can be done right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import (
    ConflictError,
    Dossier,
    ForbiddenError,
    intake_of,
    letters_of,
    mark_read,
    maskable,
    next_case,
    perform,
    preview_act,
    receive_evidence,
    show_masked,
    stuck,
)
from huxin.core.service import hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.cleaning import whole_number
from huxin.law.procedures import Act, answers_before
from huxin.people.service import show_in_full
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormProblem, Sent, asked_only, form_errors, problems_of, read_answers, refused, shown
from huxin.ui.meetings import coming_shown
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.responses import dossier_of
from huxin.ui.result import fine_card, result_card
from huxin.ui.success import Told, done, recorded, went
from huxin.ui.talk import talk_of
from huxin.ui.templatetags.words import say
from huxin.web.office.case_acts import acts_of
from huxin.web.office.case_facts import (
    evidence_of,
    known,
    letters_shown,
    masked_fields,
    timeline_of,
    trace_of,
)
from huxin.web.related_cases import thread


@page("GET", who="officer")
def case(request: HttpRequest, no: str) -> HttpResponse:
    """The case."""
    dossier = dossier_of(request, no)
    mark_read(actor_of(request), dossier.case)
    return _show(request, dossier, Sent(), 200)


@page("GET", who="officer")
def next_one(request: HttpRequest, no: str) -> HttpResponse:
    """The case that waits next for this officer; their queue where none does."""
    found = next_case(actor_of(request), "mine", dossier_of(request, no).case.no)
    where = reverse("agency:case", args=[found]) if found is not None else reverse("agency:queue", args=["mine"])
    return HttpResponseRedirect(where)


@page("POST", who="officer", form_at=lambda no, name: reverse("agency:case", args=[no]))
def act(request: HttpRequest, no: str, name: str) -> HttpResponse:
    """Do an act; a conflict shows what happened meanwhile and keeps what was typed."""
    dossier = dossier_of(request, no)
    spec = dossier.procedure.acts.get(name)
    if spec is None:
        raise Http404
    values = asked_only(spec.payload, read_answers(spec.payload, request.POST))
    key, seq = request.POST.get("key", "")[:80], request.POST.get("seq", "")
    errors = form_errors(spec.payload, values, answers_before(dossier.records))
    prefix = f"a-{name}"
    problems = problems_of(errors, prefix)
    if not problems:
        try:
            expected = whole_number(seq, 9, None)
            if "preview" in request.POST:
                pdf = preview_act(actor_of(request), no, name, values, expected_seq=expected)
                return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": "inline"})
            papers = _received(request, no, spec)
            values |= papers
            perform(actor_of(request), no, name, values, papers=papers, key=key, expected_seq=expected)
            return went(request, f"{reverse('agency:case', args=[no])}?done={name}")
        except InputError as error:
            problems = refused(error, prefix)
        except ConflictError:
            return _conflict(request, dossier, spec, values, seq)
        except ForbiddenError:
            problems = [FormProblem(_("这一步现在不归你做。别人在办的件，先用“分给谁办”接过来。"))]
    return _show(request, dossier, Sent(name, values, errors, problems, key=key), 400)


def _received(request: HttpRequest, no: str, spec: Act) -> dict[str, list[str]]:
    """The files that came with an act, kept for the case, by the question that they answer."""
    found = {}
    for one in spec.payload:
        sent = request.FILES.getlist(one.name) if one.kind == "file" else []
        if sent:
            found[one.name] = [str(receive_evidence(actor_of(request), file.chunks()).id) for file in sent]
    return found


def _conflict(request: HttpRequest, dossier: Dossier, spec: Act, values: Mapping[str, Any], seq: str) -> HttpResponse:
    seen = whole_number(seq, 9, 0)
    context = {
        "no": dossier.case.no,
        "newer": [row for row in timeline_of(dossier) if row["seq"] > seen],
        "kept": [
            {"label": say(one.label), "text": shown(one, values[one.name])}
            for one in spec.payload
            if one.name in values
        ],
        "act_label": say(spec.label),
        "case_url": reverse("agency:case", args=[dossier.case.no]),
    }
    return render_page(request, "agency/conflict.html", context, 409)


@page("GET", who="officer")
def sheet(request: HttpRequest, no: str) -> HttpResponse:
    """The case on paper: facts, deadlines, what was done and how it was worked out, in one column."""
    dossier = dossier_of(request, no)
    found = dossier.evaluate() if dossier.procedure.item else None
    printed = _("%(when)s 由 %(who)s 打印") % {"when": instant_text(timezone.now()), "who": actor_of(request).label}
    context = {
        "case_url": reverse("agency:case", args=[no]),
        "printed": printed,
        **known(dossier),
        **trace_of(dossier, found),
    }
    return render_page(request, "agency/case_sheet.html", context)


@page("POST", who="officer", form_at=lambda no: reverse("agency:case", args=[no]))
def unmask(request: HttpRequest, no: str) -> HttpResponse:
    """One masked value in full, once, in the answer itself: the reason is sealed before it is shown."""
    dossier = dossier_of(request, no)
    name, reason = request.POST.get("field", ""), request.POST.get("reason", "")
    labels = masked_fields(dossier)
    if name not in labels:
        raise Http404
    try:
        value = _in_full(request, dossier, name, reason)
    except InputError as error:
        return _show(request, dossier, Sent(problems=[FormProblem(hint_of(error), "f-unmask-reason")]), 400)
    return _show(request, dossier, Sent(), 200, seen={"label": labels[name], "value": value})


def _in_full(request: HttpRequest, dossier: Dossier, name: str, reason: str) -> str:
    """A field of the register or an answer; who looks and why is sealed first.  Raises InputError."""
    if name in maskable(dossier):
        return show_masked(dossier, name, reason)
    return show_in_full(actor_of(request), dossier.case.applicant, name, reason)


def _told(request: HttpRequest, dossier: Dossier) -> str:
    """What was done just now: the act that stands in the case, or the letter that waits to be set again."""
    waits = any(not one.issued_at and not stuck(one) for one in letters_of(dossier))
    words = {"letter_again": Told(_("已经重新排队生成，过一会儿刷新。"), waits)}
    return done(request, {**recorded(dossier), **words})


def _show(
    request: HttpRequest, dossier: Dossier, sent: Sent, status: int, *, seen: Mapping[str, str] | None = None
) -> HttpResponse:
    case, procedure = dossier.case, dossier.procedure
    found = dossier.evaluate() if procedure.item else None
    context = {
        "seq": case.seq,
        "back_url": reverse("agency:queue", args=["mine"]),
        "next_url": reverse("agency:next_one", args=[case.no]),
        "done": _told(request, dossier),
        "problems": sent.problems,
        "masked": masked_fields(dossier),
        "seen": seen,
        "evidence": evidence_of(dossier),
        "receipt_url": reverse("agency:receipt", args=[case.no]),
        "letters": letters_shown(dossier),
        "talk": talk_of(dossier, lambda one: reverse("agency:evidence", args=[case.no, one]), office=True),
        "intake": intake_of(case),
        "meetings": coming_shown(dossier),
        "calendar_url": reverse("agency:case_meetings", args=[case.no]),
        **known(dossier),
        **thread(actor_of(request), dossier, "agency:case"),
        **trace_of(dossier, found),
        "rule_result": result_card(dossier),
        "fine": fine_card(dossier),
        **acts_of(request, dossier, found, sent),
    }
    return render_page(request, "agency/case.html", context, status)

"""The company's cases: its own, and those in which it is the other side."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    HASH,
    ConflictError,
    Dossier,
    ForbiddenError,
    allowed_for,
    begun_for_sides,
    city_pack,
    letter_title,
    letters_of,
    mark_read,
    my_cases,
    offered,
    office_name,
    onward,
    perform,
    unread_replies,
)
from huxin.core.service import english
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.law.cleaning import whole_number
from huxin.law.procedures import STATUS_LABELS
from huxin.law.procedures.model import EvidenceSpec, Text2
from huxin.measures.employment.pages.shared_signing import asked, signed, to_sign
from huxin.ui.company import render_page
from huxin.ui.due import due_of_clock
from huxin.ui.formatting import instant_text, status_of
from huxin.ui.forms import (
    FormProblem,
    Sent,
    asked_only,
    draw,
    form_errors,
    problems_of,
    read_answers,
    refused,
)
from huxin.ui.meetings import calendar_of, coming_shown
from huxin.ui.outcome import ended_label
from huxin.ui.page import page
from huxin.ui.prefill import said_before
from huxin.ui.responses import case_paper, dossier_of
from huxin.ui.result import fine_card, result_card
from huxin.ui.success import done, recorded, went
from huxin.ui.talk import ATTACHED, talk_of
from huxin.ui.templatetags.words import say
from huxin.ui.turn import case_dates, next_lines
from huxin.ui.uploads import AskedPaper, nothing_attached, show_papers, take_papers
from huxin.web.company.answers import said_in
from huxin.web.related_cases import thread

WITH_PAPERS = ("complete", "add_evidence", "acknowledge", "report_done", "defend", "file", "spend")
"""Acts with which papers of the procedure can be handed in."""


_WHY: Text2 = {"zh": "跟这次答复有关的。", "en": "What belongs to this answer."}


@page("GET", who="company")
def cases(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    actor, procedures = actor_of(request), city_pack().procedures
    mine = my_cases(actor)
    begun, fresh = begun_for_sides(actor, mine), unread_replies(actor, mine)
    rows = [
        {
            "no": one.no,
            "url": reverse("company:case", args=[one.no]),
            "procedure": say(procedures[one.procedure].label),
            "own": one.applicant_id == actor.owner,
            "written": one.no in fresh,
            "status": status_of(one.status, say(STATUS_LABELS[one.status])),
            "filed_at": instant_text(begun.get(one.no, one.filed_at)),
        }
        for one in mine
    ]
    return render_page(request, "company/cases.html", {"rows": rows})


@page("GET", who="company")
def case(request: HttpRequest, no: str) -> HttpResponse:
    """One case as the company may see it."""
    dossier = dossier_of(request, no)
    mark_read(actor_of(request), dossier.case)
    return _show(request, dossier, Sent(), 200)


@page("GET", who="company")
def calendar(request: HttpRequest, no: str) -> HttpResponse:
    """The hearings and talks of one case for a calendar."""
    return calendar_of(dossier_of(request, no))


@page("POST", who="company_filing", form_at=lambda no, name: reverse("company:case", args=[no]))
def act(request: HttpRequest, no: str, name: str) -> HttpResponse:
    """Do an act; what was typed and sent stays when something is wrong."""
    dossier, actor = dossier_of(request, no), actor_of(request)
    spec = dossier.procedure.acts.get(name)
    if spec is None:
        raise Http404
    said = asked_only(asked(spec), read_answers(asked(spec), request.POST))
    values = signed(request, dossier, spec, said, request.POST.get(HASH, ""))
    errors = form_errors([one for one in spec.payload if one.kind != "file"], values, dossier.answers)
    papers: dict[str, list[str]] = {}
    paper_errors = take_papers(actor, _papers_of(dossier, name), request.FILES, papers, request.POST)
    bare = [] if errors or paper_errors else nothing_attached(name, _papers_of(dossier, name), papers, request.POST)
    prefix, key, seq = f"a-{name}", request.POST.get("key", "")[:80], request.POST.get("seq", "")
    problems = problems_of(errors, prefix) + problems_of(paper_errors, "p") + bare
    if not problems:
        try:
            expected = whole_number(seq, 9, None)
            given = {one.name: papers[one.name] for one in spec.payload if one.kind == "file" and papers.get(one.name)}
            perform(actor, no, name, values | given, papers=papers, key=key, expected_seq=expected)
            return went(request, f"{reverse('company:case', args=[no])}?done={name}")
        except InputError as error:
            problems = refused(error, prefix)
        except (ConflictError, ForbiddenError):
            problems = [FormProblem(_("这件事刚刚有了新进展，看一眼下面再办。"))]
    return _show(request, dossier, Sent(name, values, errors | paper_errors, problems, papers, key), 400)


def _papers_of(dossier: Dossier, name: str) -> list[AskedPaper]:
    if name == "message":
        return [AskedPaper(ATTACHED, False)]
    if name not in WITH_PAPERS:
        own = [one for one in dossier.procedure.acts[name].payload if one.kind == "file"]
        return [
            AskedPaper(EvidenceSpec(id=one.name, label=one.label, why=one.hint or _WHY), one.required) for one in own
        ]
    return [AskedPaper(paper, False) for paper in dossier.procedure.evidence if paper.source == "applicant"]


def _show(request: HttpRequest, dossier: Dossier, sent: Sent, status: int) -> HttpResponse:
    actor, found = actor_of(request), dossier.case
    context = {
        "case": found,
        "procedure": dossier.procedure,
        "status": status_of(found.status, say(ended_label(dossier))),
        "office": office_name(dossier, "en" if english() else "zh"),
        "own": found.applicant_id == actor.owner,
        "next": next_lines(dossier),
        "own_dates": case_dates(dossier),
        "meetings": coming_shown(dossier),
        "calendar_url": reverse("company:meetings", args=[found.no]),
        "done": done(request, recorded(dossier)),
        "problems": sent.problems,
        "acts": [_act(actor, dossier, name, sent) for name in allowed_for(actor, dossier) if name != "calculate"],
        "onward": [_onward(dossier, one.to, say(one.label)) for one in onward(actor, dossier)],
        "clocks": [
            {"label": say(one.label), "due": due_of_clock(one), "lines": one.lines_en if english() else one.lines}
            for one in dossier.clocks().clocks
            if one.open
        ],
        "letters": [
            {
                "label": letter_title(one, "en" if english() else "zh"),
                "pdf_url": reverse("worker:letter", args=[one.id]) if one.issued_at else "",
                "page_url": reverse("worker:letter_page", args=[one.id]) if one.issued_at else "",
            }
            for one in letters_of(dossier)
        ],
        "timeline": _timeline(dossier),
        "talk": talk_of(dossier, lambda one: reverse("company:evidence", args=[found.no, one])),
        "rule_result": result_card(dossier),
        "fine": fine_card(dossier),
        **thread(actor, dossier, "company:case"),
    }
    return render_page(request, "company/case.html", context, status)


def _onward(dossier: Dossier, to: str, label: str) -> dict[str, str]:
    return {"label": label, "url": f"{reverse('company:file', args=[to])}?from={dossier.case.no}"}


def _act(actor: Actor, dossier: Dossier, name: str, sent: Sent) -> dict[str, Any]:
    spec, again = dossier.procedure.acts[name], sent.act == name
    values = sent.values if again else said_before(dossier, spec)
    errors = sent.errors if again else {}
    return {
        "name": name,
        "label": say(spec.label),
        "open": again,
        "url": reverse("company:act", args=[dossier.case.no, name]),
        "key": sent.key if again and sent.key else uuid.uuid4().hex,
        "fields": draw(asked(spec), values, errors, f"a-{name}", offered(actor, dossier, asked(spec), values)),
        "text": to_sign(dossier, spec),
        "ask_bare": again and name == "complete" and any(one.target == "bare" for one in sent.problems),
        "papers": show_papers(actor, _papers_of(dossier, name), sent.papers if again else {}, errors),
    }


def _timeline(dossier: Dossier) -> list[dict[str, Any]]:
    rows = []
    for step in reversed(dossier.steps):
        spec = dossier.procedure.acts[step.act]
        if spec.between:
            continue
        rows.append(
            {
                "label": say(spec.public) or say(spec.label),
                "when": instant_text(step.at),
                "iso": step.at.isoformat(),
                "said": said_in(dossier, step),
                "papers": [reverse("company:evidence", args=[dossier.case.no, one["id"]]) for one in step.evidence],
            }
        )
    return rows


@page("GET", who="company")
def evidence(request: HttpRequest, no: str, evidence_id: UUID) -> HttpResponse:
    """A paper of a case that the company may see."""
    return case_paper(request, actor_of(request), dossier_of(request, no), evidence_id)

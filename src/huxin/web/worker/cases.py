"""A person's own cases: where it stands, who does what next and by when, letters, what can be done."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from huxin.casework.service import (
    EVIDENCE,
    HASH,
    ConflictError,
    Dossier,
    ForbiddenError,
    NotFoundError,
    allowed_for,
    chosen_remedy,
    city_pack,
    evidence_rows,
    intake_of,
    letter_pdf,
    letter_title,
    letters_of,
    mark_read,
    my_cases,
    notice_text,
    notices_of,
    offered,
    office_name,
    onward,
    perform,
    read_letter,
    remedies_of,
    reminder_text,
    reminders_to_applicant,
    result_of,
    stuck,
    today,
    unread_replies,
)
from huxin.casework.service import Step as CaseStep
from huxin.core.service import english
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.law.cleaning import whole_number
from huxin.law.explanation.lay import render_lay_html
from huxin.law.procedures import PARTIES, STATUS_LABELS
from huxin.measures.employment.pages.shared_signing import asked, signed, to_sign
from huxin.measures.employment.service import waiting_to_sign
from huxin.people.service import yuan
from huxin.ui.calendar_file import calendar_answer
from huxin.ui.forms import (
    FormProblem,
    asked_only,
    draw,
    form_errors,
    problems_of,
    read_answers,
    refused,
    shown,
    unprinted,
)
from huxin.ui.meetings import calendar_of, coming_shown
from huxin.ui.outcome import contested, ended_label
from huxin.ui.own_dates import entries, own_dates
from huxin.ui.page import page
from huxin.ui.prefill import said_before
from huxin.ui.responses import case_paper, dossier_of
from huxin.ui.result import result_card
from huxin.ui.success import Told, done, went
from huxin.ui.talk import ATTACHED, talk_of
from huxin.ui.templatetags.words import day, say
from huxin.ui.turn import case_dates, next_lines, side_name
from huxin.ui.uploads import AskedPaper, drop_paper, file_rows, nothing_attached, show_papers, take_papers
from huxin.web.related_cases import thread
from huxin.web.worker.money import applying

TONES: Final = {"completion_asked": "is-wait", "refused": "is-bad", "withdrawn": "is-wait"}
MAIN: Final = ("complete", "sign", "agree", "offer")
PLACED: Final = ("file", "appeal", "calculate", "message")
"""Acts with a place of their own on the page."""


@page("GET", who="worker")
def cases(request: HttpRequest) -> HttpResponse:
    """The person's own dates across all of them, then each of them, newest first."""
    procedures, mine = city_pack().procedures, my_cases(actor_of(request))
    fresh = unread_replies(actor_of(request), mine)
    rows = [
        {
            "no": case.no,
            "label": procedures[case.procedure].label,
            "status": STATUS_LABELS[case.status],
            "tone": TONES.get(case.status, ""),
            "filed_at": case.filed_at,
            "due": case.due if case.status in ("received", "in_progress") else None,
            "proposed": case.due_proposed,
            "written": case.no in fresh,
        }
        for case in mine
    ]
    waiting, dates = waiting_to_sign(actor_of(request)), own_dates(actor_of(request))
    return render(request, "worker/cases/list.html", {"cases": rows, "to_sign": waiting, "dates": dates})


@page("GET", who="worker")
def dates(request: HttpRequest) -> HttpResponse:
    """The person's own dates for the calendar of the phone."""
    return calendar_answer(entries(own_dates(actor_of(request))), "huxin-dates", timezone.now())


@page("GET", who="worker")
def calendar(request: HttpRequest, no: str) -> HttpResponse:
    """The hearings and talks of one case for the calendar of the phone."""
    return calendar_of(dossier_of(request, no))


@page("GET", who="worker")
def case(request: HttpRequest, no: str) -> HttpResponse:
    """One case."""
    dossier = dossier_of(request, no)
    mark_read(actor_of(request), dossier.case)
    acts = dossier.procedure.acts
    mine = allowed_for(actor_of(request), dossier)
    decided = dossier.last("decide")
    ended = dossier.last("decide") or dossier.last("refuse")
    context = {
        "case": dossier.case,
        "procedure": dossier.procedure,
        "status": ended_label(dossier),
        "tone": TONES.get(dossier.case.status, ""),
        "next": next_lines(dossier),
        "own_dates": case_dates(dossier),
        "at_window": intake_of(dossier.case) is not None,
        "meetings": coming_shown(dossier),
        "main_acts": [acts[name] for name in mine if name in MAIN],
        "other_acts": [acts[name] for name in mine if name not in MAIN + PLACED],
        "may_appeal": "appeal" in mine,
        "may_write": "message" in mine,
        "talk": talk_of(dossier, lambda one: reverse("worker:evidence", args=[no, one])),
        "amount": yuan(dossier.owed_fen) if dossier.owed_fen else "",
        "explained": decided is not None,
        "rule_result": result_card(dossier),
        "reason": ended.payload.get("reason", "") if ended else "",
        "letters": _letters(dossier),
        "appeal": _appeal(dossier) if ended else None,
        "timeline": _timeline(dossier),
        "onward": _onward(actor_of(request), dossier),
        **thread(actor_of(request), dossier, "worker:case"),
        "rows": _rows(dossier),
        "notices": [
            {"at": at, "text": notice_text(dossier, message, "en" if english() else "zh")}
            for at, message in notices_of(dossier)
        ],
        "reminders": [
            {"at": one.asked_at, "text": reminder_text(one, dossier, "en" if english() else "zh")}
            for one in reminders_to_applicant(dossier)
        ],
        "files": file_rows(row for _kind, row in evidence_rows(dossier)),
        "done": _done(request, dossier),
        "left": [(name, city_pack().procedures[name].label) for name in applying.left(request)],
    }
    return render(request, "worker/cases/case.html", context)


def _done(request: HttpRequest, dossier: Dossier) -> str:
    """What was done, where the case bears it out."""
    words = {
        "file": _("提交好了。编号在下面，记不住也没关系，登录就能看到。"),
        "complete": _("补好了，接着办。"),
        "withdraw": _("已经撤回。想再申请，随时可以。"),
        "appeal": _appealed(dossier),
        "add_evidence": _("加上了。"),
        "message": _("留言送到了经办单位。答复了会发短信给你，这里也看得到。"),
        "sign": _("签好了。等对方也签，调解员盖章，协议就生效。"),
    }
    acts = dossier.procedure.acts
    return done(
        request, {act: Told(words.get(act, _("记上了。")), dossier.last(act) is not None) for act in ("file", *acts)}
    )


def _appealed(dossier: Dossier) -> str:
    """An objection lies with an office; a way outside was only written down here, and has to be walked."""
    if not contested(dossier):
        return ""
    office = office_name(dossier, "en" if english() else "zh")
    text = _("你的异议排到了%(office)s复核人的“有异议”里。") % {"office": office}
    way = chosen_remedy(dossier)
    if way is None:
        return text
    outside = _("你选的“%(way)s”我们没有替你递交：要你自己向%(to)s提出，最晚 %(last)s。")
    return (outside % {"way": say(way.route.label), "to": say(way.route.to), "last": day(way.last)}) + text


def _letters(dossier: Dossier) -> list[dict[str, Any]]:
    return [
        {
            "label": letter_title(letter, "en" if english() else "zh"),
            "url": reverse("worker:letter", args=[letter.id]) if letter.issued_at else "",
            "page": reverse("worker:letter_page", args=[letter.id]) if letter.issued_at else "",
            "stuck": stuck(letter),
        }
        for letter in letters_of(dossier)
    ]


def _appeal(dossier: Dossier) -> dict[str, Any] | None:
    """What to file where by when; nothing of it is filed by this program."""
    appeal = dossier.procedure.appeal
    if appeal is None:
        return None
    units = {"days": _("日"), "months": _("个月")}
    routes = [
        {
            "id": one.route.id,
            "label": one.route.label,
            "to": one.route.to,
            "length": one.route.length,
            "unit_text": units[one.route.unit],
            "clause": one.clause,
            "since": one.since,
            "last": one.last,
            "over": one.over(today()),
        }
        for one in remedies_of(dossier)
    ]
    return {"text": appeal.text, "routes": routes}


def _onward(actor: Actor, dossier: Dossier) -> list[dict[str, str]]:
    known = city_pack().procedures
    return [
        {"label": say(one.label), "url": reverse("worker:onward", args=[dossier.case.no, one.to])}
        for one in onward(actor, dossier)
        if known[one.to].guide is not None and "worker" in known[one.to].applicants
    ]


def _timeline(dossier: Dossier) -> list[dict[str, Any]]:
    """What the person may see, newest first: what has to be read stands with it, what others said unfolds."""
    more = {"ask_completion": "items", "refuse": "reason", "decide": "reason"}
    return [
        {
            "text": say(spec.public or spec.label),
            "who": side_name(step.by) if step.by in PARTIES else "",
            "at": step.at,
            "more": step.payload.get(more.get(step.act, ""), ""),
            "said": _said(dossier, step),
            "papers": [reverse("worker:evidence", args=[dossier.case.no, one["id"]]) for one in step.evidence],
        }
        for step in reversed(dossier.steps)
        if ((spec := dossier.procedure.acts[step.act]).public is not None or step.by in PARTIES) and not spec.between
    ]


def _said(dossier: Dossier, step: CaseStep) -> list[dict[str, str]]:
    """The words of an act, without what is only proposed inside the office and what stands elsewhere on the page."""
    if step.act in ("file", "propose"):
        return []
    fields = {one.name: one for one in dossier.procedure.fields_of(step.act)}
    return [
        {"label": say(fields[name].label), "text": shown(fields[name], value)}
        for name, value in step.payload.items()
        if name in fields and name not in EVIDENCE and not unprinted(fields[name])
    ]


def _rows(dossier: Dossier) -> list[dict[str, str]]:
    return [
        {"label": say(one.label), "text": shown(one, dossier.answers[one.name])}
        for one in dossier.procedure.fields_of("file")
        if one.name in dossier.answers
    ]


@page("GET", who="worker")
def why(request: HttpRequest, no: str) -> HttpResponse:
    """How it was computed: of a decision from the record kept with it, before as it stands now."""
    dossier = dossier_of(request, no)
    found = result_of(dossier)
    if found is None:
        raise Http404
    html = render_lay_html(found.result, "en" if english() else "zh")
    context = {"no": no, "why": mark_safe(html)}  # noqa: S308 - every text is escaped there
    return render(request, "worker/cases/why.html", context)


@page("GET", who="signed_in")
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The signed PDF, for the person it is written to and for the office."""
    try:
        name, pdf = letter_pdf(actor_of(request), letter_id)
    except NotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": content_disposition_header(False, name) or "inline"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@page("GET", who="signed_in")
def letter_page(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The same letter to read on a small screen."""
    try:
        found = read_letter(actor_of(request), letter_id)
    except NotFoundError:
        raise Http404 from None
    return render(request, "worker/cases/letter.html", {"letter": found, "parts": found.parts, "english": english()})


@page("GET", who="worker")
def evidence(request: HttpRequest, no: str, evidence_id: UUID) -> HttpResponse:
    """A paper of a case that this person may see, as it was received; never run by the browser."""
    return case_paper(request, actor_of(request), dossier_of(request, no), evidence_id)


@page("GET", "POST", who="worker")
def act(request: HttpRequest, no: str, name: str) -> HttpResponse:
    """One act of the person's own: complete, withdraw, appeal, add evidence."""
    dossier = dossier_of(request, no)
    if name not in allowed_for(actor_of(request), dossier):
        lost = [_("没有记上：这一步现在做不了，这件事有了新进展。看一眼下面。")] if request.method == "POST" else []
        return went(request, reverse("worker:case", args=[no]), lost)
    spec = dossier.procedure.acts[name]
    asks = [one for one in asked(spec) if one.name != "kind"]
    papers = _papers_of(dossier, name)
    values: Mapping[str, Any] = said_before(dossier, spec)
    problems: list[FormProblem] = []
    errors: dict[str, str] = {}
    paper_errors: dict[str, str] = {}
    kept: dict[str, list[str]] = {}
    dropped = request.POST.get("drop", "")
    if request.method == "POST":
        values = asked_only(asks, read_answers(asks, request.POST))
        errors = form_errors(asks, values, dossier.answers)
        paper_errors = take_papers(actor_of(request), papers, request.FILES, kept, request.POST)
        drop_paper(kept, dropped)
        problems = problems_of(errors) + problems_of(paper_errors, "p")
        if not problems:
            problems = [] if dropped else nothing_attached(name, papers, kept, request.POST)
        if not problems and not dropped:
            said = signed(request, dossier, spec, values, request.POST.get(HASH, ""))
            problems = _perform(request, no, name, said, kept)
            if not problems:
                return went(request, reverse("worker:case", args=[no]) + f"?done={name}")
    context = {
        "no": no,
        "act": spec,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "seq": dossier.case.seq,
        "fields": draw(asks, values, errors, choices=offered(actor_of(request), dossier, asks, values)),
        "papers": show_papers(actor_of(request), papers, kept, paper_errors),
        "problems": problems,
        "about": _about(dossier, name),
        "appeal": _appeal(dossier) if name == "appeal" else None,
        "ask_bare": any(one.target == "bare" for one in problems),
        "text": to_sign(dossier, spec),
    }
    return render(request, "worker/cases/act.html", context, status=400 if problems else 200)


def _papers_of(dossier: Dossier, name: str) -> list[AskedPaper]:
    if name == "message":
        return [AskedPaper(ATTACHED, False)]
    if name not in ("complete", "add_evidence"):
        return []
    return [AskedPaper(paper, False) for paper in dossier.procedure.evidence if paper.source == "applicant"]


def _about(dossier: Dossier, name: str) -> str:
    asked = dossier.last("ask_completion")
    return str(asked.payload["items"]) if name == "complete" and asked is not None else ""


def _perform(
    request: HttpRequest, no: str, name: str, values: Mapping[str, Any], papers: Mapping[str, list[str]]
) -> list[FormProblem]:
    seq = request.POST.get("seq", "")
    try:
        perform(
            actor_of(request), no, name, values, papers=papers, key=request.POST.get("key", "")[:80],
            expected_seq=whole_number(seq, 9, None),
        )  # fmt: skip
    except InputError as error:
        return refused(error)
    except (ConflictError, ForbiddenError):
        return [FormProblem(_("这件事刚刚有了新进展，先回去看一眼再办。"))]
    return []

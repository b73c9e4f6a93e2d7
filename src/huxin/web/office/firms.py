"""企业账号: the first account of a company at the window, taken in by one officer and agreed to by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import NotFoundError, WithheldError, own_paper, register_holders, shown_paper
from huxin.core.service import hint_of
from huxin.evidence.service import EXTENSIONS
from huxin.identity.service import AccountChange, Actor, actor_of, entry_codes
from huxin.law import InputError
from huxin.people.service import company_accounts
from huxin.ui.errors import withheld
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormProblem, draw, form_errors, problems_of, read_answers
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.responses import file_answer
from huxin.ui.success import Told, done, went
from huxin.ui.templatetags.words import say
from huxin.ui.uploads import AskedPaper, show_papers, take_papers

FIELDS = (company_accounts.CODE, company_accounts.COMPANY_NAME, company_accounts.COMPANY_KIND, company_accounts.LABEL)
PAPERS = [AskedPaper(one, needed=True) for one in company_accounts.PAPERS]


def _officer(request: HttpRequest) -> Actor:
    """Whoever handles or approves in the department that holds the register.  Raises PermissionDenied."""
    actor = actor_of(request)
    if actor.department not in register_holders() or actor.roles.isdisjoint({"handler", "approver"}):
        raise PermissionDenied
    return actor


@page("GET", "POST", who="officer")
def firms(request: HttpRequest) -> HttpResponse:
    """What waits for another officer, and the form; after agreeing the code, shown this once."""
    actor = _officer(request)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    kept: dict[str, list[str]] = {}
    problems: list[FormProblem] = []
    given: dict[str, Any] = {}
    if request.method == "POST" and "change" in request.POST:
        try:
            given = _answer(request, actor)
        except InputError as error:
            problems = [FormProblem(hint_of(error))]
        if not given and not problems:
            return went(request, f"{reverse('agency:firms')}?done=refused&of={request.POST['change']}")
    elif request.method == "POST":
        values = read_answers(FIELDS, request.POST)
        errors = form_errors(FIELDS, values)
        paper_errors = take_papers(actor, PAPERS, request.FILES, kept, request.POST)
        problems = problems_of(errors) + problems_of(paper_errors, "p")
        if not problems:
            firm = company_accounts.Firm(values["credit_code"], values["company"], values["kind"])
            try:
                company_accounts.ask_for_first(actor, firm, values["label"], kept)
                return went(request, f"{reverse('agency:firms')}?done=asked")
            except InputError as error:
                prefix = "p" if error.problem.field in ("licence", "mandate") else "f"
                problems = [FormProblem(hint_of(error), f"{prefix}-{error.problem.field}")]
    rows = company_accounts.first_waiting(actor)
    asked = any(one.asked_by_id == actor.pk for one in rows)
    words = {
        "asked": Told(_("记下了，等同部门另一位工作人员看过材料同意。"), asked),
        "refused": Told(_("没有同意，没有开账号。"), company_accounts.refused(actor, request.GET.get("of", ""))),
    }
    context = {
        "waiting": [_row(one, actor) for one in rows],
        "fields": draw(FIELDS, values, errors),
        "papers": show_papers(actor, PAPERS, kept, {}),
        "problems": problems,
        "given": given,
        "done": done(request, words),
    }
    return render_page(request, "agency/firms.html", context, 400 if problems else 200)


def _answer(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The account and its code where somebody agreed; nothing for a refusal."""
    try:
        change = UUID(request.POST["change"])
    except ValueError:
        raise Http404 from None
    found = company_accounts.answer_first(actor, change, agreed=request.POST.get("answer") == "agree")
    if found is None:
        return {}
    account, code = found
    hours = int(entry_codes.LASTS.total_seconds() // 3600)
    where = request.build_absolute_uri(reverse("account:code"))
    return {"username": account.username, "label": account.label, "code": code, "hours": hours, "where": where}


def _row(one: AccountChange, actor: Actor) -> dict[str, Any]:
    said = one.content
    return {
        "id": str(one.id),
        "code": said["credit_code"],
        "name": said["name"],
        "label": said["label"],
        "papers": [
            {"label": say(paper.label), "url": reverse("agency:firm_paper", args=[one.id, file])}
            for paper in company_accounts.PAPERS
            for file in said["papers"][paper.id]
        ],
        "by": one.asked_by.label,
        "at": instant_text(one.asked_at),
        "own": one.asked_by_id == actor.pk,
    }


@page("GET", who="officer")
def paper(request: HttpRequest, change: UUID, file: UUID) -> HttpResponse:
    """A paper of one that waits, for the officers of the office that took it in."""
    actor = _officer(request)
    if str(file) not in {one for ids in company_accounts.papers_of(actor, change).values() for one in ids}:
        raise Http404
    try:
        kind, content = shown_paper(own_paper(actor, file), actor.key)
    except NotFoundError:
        raise Http404 from None
    except WithheldError as error:
        return withheld(request, str(error))
    return file_answer(kind, content, f"{file}.{EXTENSIONS[kind]}")

"""Opening a case on one page, at a desk: a company for itself, an office by itself, with what an earlier case knows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    Carried,
    ConflictError,
    NotFoundError,
    carried,
    city_pack,
    file_case,
    filed_before,
    letter_title,
    may_open,
    offered,
    with_letters,
)
from huxin.core.service import english
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.law.procedures import Field, Procedure, holds
from huxin.ui.forms import FormProblem, draw, form_errors, problems_of, read_answers, refused
from huxin.ui.prefill import whence
from huxin.ui.success import went
from huxin.ui.templatetags.words import say
from huxin.ui.uploads import asked_papers, show_papers, take_papers

Send = Callable[[str, Mapping[str, Any], Mapping[str, Any], Mapping[str, Sequence[str]], str], str]
"""Opens a case from procedure, form, answers to what the desk asks beside it, papers and key; its number."""
Render = Callable[[HttpRequest, str, dict[str, Any], int], HttpResponse]


@dataclass(frozen=True)
class Desk:
    """The face on which the page stands.

    ``frame`` is its base template, ``file_url`` the address of a procedure's form, ``case_url`` of the case that
    comes of it, ``known`` what is filled in beforehand.
    """

    frame: str
    render: Render
    file_url: Callable[[str], str]
    case_url: Callable[[str], str]
    known: Mapping[str, Any] = field(default_factory=dict)
    actor: Actor | None = None
    """For whom it is filed, where it is not whoever signed in."""
    beside: tuple[Field, ...] = ()
    """What the desk asks beside the form."""
    send: Send | None = None
    """How the case is opened, where a plain filing is not all."""
    about: str = ""


@dataclass
class FilingSheet:
    """What stands on the page: answers, papers received so far, where the case comes from."""

    procedure: Procedure
    values: dict[str, Any]
    papers: dict[str, list[str]]
    origin: str
    refused: dict[str, str] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)
    brought: Carried | None = None
    """What the case before brings along."""

    @property
    def fields(self) -> list[Field]:
        """Every question of the form; a screen that is asked only sometimes passes its condition on."""
        return [one for step in self.procedure.form for one in step.fields if one.source == "applicant"]


def procedures_for(actor: Actor) -> list[Procedure]:
    """Every procedure of which this actor may open a case."""
    return [one for one in city_pack().procedures.values() if one.guide is not None and may_open(actor, one)]


def services_page(request: HttpRequest, desk: Desk, heading: str, about: str) -> HttpResponse:
    """Every procedure of which a case can be opened at this desk."""
    rows = [
        {"url": desk.file_url(one.id), "label": say(one.label), "result": say(one.guide.result)}
        for one in procedures_for(actor_of(request))
        if one.guide is not None
    ]
    context = {"frame": desk.frame, "heading": heading, "about": about, "rows": rows}
    return desk.render(request, "desk/services.html", context, 200)


def file_page(request: HttpRequest, name: str, desk: Desk) -> HttpResponse:
    """The whole form on one page; what was typed and sent stays when something is wrong.  Raises Http404."""
    actor, procedure = desk.actor or actor_of(request), city_pack().procedures.get(name)
    if procedure is None or procedure.guide is None or not _may(request, actor, procedure):
        raise Http404
    if request.method != "POST":
        sheet = _begun(actor, procedure, request.GET.get("from", ""), desk.known)
        return _show(request, desk, sheet, [], {}, 200)
    key = request.POST.get("key", "")[:80]
    before = filed_before(actor, key)
    if before is not None:
        return went(request, desk.case_url(before))  # pressed twice
    sheet = _sent(request, actor, procedure)
    beside = read_answers(desk.beside, request.POST)
    sheet.beside = beside
    errors = form_errors(sheet.fields, sheet.values) | form_errors(desk.beside, beside)
    problems = problems_of(errors) + problems_of(sheet.refused, "p")
    if not problems:
        try:
            if desk.send is not None:
                return went(request, desk.case_url(desk.send(name, _kept(sheet), beside, sheet.papers, key)))
            if sheet.brought is not None:
                sheet.papers |= with_letters(actor, sheet.brought, sheet.papers)
            done = file_case(actor, name, _kept(sheet), papers=sheet.papers, key=key, origin=sheet.origin or None)
            return went(request, desk.case_url(str(done["no"])))
        except InputError as error:
            problems = refused(error)
        except (ConflictError, NotFoundError):
            problems = [FormProblem(_("这一页已经用过了，重新打开再填。"))]
    return _show(request, desk, sheet, problems, errors | sheet.refused, 400)


def _may(request: HttpRequest, actor: Actor, procedure: Procedure) -> bool:
    """By right, or because the case from which this one is handed over leads to another office."""
    if may_open(actor, procedure):
        return True
    origin = (request.POST.get("handed-over-from") or request.GET.get("from", ""))[:20]
    try:
        return bool(origin) and carried(actor, origin, procedure.id).procedure == procedure
    except NotFoundError:
        return False


def _begun(actor: Actor, procedure: Procedure, origin: str, known: Mapping[str, Any]) -> FilingSheet:
    asked = {one.name for step in procedure.form for one in step.fields}
    values = {name: value for name, value in known.items() if name in asked}
    if not origin:
        return FilingSheet(procedure, values, {}, "")
    try:
        found = carried(actor, origin, procedure.id)
    except NotFoundError:
        raise Http404 from None
    return FilingSheet(procedure, values | found.answers, found.papers, found.origin, brought=found)


def _sent(request: HttpRequest, actor: Actor, procedure: Procedure) -> FilingSheet:
    """What came with the form, papers received now and earlier among it, and what was wrong with them."""
    origin = request.POST.get("handed-over-from", "")[:20]
    before = _begun(actor, procedure, origin, {}) if origin else FilingSheet(procedure, {}, {}, "")
    brought = before.papers
    sheet = FilingSheet(procedure, {}, {}, origin, brought=before.brought)
    sheet.values.update(read_answers(sheet.fields, request.POST))
    if sheet.brought is not None:
        sheet.values = sheet.brought.in_full(sheet.values)
    own = request.POST.copy()
    for paper in procedure.evidence:
        kept = request.POST.getlist(f"kept-{paper.id}")
        sheet.papers[paper.id] = [one for one in kept if one in brought.get(paper.id, [])]
        own.setlist(f"kept-{paper.id}", [one for one in kept if one not in sheet.papers[paper.id]])
    asked = asked_papers(procedure.evidence, sheet.values)
    sheet.refused = take_papers(actor, asked, request.FILES, sheet.papers, own)
    sheet.papers = {name: ids for name, ids in sheet.papers.items() if ids}
    return sheet


def _kept(sheet: FilingSheet) -> dict[str, Any]:
    """The answers to questions that are asked with these answers."""
    found: dict[str, Any] = {}
    for step in sheet.procedure.form:
        for one in step.fields:
            if one.name in sheet.values and holds(step.when, found) and holds(one.when, found):
                found[one.name] = sheet.values[one.name]
    return found


def _ours(sheet: FilingSheet, row: Mapping[str, Any]) -> str:
    """The letter of ours that goes along as this paper; nothing where another file is there."""
    letter = sheet.brought.letters.get(str(row["id"])) if sheet.brought is not None and not row["files"] else None
    if letter is None:
        return ""
    return f"{letter_title(letter, 'en' if english() else 'zh')} {letter.number.text if letter.number else ''}".strip()


def _choices(actor: Actor, fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from; an officer of a county opens cases of that county alone."""
    found = dict(offered(actor, None, fields, values))
    if actor.kind == "officer" and actor.county:
        name = say(city_pack().divisions[actor.county].label)
        found |= {one.name: [(actor.county, name)] for one in fields if one.kind == "county"}
    return found


def _show(
    request: HttpRequest,
    desk: Desk,
    sheet: FilingSheet,
    problems: list[FormProblem],
    errors: Mapping[str, str],
    status: int,
) -> HttpResponse:
    actor = desk.actor or actor_of(request)
    asked = asked_papers(sheet.procedure.evidence, sheet.values)
    values = sheet.brought.as_shown(sheet.values) if sheet.brought is not None else sheet.values
    taken = whence(sheet.brought.standing(values)) if sheet.brought is not None else {}
    steps = [
        {
            "title": one.title,
            "help": one.help,
            "fields": draw(one.fields, values, errors, choices=_choices(actor, one.fields, values), taken=taken),
        }
        for one in sheet.procedure.form
    ]
    context = {
        "frame": desk.frame,
        "procedure": sheet.procedure,
        "clause": city_pack().cite(sheet.procedure.clause),
        "steps": steps,
        "papers": [row | {"ours": _ours(sheet, row)} for row in show_papers(actor, asked, sheet.papers, errors)],
        "problems": problems,
        "beside": draw(desk.beside, sheet.beside, errors),
        "about": desk.about,
        "origin": sheet.origin,
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }
    return desk.render(request, "desk/file.html", context, status)

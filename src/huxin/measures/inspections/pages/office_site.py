"""On site 现场检查: the units that an inspector was drawn for, and the record, made on a phone with or without a line.

Without a script each record is a plain form.  With one it is kept on the phone first and sent when the line is back;
its key is made on the phone, so that a record whose answer was lost is kept once.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError, receive_evidence, today, view_case
from huxin.evidence.service import accepted
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.measures.inspections.service import Site, find_site, record, recorded, sites_of
from huxin.ui.forms import FormProblem, asked_only, draw, form_errors, problems_of, read_answers, refused
from huxin.ui.page import page
from huxin.ui.success import named, went
from huxin.ui.templatetags.words import say

CHECKLIST: Final = ("checked", "problems")
PHOTOS: Final = "photos"
TAKEN: Final = ("jpeg", "png", "webp", "heic", "pdf")
_WORKER: Final = Path(__file__).with_name("site_worker.js")


@dataclass
class SentRecord:
    """A record as it was sent, and what is wrong with it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: list[FormProblem] = field(default_factory=list)


def _has_record(actor: Actor, no: str) -> bool:
    try:
        return view_case(actor, no).last("inspect") is not None
    except NotFoundError:
        return False


@page("GET", who="officer")
def sites(request: HttpRequest) -> HttpResponse:
    """The units to inspect; records that wait on the phone are shown and sent by the script."""
    actor = actor_of(request)
    context = {
        "rows": [_row(one) for one in sites_of(actor)],
        "account": actor.key,
        "sent": named(request, "sent", lambda no: _has_record(actor, no)),
    }
    return render(request, "agency/site/list.html", context)


@page("GET", who="officer")
def worker_script(request: HttpRequest) -> HttpResponse:
    """The service worker; it stands below the pages that it keeps, since its address is its reach."""
    return HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@page("GET", "POST", who="officer")
def site(request: HttpRequest, no: str) -> HttpResponse:
    """The record of one unit.  Raises Http404 for anybody who was not drawn for it."""
    try:
        found = find_site(actor_of(request), no)
    except NotFoundError:
        raise Http404 from None
    if request.method != "POST":
        return _show(request, found, SentRecord(values={"inspected_on": today().isoformat()}))
    return _keep(request, found)


def _keep(request: HttpRequest, found: Site) -> HttpResponse:
    actor, key = actor_of(request), request.POST.get("key", "")[:80].replace("\0", "") or uuid.uuid4().hex
    back = f"{reverse('agency:sites')}?sent={found.case.no}"
    if recorded(actor, key):
        return went(request, back)
    values = _answers(request, found)
    errors = form_errors([one for one in found.fields if one.name != PHOTOS], values)
    sent = SentRecord(values, errors, problems_of(errors))
    if not sent.problems:
        try:
            record(actor, found.case.no, values, _photos(request), key=key)
            return went(request, back)
        except InputError as error:
            sent.problems = refused(error)
        except (ConflictError, NotFoundError, ForbiddenError):
            sent.problems = [FormProblem(_("这家已经查完，或者换了人。记录没有存，先看看这个件。"))]
    return _show(request, found, sent)


def _answers(request: HttpRequest, found: Site) -> dict[str, Any]:
    """The answers; the checklist comes as one choice a line: fine, wrong, or not checked."""
    fields = [one for one in found.fields if one.name not in CHECKLIST]
    values = asked_only(fields, read_answers(fields, request.POST))
    answers = {code: request.POST.get(f"item-{code}", "") for code, _label in _items(found)}
    for name, wanted in (("checked", ("fine", "wrong")), ("problems", ("wrong",))):
        chosen = [code for code, answer in answers.items() if answer in wanted]
        values |= {name: chosen} if chosen else {}
    return values


def _photos(request: HttpRequest) -> dict[str, list[str]]:
    """Photos that came along, kept for the case.  Raises InputError for a file that is none."""
    actor = actor_of(request)
    held = [str(receive_evidence(actor, file.chunks(), TAKEN).id) for file in request.FILES.getlist(PHOTOS)]
    return {PHOTOS: held} if held else {}


def _items(found: Site) -> list[tuple[str, str]]:
    """The checklist 检查事项清单: each point's code and words."""
    asked = next((one for one in found.fields if one.name == "checked"), None)
    return [(option.value, say(option.label)) for option in asked.options] if asked is not None else []


def _show(request: HttpRequest, found: Site, sent: SentRecord) -> HttpResponse:
    ticked, wrong = sent.values.get("checked", ()), sent.values.get("problems", ())
    plain = [one for one in found.fields if one.name not in CHECKLIST]
    context = {
        **_row(found),
        "problems": sent.problems,
        "key": uuid.uuid4().hex,
        "account": actor_of(request).key,
        "items": [
            {"code": code, "label": label, "answer": "wrong" if code in wrong else "fine" if code in ticked else "open"}
            for code, label in _items(found)
        ],
        "before": draw([one for one in plain if _early(one.name)], sent.values, sent.errors),
        "after": draw([one for one in plain if not _early(one.name)], sent.values, sent.errors),
        "photos": any(one.name == PHOTOS for one in plain),
        "accept": accepted(TAKEN),
    }
    return render(request, "agency/site/record.html", context, status=400 if sent.problems else 200)


def _early(name: str) -> bool:
    """What is asked before the checklist: when, where, with whom."""
    return name in ("inspected_on", "seen_at", "unit_present")


def _row(one: Site) -> dict[str, Any]:
    return {
        "no": one.case.no,
        "url": reverse("agency:site", args=[one.case.no]),
        "case_url": reverse("agency:case", args=[one.case.no]),
        "name": one.task.name,
        "employer": one.task.employer,
        "number": one.task.target,
        "people": one.names,
        "inspected": one.inspected,
    }

"""我们答复过的: what the company did in its cases, who of it and when, and what the office did or said after it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import EVIDENCE, Dossier, Step, answered_cases, view_dossiers
from huxin.identity.service import actor_of
from huxin.people.service import company_accounts
from huxin.ui.company import render_page
from huxin.ui.formatting import instant_text
from huxin.ui.forms import shown, unprinted
from huxin.ui.page import page
from huxin.ui.templatetags.words import say
from huxin.ui.turn import next_lines

CASES: Final = 30
"""So many cases are looked through, those with the newest answers."""


@page("GET", who="company")
def answers(request: HttpRequest) -> HttpResponse:
    """The newest first; each leads to its case."""
    actor = actor_of(request)
    ours = {one.pk for one in company_accounts.colleagues(actor)}
    found = [
        (step.at, _row(dossier, step, ours))
        for dossier in view_dossiers(actor, answered_cases(actor, CASES))
        for step in dossier.steps
        if step.seq > 1 and step.act != "message" and _own(step, ours)
    ]
    found.sort(key=lambda one: one[0], reverse=True)
    return render_page(request, "company/answers.html", {"rows": [row for _at, row in found]})


def _own(step: Step, ours: Collection[int]) -> bool:
    return step.actor is not None and step.actor.pk in ours


def _row(dossier: Dossier, step: Step, ours: Collection[int]) -> dict[str, Any]:
    spec = dossier.procedure.acts[step.act]
    after = next(_after(dossier, step, ours), None)
    lines = [] if after is not None else next_lines(dossier)
    return {
        "no": dossier.case.no,
        "url": reverse("company:case", args=[dossier.case.no]),
        "matter": say(dossier.procedure.label),
        "what": say(spec.label),
        "at": instant_text(step.at),
        "who": step.actor.label if step.actor is not None else "",
        "said": said_in(dossier, step),
        "papers": len(step.evidence),
        "after": after,
        "waits": lines[0].text if lines else "",
    }


def _after(dossier: Dossier, step: Step, ours: Collection[int]) -> Iterator[Mapping[str, Any]]:
    """What another side or the office did next that the company may see."""
    for one in dossier.steps:
        spec = dossier.procedure.acts[one.act]
        if one.seq > step.seq and not spec.between and not _own(one, ours):
            label = say(spec.public) or say(spec.label)
            yield {"label": label, "at": instant_text(one.at), "said": said_in(dossier, one)}


def said_in(dossier: Dossier, step: Step) -> list[dict[str, str]]:
    """The answers of an act as a page shows them, without files and what is printed nowhere."""
    fields = {one.name: one for one in dossier.procedure.fields_of(step.act)}
    return [
        {"label": say(fields[name].label), "text": shown(fields[name], value)}
        for name, value in step.payload.items()
        if name in fields and name not in EVIDENCE and not unprinted(fields[name])
    ]

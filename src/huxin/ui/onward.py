"""Going on from a case 接着办: the next application begins with what this one knows."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from huxin.casework.service import NotFoundError, begin_from, city_pack, drop_draft, load_draft, save_draft
from huxin.identity.service import actor_of
from huxin.ui.page import page
from huxin.ui.prefill import prefill


@page("POST", who="worker", form_at=lambda no, to: reverse("worker:case", args=[no]))
def go_on(request: HttpRequest, no: str, to: str) -> HttpResponse:
    """Begin the next procedure; an unfinished one of the same kind is never lost without being asked for."""
    actor, procedure = actor_of(request), city_pack().procedures.get(to)
    if procedure is None or actor.person_id is None:
        raise Http404
    draft = load_draft(actor.person_id, to)
    begun = bool(draft["answers"]) and draft.get("origin") != no
    choice = request.POST.get("choice", "")
    if begun and choice not in ("keep", "fresh"):
        return render(
            request, "worker/cases/begun.html", {"back": reverse("worker:case", args=[no]), "procedure": procedure}
        )
    if choice == "fresh":
        drop_draft(actor.person_id, to)
    try:
        begin_from(actor, no, to)
    except NotFoundError:
        raise Http404 from None
    fill_in(actor.person_id, to)
    return HttpResponseRedirect(reverse("worker:apply_on", args=[to]))


def fill_in(person: UUID, procedure: str) -> None:
    """What the registers know goes beside what was carried here; nothing that stands is changed."""
    draft = load_draft(person, procedure)
    draft["answers"] = {**prefill(city_pack().procedures[procedure], person), **draft["answers"]}
    save_draft(person, procedure, draft)

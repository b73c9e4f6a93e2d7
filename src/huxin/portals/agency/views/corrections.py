"""Corrections 更正 that people of the county ask for: put right, or say why not."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huxin.law import InputError
from huxin.portals.agency.views.page import page
from huxin.portals.forms import Problem
from huxin.portals.success import said, went
from huxin.portals.worker.views.me import field_names
from huxin.registry.service import Correction, access, actor_of, corrections, details_of, masked


@access("handler")
@never_cache
@require_http_methods(["GET", "POST"])
def corrected(request: HttpRequest) -> HttpResponse:
    """The list; on POST answer one."""
    problems: list[Problem] = []
    actor, sent = actor_of(request), request.POST
    if request.method == "POST":
        try:
            corrections.answer_correction(
                actor, UUID(sent.get("id", "")), accept=sent.get("accept") == "yes", answer=sent.get("answer", "")
            )
            return went(request, reverse("agency:corrections") + "?done=1")
        except InputError as error:
            problems = [Problem(error.problem.hint)]
        except (ValueError, Correction.DoesNotExist):
            raise Http404 from None
    rows = [
        {
            "id": row.id,
            "who": masked(details_of(row.person))["name"],
            "field": field_names()[row.field],
            "wanted": corrections.wanted_of(row),
            "at": row.asked_at,
        }
        for row in corrections.open_corrections(actor)[:50]
    ]
    context = {"rows": rows, "problems": problems, "done": _("办好了。") if said(request) else ""}
    return page(request, "agency/corrections.html", context, 400 if problems else 200)

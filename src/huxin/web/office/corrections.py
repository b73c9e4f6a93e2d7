"""Corrections 更正 that people of the county ask for: put right, or say why not."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import register_holders
from huxin.core.service import hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.people.service import Correction, corrections, details_of, masked
from huxin.ui.formatting import personal_fields
from huxin.ui.forms import FormProblem
from huxin.ui.office import render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, went


@page("GET", "POST", who="handler")
def corrected(request: HttpRequest) -> HttpResponse:
    """The list, for the department that holds the register; on POST answer one, or see it in full with a reason."""
    problems: list[FormProblem] = []
    seen: dict[str, str] = {}
    actor, sent, holders = actor_of(request), request.POST, register_holders()
    if actor.department not in holders:
        raise PermissionDenied
    if request.method == "POST":
        try:
            wanted = UUID(sent.get("id", ""))
            if "show" not in sent:
                corrections.answer_correction(
                    actor, holders, wanted, accept=sent.get("accept") == "yes", answer=sent.get("answer", "")
                )
                return went(request, reverse("agency:corrections") + "?done=1")
            now, then = corrections.show_wanted(actor, holders, wanted, sent.get("reason", ""))
            seen = {"id": str(wanted), "now": now, "wanted": then}
        except InputError as error:
            problems = [FormProblem(hint_of(error))]
        except (ValueError, Correction.DoesNotExist):
            raise Http404 from None
    rows = [
        {
            "id": row.id,
            "who": masked(details_of(row.person))["name"],
            "field": personal_fields()[row.field],
            "wanted": seen["wanted"] if seen.get("id") == str(row.id) else corrections.masked_wanted(row),
            "now": seen["now"] if seen.get("id") == str(row.id) else "",
            "at": row.asked_at,
        }
        for row in corrections.open_corrections(actor, holders)[:50]
    ]
    answered = Correction.objects.filter(answered_by_id=actor.pk).exists()
    told = done(request, {"1": Told(_("办好了。"), answered)})
    context = {"rows": rows, "problems": problems, "done": told}
    return render_page(request, "agency/corrections.html", context, 400 if problems else 200)

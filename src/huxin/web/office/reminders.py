"""What an officer is reminded of: deadlines that come near, and those that passed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from huxin.casework.service import reminder_text, reminders_of, see_reminders, today
from huxin.core.service import english
from huxin.identity.service import actor_of
from huxin.ui.formatting import day_text
from huxin.ui.office import render_page
from huxin.ui.page import page


@page("GET", "POST", who="officer")
def reminders(request: HttpRequest) -> HttpResponse:
    """The list; on POST tick some or all off."""
    actor = actor_of(request)
    if request.method == "POST":
        see_reminders(actor, _ids(request.POST.getlist("reminder")))
        return HttpResponseRedirect(reverse("agency:reminders"))
    rows = [
        {
            "id": one.id,
            "no": one.case_id,
            "url": reverse("agency:case", args=[one.case_id]),
            "text": reminder_text(one, language="en" if english() else "zh").removeprefix("【护新】"),
            "due": day_text(one.due),
            "proposed": one.case.due_proposed,
            "late": one.due < today(),
        }
        for one in reminders_of(actor)
    ]
    return render_page(request, "agency/reminders.html", {"rows": rows})


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:200]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found

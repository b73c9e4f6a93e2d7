"""Many cases, one answer sheet: choose in the queue, fill in once, see what went and what did not."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from huxin.casework.service import QUEUES, handlers_of, perform_many, sheet_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.procedures import Field
from huxin.ui.bulk import result_of, together_labels
from huxin.ui.forms import FormField, FormOption, draw, form_errors, problems_of, read_answers, refused
from huxin.ui.office import render_page
from huxin.ui.page import page


@page("POST", who="officer", form_at=lambda name: reverse("agency:queue", args=[name]))
def together(request: HttpRequest, name: str) -> HttpResponse:
    """The answer sheet for the ticked cases, and when it comes back filled in, the result."""
    labels = dict(together_labels())
    act, numbers = request.POST.get("act", ""), list(dict.fromkeys(request.POST.getlist("case")))
    if name not in QUEUES or act not in labels:
        raise Http404
    actor, sent = actor_of(request), request.POST.get("sheet") == "1"
    context: dict[str, Any] = {
        "act": act,
        "label": labels[act],
        "numbers": numbers,
        "key": request.POST.get("key", "")[:40] if sent else uuid.uuid4().hex,
        "url": reverse("agency:together", args=[name]),
        "back": reverse("agency:queue", args=[name]),
    }
    try:
        fields = sheet_of(actor, numbers, act)
    except InputError as error:
        return render_page(request, "agency/together.html", {**context, "problems": refused(error), "numbers": []}, 400)
    values = read_answers(fields, request.POST) if sent else {}
    errors = form_errors(fields, values) if sent else {}
    if sent and not errors:
        found = perform_many(actor, numbers, act, values, key=context["key"])
        return render_page(request, "agency/together_done.html", {**context, **result_of(found)})
    context |= {"fields": _draw(fields, values, errors, request), "problems": problems_of(errors, "t")}
    return render_page(request, "agency/together.html", context, 400 if errors else 200)


def _draw(
    fields: tuple[Field, ...], values: dict[str, Any], errors: dict[str, str], request: HttpRequest
) -> list[FormField]:
    drawn = draw([one for one in fields if one.kind not in ("file", "months_table")], values, errors, "t")
    if request.POST.get("act") != "assign":
        return drawn
    people = handlers_of(actor_of(request))
    return [
        FormField(
            one.name,
            "select",
            one.label,
            one.required,
            one.id,
            error=one.error,
            value=one.value,
            options=tuple(FormOption(who.username, who.label, who.username == one.value) for who in people),
        )
        for one in drawn
    ]

"""Many cases, one answer sheet: choose in the queue, fill in once, see what went and what did not."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from huxin.casework.service import QUEUES, TOGETHER, Done, city_pack, handlers_of, perform_many, sheet_of
from huxin.law import InputError
from huxin.law.procedures import Field
from huxin.registry.service import access, actor_of
from huxin.ui.forms import FormField, Option, draw, form_errors, problems_of, read_answers, refused
from huxin.ui.office import page
from huxin.ui.submission import posted
from huxin.ui.templatetags.words import say


def together_labels() -> list[tuple[str, str]]:
    """The acts that can be done for many cases, with the words of the present procedures."""
    found: dict[str, str] = {}
    for procedure in city_pack().procedures.values():
        for name in TOGETHER:
            if name in procedure.acts:
                found.setdefault(name, say(procedure.acts[name].label))
    return [(name, found[name]) for name in TOGETHER if name in found]


@access("officer")
@never_cache
@posted(lambda name: reverse("agency:queue", args=[name]))
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
        return page(request, "agency/together.html", {**context, "problems": refused(error), "numbers": []}, 400)
    values = read_answers(fields, request.POST) if sent else {}
    errors = form_errors(fields, values) if sent else {}
    if sent and not errors:
        found = perform_many(actor, numbers, act, values, key=context["key"])
        return page(request, "agency/together_done.html", {**context, **result_of(found)})
    context |= {"fields": _draw(fields, values, errors, request), "problems": problems_of(errors, "t")}
    return page(request, "agency/together.html", context, 400 if errors else 200)


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
            options=tuple(Option(who.username, who.label, who.username == one.value) for who in people),
        )
        for one in drawn
    ]


def result_of(found: list[Done]) -> dict[str, Any]:
    """What the page of results shows: how many went, and each that did not with the reason."""
    went = [one for one in found if one.why is None]
    rows = [{"no": one.no, "url": _address(one), "why": _why(one)} for one in found if one.why]
    return {"went": len(went), "rows": rows}


def _address(one: Done) -> str:
    """Where the case stands; nowhere for what was typed and is no case of theirs."""
    return "" if one.why == "not_found" else reverse("agency:case", args=[one.no])


def _why(one: Done) -> str:
    return {
        "illegal_act": _("现在的状态不能做这一步。打开看看它到哪一步了。"),
        "role": _("这一步不归你的岗位。"),
        "forbidden": _("这一步现在不归你做；别人在办的件先接过来。"),
        "not_found": _("没有这个件，或者不归本单位。"),
        "conflict": _("别人刚刚动过这个件，打开看看再办。"),
    }.get(one.why or "", one.hint)

"""窗口来人: a person who stands at the window with their card is registered and given a one-time code."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack, register_holders
from huxin.core.service import hint_of
from huxin.identity.service import Actor, actor_of, entry_codes
from huxin.law import InputError
from huxin.law.procedures import Field
from huxin.law.procedures.model import Option, Text2
from huxin.people.service import As, ListedPerson, masked_of, person_fields, register_at_window
from huxin.ui.forms import FormProblem, draw, form_errors, problems_of, read_answers
from huxin.ui.office import render_page
from huxin.ui.page import page


@page("GET", "POST", who="handler")
def visitors(request: HttpRequest) -> HttpResponse:
    """The form, for the department that holds the register; after it the code, shown this once."""
    actor = actor_of(request)
    if actor.department not in register_holders():
        raise PermissionDenied
    asked = ("name", "id_number", "phone", *(() if actor.county else ("county",)))
    fields = (*person_fields(city_pack(), *asked), _as())
    values: dict[str, Any] = {"as": "worker"}
    errors: dict[str, str] = {}
    problems: list[FormProblem] = []
    given: dict[str, Any] = {}
    if request.method == "POST":
        values = read_answers(fields, request.POST)
        errors = form_errors(fields, values)
        problems = problems_of(errors)
        try:
            if not errors:
                given = _register(request, actor, values)
                values = {"as": "worker"}
        except InputError as error:
            problems = [FormProblem(hint_of(error), f"f-{error.problem.field}" if error.problem.field in asked else "")]
    context = {"fields": draw(fields, values, errors), "problems": problems, "given": given}
    return render_page(request, "agency/visitors.html", context, 400 if problems else 200)


def _as() -> Field:
    options = (
        Option(value="worker", label={"zh": "给自己办事", "en": "For their own affairs"}),
        Option(value="delegate", label={"zh": "替别人代办（工会、家人）", "en": "To act for others (union, family)"}),
    )
    label: Text2 = {"zh": "账号用来", "en": "The account is for"}
    return Field(name="as", kind="choice", label=label, options=options, required=False)


def _register(request: HttpRequest, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    county = actor.county or values["county"]
    named = ListedPerson(values["name"], values["id_number"], county, values.get("phone", ""))
    kind: As = "delegate" if values.get("as") == "delegate" else "worker"
    found, code = register_at_window(actor, named, city_pack(), kind)
    words = (
        _("这个人有账号：旧密码在口令用掉以前还能用。")
        if found.had
        else _("这个人早有登记，账号是新开的。")
        if found.known
        else _("登记了，账号是新开的。")
    )
    return {
        **masked_of(found.person),
        "username": found.account.username,
        "code": code,
        "words": words,
        "hours": int(entry_codes.LASTS.total_seconds() // 3600),
        "where": request.build_absolute_uri(reverse("account:code")),
    }

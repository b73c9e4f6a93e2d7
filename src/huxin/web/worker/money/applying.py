"""From the result to the applications: several at once, with what was said, and nothing asked a second time."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from huxin.casework.service import city_pack, load_draft, save_draft
from huxin.core.service import open_secret, seal_secret
from huxin.identity.service import actor_of
from huxin.law.procedures import Field, Procedure
from huxin.ui.forms import form_errors
from huxin.ui.onward import fill_in
from huxin.ui.page import page
from huxin.ui.questions import RESULT, QuestionRun
from huxin.ui.templatetags.words import say
from huxin.web.worker.money import payments
from huxin.web.worker.money.asking import answers_of

_KEPT: Final = "money"
"""Under this name the chosen items wait in the session, with what was said, sealed."""


def begin(request: HttpRequest, run: QuestionRun | None) -> HttpResponse:
    """Keep what was chosen; a visitor signs in first and loses nothing."""
    chosen = [name for name in request.POST.getlist("item") if _applies(city_pack().procedures.get(name))]
    if run is None or not chosen:
        return HttpResponseRedirect(run.where(request, RESULT) if run is not None else request.path)
    _keep(request, {"items": chosen, "said": _forms(run.said), "filled": []})
    return HttpResponseRedirect(reverse("worker:money_apply"))


def _applies(procedure: Procedure | None) -> bool:
    return procedure is not None and procedure.guide is not None and "worker" in procedure.applicants


def _forms(said: QueryDict) -> dict[str, Any]:
    """What was said in the names that forms use."""
    found = {name: value for name, value in answers_of(said).items() if value is not None}
    code = found.pop("occupation_code", None)
    occupation = next((one.id for one in city_pack().occupations.values() if code in (one.code, one.id)), None)
    if code is not None and occupation is not None:
        found["occupation"] = occupation
    if payments.given(said):
        found |= {"from_month": said["first"], "to_month": said["last"]}
        found |= {"group": said["group"]} if said["group"] != payments.NONE else {}
    return found


@page("GET", who="worker")
def apply(request: HttpRequest) -> HttpResponse:
    """What was said becomes the beginning of each application; one that is there already keeps its own answers."""
    person, kept = actor_of(request).person_id, _kept(request)
    if person is None or not kept:
        return HttpResponseRedirect(reverse("worker:money"))
    for name in kept["items"]:
        if name not in kept["filled"]:
            _fill(person, city_pack().procedures[name], kept["said"])
    _keep(request, {**kept, "filled": kept["items"]})
    if len(kept["items"]) == 1:
        return HttpResponseRedirect(reverse("worker:apply_on", args=kept["items"]))
    names = [{"id": name, "label": say(city_pack().procedures[name].label)} for name in kept["items"]]
    return render(request, "worker/money/apply.html", {"items": names})


def left(request: HttpRequest, filed: str = "") -> list[str]:
    """The chosen applications that are not sent yet; ``filed``: the one that was sent just now."""
    kept = _kept(request)
    if not kept:
        return []
    items = [name for name in kept["items"] if name != filed]
    if items != kept["items"]:
        _keep(request, {**kept, "items": items} if items else None)
    return items


def _fill(person: Any, procedure: Procedure, said: Mapping[str, Any]) -> None:
    known = carried(procedure, said)
    draft = load_draft(person, procedure.id)
    new = {name: value for name, value in known.items() if name not in draft["answers"]}
    draft["answers"] |= new
    draft["said"] = sorted({*draft.get("said", []), *new})
    save_draft(person, procedure.id, draft)
    fill_in(person, procedure.id)


def carried(procedure: Procedure, said: Mapping[str, Any]) -> dict[str, Any]:
    """Answers of the form that were given under the same name, as the form takes them, with what decides on them."""
    found: dict[str, Any] = {}
    for one in procedure.fields_of("file"):
        if one.name not in said:
            continue
        value = _as_the_form(one, said[one.name])
        for name, wanted in (one.when or {}).items():
            if isinstance(wanted, bool):
                found[name] = wanted if value else not wanted
        if value is False or (value and not form_errors([one], {one.name: value})):
            found[one.name] = value
    return found


def _as_the_form(field: Field, value: Any) -> Any:
    """An answer as this kind of field keeps it."""
    return str(value) if field.kind in ("choice", "text", "number") and not isinstance(value, bool) else value


def _keep(request: HttpRequest, content: Mapping[str, Any] | None) -> None:
    if content is None:
        request.session.pop(_KEPT, None)
    else:
        sealed = seal_secret(json.dumps(content, ensure_ascii=False).encode(), _KEPT)
        request.session[_KEPT] = base64.b64encode(sealed).decode()


def _kept(request: HttpRequest) -> dict[str, Any]:
    text = request.session.get(_KEPT)
    if not isinstance(text, str):
        return {}
    try:
        return dict(json.loads(open_secret(base64.b64decode(text), _KEPT)))
    except InvalidTag:  # the master key was changed meanwhile
        return {}

"""What is kept about me: see it, take it away, have it put right, agree and take back, have it deleted."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import held_about, leave, own_archive, own_record, today, why_not_yet
from huxin.core.service import english, hint_of
from huxin.identity.service import Account, actor_of, limited
from huxin.law import InputError
from huxin.people.service import Person, Viewing, consents, corrections, processing_register
from huxin.ui.account_history import history
from huxin.ui.formatting import own_fields, personal_fields
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.ui.success import Told, done, went

WORD = "删除"
"""What has to be typed at the second step, in either language."""


@page("GET", who="public")
def notice(request: HttpRequest) -> HttpResponse:
    """The privacy notice 隐私告知, made from what each field declares."""
    uses = processing_register.notice("en" if english() else "zh")
    return render(request, "worker/me/privacy.html", {"uses": uses})


@page("GET", who="me")
def me(request: HttpRequest) -> HttpResponse:
    """Everything on one page."""
    return _show(request, [])


@page("POST", who="me", form_at=lambda: reverse("worker:me"))
@limited("take")
def take(request: HttpRequest) -> HttpResponseBase:
    """The ZIP."""
    return FileResponse(own_archive(actor_of(request)), as_attachment=True, filename=f"huxin-{today().isoformat()}.zip")


@page("POST", who="me", form_at=lambda: reverse("worker:me"))
@limited("take")
def record(request: HttpRequest) -> HttpResponseBase:
    """The signed record with its tables, for whoever asks for it elsewhere."""
    try:
        found = own_record(actor_of(request))
    except InputError as error:
        return _show(request, [FormProblem(hint_of(error))])
    return FileResponse(found, as_attachment=True, filename=f"huxin-record-{today().isoformat()}.zip")


@page("POST", who="me", form_at=lambda: reverse("worker:me"))
def correct(request: HttpRequest) -> HttpResponse:
    """Ask for a field to be put right."""
    try:
        corrections.ask_correction(actor_of(request), request.POST.get("field", ""), request.POST.get("wanted", ""))
    except InputError as error:
        return _show(request, [FormProblem(hint_of(error), "f-wanted")])
    return went(request, reverse("worker:me") + "?done=correct")


@page("POST", who="me", form_at=lambda: reverse("worker:me"))
def consent(request: HttpRequest) -> HttpResponse:
    """Agree to one purpose, or take it back."""
    purpose, delegate = request.POST.get("purpose", ""), request.POST.get("delegate", "")[:60]
    change = consents.give if request.POST.get("given") == "yes" else consents.withdraw
    try:
        change(actor_of(request), purpose, delegate)
    except InputError as error:
        return _show(request, [FormProblem(hint_of(error), "f-delegate")])
    return went(request, reverse("worker:me") + "?done=consent")


@page("GET", "POST", who="me")
def delete(request: HttpRequest) -> HttpResponse:
    """Two steps: what goes and what stays, then the word."""
    actor = actor_of(request)
    problems: list[FormProblem] = []
    if request.method == "POST":
        if request.POST.get("word", "").strip() not in (WORD, "delete"):
            problems = [FormProblem(_("照着写“删除”两个字，才会删。"), "f-word")]
        else:
            try:
                leave(actor)
            except InputError as error:
                problems = [FormProblem(hint_of(error))]
            else:
                logout(request)
                return went(request, reverse("worker:home") + "?done=deleted")
    context = {"stay": why_not_yet(actor.own_person), "problems": problems}
    return render(request, "worker/me/delete.html", context, status=400 if problems else 200)


def _show(request: HttpRequest, problems: list[FormProblem]) -> HttpResponse:
    actor = actor_of(request)
    person = Person.objects.select_related("data_key").get(id=actor.own_person)
    context = {
        "rows": own_fields(person),
        "fields": personal_fields(),
        "held": held_about(actor),
        "looks": Viewing.objects.filter(person=person).count(),
        "account": Account.objects.get(pk=actor.pk).username,
        "history": history(actor.pk, own=True),
        "consents": [_consent(one) for one in consents.consents_of(person.id)],
        "delegating": consents.PURPOSES["delegate"][1 if english() else 0],
        "corrections": [
            {
                "label": personal_fields()[row.field],
                "at": row.asked_at,
                "state": _state(row.accepted),
                "answer": row.answer,
            }
            for row in corrections.corrections_of(person.id)[:20]
        ],
        "problems": problems,
        "done": done(request, _told(person)),
    }
    return render(request, "worker/me/me.html", context, status=400 if problems else 200)


def _told(person: Person) -> dict[str, Told]:
    waits = any(one.accepted is None for one in corrections.corrections_of(person.id))
    return {
        "correct": Told(_("收到了，会有人核对。"), waits),
        "consent": Told(_("记上了。"), any(one.at is not None for one in consents.consents_of(person.id))),
    }


def _consent(one: consents.Consent) -> dict[str, Any]:
    return {
        "purpose": one.purpose,
        "text": consents.PURPOSES[one.purpose][1 if english() else 0],
        "given": one.given,
        "at": one.at,
        "delegate": one.delegate.username if one.delegate else "",
        "label": one.delegate.label if one.delegate else "",
    }


def _state(accepted: bool | None) -> str:
    return {None: _("等核对"), True: _("改好了"), False: _("没有改")}[accepted]

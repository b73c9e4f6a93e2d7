"""窗口收件: file for somebody who stands at the window: their card, what they want, what they show, a slip to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import CARD, Intake, city_pack, file_at_window, hand_of, intake_of, taken_at_window
from huxin.core.service import english
from huxin.identity.service import actor_of, leave_trace
from huxin.law.procedures import Field, Procedure
from huxin.law.procedures.model import Option
from huxin.people.service import Person, details_of, masked_of, person_by_number, person_fields, same_name
from huxin.ui.filing import Desk, file_page
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormProblem, draw, form_errors, problems_of, read_answers
from huxin.ui.office import FRAME, render_page
from huxin.ui.page import page
from huxin.ui.responses import dossier_of
from huxin.ui.templatetags.words import say
from huxin.web.office.case_facts import known

STANDS: Final = "at_the_window"
LASTS: Final = timedelta(hours=1)
"""How long a card that was looked at holds for one officer's sign-in."""


@page("GET", "POST", who="handler")
def counter(request: HttpRequest) -> HttpResponse:
    """The card of whoever stands there, then what this office takes in from them."""
    fields = person_fields(city_pack(), "name", "id_number")
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    problems: list[FormProblem] = []
    if request.method == "POST" and "leave" in request.POST:
        request.session.pop(STANDS, None)
        return HttpResponseRedirect(reverse("agency:counter"))
    if request.method == "POST":
        values = read_answers(fields, request.POST)
        errors = form_errors(fields, values)
        problems = problems_of(errors)
        person = person_by_number(values["id_number"]) if not problems else None
        if person is not None and same_name(details_of(person).name, values["name"]):
            leave_trace("window", "card_shown", actor_of(request).pk, person=person.id)
            until = timezone.now() + LASTS
            request.session[STANDS] = {"person": str(person.id), "until": until.isoformat()}
            return HttpResponseRedirect(reverse("agency:counter"))
        if not problems:
            problems = [
                FormProblem(_("没有登记过这个人，或者姓名和号码对不上。对着证件再核一遍；没登记的先在“窗口来人”登记。"))
            ]
    standing = _standing(request)
    taken = taken_at_window(actor_of(request), standing) if standing is not None else []
    context = {
        "person": masked_of(standing) if standing is not None else None,
        "rows": [{"label": say(one.label), "url": reverse("agency:counter_file", args=[one.id])} for one in taken],
        "fields": draw(fields, values, errors),
        "problems": problems,
    }
    return render_page(request, "agency/counter.html", context, 400 if problems else 200)


@page("GET", "POST", who="handler")
def counter_file(request: HttpRequest, name: str) -> HttpResponse:
    """The form of one matter for whoever stands there.  Raises Http404 for what this window does not take."""
    officer, person = actor_of(request), _standing(request)
    if person is None:
        return HttpResponseRedirect(reverse("agency:counter"))
    procedure = next((one for one in taken_at_window(officer, person) if one.id == name), None)
    if procedure is None:
        raise Http404

    def send(
        name: str, form: Mapping[str, Any], beside: Mapping[str, Any], papers: Mapping[str, Sequence[str]], key: str
    ) -> str:
        return file_at_window(officer, person, name, form, papers=papers, shown=beside.get("shown", []), key=key)

    told = masked_of(person)
    desk = Desk(
        FRAME,
        render_page,
        lambda one: reverse("agency:counter_file", args=[one]),
        lambda no: reverse("agency:slip", args=[no]),
        {"county": officer.county, "phone": details_of(person).phone},
        hand_of(officer, person),
        (_shown(procedure),),
        send,
        _("替窗口前的 %(name)s（%(number)s）填，一题一题问他本人。")
        % {"name": told["name"], "number": told["id_number"]},
    )
    return file_page(request, name, desk)


@page("GET", who="officer")
def slip(request: HttpRequest, no: str) -> HttpResponse:
    """The slip to print and sign.  Raises Http404 for a case that was not taken in at a window."""
    dossier = dossier_of(request, no)
    found = intake_of(dossier.case)
    if found is None:
        raise Http404
    context = {
        "case_url": reverse("agency:case", args=[no]),
        "taken": taken_text(found),
        "shown": shown_text(found, dossier.procedure),
        **known(dossier),
    }
    return render_page(request, "agency/slip.html", context)


def taken_text(found: Intake) -> str:
    """By whom and when a case was taken in."""
    return _("%(when)s 由 %(who)s 在窗口收下") % {"when": instant_text(found.at), "who": found.by.label}


def shown_text(found: Intake, procedure: Procedure) -> str:
    """Which papers were shown, in words."""
    labels = {one.value: say(one.label) for one in _shown(procedure).options}
    return (", " if english() else "、").join(labels.get(one, one) for one in found.shown)


def _standing(request: HttpRequest) -> Person | None:
    """Whoever's card was looked at a short time ago in this sign-in."""
    kept = request.session.get(STANDS)
    if not kept or kept["until"] < timezone.now().isoformat():
        return None
    return Person.objects.select_related("data_key").filter(id=kept["person"], kind="natural").first()


def _shown(procedure: Procedure) -> Field:
    """Which papers the officer looked at: the card, and what the procedure asks."""
    papers = [one for one in procedure.evidence if one.id != CARD]
    options = [
        Option(value=CARD, label={"zh": "身份证", "en": "Identity card"}),
        *(Option(value=one.id, label=one.label) for one in papers),
    ]
    return Field(
        name="shown",
        kind="many",
        label={"zh": "本人出示了什么，看过的勾上", "en": "What the person showed: tick what you looked at"},
        hint={"zh": "身份证一定要看。", "en": "The identity card always."},
        options=tuple(options),
    )

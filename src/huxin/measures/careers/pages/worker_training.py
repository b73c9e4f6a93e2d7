"""学技能: which classes are open, what is listed for the subsidy, which competitions and pilots there are."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError, city_pack, today
from huxin.core.service import hint_of
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.law.procedures import Field
from huxin.measures.careers.contesting import enter, entered
from huxin.measures.careers.service import (
    ASSESSMENT,
    COMPETITION,
    PILOT,
    PROCEDURE,
    CareerEvent,
    Certificate,
    Enrolment,
    TrainingClass,
    course_of,
    enrol,
    events,
    find_class,
    is_open,
    ladder,
    level_label,
    listed_items,
    my_certificates,
    my_enrolments,
    occupation_label,
    open_classes,
    standings,
)
from huxin.ui.forms import FormProblem, shown
from huxin.ui.page import page
from huxin.ui.success import Told, done, went
from huxin.ui.templatetags.words import say


@page("GET", who="public")
def overview(request: HttpRequest) -> HttpResponse:
    """What I am learning, what is open, and where the rest stands."""
    actor = actor_of(request)
    context = {
        "mine": [_mine(one) for one in my_enrolments(actor)],
        "certificates": [_held(one) for one in my_certificates(actor)],
        "classes": [class_line(one) for one in open_classes(today())],
        "assessment": city_pack().procedures.get(ASSESSMENT),
    }  # fmt: skip
    return render(request, "worker/training/overview.html", context)


def _held(one: Certificate) -> dict[str, Any]:
    labels = {"occupation": occupation_label(one.occupation), "level": level_label(one.level)}
    return {"id": one.id, "number": one.number, **labels}


def class_line(one: TrainingClass) -> dict[str, Any]:
    """A class as every list writes it."""
    left = one.seats - getattr(one, "taken", 0)
    return {
        "no": one.case_id, "name": one.name, "organiser": one.organiser, "occupation": occupation_label(one.occupation),
        "level": level_label(one.level), "mode": _mode(one.mode), "online": course_of(one) is not None,
        "county": city_pack().divisions[one.case.county].label, "from": one.starts_on, "until": one.ends_on,
        "hours": one.hours, "seats": one.seats, "left": max(left, 0), "open": is_open(one, today()),
    }  # fmt: skip


def _mode(mode: str) -> Mapping[str, str]:
    field = next(one for one in city_pack().procedures[PROCEDURE].fields_of("file") if one.name == "mode")
    return next((one.label for one in field.options if one.value == mode), {"zh": mode, "en": mode})


def _mine(one: Enrolment) -> dict[str, Any]:
    found = standings(one)
    return {
        "id": one.id, "name": one.training_class.name, "done": sum(each.done for each in found), "count": len(found),
        "passed": one.exams.filter(passed=True).exists(),
    }  # fmt: skip


@page("GET", who="public")
def training_class(request: HttpRequest, no: str) -> HttpResponse:
    """One class: what is taught, when, how many places; the way in."""
    return _class_page(request, no, [])


def _class_page(request: HttpRequest, no: str, problems: list[FormProblem]) -> HttpResponse:
    try:
        one = find_class(no)
    except NotFoundError:
        raise Http404 from None
    mine = next((row for row in my_enrolments(actor_of(request)) if row.training_class_id == no), None)
    course = course_of(one)
    context = {
        "row": class_line(one),
        "course": course,
        "source": city_pack().cite(course.source) if course else "",
        "mine": mine,
        "problems": problems,
        "key": uuid.uuid4().hex,
    }
    return render(request, "worker/training/class.html", context, status=400 if problems else 200)


@page("POST", who="me", form_at=lambda no: reverse("worker:training_class", args=[no]))
def take_place(request: HttpRequest, no: str) -> HttpResponse:
    """Enrol; whoever is in already goes on."""
    key = request.POST.get("key", "")[:80].replace("\0", "") or uuid.uuid4().hex
    try:
        done = enrol(actor_of(request), no, key=key)
    except NotFoundError:
        raise Http404 from None
    except InputError as error:
        words = {"class_over": _("这个班已经结束，看看别的班。"), "class_full": _("名额满了，看看别的班。")}
        return _class_page(request, no, [FormProblem(words.get(error.problem.code, hint_of(error)))])
    except (ConflictError, ForbiddenError):
        return _class_page(request, no, [FormProblem(_("没报上，再点一次。"))])
    return HttpResponseRedirect(reverse("worker:learning", args=[done["id"]]))


@page("GET", who="public")
def catalogue(request: HttpRequest) -> HttpResponse:
    """The subsidy catalogue: items, levels, and what a level gives, as an estimate where it is one."""
    amounts = ladder(today())
    rows = [
        {
            "occupation": occupation_label(one.occupation) if one.occupation else {"zh": one.title, "en": one.title},
            "level": level_label(one.level), "in_shortage": one.in_shortage, "since": one.since, "until": one.until,
            "amount": amounts.get(one.level), "document": one.document,
        }
        for one in listed_items()
    ]  # fmt: skip
    levels = [{"level": level_label(level), "amount": amount} for level, amount in amounts.items()]
    context = {"rows": rows, "levels": levels, "occupations": city_pack().occupations.values()}
    return render(request, "worker/training/catalogue.html", context)


@page("GET", who="public")
def happenings(request: HttpRequest) -> HttpResponse:
    """Competitions and pilots: what is on, and what came of those that ended."""
    return _happenings(request, [])


def _happenings(request: HttpRequest, problems: list[FormProblem]) -> HttpResponse:
    actor, rows = actor_of(request), events(COMPETITION)
    mine = [one.case for one in rows if one.open and entered(actor, one.case)]
    context = {
        "groups": [
            {"title": _("练兵和比赛"), "rows": [_event(actor, one) | {"entered": one.case in mine} for one in rows]},
            {"title": _("技能和就业试点"), "rows": [_event(actor, one) for one in events(PILOT)]},
        ],
        "problems": problems,
        "key": uuid.uuid4().hex,
        "done": done(request, {"enter": Told(_("报上名了。"), bool(mine))}),
    }
    return render(request, "worker/training/events.html", context, status=400 if problems else 200)


@page("POST", who="me", form_at=lambda no: reverse("worker:happenings"))
def enter_event(request: HttpRequest, no: str) -> HttpResponse:
    """Enter a competition; whoever is in already is told so."""
    key = request.POST.get("key", "")[:80].replace("\0", "") or uuid.uuid4().hex
    try:
        enter(actor_of(request), no, key=key)
    except NotFoundError:
        raise Http404 from None
    except InputError as error:
        return _happenings(request, [FormProblem(hint_of(error))])
    except (ConflictError, ForbiddenError):
        return _happenings(request, [FormProblem(_("没报上，再点一次。"))])
    return went(request, reverse("worker:happenings") + "?done=enter")


def _event(actor: Actor, one: CareerEvent) -> dict[str, Any]:
    fields = _fields(one.procedure)
    name, *facts = one.facts.items()
    return {
        "no": one.case, "enters": one.procedure == COMPETITION and one.open and actor.kind == "worker",
        "name": name[1], "organiser": one.organiser, "county": city_pack().divisions[one.county].label,
        "open": one.open, "from": one.starts_on, "until": one.ends_on,
        "facts": [(say(fields[key].label), shown(fields[key], value)) for key, value in facts],
        "result": [(say(fields[key].label), shown(fields[key], value)) for key, value in one.result.items()],
    }  # fmt: skip


def _fields(procedure: str) -> dict[str, Field]:
    spec = city_pack().procedures[procedure]
    return {one.name: one for act in ("report", "decide", "file") if act in spec.acts for one in spec.fields_of(act)}

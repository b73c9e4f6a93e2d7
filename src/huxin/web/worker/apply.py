"""An application, one question a screen: pre-filled, kept at every step, checked, sent once."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huxin.casework.service import (
    ConflictError,
    NotFoundError,
    carried,
    city_pack,
    drop_draft,
    file_case,
    filed_before,
    load_draft,
    offered,
    same_filed,
    save_draft,
)
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.law.procedures import Field, Procedure, Screen, holds
from huxin.people.service import Person, registers_of
from huxin.ui.forms import FormProblem, draw, form_errors, problems_of, read_answers, refused, shown
from huxin.ui.page import page
from huxin.ui.prefill import known_of, prefill, whence
from huxin.ui.success import went
from huxin.ui.templatetags.words import say
from huxin.ui.uploads import asked_papers, drop_paper, show_papers, take_papers
from huxin.web.worker.money import applying
from huxin.web.worker.times import whole_time

REST: Final = "rest"
"""The screen of everything that was not said before."""


@dataclass(frozen=True)
class Journey:
    """One person's application: procedure, answers so far, files so far, the key that sends it once."""

    procedure: Procedure
    actor: Actor
    draft: dict[str, Any]
    read: dict[str, Any] = field(default_factory=dict)
    """The draft as it was read: what another tab saves meanwhile stays."""

    @property
    def person(self) -> UUID:
        assert self.actor.person_id is not None  # noqa: S101 - the access rule lets in workers only
        return self.actor.person_id

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.draft["answers"]
        return found

    @property
    def steps(self) -> list[Screen]:
        return [step for step in self.procedure.form if holds(step.when, self.answers)]

    @cached_property
    def taken(self) -> dict[str, str]:
        """From where an answer is taken over, in words, for those that still stand as they were taken over."""
        known = known_of(self.procedure, self.person)
        origin = self.draft.get("origin")
        try:
            found = carried(self.actor, origin, self.procedure.id) if origin else None
        except NotFoundError:  # the way on is closed meanwhile
            found = None
        if found is not None:
            known |= {name: (value, found.whence[name]) for name, value in found.answers.items()}
        return whence({name: no for name, (value, no) in known.items() if self.answers.get(name) == value})

    def url(self, step: str) -> str:
        return reverse("worker:apply_step", args=[self.procedure.id, step])

    @property
    def open_steps(self) -> list[Screen]:
        """The steps that ask something that was not said before; the others stand on the last page alone."""
        return [step for step in self.steps if not self._said(step)]

    def _said(self, step: Screen) -> bool:
        asked = {one.name for one in step.fields if holds(one.when, self.answers)}
        return bool(asked) and asked <= {*self.draft.get("said", ())}

    def after(self, step: str) -> str:
        names = [one.id for one in self.steps] + ["papers", "check"]
        asked = {one.id for one in self.open_steps} | {"papers", "check"}
        return self.url(next(name for name in names[names.index(step) + 1 :] if name in asked))

    @property
    def first(self) -> str:
        """Where somebody begins: who said something before, on the one screen of what is left; else the first step."""
        if self.draft.get("said"):
            return self.url(REST if self.left() or asked_papers(self.procedure.evidence, self.answers) else "check")
        return self.url(next((step.id for step in self.open_steps), "papers"))

    def left(self) -> list[tuple[Screen, list[Field]]]:
        """What was not said before, step by step."""
        found = ((step, [one for one in step.fields if self._open(one)]) for step in self.open_steps)
        return [(step, asked) for step, asked in found if asked]

    def _open(self, one: Field) -> bool:
        """Whether a question is left: not answered before, nor ruled out by what was."""
        said = {*self.draft.get("said", ())}
        return one.name not in said and (holds(one.when, self.answers) or not said.issuperset(one.when or ()))

    def already(self) -> list[tuple[Screen, Field]]:
        """What was said before and is not asked on the screen of what is left."""
        said = {*self.draft.get("said", ())} & {*self.answers}
        return [(step, one) for step in self.steps for one in step.fields if one.name in said]

    def place_of(self, step: Screen) -> tuple[int, int]:
        """(which step this is, how many there are), of those that ask something and the two at the end."""
        asked = [one.id for one in self.open_steps]
        return (asked.index(step.id) if step.id in asked else len(asked)) + 1, len(asked) + 2

    def errors_in(self, values: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with the whole form as it would stand with these answers."""
        asked = [one for step in self.procedure.form if holds(step.when, values) for one in step.fields]
        known = {one.name: values[one.name] for one in asked if one.name in values}
        return form_errors(asked, known) | _together(known)

    def before(self, step: str) -> str:
        names = [one.id for one in self.steps] + ["papers", "check"]
        place = names.index(step)
        return self.url(names[place - 1]) if place else reverse("worker:apply", args=[self.procedure.id])

    def keep(self) -> None:
        kept = save_draft(self.person, self.procedure.id, self.draft, self.read or None)
        self.draft.update(kept)

    def kept_answers(self) -> dict[str, Any]:
        """What belongs to the application: fields that are not asked any more are left out."""
        fields = [one for step in self.steps for one in step.fields]
        return {
            one.name: self.answers[one.name]
            for one in fields
            if one.name in self.answers and holds(one.when, self.answers)
        }


def _procedure(name: str) -> Procedure:
    found = city_pack().procedures.get(name)
    if found is None or found.guide is None or "worker" not in found.applicants:
        raise Http404
    return found


def _journey(request: HttpRequest, name: str) -> Journey:
    actor = actor_of(request)
    draft = load_draft(actor.person_id, name) if actor.person_id else {}
    journey = Journey(_procedure(name), actor, draft, deepcopy(draft))
    if not journey.answers:
        journey.answers.update(prefill(journey.procedure, journey.person))
    return journey


@page("GET", who="public")
def services(request: HttpRequest) -> HttpResponse:
    """Everything a worker can apply for here, room by room."""
    found: dict[str, list[Procedure]] = {}
    for procedure in city_pack().procedures.values():
        if procedure.guide is not None and "worker" in procedure.applicants:
            found.setdefault(procedure.room, []).append(procedure)
    rooms = [{"label": _rooms().get(room, room), "procedures": rows} for room, rows in found.items()]
    return render(request, "worker/apply/services.html", {"rooms": rooms})


def _rooms() -> dict[str, str]:
    return {
        "subsidies": _("补贴"),
        "insurance": _("受伤和保险"),
        "disputes": _("工资、劳动关系等纠纷"),
        "employment": _("合同和协议"),
        "governance": _("投诉和监督"),
        "careers": _("培训"),
        "safety": _("安全"),
        "places": _("服务点"),
    }


@page("GET", who="public")
def start(request: HttpRequest, name: str) -> HttpResponse:
    """The service guide: who, what, how long, what it costs; then the first question."""
    procedure = _procedure(name)
    actor = actor_of(request)
    own = actor.kind == "worker" and actor.person_id is not None
    journey = _journey(request, name) if own else None
    started = bool(actor.person_id and load_draft(actor.person_id, name)["answers"])
    context = {
        "procedure": procedure,
        "clause": city_pack().cite(procedure.clause),
        "asked": [paper for paper in procedure.evidence if paper.source == "applicant"],
        "fetched": [paper for paper in procedure.evidence if paper.source != "applicant"],
        "days": whole_time(procedure),
        "next": journey.first if journey is not None else "",
        "started": started,
    }
    return render(request, "worker/apply/start.html", context)


@page("GET", who="worker")
def go_on(request: HttpRequest, name: str) -> HttpResponse:
    """Straight to the first step that asks something."""
    return HttpResponseRedirect(_journey(request, name).first)


@page("GET", "POST", who="worker")
def step(request: HttpRequest, name: str, step_id: str) -> HttpResponse:
    """One screen of the form; ``papers`` and ``check`` come after the procedure's own steps."""
    journey = _journey(request, name)
    if step_id == "papers":
        return _papers(request, journey)
    if step_id == "check":
        return _check(request, journey)
    if step_id == REST:
        return _rest(request, journey)
    found = next((one for one in journey.steps if one.id == step_id), None)
    if found is None:
        return HttpResponseRedirect(journey.url("check"))
    return _question(request, journey, found)


def _question(request: HttpRequest, journey: Journey, found: Screen) -> HttpResponse:
    errors: dict[str, str] = {}
    values: dict[str, Any] = journey.answers
    if request.method == "POST":
        values = read_answers(found.fields, request.POST)
        errors = form_errors(found.fields, values, journey.answers)
        errors |= _together(values) if not errors else {}
        if not errors:
            for one in found.fields:
                journey.answers.pop(one.name, None)
            journey.answers.update(values)
            journey.keep()
            return HttpResponseRedirect(journey.first if journey.draft.get("said") else journey.after(found.id))
    choices = offered(journey.actor, None, found.fields, values)
    context = {
        "step": found,
        "fields": draw(found.fields, values, errors, choices=choices, taken=journey.taken),
        "problems": problems_of(errors),
        "place": journey.place_of(found)[0],
        "count": journey.place_of(found)[1],
        "before": journey.before(found.id),
        "months": _months(journey) if any(one.kind == "months_table" for one in found.fields) else None,
    }
    return render(request, "worker/apply/step.html", context, status=400 if errors else 200)


def _together(values: Mapping[str, Any]) -> dict[str, str]:
    if values.get("from_month", "") > values.get("to_month", "9999"):
        return {"to_month": _("“到”的月份不能早于“从”的月份。")}
    return {}


def _months(journey: Journey) -> list[dict[str, Any]]:
    person = Person.objects.select_related("data_key").get(id=journey.person)
    first, last = journey.answers.get("from_month", ""), journey.answers.get("to_month", "9999")
    lines = {"pension": _("养老"), "medical": _("医疗")}
    rows = registers_of(person)["months"]
    return [
        row | {"line": lines.get(row["line"], row["line"])}
        for row in rows
        if first <= row["month"] <= last and row["payer"] == "own"
    ]


def _papers(request: HttpRequest, journey: Journey) -> HttpResponse:
    errors: dict[str, str] = {}
    papers = asked_papers(journey.procedure.evidence, journey.answers)
    if request.method == "POST":
        if request.POST.get("drop"):
            drop_paper(journey.draft["papers"], request.POST["drop"])
            journey.keep()
            return HttpResponseRedirect(journey.url("papers"))
        errors = take_papers(journey.actor, papers, request.FILES, journey.draft["papers"], request.POST)
        journey.keep()
        if not errors and not request.POST.get("more"):
            missing = [one for one in papers if one.needed and not journey.draft["papers"].get(one.paper.id)]
            errors = {one.paper.id: _("这一份一定要有。") for one in missing}
            if not errors:
                return HttpResponseRedirect(journey.after("papers"))
    context = {
        "papers": show_papers(journey.actor, papers, journey.draft["papers"], errors),
        "problems": problems_of(errors, "p"),
        "place": len(journey.open_steps) + 1,
        "count": len(journey.open_steps) + 2,
        "before": journey.before("papers"),
    }
    return render(request, "worker/apply/papers.html", context, status=400 if errors else 200)


def _rest(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Everything that is left on one screen, papers too, for who comes with answers from a page of questions."""
    groups, papers = journey.left(), asked_papers(journey.procedure.evidence, journey.answers)
    fields = [one for _step, asked in groups for one in asked]
    values, errors, wrong = dict(journey.answers), dict[str, str](), dict[str, str]()
    if request.method == "POST":
        if request.POST.get("drop"):
            drop_paper(journey.draft["papers"], request.POST["drop"])
            journey.keep()
            return HttpResponseRedirect(journey.url(REST))
        names = {one.name for one in fields if one.kind not in ("file", "months_table")}
        values = {name: value for name, value in journey.answers.items() if name not in names}
        values |= read_answers(fields, request.POST)
        errors = {name: text for name, text in journey.errors_in(values).items() if name in names}
        wrong = take_papers(journey.actor, papers, request.FILES, journey.draft["papers"], request.POST)
        journey.keep()
        missing = [one for one in papers if one.needed and not journey.draft["papers"].get(one.paper.id)]
        wrong |= {one.paper.id: _("这一份一定要有。") for one in missing if one.paper.id not in wrong}
        if not errors and not wrong:
            journey.answers.clear()
            journey.answers.update(values)
            journey.keep()
            opened = {step.id for step in journey.open_steps} - {step.id for step, _asked in groups}
            return HttpResponseRedirect(journey.url(REST if opened else "check"))
    context = {
        "title": journey.procedure.label,
        "groups": [
            {
                "title": step.title,
                "fields": draw(
                    asked, values, errors, choices=offered(journey.actor, None, asked, values), taken=journey.taken
                ),
                "optional": not any(_must(one) for one in asked),
            }
            for step, asked in groups
        ],
        "procedure": journey.procedure,
        "already": [_row(journey, step, one) for step, one in journey.already()],
        "papers": show_papers(journey.actor, papers, journey.draft["papers"], wrong),
        "problems": [*problems_of(errors), *problems_of(wrong, "p")],
        "months": _months(journey) if any(one.kind == "months_table" for one in fields) else None,
    }
    return render(request, "worker/apply/rest.html", context, status=400 if errors or wrong else 200)


def _must(one: Field) -> bool:
    return one.required or one.kind == "months_table"


def _check(request: HttpRequest, journey: Journey) -> HttpResponse:
    if request.method == "POST" and (before := filed_before(journey.actor, request.POST.get("key", ""))):
        return went(request, reverse("worker:case", args=[before]) + "?done=file")  # pressed twice
    answers = journey.kept_answers()
    fields = [one for step in journey.steps for one in step.fields]
    errors = form_errors(fields, answers) if request.method == "POST" else {}
    problems = problems_of(errors)
    if request.method == "POST" and not errors:
        try:
            done = file_case(
                journey.actor,
                journey.procedure.id,
                answers,
                papers=journey.draft["papers"],
                key=request.POST.get("key", "")[:80],
                origin=journey.draft.get("origin"),
            )
        except InputError as error:
            problems = refused(error)
        except ConflictError:
            problems = [FormProblem(_("这份申请已经提交过了，去“我的事”看看。"))]
        else:
            drop_draft(journey.person, journey.procedure.id)
            applying.left(request, journey.procedure.id)
            return went(request, reverse("worker:case", args=[done["no"]]) + "?done=file")
    journey.keep()  # with its key, so that a second window sends the same application
    context = {
        "rows": _rows(journey, errors),
        "same": same_filed(journey.person, journey.procedure, answers),
        "problems": problems,
        "key": journey.draft["key"],
        "before": journey.url(REST) if journey.draft.get("said") else journey.before("check"),
    }
    return render(request, "worker/apply/check.html", context, status=400 if problems else 200)


def _row(journey: Journey, step: Screen, one: Field, error: str = "") -> dict[str, str]:
    """One answer as it stands, from where it was taken over, and where it is changed."""
    return {
        "label": say(one.label),
        "text": shown(one, journey.answers.get(one.name), mask=False),
        "whence": journey.taken.get(one.name, ""),
        "url": journey.url(step.id),
        "error": error,
    }


def _rows(journey: Journey, errors: dict[str, str]) -> list[dict[str, str]]:
    rows = [
        _row(journey, found, one, errors.get(one.name, ""))
        for found in journey.steps
        for one in found.fields
        if one.kind not in ("months_table", "file") and holds(one.when, journey.answers)
    ]
    for one in asked_papers(journey.procedure.evidence, journey.answers):
        count = len(journey.draft["papers"].get(one.paper.id, []))
        if count or one.needed:
            text = ngettext("%(n)s 份", "%(n)s 份", count) % {"n": count}
            rows.append({"label": say(one.paper.label), "text": text, "url": journey.url("papers"), "error": ""})
    return rows

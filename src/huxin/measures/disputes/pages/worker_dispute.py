"""Something is wrong 钱不对: three screens without signing in, then until when, against whom, and which way.

Answers stay with the visit (``questions``); when somebody decides to apply they wait there for the sign-in and become
the beginning of the application.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from huxin.casework.service import city_adoptions, city_pack, drop_draft, load_draft, save_draft, today
from huxin.core.service import english
from huxin.identity.service import actor_of
from huxin.law.cleaning import half, whole_number
from huxin.law.clocks import lengths
from huxin.law.explanation.lay import told_reasons
from huxin.law.procedures import Field
from huxin.measures.disputes.pages.shared_track import outcomes, telling
from huxin.measures.disputes.service import MEDIATION, Limitation, limitations, may_have_been, station_letter, track_of
from huxin.people.service import Company, chain_above, find_companies
from huxin.ui.forms import FormField, FormOption, draw, problems_of
from huxin.ui.onward import fill_in
from huxin.ui.page import page
from huxin.ui.questions import Flow, QuestionRun, about, gone, walk
from huxin.ui.templatetags.words import say

SCREENS: Final[Mapping[str, tuple[str, ...]]] = {
    "matter": ("matter", "knew_on", "lasts", "ended_on"), "facts": ("facts",),
    "people": ("firm", "people", "county", "trade"),
}  # fmt: skip
_NAMES: Final = ("matter", "knew_on", "lasts", "ended_on", "firm", "facts", "people", "county", "trade")
_MOST_PEOPLE: Final = 9999
_APART: Final = ("matter", "knew_on", "company", "company_code", "platform")
"""Where two complaints differ in one of these, they are two."""
_KEPT: Final = "dispute"
"""Under this name the answers wait in the session for the sign-in."""


@page("GET", "POST", who="public")
def dispute(request: HttpRequest) -> HttpResponse:
    """The screen that comes next, or the result."""
    return walk(request, Flow(SCREENS, _errors, _ask, _result))


# --- questions ---


def _field(name: str) -> Field:
    return next(one for one in city_pack().procedures[MEDIATION].fields_of("file") if one.name == name)


def _title(screen: str) -> tuple[str, str]:
    return {
        "matter": (_("什么事，哪天知道的？"), _("从知道那天起算时效。拿不准就填最早的一天。")),
        "facts": (_("平时是怎么干活的？"), _("对的打勾。不知道的空着，空着不算对你不利。")),
        "people": (_("和谁的纠纷？"), _("写站点、外包公司或者平台的名字，我们帮你查它上面还有谁。")),
    }[screen]


def _fields(screen: str, data: QueryDict, errors: Mapping[str, str]) -> list[FormField]:
    if screen == "matter":
        return [
            *draw([_field("matter")], {"matter": data.get("matter", "")}, errors),
            _line("knew_on", _("哪天知道吃了亏"), "date", data, errors),
            _choice("lasts", _("现在还在那里干吗"), {"yes": _("还在干"), "no": _("不干了")}, data, errors),
            _line("ended_on", _("不干了的，最后一天"), "date", data, errors, required=False),
        ]
    if screen == "facts":
        ticked = data.getlist("facts")
        options = tuple(FormOption(code, text, code in ticked) for code, text in telling().items())
        label = _("下面哪些是真的（可以多选，也可以不选）")
        return [FormField("facts", "many", label, False, "f-facts", error=errors.get("facts", ""), options=options)]
    values = {"people": data.get("people", "1"), "county": data.get("county", ""), "trade": data.get("trade", "")}
    firm = _line("firm", _("对方名称"), "text", data, errors)
    return [firm, *draw([_field("people"), _field("trade"), _field("county")], values, errors)]


def _line(
    name: str, label: str, kind: str, data: QueryDict, errors: Mapping[str, str], *, required: bool = True
) -> FormField:
    return FormField(
        name, "line", label, required, f"f-{name}", kind, error=errors.get(name, ""), value=data.get(name, "")[:100]
    )


def _choice(name: str, label: str, options: Mapping[str, str], data: QueryDict, errors: Mapping[str, str]) -> FormField:
    rows = tuple(FormOption(value, text, data.get(name) == value) for value, text in options.items())
    return FormField(name, "choice", label, True, f"f-{name}", error=errors.get(name, ""), options=rows)


def _errors(screen: str, data: QueryDict) -> dict[str, str]:
    if screen == "matter":
        known = {option.value for option in _field("matter").options}
        found = {} if data.get("matter") in known else {"matter": _("选一个，说不清就选最后一个。")}
        return found | _since_errors(data)
    if screen == "people":
        people, county = data.get("people", ""), data.get("county", "")
        found = {} if data.get("firm", "").strip() else {"firm": _("写一个名字，哪怕只是平台的名字。")}
        if whole_number(half(people), 4, 0) < 1:
            found["people"] = _("写 1 到 9999 的数。")
        if data.get("trade") and data["trade"] not in {option.value for option in _field("trade").options}:
            found["trade"] = _("选一个，说不清就空着。")
        return found if county in city_pack().divisions else found | {"county": _("选你干活的县（市、区）。")}
    return {}


def _since_errors(data: QueryDict) -> dict[str, str]:
    found = {}
    knew_on, ended_on = _day(data.get("knew_on", "")), _day(data.get("ended_on", ""))
    if knew_on is None or not may_have_been(knew_on, today()):
        found["knew_on"] = _("写成 2026-03-05 这样，不能是以后的日子。")
    if data.get("lasts") not in ("yes", "no"):
        found["lasts"] = _("选一个。")
    if data.get("lasts") == "no" and (ended_on is None or not may_have_been(ended_on, today())):
        found["ended_on"] = _("写成 2026-03-05 这样，不能是以后的日子。")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _ask(request: HttpRequest, screen: str, data: QueryDict, errors: Mapping[str, str]) -> HttpResponse:
    title, hint = _title(screen)
    context = {
        "question": screen,
        "title": title,
        "help": hint,
        "place": list(SCREENS).index(screen) + 1,
        "count": len(SCREENS),
        "fields": _fields(screen, data, errors),
        "problems": [*gone(request), *problems_of(errors)],
        "limits": _limits(data),
        **about(request),
    }
    return render(request, "worker/dispute/question.html", context, status=400 if errors else 200)


def _limits(data: QueryDict) -> dict[str, Any]:
    """The last days by what was said; before anything was said, those of somebody who learns of it today."""
    said = not _errors("matter", data)
    knew_on = _day(data.get("knew_on", "")) if said else today()
    lasts = not said or data.get("lasts") == "yes"
    ended_on = None if lasts else _day(data.get("ended_on", ""))
    matter = str(data.get("matter", "")) if said else ""
    found = limitations(city_pack(), matter, knew_on or today(), ended_on, lasts=lasts)
    return {"said": said, "rows": [_limit(one, today()) for one in found]}


def _carried(data: QueryDict) -> list[tuple[str, str]]:
    return [(name, value[:100]) for name in _NAMES for value in data.getlist(name)[:30] if value]


# --- the result ---


def _result(request: HttpRequest, run: QuestionRun) -> HttpResponse:
    data, pack, on = run.said, city_pack(), today()
    knew_on = _day(str(data["knew_on"]))
    assert knew_on is not None  # noqa: S101 - checked by the caller, screen by screen
    ended_on = _day(data.get("ended_on", "")) if str(data["lasts"]) == "no" else None
    track, firm = track_of(pack, data.getlist("facts"), on), str(data["firm"])
    text, matter = "ask_en" if english() else "ask", str(data["matter"])
    limits = limitations(pack, matter, knew_on, ended_on, lasts=str(data["lasts"]) == "yes")
    context = {
        "limits": [_limit(one, on) for one in limits],
        "letter": _letter(firm[:100], matter, knew_on, limits),
        "outcome": outcomes().get(track.outcome, ""),
        "reasons": told_reasons(track.reasons, "en" if english() else "zh"),
        "mine": [one[text] for one in track.mine],
        "theirs": [one[text] for one in track.theirs],
        "firms": [{"firms": chain_above(one), "code": one.credit_code} for one in find_companies(firm, most=5)],
        "firm": firm[:100],
        "ways": [
            {"id": name, "label": say(pack.procedures[name].label)} for name in track.ways if name in pack.procedures
        ],
        "group": whole_number(half(str(data["people"])), 4, 0) >= _least_collective(),
        "kept": _carried(data),
        "edit": run.where(request, "matter"),
        **about(request),
    }
    return render(request, "worker/dispute/result.html", context)


def _letter(firm: str, matter: str, knew_on: date, limits: list[Limitation]) -> dict[str, Any]:
    """The words for the head of the station, who reads Chinese; in the language of the page beside it."""
    option = next(one for one in _field("matter").options if one.value == matter)

    def written() -> str:
        return "\n".join(station_letter(firm, matter, say(option.label), knew_on, limits, today()))

    with override("zh-hans"):
        chinese = written()
    return {"text": chinese, "english": written() if english() else "", "sms": f"sms:?body={quote(chinese)}"}


def _least_collective() -> int:
    """From how many people on delegates are chosen; where the city has no such figure nobody is asked for them."""
    value = lengths(city_pack(), city_adoptions())("dispute.collective_people", today()).value
    return value if value is not None else _MOST_PEOPLE + 1


def _limit(one: Limitation, on: date) -> dict[str, Any]:
    return {
        "label": say(one.route.label),
        "last": one.last,
        "over": one.over(on),
        "days": (one.last - on).days if one.last is not None else None,
        "clause": one.clause,
        "provisional": one.provisional,
    }


# --- on to the application ---


@page("POST", who="public", form_at=lambda name: reverse("worker:dispute"))
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """Take the answers along to the application; a visitor signs in first and loses nothing."""
    if name not in city_pack().procedures:
        raise Http404
    said = {key: request.POST.get(key, "")[:100] for key in (*_NAMES, "company_code")}
    request.session[_KEPT] = {**said, "facts": request.POST.getlist("facts")[:30]}
    return HttpResponseRedirect(reverse("worker:dispute_go", args=[name]))


@page("GET", "POST", who="worker")
def go(request: HttpRequest, name: str) -> HttpResponse:
    """What was said becomes the beginning of the application; one that was begun about something else is asked about.

    An unfinished complaint about another matter or firm is never mixed with this one, and never lost unasked.
    """
    procedure, person = city_pack().procedures.get(name), actor_of(request).person_id
    if procedure is None or procedure.guide is None or person is None:
        raise Http404
    said = request.session.get(_KEPT)
    if said is not None:
        asked = {one.name for one in procedure.fields_of("file")}
        known = {key: value for key, value in _answers(said).items() if key in asked and value}
        begun, choice = load_draft(person, name)["answers"], request.POST.get("choice", "")
        other = any(begun[key] != value for key, value in known.items() if key in begun and key in _APART)
        if other and choice not in ("keep", "fresh"):
            context = {"back": reverse("worker:dispute"), "procedure": procedure, "apart": True}
            return render(request, "worker/cases/begun.html", context)
        del request.session[_KEPT]
        if choice == "fresh":
            drop_draft(person, name)
        if choice != "keep":
            draft = load_draft(person, name)
            new = {key: value for key, value in known.items() if key not in draft["answers"]}
            draft["answers"] |= new
            draft["said"] = sorted({*draft.get("said", []), *new})
            save_draft(person, name, draft)
            fill_in(person, name)
    return HttpResponseRedirect(reverse("worker:apply_on", args=[name]))


def _answers(said: Mapping[str, Any]) -> dict[str, Any]:
    """In the words of the forms; a firm that was chosen brings its code and the platform above it."""
    chosen = Company.objects.filter(credit_code=said.get("company_code") or "-").first()
    above = chain_above(chosen)[1:] if chosen is not None else []
    return {
        "matter": said["matter"],
        "knew_on": said["knew_on"],
        "relation_end_on": said["ended_on"] if said["lasts"] == "no" else "",
        "company": chosen.name if chosen is not None else said["firm"],
        "company_code": chosen.credit_code if chosen is not None else "",
        "platform": above[-1].name if above else "",
        "other_firms": "\n".join(f"{one.name} {one.credit_code}" for one in above),
        "relation": track_of(city_pack(), said["facts"], today()).relation,
        "people": said["people"],
        "county": said["county"],
        "trade": said.get("trade", ""),
    }

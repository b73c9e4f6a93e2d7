"""After the photos are sealed 存好以后: whom to call, which cover it may be, and the days that count, in three taps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huxin.casework.service import ForbiddenError as NotYoursError
from huxin.casework.service import city_pack, claim, load_draft, save_draft
from huxin.core.service import hint_of
from huxin.evidence.service import EXTENSIONS, Pouch
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.law.procedures import EvidenceSpec, Procedure
from huxin.measures.injuries.after import dates_after, report_by
from huxin.measures.injuries.pages.shared_cover import ITEM, covers_left_open, recorded, regimes, way, ways_of
from huxin.measures.injuries.pages.shared_platforms import OTHER, UNKNOWN, offered
from huxin.measures.injuries.pages.shared_pouches import accident_day, pouch_of
from huxin.ui.calendar_file import CalendarEntry, calendar_answer
from huxin.ui.errors import trouble
from huxin.ui.forms import FormField, FormOption, FormProblem
from huxin.ui.onward import fill_in
from huxin.ui.page import page
from huxin.ui.questions import RESULT, lay_down, merged, run_of
from huxin.ui.templatetags.words import say

NAMES: Final = ("on_order", "platform", "hurt", "day")
CALENDAR: Final = "dates"


def tap_fields(said: Mapping[str, str]) -> list[FormField]:
    """The three taps: hurt, on an order, which platform by any of its names; each may stay open."""
    platforms = [
        FormOption(name, _names(name, others), said.get("platform") == name) for name, others in offered().items()
    ]
    platforms += [
        FormOption(OTHER, _("别的平台"), said.get("platform") == OTHER),
        FormOption(UNKNOWN, _("不清楚"), said.get("platform") == UNKNOWN),
    ]
    return [
        _taps("hurt", _("有人受伤吗"), said),
        _taps("on_order", _("在送单、在接单吗"), said),
        FormField("platform", "choice", _("哪个平台"), True, "f-platform", options=tuple(platforms)),
    ]


def _taps(name: str, label: str, said: Mapping[str, str]) -> FormField:
    words = {"yes": pgettext("answer", "是"), "no": pgettext("answer", "否"), UNKNOWN: _("不清楚")}
    options = tuple(FormOption(value, text, said.get(name) == value) for value, text in words.items())
    return FormField(name, "choice", label, True, f"f-{name}", options=options)


def _names(name: str, others: list[str]) -> str:
    return _("%(name)s（%(others)s）") % {"name": name, "others": "、".join(others)} if others else name


@page("GET", "POST", who="public")
def after(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of what comes next; ``at=dates`` gives the days as a file for the calendar."""
    pouch = pouch_of(secret)
    if ITEM not in city_pack().items:
        raise Http404
    if request.method == "POST":
        return lay_down(request, merged(request, NAMES), RESULT)
    run = run_of(request)
    if run is None:
        return HttpResponseRedirect(reverse("worker:sealed", args=[secret]))
    said = {name: run.said.get(name, "") for name in NAMES}
    accident, problems = _day(pouch, said["day"])
    covers = covers_left_open(said["platform"], accident)
    dates = dates_after(accident, ways_of(covers))
    report = report_by(accident)
    if request.GET.get("at") == CALENDAR:
        return calendar_answer(_entries(dates, report), "huxin-accident", timezone.now())
    context: dict[str, Any] = {
        "secret": secret,
        "hurt": said["hurt"] != "no",
        "off_order": said["on_order"] == "no",
        "accident": accident,
        "recorded": recorded(actor_of(request), accident),
        "signed_in": actor_of(request).kind == "worker",
        "possible": [regimes()[one] for one in covers if one in regimes()],
        "dates": dates,
        "provisional": any(one.provisional for one in dates),
        "report": report,
        "ways": [way(name) for name in ways_of(covers)],
        "calendar": run.where(request, CALENDAR),
        "day": accident.isoformat(),
        "said": [(name, said[name]) for name in NAMES if name != "day"],
        "problems": problems,
    }
    return render(request, "worker/accident/after.html", context, status=400 if problems else 200)


def _day(pouch: Pouch, typed: str) -> tuple[date, list[FormProblem]]:
    """The day of the accident: the one that was typed, else that of the first photo."""
    try:
        return accident_day(pouch, typed), []
    except InputError as error:
        return accident_day(pouch, ""), [FormProblem(hint_of(error), "f-day")]


def _entries(dates: list[Any], report: tuple[date, str] | None) -> list[CalendarEntry]:
    found = [CalendarEntry(one.key, one.day, f"{say(one.who)}：{say(one.label)}", one.clause) for one in dates]
    if report is not None:
        found.insert(0, CalendarEntry("report", report[0], _("跟平台报一声，要它给报案的记录"), report[1]))
    return found


# --- on to the claim ---


@page("POST", who="me", form_at=lambda secret, name: reverse("worker:sealed", args=[secret]))
def begin(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    """The photos become one's own and are chosen for the claim, which knows the day and the platform already."""
    actor, procedure = actor_of(request), city_pack().procedures.get(name)
    if procedure is None or procedure.guide is None or actor.person_id is None:
        raise Http404
    pouch = pouch_of(secret)
    try:
        claim(actor, secret)
    except NotYoursError:
        return trouble(request, 403, _("这些文件已经有人认领了"), _("不是你认领的，就打 12333 说明情况。"))
    accident, _problems = _day(pouch, request.POST.get("day", ""))
    _fill(actor, procedure, pouch, _known(request.POST, accident))
    return HttpResponseRedirect(reverse("worker:apply_on", args=[name]))


def _known(said: QueryDict, accident: date) -> dict[str, Any]:
    known: dict[str, Any] = {"accident_on": accident.isoformat()}
    platform = said.get("platform", "")
    if platform in offered():
        known |= {"platform": platform, "on_platform": True}
    return known


def _fill(actor: Actor, procedure: Procedure, pouch: Pouch, known: Mapping[str, Any]) -> None:
    """What is known goes beside what stands there already; the photos go to the paper that takes any of them."""
    assert actor.person_id is not None  # noqa: S101 - the caller looked
    draft = load_draft(actor.person_id, procedure.id)
    asked = {one.name for one in procedure.fields_of("file")}
    new = {key: value for key, value in known.items() if key in asked and key not in draft["answers"]}
    draft["answers"] |= new
    draft["said"] = sorted({*draft.get("said", []), *new})
    paper = next((one for one in procedure.evidence if _takes_any(one)), None)
    if paper is not None:
        held = draft["papers"].setdefault(paper.id, [])
        fitting = [str(row.id) for row in pouch.files.order_by("received_at") if EXTENSIONS.get(row.media_type)]
        held += [one for one in fitting if one not in held][: max(0, paper.max_files - len(held))]
    save_draft(actor.person_id, procedure.id, draft)
    fill_in(actor.person_id, procedure.id)


def _takes_any(paper: EvidenceSpec) -> bool:
    return paper.source == "applicant" and paper.required is False and "facts" in paper.accepts

"""Queues: what is due first stands first; own views, taking several cases at once, the calendar of deadlines."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huxin.casework.service import (
    QUEUES,
    Case,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    city_pack,
    drop_view,
    due_days,
    exports_any,
    list_queue,
    perform,
    queue_count,
    save_view,
    saved_views,
    today,
    unanswered,
    unread,
    which_contested,
)
from huxin.identity.service import Account, Actor, actor_of
from huxin.law import InputError
from huxin.law.procedures import OFFICERS, STATUS_LABELS
from huxin.law.procedures.model import CARRIERS
from huxin.measures.disputes.service import sign_count
from huxin.people.service import masked_of
from huxin.ui.bulk import together_labels
from huxin.ui.due import due_of_case
from huxin.ui.formatting import day_text, role_names, status_of
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.success import named, went
from huxin.ui.templatetags.words import say

WORKING: Final = OFFICERS - {"auditor"}
"""Roles with a queue of their own."""


@dataclass(frozen=True)
class Filters:
    """What narrows a queue; anything unknown in the address is left out."""

    status: str = ""
    county: str = ""
    late: bool = False
    due: date | None = None
    procedure: str = ""
    mine: bool = False

    @classmethod
    def read(cls, data: QueryDict) -> Filters:
        try:
            due = date.fromisoformat(data.get("due", ""))
        except ValueError:
            due = None
        return cls(
            data.get("status", "") if data.get("status") in STATUS_LABELS else "",
            data.get("county", "") if data.get("county") in city_pack().divisions else "",
            data.get("late") == "1",
            due,
            data.get("procedure", "") if data.get("procedure") in city_pack().procedures else "",
            data.get("mine") == "1",
        )

    @property
    def query(self) -> str:
        """For an address."""
        parts = {"status": self.status, "county": self.county, "late": "1" if self.late else ""}
        parts |= {"due": self.due.isoformat() if self.due else "", "procedure": self.procedure}
        parts["mine"] = "1" if self.mine else ""
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def words_kept(self) -> dict[str, str]:
        """For a sealed record."""
        return dict(parse_qsl(self.query))

    @property
    def words(self) -> dict[str, Any]:
        """For the service."""
        found: dict[str, Any] = {"status": self.status, "county": self.county, "late": self.late, "due": self.due}
        return {**found, "procedure": self.procedure, "mine": self.mine}


def labels() -> dict[str, tuple[str, str, str]]:
    """Name, explanation and the words for an empty queue."""
    return {
        "mine": (_("轮到我的"), _("等我做下一步的，先到期的在前"), _("没有等你做的件。")),
        "back": (_("回来的"), _("办过又回来的：补齐了、退回了、答复了、有异议"), _("没有回来的件。")),
        "waiting": (_("等别人的"), _("等申请人、对方或者同事做下一步"), _("没有在等别人的件。")),
        "unassigned": (_("没人接的"), _("本单位还没有人接，你可以接"), _("没有等人接的件。")),
        "due": (_("在办的"), _("还没办完的，先到期的在前"), _("没有要办的件。")),
        "all": (_("全部"), _("包括办完的"), _("还没有办件。")),
    }


@page("GET", who="staff")
def home(request: HttpRequest) -> HttpResponse:
    """The queue that this officer works from; an administrator's own page."""
    roles = actor_of(request).roles
    own = {"system_admin": "agency:system", "security_admin": "agency:accounts", "audit_admin": "agency:audit"}
    for role, name in own.items():
        if role in roles:
            return HttpResponseRedirect(reverse(name))
    return HttpResponseRedirect(reverse("agency:queue", args=["mine" if WORKING & roles else "due"]))


@page("GET", who="officer")
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """One page of a queue."""
    if name not in QUEUES:
        raise Http404
    actor, texts, filters = actor_of(request), labels(), Filters.read(request.GET)
    try:
        found = list_queue(actor, name, **filters.words, after=request.GET.get("after", "")[:40])
    except ValueError:
        raise Http404 from None
    objected, fresh = which_contested(case.no for case in found.rows), unread(actor, found.rows)
    asked = unanswered(case.no for case in found.rows)
    here, kept = reverse("agency:queue", args=[name]), filters.query
    counts = {one: queue_count(actor, one) for one in QUEUES}
    context = {
        "queue": {"id": name, "label": texts[name][0], "about": texts[name][1], "empty": texts[name][2], "url": here},
        "tabs": [
            {"id": one, "label": texts[one][0], "url": reverse("agency:queue", args=[one]), "count": counts[one]}
            for one in QUEUES
        ],
        "statuses": [{"value": code, "label": say(label)} for code, label in STATUS_LABELS.items()],
        "counties": _counties(actor.county),
        "procedures": _procedures(actor),
        "together": together_labels(),
        "chosen": filters,
        "filtered": bool(kept),
        "count_text": ngettext("%(n)s 件", "%(n)s 件", counts[name]) % {"n": counts[name]},
        "rows": [_row(case, objected, fresh) | {"asked": case.no in asked} for case in found.rows],
        "next_url": f"{here}?{urlencode({'after': found.after})}{'&' if kept else ''}{kept}" if found.after else "",
        "first_page": not request.GET.get("after"),
        "first_url": f"{here}?{kept}" if kept else here,
        "this_url": _this_page(here, kept, request.GET.get("after", "")),
        "views": [{"name": one.name, "url": f"{here}?{one.query}"} for one in saved_views(actor)],
        "query": kept,
        "exports_in_full": exports_any(actor),
        "key": uuid.uuid4().hex,
        "may_take": bool(actor.roles & CARRIERS),
        "signs": sign_count(actor),
        "taken": named(request, "taken", lambda count: count == "0" or _handles(actor, int(count))),
    }
    return render_page(request, "agency/queue.html", context)


def _counties(own: str) -> list[dict[str, str]]:
    if own:
        return [{"value": own, "label": county_name(own)}]
    return [{"value": code, "label": say(one.label)} for code, one in city_pack().divisions.items()]


def applicant_name(case: Case) -> str:
    """The masked name; a dash for somebody who was erased."""
    return masked_of(case.applicant)["name"]


def row_of(case: Case) -> dict[str, Any]:
    """A case as a line of a list, on the screen and in a file."""
    return {
        "no": case.no,
        "url": reverse("agency:case", args=[case.no]),
        "procedure": _procedure_name(case.procedure),
        "applicant": applicant_name(case),
        "county": county_name(case.county),
        "status": status_of(case.status, say(STATUS_LABELS[case.status])),
        "due": due_of_case(case),
        "handler": case.handler.label if case.handler else "",
    }


def _row(case: Case, objected: set[str], fresh: set[str]) -> dict[str, Any]:
    """A line with what only the screen marks: an objection, what came since it was read, whose turn it is."""
    return row_of(case) | {
        "contested": case.no in objected,
        "unread": case.no in fresh,
        "back": case.back,
        "turn": turn_text(case),
    }


def turn_text(case: Case) -> str:
    """Whose turn it is, in a few words; nothing for a case that is over."""
    now = today()
    turn = case.turn_next if case.turn_until is not None and case.turn_until < now else case.turn
    if not turn and case.turn_next:
        return _("%(day)s 以后") % {"day": day_text(case.turn_until)} if case.turn_until is not None else ""
    words = role_names()
    sides = {"applicant": _("申请人"), "respondent": _("对方"), "third": _("第三人")}
    return "、".join(sides.get(one) or words.get(one, one) for one in turn.split())


def _procedure_name(name: str) -> str:
    found = city_pack().procedures.get(name)
    return say(found.label) if found is not None else name


def _procedures(actor: Actor) -> list[dict[str, str]]:
    """The procedures of the officer's department; all of them for somebody without one."""
    return [
        {"value": one.id, "label": say(one.label)}
        for one in city_pack().procedures.values()
        if one.department is None or actor.department in one.departments or "auditor" in actor.roles
    ]


PLACE: Final = re.compile(r"[0-9-]*/[0-9]{4}-[0-9]+")
"""Where a page of a queue begins, as ``next_url`` writes it; nothing else that was typed is repeated."""


def _this_page(here: str, kept: str, after: str) -> str:
    place = urlencode({"after": after}) if PLACE.fullmatch(after) else ""
    query = "&".join(part for part in (place, kept) if part)
    return f"{here}?{query}" if query else here


@page("POST", who="officer", form_at=lambda name: reverse("agency:queue", args=[name]))
def views(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the filters under a name, or drop a name."""
    filters = Filters.read(QueryDict(request.POST.get("query", "")[:200]))
    actor, label = actor_of(request), request.POST.get("name", "").strip()[:30]
    if request.POST.get("drop"):
        drop_view(actor, request.POST["drop"])
    elif label:
        save_view(actor, label, filters.query)
    back = reverse("agency:queue", args=[name if name in QUEUES else "due"])
    return HttpResponseRedirect(f"{back}?{filters.query}" if filters.query else back)


def _handles(actor: Actor, count: int) -> bool:
    """Whether so many open cases lie with this officer."""
    return Case.objects.filter(handler_id=actor.account_id).count() >= count


@page("POST", who="officer", form_at=lambda name: reverse("agency:queue", args=[name]))
def take(request: HttpRequest, name: str) -> HttpResponse:
    """Take the ticked cases over, each by an act of its own; all of them or none."""
    actor = actor_of(request)
    numbers, key = request.POST.getlist("case")[:100], request.POST.get("key", "")[:60]
    back = reverse("agency:queue", args=[name if name in QUEUES else "due"])
    me = Account.objects.get(pk=actor.pk).username
    try:
        with transaction.atomic():
            for no in numbers:
                perform(actor, no, "assign", {"to": me}, key=f"{key}/{no}")
    except (InputError, ForbiddenError, NotFoundError, ConflictError):
        return went(request, f"{back}?taken=0")
    return went(request, f"{back}?taken={len(numbers)}")


@page("GET", who="officer")
def calendar(request: HttpRequest) -> HttpResponse:
    """What ends when: late days first, then the days of the next six weeks."""
    pack, now = city_pack(), today()
    link = reverse("agency:queue", args=["due"])
    days = due_days(actor_of(request))
    most = max((count for _day, count in days), default=1)
    rows = [
        {
            "day": day,
            "text": day_text(day, now),
            "count": count,
            "share": 100 * count // most,
            "late": day < now,
            "today": day == now,
            "rest": not pack.calendar.is_workday(day),
            "url": f"{link}?due={day.isoformat()}",
        }
        for day, count in days
    ]
    return render_page(request, "agency/calendar.html", {"rows": rows})

"""The duty desk in severe weather: drafts to issue with one click, what is in force, who acknowledged."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError, city_pack, perform, today
from huxin.core.service import english
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.measures.governance.service import Span, weather_findings, weeks
from huxin.measures.safety.pages.shared_weather_words import order_line
from huxin.measures.safety.service import (
    MOST_TRIES,
    Message,
    OrderSheet,
    Served,
    answer,
    county_words,
    orders_for,
    policy_rows,
    say_option,
    see,
    waiting,
    warnings_now,
)
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.success import named, went

MOST_WAITING: Final = 50


@page("GET", "POST", who="officer")
def weather(request: HttpRequest) -> HttpResponse:
    """The desk; on POST issue one draft."""
    actor, problems = actor_of(request), list[FormProblem]()
    if request.method == "POST":
        if request.POST.get("seen"):
            return _see(actor, request)
        problems = _issue(actor, request)
        if not problems:
            return went(request, f"{reverse('agency:weather')}?issued={request.POST.get('no', '')[:20]}")
    mine = actor.department == "emergency"
    standing = orders_for(actor, "in_progress") if mine else []
    ended = orders_for(actor, "done") if mine else []
    unseen = waiting(actor) if mine else []
    context = {
        "problems": problems,
        "issued": named(request, "issued", lambda no: no in {one.order.no for one in (*standing, *ended)}),
        "may_issue": mine and bool(actor.roles & {"handler", "approver"}),
        "drafts": [_sheet(one) for one in orders_for(actor, "received")] if mine else [],
        "standing": [_sheet(one) for one in standing],
        "ended": [_sheet(one) for one in ended[:12]],
        "weeks": weeks(_spans([*standing, *ended])),
        "warnings": _warnings(actor),
        "waiting": _waiting(unseen[:MOST_WAITING]),
        "more_waiting": len(unseen[MOST_WAITING:]),
        "policy": _policy(actor.county or next(iter(city_pack().divisions))),
        "policy_of": county_name(actor.county),
    }
    return render_page(request, "agency/weather.html", context, 400 if problems else 200)


def _spans(sheets: Iterable[OrderSheet]) -> list[Span]:
    """Where and on which days orders were in force, as far as those days have begun."""
    found = []
    for one in sheets:
        until = min(today(), day_of(one.order.until)) if one.order.until is not None else today()
        if day_of(one.order.since) <= until:
            found.append((one.order.county, day_of(one.order.since), until))
    return found


def _issue(actor: Actor, request: HttpRequest) -> list[FormProblem]:
    no, key = (request.POST.get(name, "")[:80].replace("\0", "") for name in ("no", "key"))
    try:
        perform(actor, no, "issue", {}, key=key or uuid.uuid4().hex)
    except InputError as error:
        return refused(error)
    except ForbiddenError:
        return [FormProblem(_("只有应急部门值班的人能发布。"))]
    except (ConflictError, NotFoundError):
        return [FormProblem(_("这条草稿已经发布、撤下，或者不在你这里。看最新的。"))]
    return []


def _see(actor: Actor, request: HttpRequest) -> HttpResponse:
    """Somebody has looked at a message of which a part could not be read or is in doubt."""
    see(actor, request.POST.get("seen", "")[:40], timezone.now())
    return went(request, f"{reverse('agency:weather')}#waiting-h")


def _waiting(messages: Iterable[Message]) -> list[dict[str, Any]]:
    """Messages that somebody has to look at, with what is the matter."""
    language = "en" if english() else "zh"
    return [
        {
            "id": str(one.id),
            "name": one.identifier,
            "at": instant_text(one.received_at),
            "rows": [
                {
                    "where": county_words(row["county"], language) if row["county"] else "—",
                    "what": _name(row["type"] or "—", row["colour"] or "—"),
                    "why": row["why"],
                    "order": row["order"] or "",
                }
                for row in answer(one, timezone.now())
                if row["why"]
            ],
        }
        for one in messages
    ]


def _sheet(one: OrderSheet) -> dict[str, Any]:
    return {
        "line": order_line(one.order),
        "url": reverse("agency:case", args=[one.order.no]),
        "warning": one.order.warning,
        "key": uuid.uuid4().hex,
        "platforms": [_platform(each) for each in one.platforms],
        "waiting": one.waiting,
        "advice": one.order.kind == "advice",
        "findings": weather_findings(one.order.warning, one.order.county),
        "findings_url": f"{reverse('agency:findings')}?county={one.order.county}&day={one.order.since:%Y-%m-%d}",
    }


def _platform(one: Served) -> dict[str, Any]:
    tries = list(one.delivery.attempts.all()) if one.delivery is not None else []
    pushed = ""
    if one.delivery is not None:
        pushed = _("已送到") if one.delivery.delivered_at else _("还在送")
        if not one.delivery.delivered_at and one.delivery.tries >= MOST_TRIES:
            pushed = _("没送到，打电话")
    return {
        "name": one.name,
        "served": instant_text(one.served_at),
        "acknowledged": instant_text(one.acknowledged_at) if one.acknowledged_at else "",
        "pushed": pushed,
        "tries": len(tries),
        "last": f"{tries[-1].status or ''} {tries[-1].said}".strip() if tries else "",
    }


def _name(kind: str, colour: str) -> str:
    language = "en" if english() else "zh"
    return f"{say_option('weather_type', kind, language)} {say_option('colour', colour, language)}"


def _warnings(actor: Actor) -> list[dict[str, Any]]:
    language = "en" if english() else "zh"
    return [
        {
            "county": county_words(row.county, language),
            "name": _name(row.type, row.colour),
            "from": instant_text(start),
            "to": instant_text(end) if end is not None else _("解除为止"),
            "headline": row.headline,
            "id": row.identifier,
            "order": row.order.case_id if hasattr(row, "order") else "",
        }
        for row, start, end in warnings_now(timezone.now())
        if actor.county in ("", row.county)
    ]


def _policy(county: str) -> list[dict[str, Any]]:
    rows = []
    for one in policy_rows(county, today()):
        found = one["demand"]
        rows.append(
            {
                "name": _name(one["type"], one["colour"]),
                "stop": found.stop,
                "minutes": found.minutes,
                "metres": found.metres,
                "orders": found.orders,
                "law": found.law,
                "advice": found.kind == "advice",
                "open": "、".join(found.open),
            }
        )
    return rows

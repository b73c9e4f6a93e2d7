"""Severe weather for a platform: what is in force, what to acknowledge, where it is told, how that went."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.core.service import hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.measures.safety.pages.shared_weather_words import order_line
from huxin.measures.safety.service import (
    MOST_TRIES,
    OrderSheet,
    deliveries_of,
    orders_for,
    public_key,
    set_webhook,
    webhook_of,
)
from huxin.people.service import Company, company_of
from huxin.ui.company import render_page
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.ui.success import Told, done, went


@page("GET", "POST", who="company")
def weather(request: HttpRequest) -> HttpResponse:
    """The page; on POST the address is set."""
    actor, problems = actor_of(request), list[FormProblem]()
    address = webhook_of(actor)
    if request.method == "POST":
        address = request.POST.get("url", "")[:400]
        try:
            set_webhook(actor, address)
            return went(request, f"{reverse('company:weather')}?saved={'address' if address else 'none'}")
        except InputError as error:
            problems = [FormProblem(hint_of(error), "f-url")]
    company = company_of(actor)
    context = {
        "problems": problems,
        "saved": done(request, _told(webhook_of(actor)), "saved"),
        "standing": [_order(one, company) for one in orders_for(actor, "in_progress")],
        "ended": [_order(one, company) for one in orders_for(actor, "done", most=10)],
        "address": address,
        "public_key": public_key(),
        "deliveries": [_delivery(one) for one in deliveries_of(actor)],
    }
    return render_page(request, "company/weather.html", context, 400 if problems else 200)


def _told(stored: str) -> dict[str, Told]:
    return {
        "address": Told(_("地址存好了。"), bool(stored)),
        "none": Told(_("地址清掉了，以后不推送。"), not stored),
    }


def _order(one: OrderSheet, company: Company) -> dict[str, Any]:
    mine = next((each for each in one.platforms if each.code == company.credit_code), None)
    done = mine is not None and mine.acknowledged_at is not None
    return {
        "line": order_line(one.order),
        "url": reverse("company:case", args=[one.order.no]),
        "advice": one.order.kind == "advice",
        "acknowledged": instant_text(mine.acknowledged_at) if done and mine and mine.acknowledged_at else "",
    }


def _delivery(one: Any) -> dict[str, Any]:
    tries = list(one.attempts.all())
    state = _("已送到") if one.delivered_at else _("还在送") if one.tries < MOST_TRIES else _("没送到")
    return {
        "event": _("发布") if one.event.endswith(".issued") else _("结束"),
        "no": one.case_id,
        "asked": instant_text(one.asked_at),
        "state": state,
        "tries": [f"{instant_text(each.at)} {each.status or '—'} {each.said}".strip() for each in tries],
    }

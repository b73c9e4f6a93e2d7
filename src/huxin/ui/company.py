"""The frame of every page of the company's desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huxin.registry.service import actor_of, company_of
from huxin.ui.navigation import navigation

FRAME = "company/base.html"


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render with the main pages and the company's name."""
    items = [
        ("company:home", _("要做的事")),
        ("company:agreements", _("协议")),
        ("company:lists", _("名单")),
        ("company:cover", _("参保")),
        ("company:cases", _("办件")),
        ("company:services", _("申请和报送")),
        ("company:rules", _("规则版本")),
        ("company:safety", _("安全台账")),
        ("company:weather", _("恶劣天气")),
        ("company:findings", _("监测发现")),
        ("company:training", _("我们办的班")),
        ("company:keys", _("接口密钥")),
    ]
    company = company_of(actor_of(request))
    return render(
        request,
        template,
        {"nav": navigation(request, items), "company": company, "who": company.name, **context},
        status=status,
    )


def page_number(request: HttpRequest) -> str:
    """The identity number that is looked for; it comes in the body, never in an address."""
    return "".join(request.POST.get("number", "").split())[:18].upper()

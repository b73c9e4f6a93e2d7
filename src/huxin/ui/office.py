"""The frame of every page of the workbench."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import Case, city_pack, register_holders, reminder_count
from huxin.measures.governance.service import SEES_FINDINGS
from huxin.measures.inspections.service import PROCEDURE, sees_directories
from huxin.registry.service import ADMINISTRATORS, Actor, actor_of
from huxin.ui.navigation import navigation
from huxin.ui.templatetags.words import say

LEDGER_OFFICE: Final = "emergency"

FRAME = "agency/base.html"
OWN_PAGES: Final = {PROCEDURE: "agency:draw"}
"""Procedures whose cases have a page beside that of the case."""


def own_page(case: Case) -> str:
    """The address of that page; empty for most."""
    return reverse(OWN_PAGES[case.procedure], args=[case.no]) if case.procedure in OWN_PAGES else ""


def county_name(code: str) -> str:
    """A county's name; the whole city for an empty code."""
    pack = city_pack()
    return say(pack.divisions[code].label) if code in pack.divisions else _("全市")


def sees_ledgers(actor: Actor) -> bool:
    """The office of work safety, whose cases the ledgers are, and whoever may see everything."""
    return actor.department == LEDGER_OFFICE or "auditor" in actor.roles


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render with the main pages that this officer may open and the officer's name and scope."""
    actor = actor_of(request)
    handles = not actor.roles & ADMINISTRATORS
    items = [("agency:home", _("待办件"), handles)]
    waiting = reminder_count(actor)
    items.append(("agency:reminders", _("提醒（%(n)s）") % {"n": waiting} if waiting else _("提醒"), handles))
    items.append(("agency:services", _("登记"), bool(actor.roles & {"handler", "approver"})))
    items.append(("agency:calendar", _("期限日历"), handles))
    items.append(("agency:groups", _("群体苗头"), handles))
    items.append(("agency:pay", _("发放"), "finance" in actor.roles))
    items.append(("agency:weather", _("恶劣天气"), handles and actor.department in ("emergency", "hrss")))
    items.append(("agency:safety", _("安全台账"), handles and sees_ledgers(actor)))
    items.append(("agency:findings", _("监测发现"), handles and actor.department in SEES_FINDINGS))
    items.append(("agency:figures", _("全市数字"), handles))
    items.append(("agency:rules", _("平台规则"), handles and actor.department in ("hrss", "union")))
    items.append(("agency:training", _("培训班"), handles and actor.department == "hrss"))
    items.append(("agency:inspections", _("双随机抽查"), handles and sees_directories(actor)))
    items.append(("agency:campaigns", _("宣传"), handles and actor.department in ("hrss", "union")))
    items.append(("agency:corrections", _("更正"), "handler" in actor.roles and actor.department in register_holders()))
    items.append(("agency:parameters", _("要确认的数"), handles))
    items.append(("agency:procedures", _("规程"), handles))
    items.append(("agency:records", _("档案"), "approver" in actor.roles))
    items.append(("agency:accounts", _("账号"), "security_admin" in actor.roles))
    items.append(("agency:system", _("系统"), "system_admin" in actor.roles))
    items.append(("agency:operations", _("运行"), "system_admin" in actor.roles))
    items.append(("agency:audit", _("审计"), bool(actor.roles & {"auditor", "audit_admin"})))
    items.append(("agency:access", _("访问日志"), bool(actor.roles & {"auditor", "audit_admin"})))
    nav = navigation(request, [(name, label) for name, label, may in items if may])
    who = f"{actor.label} · {county_name(actor.county)}"
    return render(request, template, {"nav": nav, "who": who, **context}, status=status)

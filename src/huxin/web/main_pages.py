"""The main pages of the desks that belong to no measure."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from huxin.casework.service import register_holders, reminder_count
from huxin.identity.service import Actor
from huxin.law.procedures.model import CARRIERS
from huxin.ui.navigation import MainPage, everybody, register_page
from huxin.ui.office import handles


def register() -> None:
    """The office's and the company's; a measure adds its own between."""
    for one in (
        MainPage("agency:home", 10, lambda _actor: _("待办件"), handles),
        MainPage("agency:reminders", 20, _reminders, handles),
        MainPage("agency:beside", 25, lambda _actor: _("我们参与的"), handles),
        MainPage("agency:services", 30, lambda _actor: _("登记"), _has("handler", "approver")),
        MainPage("agency:visitors", 35, lambda _actor: _("窗口来人"), _keeps_people),
        MainPage("agency:counter", 34, lambda _actor: _("窗口收件"), _has("handler")),
        MainPage("agency:firms", 36, lambda _actor: _("企业账号"), _opens_companies),
        MainPage("agency:calendar", 40, lambda _actor: _("期限日历"), handles),
        MainPage("agency:meetings", 42, lambda _actor: _("开庭和调解"), _carries),
        MainPage("agency:team", 145, lambda _actor: _("同事"), _carries),
        MainPage("agency:corrections", 150, lambda _actor: _("更正"), _keeps_people),
        MainPage("agency:imports", 155, lambda _actor: _("导入登记"), _imports),
        MainPage("agency:parameters", 160, lambda _actor: _("要确认的数"), handles),
        MainPage("agency:procedures", 170, lambda _actor: _("规程"), handles),
        MainPage("agency:documents", 175, lambda _actor: _("发文登记"), handles),
        MainPage("agency:post", 177, lambda _actor: _("待寄文书"), handles),
        MainPage("agency:records", 180, lambda _actor: _("档案"), _has("approver")),
        MainPage("agency:accounts", 190, lambda _actor: _("账号"), _has("security_admin")),
        MainPage("agency:system", 200, lambda _actor: _("系统"), _has("system_admin")),
        MainPage("agency:operations", 210, lambda _actor: _("运行"), _has("system_admin")),
        MainPage("agency:audit", 220, lambda _actor: _("审计"), _has("auditor", "audit_admin")),
        MainPage("agency:access", 230, lambda _actor: _("访问日志"), _has("auditor", "audit_admin")),
        MainPage("company:home", 10, lambda _actor: _("要做的事"), everybody),
        MainPage("company:lists", 30, lambda _actor: _("名单"), everybody),
        MainPage("company:cases", 50, lambda _actor: _("办件"), everybody),
        MainPage("company:services", 60, lambda _actor: _("申请和报送"), _may("filing")),
        MainPage("company:keys", 120, lambda _actor: _("接口密钥"), _may("keys")),
        MainPage("company:people", 130, lambda _actor: _("同事账号"), _may("accounts")),
    ):
        register_page(one)


def _has(*roles: str) -> Callable[[Actor], bool]:
    return lambda actor: bool(actor.roles & set(roles))


def _carries(actor: Actor) -> bool:
    return bool(actor.roles & (CARRIERS | {"approver"}))


def _may(right: str) -> Callable[[Actor], bool]:
    return lambda actor: actor.may(right)


def _reminders(actor: Actor) -> str:
    waiting = reminder_count(actor)
    return _("提醒（%(n)s）") % {"n": waiting} if waiting else _("提醒")


def _opens_companies(actor: Actor) -> bool:
    return bool(actor.roles & {"handler", "approver"}) and actor.department in register_holders()


def _imports(actor: Actor) -> bool:
    return _keeps_people(actor) and not actor.county


def _keeps_people(actor: Actor) -> bool:
    return "handler" in actor.roles and actor.department in register_holders()

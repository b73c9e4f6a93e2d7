"""What was done to an account, in words: for the security administrators, and for the person whose account it is."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.identity.service import STAFF, Trace
from huxin.ui.formatting import instant_text

MOST: Final = 20


def history(account: int, *, own: bool = False) -> list[dict[str, Any]]:
    """When, what, by whom; newest first.  ``own``: for the account's holder, who is told no officer's name."""
    rows = Trace.objects.filter(account=account, kind="account").select_related("by").order_by("-at")[:MOST]
    return [
        {"at": instant_text(one.at), "what": what_words(one.what), "by": _by(one, account if own else None)}
        for one in rows
    ]


def _by(one: Trace, holder: int | None) -> str:
    if one.by is None:
        return _("系统")
    if holder is None:
        return one.by.label
    if one.by_id == holder:
        return _("你自己")
    return _("窗口工作人员") if one.by.kind in STAFF else one.by.label


def what_words(what: str) -> str:
    """The change that a trace names."""
    for part, text in (("asked_", _("提出：")), ("agreed_", _("同意：")), ("refused_", _("不同意："))):
        if what.startswith(part):
            return text + what_words(what.removeprefix(part))
    return {
        "made": _("建了账号"),
        "registered": _("开了账号"),
        "code_made": _("给了一次性口令"),
        "password_by_code": _("用口令设了密码"),
        "phone_changed": _("换了手机号"),
        "scope": _("改了角色或范围"),
        "absence": _("请了假，有人代办"),
        "absence_ended": _("请假结束了"),
        "locked": _("停用"),
        "unlocked": _("启用"),
        "factor_reset": _("重设第二因素"),
        "password_reset": _("重设密码"),
        "password_changed": _("自己换了密码"),
        "linked": _("连上统一登录"),
        "retired": _("90 天没用，自动停用"),
    }.get(what, what)

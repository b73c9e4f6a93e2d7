"""Roles: what each may do in the service, for whom, and which may not meet in one account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from huxin.law import InputError


@dataclass(frozen=True)
class Role:
    """``scoped``: it works within a department 部门; ``alone``: it stands with no other role in an account."""

    zh: str
    en: str
    scoped: bool = True
    alone: bool = False


ROLES: Final[Mapping[str, Role]] = {
    "handler": Role("经办", "handler"),
    "approver": Role("复核", "approver"),
    "finance": Role("发放", "finance"),
    "policy_admin": Role("政策管理", "policy administrator"),
    "mediator": Role("调解员", "mediator"),
    "arbitrator": Role("仲裁员", "arbitrator"),
    "court_clerk": Role("法院书记员", "court clerk"),
    "union_organiser": Role("工会干部", "union organiser"),
    "hearing_officer": Role("听证主持人", "hearing officer"),
    "inspector": Role("检查员", "inspector"),
    "trainer": Role("培训考评员", "trainer"),
    "auditor": Role("审计", "auditor", alone=True),
    "system_admin": Role("系统管理员", "system administrator", scoped=False, alone=True),
    "security_admin": Role("安全管理员", "security administrator", scoped=False, alone=True),
    "audit_admin": Role("审计管理员", "audit administrator", scoped=False, alone=True),
}
"""Roles of the staff.  The three administrators 系统/安全/审计 are separate people and see no case (GB/T 22239)."""

ADMINISTRATORS: Final = frozenset({"system_admin", "security_admin", "audit_admin"})
OTHERS: Final[Mapping[str, Role]] = {
    "worker": Role("劳动者", "worker", scoped=False),
    "delegate": Role("代办人", "delegate", scoped=False),
    "company_compliance": Role("企业合规", "company compliance", scoped=False),
}
"""Who is not staff: the person, whoever acts for them with consent, the company's own people."""

COMPANY: Final[Mapping[str, Role]] = {
    "accounts": Role("管账号", "manages accounts", scoped=False),
    "signing": Role("签协议", "signs agreements", scoped=False),
    "filing": Role("申请和办件", "files and answers cases", scoped=False),
    "lists": Role("报名单", "sends lists", scoped=False),
    "keys": Role("接口密钥", "keys for programs", scoped=False),
}
"""What an account of a company may do in its name; every one of them sees what the company sees."""


def check_company_roles(roles: Iterable[str]) -> list[str]:
    """The roles in the order of the table.  Raises InputError for one that is unknown, and for none."""
    wanted = set(roles)
    if not wanted or not wanted <= set(COMPANY):
        got = ", ".join(sorted(wanted - set(COMPANY))) or "nothing"
        raise InputError("roles", "roles", got, ", ".join(COMPANY), _("从列出来的里面选，至少一样。"))
    return [name for name in COMPANY if name in wanted]


def check_roles(roles: Iterable[str], department: str) -> list[str]:
    """The roles in the order of the table.  Raises InputError for one that is unknown or may not stand there."""
    wanted = set(roles)
    unknown = wanted - set(ROLES)
    if unknown or not wanted:
        got = ", ".join(sorted(unknown)) or "nothing"
        raise InputError("roles", "roles", got, ", ".join(ROLES), _("从列出来的角色里选，至少一个。"))
    alone = [name for name in wanted if ROLES[name].alone]
    if alone and len(wanted) > 1:
        names = "、".join(ROLES[name].zh for name in sorted(alone))
        raise InputError(
            "roles",
            "roles",
            ", ".join(sorted(wanted)),
            f"{', '.join(sorted(alone))} alone",
            _("“%(names)s”不能和别的角色放在一个账号里。") % {"names": names},
        )
    if not department and any(ROLES[name].scoped for name in wanted):
        raise InputError("department", "department", "nothing", "a department", _("这个角色要选一个部门。"))
    return [name for name in ROLES if name in wanted]

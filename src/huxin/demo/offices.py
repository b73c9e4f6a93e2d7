"""Invented offices and companies: officers of eight departments, six platforms, ten partner firms."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.contrib.auth.hashers import make_password

from huxin.casework.service import city_pack
from huxin.identity.service import Account
from huxin.people.service import add_company

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_PLATFORMS: Final = ("瓯江闪送", "雁荡外卖", "塘河出行", "楠溪代驾", "鹿城货运", "江心直播")
DEPARTMENTS: Final = (
    "hrss", "development_reform", "transport", "emergency", "market", "medical_insurance", "court", "union",
    "county_government",
)  # fmt: skip


def make_officers(password: str) -> None:
    """County offices of the labour bureau with three roles each, two officers of each other department, two for all."""
    for code, division in city_pack().divisions.items():
        name = division.label["zh"]
        for role, word in (("handler", "经办"), ("approver", "复核"), ("finance", "发放")):
            _officer(f"{role}-{code}", f"{name}{word}", "hrss", code, [role], password)
    for serial, word in enumerate("一二三", 1):
        _officer(f"inspector-{serial}", f"瓯海监察员{word}", "hrss", "330304", ["handler"], password)
    _officer("finance-2", "瓯海发放二", "hrss", "330304", ["finance"], password)
    _officer("policy", "市人社政策", "hrss", "", ["policy_admin"], password)
    _officer("audit", "市审计", "audit", "", ["auditor"], password)
    _officer("system", "系统管理员", "", "", ["system_admin"], password)
    _officer("security", "安全管理员", "", "", ["security_admin"], password)
    _officer("audit-log", "审计管理员", "", "", ["audit_admin"], password)
    _officer("mediator", "瓯海调解员", "hrss", "330304", ["mediator"], password)
    _account("delegate", password, kind="delegate", label="村里的代办人")
    for department in DEPARTMENTS[1:]:
        label = city_pack().agencies[department].label["zh"].removeprefix("温州市")
        name = department.replace("_", "-")
        _officer(name, label, department, "", ["handler"], password)
        _officer(f"{name}-approver", f"{label}复核", department, "", ["approver"], password)
    _officer("security-2", "安全管理员二", "", "", ["security_admin"], password)


def _officer(username: str, label: str, department: str, county: str, roles: list[str], password: str) -> None:
    _account(username, password, kind="officer", label=label, department=department, county=county, roles=roles)


def _account(username: str, password: str, **fields: Any) -> None:
    Account.objects.create(username=username, password=hashed(password), **fields)


@cache
def hashed(password: str) -> str:
    """Once for all of them: a hash is made to be slow, and everybody in this city has the same password."""
    return make_password(password)


def make_companies(password: str) -> None:
    """Platforms with an account each, and the partner firms that work for them; every code is invented."""
    platforms = [
        add_company(credit_code(serial), f"{name}（演示）", "platform") for serial, name in enumerate(_PLATFORMS)
    ]
    for serial, platform in enumerate(platforms, 1):
        _account(f"company-{serial}", password, kind="company", label=platform.name, person=platform.person)
    counties = list(city_pack().divisions)
    for serial in range(10):
        add_company(
            credit_code(100 + serial),
            f"第{serial + 1}合作站（演示）",
            "partner",
            works_for=platforms[serial % len(platforms)],
            county=counties[serial % len(counties)],
        )


def credit_code(serial: int) -> str:
    """An invented unified social credit code 统一社会信用代码 (GB 32100)."""
    body = f"91330300MADEMO{serial:03d}".replace("O", "0")
    total = sum(_ALPHABET.index(mark) * weight for mark, weight in zip(body, _WEIGHTS, strict=True))
    return body + _ALPHABET[(31 - total % 31) % 31]

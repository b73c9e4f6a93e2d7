"""How the workbench writes dates, days left, money and statuses: one place, so that every page says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huxin.law.dates import SHANGHAI
from huxin.people.service import Person, details_of, masked

#: Days left at which a due date is shown as near (one working week less the weekend is too late to start).
SOON_DAYS = 3

_TONES = {
    "received": "is-open",
    "completion_asked": "is-wait",
    "in_progress": "is-open",
    "done": "is-good",
    "refused": "is-bad",
    "withdrawn": "",
    "transferred": "",
}


@dataclass(frozen=True)
class Status:
    """A status as a badge: the word, and a class that only supports the word."""

    label: str
    tone: str


@dataclass(frozen=True)
class DueText:
    """A due date as it is shown: the day, how long is left, and whether it may still move.

    ``proposed``: it is counted by a length that the city has not adopted.
    """

    iso: str
    text: str
    left: str
    tone: str
    is_late: bool
    provisional: bool
    proposed: bool


def status_of(code: str, label: str) -> Status:
    """The badge of a status code of the procedure contract."""
    return Status(label or code, _TONES.get(code, ""))


def day_text(day: date, today: date | None = None) -> str:
    """`11月24日 周二`; with the year when it is not this year's."""
    reference = today or city_today()
    pattern = _("n月j日 D") if day.year == reference.year else _("Y年n月j日 D")
    return format_date(day, pattern)


def instant_text(at: datetime) -> str:
    """The instant on the city's clock, to the minute."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def city_today() -> date:
    """Today's date in the city (Asia/Shanghai)."""
    return datetime.now(SHANGHAI).date()


def due_of(
    day: date | None,
    days_left: int | None,
    unit: str,
    *,
    provisional: bool = False,
    proposed: bool = False,
    running: bool = True,
) -> DueText | None:
    """A due date for the screen, or None where no clock runs.

    `days_left` is in the clock's own unit (`w` working days, otherwise calendar days) and negative when late.
    """
    if day is None:
        return None
    if not running or days_left is None:
        return DueText(day.isoformat(), day_text(day), "", "", False, provisional, proposed)
    late = days_left < 0
    tone = "is-late" if late else "is-soon" if days_left <= SOON_DAYS else ""
    return DueText(day.isoformat(), day_text(day), left_text(days_left, unit), tone, late, provisional, proposed)


def left_text(days_left: int, unit: str) -> str:
    """`还剩 2 个工作日`, `今天到期`, `晚了 3 天`."""
    if days_left == 0:
        return _("今天到期")
    count = abs(days_left)
    if days_left < 0:
        if unit == "w":
            return ngettext("晚了 %(n)s 个工作日", "晚了 %(n)s 个工作日", count) % {"n": count}
        return ngettext("晚了 %(n)s 天", "晚了 %(n)s 天", count) % {"n": count}
    if unit == "w":
        return ngettext("还剩 %(n)s 个工作日", "还剩 %(n)s 个工作日", count) % {"n": count}
    return ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", count) % {"n": count}


def role_names() -> dict[str, str]:
    """Roles and parties in words."""
    return {
        "handler": _("经办"),
        "approver": _("复核"),
        "finance": _("发放"),
        "policy_admin": _("政策管理"),
        "mediator": _("调解员"),
        "arbitrator": _("仲裁员"),
        "court_clerk": _("法院书记员"),
        "union_organiser": _("工会干部"),
        "hearing_officer": _("听证主持人"),
        "inspector": _("检查员"),
        "trainer": _("培训考评员"),
        "auditor": _("审计"),
        "system": _("系统"),
        "worker": _("申请人"),
        "applicant": _("申请人"),
        "third": _("第三人"),
        "kin": _("近亲属"),
        "unit": _("单位"),
        "union": _("工会"),
        "respondent": _("被申请人"),
        "authority": _("主管部门"),
    }


def size_text(size: int) -> str:
    """A file size in KB or MB, whole numbers up to 1 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def personal_fields() -> dict[str, str]:
    """The fields that a person can see and have put right."""
    return {
        "name": _("姓名"),
        "id_number": _("身份证号"),
        "birth_date": _("出生日期"),
        "phone": _("手机号"),
        "bank_card": _("银行卡号"),
    }


def own_fields(person: Person) -> list[dict[str, str]]:
    """``name``, ``label`` and ``text`` of each, hidden but for its ends: it is read in the street."""
    shown = {**masked(details_of(person)), "birth_date": "****-**-**"}
    return [{"name": name, "label": label, "text": shown.get(name) or "—"} for name, label in personal_fields().items()]

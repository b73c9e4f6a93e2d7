"""Accounts of the staff, for the security administrator 安全管理员: made, given roles, locked; never their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack, open_count
from huxin.core.service import english, hint_of
from huxin.identity.service import (
    ROLES,
    STAFF,
    Account,
    AccountChange,
    AccountForm,
    Actor,
    Trace,
    actor_of,
    lock,
    mfa,
    subject_digest,
    two_hands,
    unlock,
    waiting,
)
from huxin.law import InputError
from huxin.people.service import processing_register
from huxin.ui.account_history import history, what_words
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormField, FormOption, FormProblem
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, went
from huxin.ui.templatetags.words import say

PAGE: Final = 50
PROVIDERS: Final = ("oidc", "ticket")


@page("GET", "POST", who="security_admin")
def accounts(request: HttpRequest) -> HttpResponse:
    """The list, and the form for a new one."""
    problems: list[FormProblem] = []
    if request.method == "POST":
        try:
            answer = _answer(request) if request.POST.get("change") else _ask_for_one(request)
        except InputError as error:
            problems = [FormProblem(hint_of(error), f"f-{error.problem.field}")]
        else:
            return answer
    rows, after = _rows(request.GET.get("q", "").strip()[:60], request.GET.get("after", "")[:60])
    context = {
        "rows": rows,
        "q": request.GET.get("q", "")[:60],
        "after": after,
        "waiting": [_waiting(one, actor_of(request)) for one in two_hands.waiting()],
        "fields": _scope_fields(request.POST, new=True),
        "problems": problems,
        "open": bool(problems) and not request.POST.get("change"),
        "done": "" if problems else _answered(request, [one.asked_by_id for one in two_hands.waiting()]),
    }
    return render_page(request, "agency/accounts.html", context, 400 if problems else 200)


def _ask_for_one(request: HttpRequest) -> HttpResponse:
    wanted = _wanted(request, request.POST.get("username", ""))
    two_hands.ask(actor_of(request), two_hands.MADE, None, asdict(wanted))
    return went(request, f"{reverse('agency:accounts')}?done=asked")


def _answered(request: HttpRequest, askers: list[int]) -> str:
    """What the list of accounts says: a change that waits for the other hand, or one that was answered by this one."""
    me = actor_of(request).pk
    words = {
        "asked": Told(_("记下了。新账号和改动要等另一位安全管理员同意才算数。"), me in askers),
        "agreed": Told(_("同意了，改动生效了。"), two_hands.answered_by(me, agreed=True)),
        "refused": Told(_("没有同意，什么都没改。"), two_hands.answered_by(me, agreed=False)),
    }
    return done(request, words)


def _answer(request: HttpRequest) -> HttpResponse:
    """Agree to a change or refuse it; the first password stands on the page of whoever agreed."""
    change, agreed = request.POST.get("change", ""), request.POST.get("answer") == "agree"
    try:
        wanted = UUID(change)
    except ValueError:
        raise Http404 from None
    found, password = two_hands.answer(actor_of(request), wanted, agreed=agreed)
    if found is not None and password:
        return _one(request, found, [], password=password)
    return went(request, f"{reverse('agency:accounts')}?done={'agreed' if agreed else 'refused'}")


def _waiting(one: AccountChange, actor: Actor) -> dict[str, Any]:
    name = one.account.username if one.account is not None else str(one.content.get("username", ""))
    department = city_pack().agencies.get(str(one.content.get("department", "")))
    return {
        "id": str(one.id),
        "what": what_words(one.what),
        "who": name,
        "roles": "、".join(_role(role) for role in one.content.get("roles", ())),
        "scope": f"{say(department.label)} · {county_name(one.content.get('county', ''))}" if department else "",
        "by": one.asked_by.label,
        "at": instant_text(one.asked_at),
        "own": actor.pk in (one.asked_by_id, one.account_id),
    }


@page("GET", "POST", who="security_admin")
def account(request: HttpRequest, username: str) -> HttpResponse:
    """One account: who, what was done to it, what can be done."""
    found = _staff().filter(username=username).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _one(request, found, [])
    change = _changes().get(request.POST.get("do", ""))
    if change is None:
        raise Http404
    try:
        password = change(request, actor_of(request), found)
    except InputError as error:
        return _one(request, found, [FormProblem(hint_of(error), f"f-{error.problem.field}")])
    if isinstance(password, str) and password:
        return _one(request, found, [], password=password)
    what = "asked" if isinstance(password, AccountChange) else "changed"
    return went(request, f"{reverse('agency:account', args=[found.username])}?done={what}")


@page("GET", who="security_admin")
def processing(request: HttpRequest) -> HttpResponse:
    """The register of processing 处理活动台账 as CSV."""
    text = processing_register.register_csv("en" if english() else "zh")
    headers = {"Content-Disposition": 'attachment; filename="huxin-processing.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


def _staff() -> QuerySet[Account]:
    return Account.objects.filter(kind__in=[*STAFF, "delegate"])


def _wanted(request: HttpRequest, username: str) -> AccountForm:
    sent = request.POST
    return AccountForm(
        username, sent.get("label", ""), _known(sent.get("department", ""), city_pack().agencies),
        _known(sent.get("county", ""), city_pack().divisions), tuple(sent.getlist("roles")),
    )  # fmt: skip


def _known(code: str, table: Mapping[str, Any]) -> str:
    if code and code not in table:
        raise InputError("department", "department", code, ", ".join(table), _("从列出来的里面选。"))
    return code


def _scope(request: HttpRequest, by: Actor, found: Account) -> AccountChange | str:
    return two_hands.ask(by, "scope", found, asdict(_wanted(request, found.username)))


def _link(request: HttpRequest, by: Actor, found: Account) -> AccountChange | str:
    provider = request.POST.get("provider", "")
    if provider not in PROVIDERS:
        raise InputError("subject", "provider", provider, ", ".join(PROVIDERS), _("选一种统一登录。"))
    subject = request.POST.get("subject", "").strip()[:200]
    if not subject:
        raise InputError("subject", "subject", "nothing", "the name there", _("写统一登录里这个人的标识。"))
    return two_hands.ask(by, "linked", found, {"provider": provider, "subject": subject_digest(provider, subject)})


def _changes() -> dict[str, Callable[[HttpRequest, Actor, Account], AccountChange | str | None]]:
    """What can be done to an account: at once, or asked of a second administrator."""
    return {
        "scope": _scope,
        "link": _link,
        "lock": lambda request, by, found: lock(by, found),
        "unlock": lambda request, by, found: unlock(by, found),
        "factor": lambda request, by, found: two_hands.ask(by, "factor_reset", found),
        "password": lambda request, by, found: two_hands.ask(by, "password_reset", found),
    }


def _rows(query: str, after: str) -> tuple[list[dict[str, Any]], str]:
    """A page of accounts by name, and the name to go on after."""
    found = _staff().filter(username__gt=after).order_by("username")
    if query:
        found = found.filter(username__icontains=query)
    rows = list(found[: PAGE + 1])
    held = waiting(rows)
    return [_row(one, one.pk in held) for one in rows[:PAGE]], rows[PAGE - 1].username if len(rows) > PAGE else ""


def _row(one: Account, locked: bool) -> dict[str, Any]:
    roles = "、".join(_role(name) for name in one.roles) or "—"
    department = city_pack().agencies.get(one.department)
    return {
        "username": one.username,
        "label": one.label,
        "url": reverse("agency:account", args=[one.username]),
        "roles": roles,
        "scope": f"{say(department.label) if department else '—'} · {county_name(one.county)}",
        "used": instant_text(one.last_login) if one.last_login else _("从没登录过"),
        "active": one.is_active,
        "locked": locked,
        "factor": one.kind not in STAFF or mfa.has_factor(one),
    }


def _role(name: str) -> str:
    role = ROLES.get(name)
    return (role.en if english() else role.zh) if role else name


def _one(request: HttpRequest, found: Account, problems: list[FormProblem], *, password: str = "") -> HttpResponse:
    known = {"label": found.label, "department": found.department, "county": found.county}
    context = {
        "account": _row(found, found.pk in waiting([found])),
        "own": found.pk == actor_of(request).pk,
        "fields": _scope_fields(request.POST if problems else known, roles=found.roles),
        "traces": history(found.pk),
        "in_hand": open_count(found.pk),
        "password": password,
        "problems": problems,
        "done": "" if problems else _changed(request, found),
    }
    return render_page(request, "agency/account.html", context, 400 if problems else 200)


def _changed(request: HttpRequest, found: Account) -> str:
    """What the page of an account says: a change that waits for the other hand, or one that stands in its history."""
    mine = Trace.objects.filter(account=found, kind="account", by_id=actor_of(request).pk)
    words = {
        "asked": Told(_("提出来了，等另一位安全管理员同意。"), found.pk in waiting([found])),
        "changed": Told(_("改好了，也记下了。"), mine.exists()),
    }
    return done(request, words)


def _scope_fields(sent: Mapping[str, Any], *, new: bool = False, roles: list[str] | None = None) -> list[FormField]:
    chosen = sent.getlist("roles") if hasattr(sent, "getlist") else roles or []
    departments = [(code, say(one.label)) for code, one in city_pack().agencies.items()]
    counties = [("", _("全市")), *((code, say(one.label)) for code, one in city_pack().divisions.items())]

    def options(pairs: list[tuple[str, str]], name: str) -> tuple[FormOption, ...]:
        return tuple(FormOption(value, label, value == sent.get(name, "")) for value, label in pairs)

    names = tuple(FormOption(name, _role(name), name in chosen) for name in ROLES)
    found = [
        FormField("department", "select", _("部门"), False, "f-department", options=options(departments, "department")),
        FormField("county", "select", _("县（市、区）"), False, "f-county", options=options(counties[1:], "county"),
                  hint=_("不选就是全市")),
        FormField("roles", "many", _("角色"), True, "f-roles", options=names),
    ]  # fmt: skip
    if not new:
        return found
    return [
        FormField("username", "line", _("账号"), True, "f-username", value=sent.get("username", ""),
                  hint=_("字母、数字和短横线；不要用姓名和身份证号")),
        FormField("label", "line", _("页面上显示的名字"), True, "f-label", value=sent.get("label", "")),
        *found,
    ]  # fmt: skip

"""Signing in through another service: the staff by OpenID Connect, the public by the ticket of a province's app."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.core.service import hint_of
from huxin.identity.service import (
    SINGLE_SIGN_ON,
    STAFF,
    Account,
    came_by,
    jar,
    limited,
    oidc,
    province_ticket,
    remember,
)
from huxin.law import InputError
from huxin.people.service import (
    ListedPerson,
    account_by_number,
    company_accounts,
    mask_id_number,
    person_fields,
    register_by_ticket,
)
from huxin.ui.errors import trouble
from huxin.ui.forms import FormProblem, draw, form_errors, problems_of, read_answers
from huxin.ui.page import page
from huxin.web.account.factor import after_sign_in, prove

BACKEND = "django.contrib.auth.backends.ModelBackend"


@page("GET", who="public")
def staff(request: HttpRequest) -> HttpResponseBase:
    """To the provider."""
    if not oidc.offered():
        raise Http404
    try:
        return oidc.to_provider(request, request.build_absolute_uri(reverse("account:staff_back")))
    except InputError as error:
        return _refused(request, error)


@page("GET", who="public")
def staff_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: in, and to the second factor unless the provider saw it."""
    if not oidc.offered():
        raise Http404
    try:
        account, strong = oidc.account_from(request)
    except InputError as error:
        return _done(_refused(request, error))
    if account is None:
        return _done(_unknown(request))
    return _done(_enter(request, account, strong=strong))


@page("GET", who="public")
def ticket_start(request: HttpRequest) -> HttpResponse:
    """To the province's page; the browser takes a state with it, and the ticket has to come back with the same."""
    if not settings.TICKET_TOKEN_URL or not settings.TICKET_LOGIN_URL:
        raise Http404
    held: dict[str, Any] = {}
    answer = HttpResponseRedirect(province_ticket.begin(held))
    jar.hand_out(answer, held)
    return answer


@page("GET", "POST", who="public")
@limited("sign_in")
def ticket(request: HttpRequest) -> HttpResponse:
    """With a ticket that is good once.

    One that was not asked for from this browser may be somebody else's, put under a link: it signs nobody in before
    the person has said so on a page of ours.
    """
    if not settings.TICKET_TOKEN_URL:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    sent = given.get("ticketId", "")
    began = province_ticket.began_here(jar.content_of(request), request.GET.get("state", ""))
    if request.method == "GET" and not began and 0 < len(sent) <= 500:
        return render(request, "account/ticket.html", {"ticket": sent})
    try:
        user = province_ticket.user_of_ticket(sent)
    except InputError as error:
        return _done(_refused(request, error))
    account = province_ticket.account_of(user)
    if account is not None:
        return _done(_enter(request, account, strong=False))
    if not _may_open(user):
        return _done(_unknown(request))
    answer = HttpResponseRedirect(reverse("account:register" if user.kind == "person" else "account:register_company"))
    jar.hand_out(answer, province_ticket.hold(user))
    return answer


@page("GET", "POST", who="public")
@limited("sign_in")
def register(request: HttpRequest) -> HttpResponse:
    """For whom the provider vouched minutes ago and who has no account: they open one, and are in."""
    user = province_ticket.held_user(jar.content_of(request))
    if user is None or user.kind != "person":
        return _not_vouched(request)
    known, _account = account_by_number(user.number)
    asked = ("phone",) if known else (*(() if user.name else ("name",)), "county", "phone")
    fields = person_fields(city_pack(), *asked)
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    problems: list[FormProblem] = []
    if request.method == "POST":
        values = read_answers(fields, request.POST)
        errors = form_errors(fields, values)
        named = ListedPerson(
            user.name or values.get("name", ""), user.number, values.get("county", ""), values.get("phone", "")
        )
        problems = problems_of(errors)
        try:
            if not errors:
                found = register_by_ticket(named, city_pack(), said_by="provider" if user.name else "person")
                return _done(_enter(request, found.account, strong=False))
        except InputError as error:
            problems = [FormProblem(hint_of(error), f"f-{error.problem.field}" if error.problem.field in asked else "")]
    context = {
        "name": user.name,
        "number": mask_id_number(user.number),
        "known": known,
        "fields": draw(fields, values, errors),
        "problems": problems,
    }
    return render(request, "account/register.html", context, status=400 if problems else 200)


@page("GET", "POST", who="public")
@limited("sign_in")
def company_registration(request: HttpRequest) -> HttpResponse:
    """The first account of a company for which the provider vouched minutes ago."""
    user = province_ticket.held_user(jar.content_of(request))
    if user is None or user.kind != "legal":
        return _not_vouched(request)
    known = company_accounts.registered(user.number)
    name = known.name if known is not None else user.name
    fields = (
        *(() if name else (company_accounts.COMPANY_NAME,)),
        *(() if known is not None else (company_accounts.COMPANY_KIND,)),
        company_accounts.LABEL,
    )
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    problems: list[FormProblem] = []
    if request.method == "POST":
        values = read_answers(fields, request.POST)
        errors = form_errors(fields, values)
        problems = problems_of(errors)
        firm = company_accounts.Firm(user.number, name or values.get("company", ""), values.get("kind", ""))
        try:
            if not errors:
                account = company_accounts.open_by_ticket(firm, values["label"])
                return _done(_enter(request, account, strong=False))
        except InputError as error:
            problems = [FormProblem(hint_of(error))]
    context = {"name": name, "number": user.number, "fields": draw(fields, values, errors), "problems": problems}
    return render(request, "account/register.html", context, status=400 if problems else 200)


def _may_open(user: province_ticket.TicketUser) -> bool:
    """Whoever has no account yet; a closed one is not opened a second time."""
    if user.kind == "person":
        return account_by_number(user.number)[1] is None
    fields = (company_accounts.CODE,)
    return not form_errors(fields, {"credit_code": user.number}) and not company_accounts.has_accounts(user.number)


def _done(answer: HttpResponse) -> HttpResponse:
    jar.take_back(answer)
    return answer


def _enter(request: HttpRequest, account: Account, *, strong: bool) -> HttpResponse:
    login(request, account, backend=BACKEND)
    came_by(request, SINGLE_SIGN_ON)
    if account.kind in STAFF:
        if not strong:
            return HttpResponseRedirect(reverse("account:second_factor"))
        prove(request)
    remember(request, account)
    return HttpResponseRedirect(after_sign_in(request, account, ""))


def _refused(request: HttpRequest, error: InputError) -> HttpResponse:
    return trouble(request, 400, _("没有登录成功"), hint_of(error))


def _not_vouched(request: HttpRequest) -> HttpResponse:
    way = _("这一页只留十分钟。回到登录页，从省里的统一登录再来一次。")
    return trouble(request, 400, _("先从省里的统一登录进来"), way)


def _unknown(request: HttpRequest) -> HttpResponse:
    return trouble(
        request,
        403,
        _("这里还没有你的账号"),
        _(
            "统一登录认出了你，但是这里没有你能用的账号。工作人员找安全管理员；企业找自己管账号的同事；"
            "账号停用了，到就近的窗口问，或者打 12333。"
        ),
    )

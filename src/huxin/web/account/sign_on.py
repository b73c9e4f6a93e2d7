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
from huxin.ui.errors import trouble
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
    if account is None:
        return _done(_unknown(request))
    return _done(_enter(request, account, strong=False))


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


def _unknown(request: HttpRequest) -> HttpResponse:
    return trouble(
        request,
        403,
        _("这里还没有你的账号"),
        _("统一登录认出了你，但是这里没有你的登记。工作人员请找安全管理员；劳动者请到就近的窗口登记，或者打 12333。"),
    )

"""Signing in through another service: the staff by OpenID Connect, the public by the ticket of a province's app."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huxin.law import InputError
from huxin.portals.account.factor import after_sign_in, prove
from huxin.portals.errors import trouble
from huxin.registry.service import SINGLE_SIGN_ON, STAFF, Account, access, came_by, oidc, tickets

BACKEND = "django.contrib.auth.backends.ModelBackend"


@access("public")
@never_cache
@require_GET
def staff(request: HttpRequest) -> HttpResponseBase:
    """To the provider."""
    if not oidc.offered():
        raise Http404
    try:
        return oidc.to_provider(request, request.build_absolute_uri(reverse("account:staff_back")))
    except InputError as error:
        return _refused(request, error)


@access("public")
@never_cache
@require_GET
def staff_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: in, and to the second factor unless the provider saw it."""
    if not oidc.offered():
        raise Http404
    try:
        account, strong = oidc.account_from(request)
    except InputError as error:
        return _refused(request, error)
    if account is None:
        return _unknown(request)
    return _enter(request, account, strong=strong)


@access("public")
@never_cache
@require_GET
def ticket(request: HttpRequest) -> HttpResponse:
    """From the province's app, with a ticket that is good once."""
    if not settings.TICKET_TOKEN_URL:
        raise Http404
    try:
        user = tickets.user_of_ticket(request.GET.get("ticketId", ""))
    except InputError as error:
        return _refused(request, error)
    account = tickets.account_of(user)
    if account is None:
        return _unknown(request)
    return _enter(request, account, strong=False)


def _enter(request: HttpRequest, account: Account, *, strong: bool) -> HttpResponse:
    login(request, account, backend=BACKEND)
    came_by(request, SINGLE_SIGN_ON)
    if account.kind in STAFF:
        if not strong:
            return HttpResponseRedirect(reverse("account:second_factor"))
        prove(request)
    return HttpResponseRedirect(after_sign_in(request, account, ""))


def _refused(request: HttpRequest, error: InputError) -> HttpResponse:
    return trouble(request, 400, _("没有登录成功"), error.problem.hint)


def _unknown(request: HttpRequest) -> HttpResponse:
    return trouble(
        request,
        403,
        _("这里还没有你的账号"),
        _("统一登录认出了你，但是这里没有你的登记。工作人员请找安全管理员；劳动者请到就近的窗口登记，或者打 12333。"),
    )

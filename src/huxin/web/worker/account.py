"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huxin.identity.service import STAFF, LockedError, check_sign_in, limited, oidc, origin_of, remember
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.web.account.factor import after_sign_in, wait_words


@page("GET", "POST", who="public")
@limited("sign_in")
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password; the same words whichever of them is wrong.  Staff go on to the second factor."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    problems: list[FormProblem] = []
    name = request.POST.get("username", "").strip()
    if request.method == "POST":
        try:
            account = check_sign_in(name, request.POST.get("password", ""), origin_of(request))
        except LockedError as error:
            problems = [FormProblem(wait_words(error), "f-password")]
        else:
            if account is not None:
                login(request, account, backend="django.contrib.auth.backends.ModelBackend")
                if account.kind in STAFF:
                    query = f"?{urlencode({'next': target})}" if target else ""
                    return HttpResponseRedirect(reverse("account:second_factor") + query)
                remember(request, account)
                return HttpResponseRedirect(after_sign_in(request, account, target))
            problems = [FormProblem(_("账号或密码不对，再看一遍。"), "f-username")]
    context = {
        "next": target,
        "username": name,
        "problems": problems,
        "idle": request.GET.get("idle") == "1" and not problems,
        "waits": request.GET.get("waits") == "1",
        "sso": oidc.offered(),
        "province": bool(settings.TICKET_TOKEN_URL and settings.TICKET_LOGIN_URL),
    }
    return render(request, "worker/login.html", context, status=400 if problems else 200)


@page("GET", who="public")
def stay(request: HttpRequest) -> HttpResponse:
    """204: still signed in, and seen just now; 401 for whoever is not any more."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


@page("POST", who="public", form_at=lambda: "/")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Back to the first page."""
    logout(request)
    return HttpResponseRedirect("/")

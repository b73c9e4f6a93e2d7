"""One's own password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from huxin.core.service import hint_of
from huxin.identity.service import (
    PROVEN,
    STAFF,
    Account,
    LockedError,
    actor_of,
    change_password,
    limited,
    remember,
)
from huxin.law import InputError
from huxin.ui.forms import Problem
from huxin.ui.page import page
from huxin.web.account.factor import after_sign_in, wait_words


@page("GET", "POST", who="account")
@limited("sign_in")
def password(request: HttpRequest) -> HttpResponse:
    """The old one, then a new one; staff only after both factors."""
    account = Account.objects.get(pk=actor_of(request).pk)
    if account.kind in STAFF and not request.session.get(PROVEN):
        return HttpResponseRedirect(reverse("account:second_factor"))
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            change_password(account, request.POST.get("old", ""), request.POST.get("new", ""))
        except InputError as error:
            problems = [Problem(hint_of(error), f"f-{error.problem.field}")]
        except LockedError as error:
            problems = [Problem(wait_words(error), "f-old")]
        else:
            update_session_auth_hash(request, account)
            remember(request, account)
            return HttpResponseRedirect(after_sign_in(request, account, ""))
    context = {"problems": problems, "first": account.must_change}
    return render(request, "account/password.html", context, status=400 if problems else 200)

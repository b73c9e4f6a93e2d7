"""One's own password."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from huxin.core.service import hint_of
from huxin.identity.service import (
    PROVEN,
    SINGLE_SIGN_ON,
    STAFF,
    Account,
    LockedError,
    actor_of,
    change_password,
    choose_password,
    limited,
    presence_of,
    remember,
)
from huxin.law import InputError
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.web.account.factor import after_sign_in, wait_words

FRESH: Final = timedelta(minutes=15)
"""So long a sign-in by the single sign-on stands for the old password."""


@page("GET", "POST", who="account")
@limited("sign_in")
def password(request: HttpRequest) -> HttpResponse:
    """The old one, then a new one; staff only after both factors.

    Somebody for whom the single sign-on vouched minutes ago needs no old one: they have none, or lost it.
    """
    account = Account.objects.get(pk=actor_of(request).pk)
    if account.kind in STAFF and not request.session.get(PROVEN):
        return HttpResponseRedirect(reverse("account:second_factor"))
    vouched = _vouched(request, account)
    problems: list[FormProblem] = []
    if request.method == "POST":
        try:
            if vouched:
                choose_password(account, request.POST.get("new", ""))
            else:
                change_password(account, request.POST.get("old", ""), request.POST.get("new", ""))
        except InputError as error:
            problems = [FormProblem(hint_of(error), f"f-{error.problem.field}")]
        except LockedError as error:
            problems = [FormProblem(wait_words(error), "f-old")]
        else:
            update_session_auth_hash(request, account)
            remember(request, account)
            return HttpResponseRedirect(after_sign_in(request, account, ""))
    context = {"problems": problems, "first": account.must_change, "vouched": vouched, "username": account.username}
    return render(request, "account/password.html", context, status=400 if problems else 200)


def _vouched(request: HttpRequest, account: Account) -> bool:
    way = presence_of(request).login_method
    fresh = account.last_login is not None and account.last_login > timezone.now() - FRESH
    return account.kind not in STAFF and way == SINGLE_SIGN_ON and fresh

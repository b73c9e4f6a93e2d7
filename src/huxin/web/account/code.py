"""The way in for the first time and after a loss: a password of one's own by a one-time code 一次性口令."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huxin.core.service import hint_of
from huxin.identity.service import LockedError, entry_codes, limited, origin_of, remember
from huxin.law import InputError
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.web.account.factor import after_sign_in, wait_words


@page("GET", "POST", who="public")
@limited("sign_in")
def code(request: HttpRequest) -> HttpResponse:
    """Code and new password.  It asks for no name, so that nobody learns here who has an account."""
    problems: list[FormProblem] = []
    sent = request.POST.get("code", "")[:60]
    if request.method == "POST":
        try:
            account = entry_codes.redeem(sent, request.POST.get("new", ""), origin_of(request))
        except LockedError as error:
            problems = [FormProblem(wait_words(error), "f-code")]
        except InputError as error:
            problems = [FormProblem(hint_of(error), f"f-{error.problem.field}")]
        else:
            login(request, account, backend="django.contrib.auth.backends.ModelBackend")
            remember(request, account)
            onward = after_sign_in(request, account, "")
            return render(request, "account/code_done.html", {"username": account.username, "onward": onward})
    context = {
        "problems": problems,
        "code": sent,
        "province": bool(settings.TICKET_TOKEN_URL and settings.TICKET_LOGIN_URL),
        "hours": int(entry_codes.LASTS.total_seconds() // 3600),
    }
    return render(request, "account/code.html", context, status=400 if problems else 200)

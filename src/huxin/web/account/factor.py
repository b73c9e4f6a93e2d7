"""The second step of signing in: set it up the first time, a code each time after."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.identity.service import PROVEN, STAFF, Account, LockedError, actor_of, limited, origin_of, remember
from huxin.identity.service import mfa as factor
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.web.worker.home import safe_next


@page("GET", "POST", who="half")
@limited("sign_in")
def second_factor(request: HttpRequest) -> HttpResponse:
    """The page after the password; whoever passed it goes on."""
    account = Account.objects.get(pk=actor_of(request).pk)
    target = request.POST.get("next") or request.GET.get("next") or ""
    if request.session.get(PROVEN) or account.kind not in STAFF:
        return HttpResponseRedirect(after_sign_in(request, account, target))
    enrolled = factor.has_factor(account)
    problems: list[FormProblem] = []
    if request.method == "POST":
        code = request.POST.get("code", "")[:40]
        try:
            origin = origin_of(request)
            done = factor.check(account, code, origin) if enrolled else factor.confirm(account, code, origin)
        except LockedError as error:
            problems = [FormProblem(wait_words(error), "f-code")]
        else:
            if done:
                return _proven(request, account, target, done)
            problems = [FormProblem(_("验证码不对，或者已经用过。等手机上出现下一个，再填一次。"), "f-code")]
    context: dict[str, Any] = {"next": target, "problems": problems, "enrolled": enrolled}
    if not enrolled:
        seed = factor.begin(account)
        context |= {"picture": factor.picture(factor.uri(account, seed)), "seed": factor.readable(seed)}
    return render(request, "account/second_factor.html", context, status=400 if problems else 200)


def _proven(request: HttpRequest, account: Account, target: str, done: bool | list[str]) -> HttpResponse:
    prove(request)
    remember(request, account)
    onward = after_sign_in(request, account, target)
    if isinstance(done, list):
        return render(request, "account/recovery.html", {"codes": done, "onward": onward})
    return HttpResponseRedirect(onward)


def wait_words(error: LockedError) -> str:
    """The same words for a password and a code, and whether the account exists or not."""
    return _("试错太多次了，过 %(minutes)s 分钟再试。") % {"minutes": error.minutes}


def prove(request: HttpRequest) -> None:
    """This session has shown both factors; it goes on under a new name."""
    request.session.cycle_key()
    request.session[PROVEN] = True


def after_sign_in(request: HttpRequest, account: Account, target: str) -> str:
    """Where somebody goes who has signed in: to a password of their own, to where they wanted, to their first page."""
    if account.must_change:
        return reverse("account:password")
    if target:
        return safe_next(request, target)
    homes = {"officer": "agency:home", "company": "company:home", "delegate": "worker:delegate"}
    return reverse(homes.get(account.kind, "worker:home"))

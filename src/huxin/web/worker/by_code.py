"""One case by a code 凭验证码看一件事: a telephone and the number of a case, no account, no password."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huxin.casework.service import (
    CODE_LASTS,
    CODE_LOOKS,
    NotFoundError,
    ask_code,
    case_by_pass,
    matter_of,
    redeem_code,
    standing,
)
from huxin.core.service import english, hint_of
from huxin.identity.service import LockedError, limited, origin_of
from huxin.law import InputError
from huxin.ui.forms import FormProblem
from huxin.ui.meetings import coming_shown
from huxin.ui.outcome import ended_label
from huxin.ui.page import page
from huxin.ui.turn import case_dates, next_lines
from huxin.web.account.factor import wait_words
from huxin.web.worker.cases import TONES

COOKIE: Final = "huxin_case"
_PATH: Final = "/cases/code/"


@page("GET", "POST", who="public")
@limited("sign_in")
def ask(request: HttpRequest) -> HttpResponse:
    """Which case, and the telephone that was given with it; the answer is the same whether they belong together."""
    no, phone = request.POST.get("no", "").strip()[:20], request.POST.get("phone", "").strip()[:30]
    missing = {"no": _("填办件编号，短信和回执上都有。"), "phone": _("填申请时留的手机号。")}
    given = {"no": no, "phone": phone}
    problems = [
        FormProblem(missing[name], f"f-{name}") for name in given if request.method == "POST" and not given[name]
    ]
    if request.method == "POST" and not problems:
        ask_code(no, phone)
        return HttpResponseRedirect(f"{reverse('worker:code_enter')}?{urlencode({'no': no})}")
    context = {"no": no or request.GET.get("no", "")[:20], "phone": phone, "problems": problems}
    return render(request, "worker/code/ask.html", context, status=400 if problems else 200)


@page("GET", "POST", who="public")
@limited("sign_in")
def enter(request: HttpRequest) -> HttpResponse:
    """The six digits of the message."""
    no, problems = (request.POST.get("no") or request.GET.get("no", ""))[:20], list[FormProblem]()
    if request.method == "POST":
        try:
            kept = redeem_code(no, request.POST.get("code", "")[:20], origin_of(request))
        except LockedError as error:
            problems = [FormProblem(wait_words(error), "f-code")]
        except InputError as error:
            problems = [FormProblem(hint_of(error), "f-code")]
        else:
            answer = HttpResponseRedirect(reverse("worker:code_look"))
            answer.set_cookie(
                COOKIE, kept, max_age=int(CODE_LOOKS.total_seconds()), path=_PATH, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
            return answer
    context = {"no": no, "minutes": int(CODE_LASTS.total_seconds()) // 60, "problems": problems}
    return render(request, "worker/code/enter.html", context, status=400 if problems else 200)


@page("GET", who="public")
def look(request: HttpRequest) -> HttpResponse:
    """Where the case stands, who does what next, by when; nothing that was written in it.

    Of a report or a complaint only the status: whoever has the telephone in hand does not read that there is one.
    """
    try:
        dossier = case_by_pass(request.COOKIES.get(COOKIE, ""))
    except NotFoundError:
        return HttpResponseRedirect(reverse("worker:code_ask"))
    opened = standing(dossier) == "party"
    context = {
        "case": dossier.case,
        "label": matter_of(dossier, "en" if english() else "zh"),
        "status": ended_label(dossier),
        "tone": TONES.get(dossier.case.status, ""),
        "next": next_lines(dossier) if opened else [],
        "own_dates": case_dates(dossier) if opened else [],
        "meetings": coming_shown(dossier) if opened else [],
        "opened": opened,
        "minutes": int(CODE_LOOKS.total_seconds()) // 60,
    }
    return render(request, "worker/code/look.html", context)

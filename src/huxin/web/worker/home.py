"""The first page, help, and the choice of language."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.identity.service import Account, actor_of, kept_forms
from huxin.measures.safety.pages.shared_weather_words import order_lines
from huxin.measures.safety.service import in_force
from huxin.ui.context import SIZE_COOKIE, SIZES
from huxin.ui.own_dates import own_dates
from huxin.ui.page import page
from huxin.ui.success import Told, done

NEAREST: Final = 3
"""So many dates stand on the first page; all of them stand with the cases."""


@page("GET", who="public")
def home(request: HttpRequest) -> HttpResponse:
    """Four doors, and where the person's own cases stand."""
    pack = city_pack()
    item = pack.items.get("social-insurance-subsidy")
    notice = pack.cite(item.clause) if item is not None else ""
    gone = _("删好了。你的资料已经打不开了，账号也停了。以后还想办事，到窗口重新登记。")
    told = done(request, {"deleted": Told(gone, not request.user.is_authenticated)})
    actor = actor_of(request)
    mine = own_dates(actor) if actor.kind == "worker" else []
    context = {
        "notice": notice,
        "weather": order_lines(in_force()),
        "done": told,
        "dates": mine[:NEAREST],
        "more_dates": max(0, len(mine) - NEAREST),
    }
    response = render(request, "worker/home.html", context)
    if actor.kind != "nobody":
        add_never_cache_headers(response)
    return response


@page("GET", who="public")
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to call."""
    return render(request, "worker/help.html", {"covers": "cover-regime" in city_pack().items})


def safe_next(request: HttpRequest, target: str | None) -> str:
    """A target on this site, else the first page."""
    fits = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and fits else "/"


def _typed(request: HttpRequest) -> str | None:
    """Keep what the page's script sent of the form on which somebody is working; answers its id."""
    path = request.POST.get("form-path", "")
    fields = {name.removeprefix("field-"): values for name, values in request.POST.lists() if name.startswith("field-")}
    account = request.user if isinstance(request.user, Account) else None
    return kept_forms.keep(request, account, path, fields) if path.startswith("/") and fields else None


def _remember(request: HttpRequest, cookie: str, chosen: str) -> HttpResponse:
    """Back to the page, with a choice in a cookie; what stands in a form of the page comes along and stands there."""
    where, kept = safe_next(request, request.POST.get("next")), _typed(request)
    if kept is not None:
        where += ("&" if "?" in where else "?") + urlencode({"kept": kept})
    response = HttpResponseRedirect(where)
    if chosen:
        response.set_cookie(
            cookie, chosen, max_age=365 * 86400, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@page("POST", who="public", form_at=lambda: "/")
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language."""
    chosen = request.POST.get("language", "")
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, chosen if chosen in dict(settings.LANGUAGES) else "")


@page("POST", who="public", form_at=lambda: "/")
def size(request: HttpRequest) -> HttpResponse:
    """Remember how large the letters are 字号."""
    chosen = request.POST.get("size", "")
    return _remember(request, SIZE_COOKIE, chosen if chosen in SIZES else "")

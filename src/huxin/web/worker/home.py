"""The first page, help, and the choice of language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.identity.service import Account, kept_forms
from huxin.measures.safety.pages.shared_weather_words import order_lines
from huxin.measures.safety.service import in_force
from huxin.ui.page import page
from huxin.ui.success import Told, done


@page("GET", who="public")
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here."""
    pack = city_pack()
    item = pack.items.get("social-insurance-subsidy")
    notice = pack.cite(item.clause) if item is not None else ""
    gone = _("删好了。你的资料已经打不开了，账号也停了。以后还想办事，到窗口重新登记。")
    told = done(request, {"deleted": Told(gone, not request.user.is_authenticated)})
    return render(request, "worker/home.html", {"notice": notice, "weather": order_lines(in_force()), "done": told})


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


@page("POST", who="public", form_at=lambda: "/")
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie; what stands in a form of the page comes along and stands there again."""
    chosen = request.POST.get("language", "")
    where, kept = safe_next(request, request.POST.get("next")), _typed(request)
    if kept is not None:
        where += ("&" if "?" in where else "?") + urlencode({"kept": kept})
    response = HttpResponseRedirect(where)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response

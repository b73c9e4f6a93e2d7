"""The first page, help, and the choice of language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from huxin.casework.service import city_pack
from huxin.measures.safety.service import in_force
from huxin.portals.weather_words import order_lines
from huxin.registry.service import access


@access("public")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here."""
    pack = city_pack()
    notice = pack.cite(pack.items["social-insurance-subsidy"].clause)
    return render(request, "worker/home.html", {"notice": notice, "weather": order_lines(in_force())})


@access("public")
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to call."""
    return render(request, "worker/help.html")


def safe_next(request: HttpRequest, target: str | None) -> str:
    """A target on this site, else the first page."""
    fits = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and fits else "/"


@access("public")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next")))
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response

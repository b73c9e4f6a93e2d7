"""The frame of every page of the workbench."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack
from huxin.identity.service import ADMINISTRATORS, Actor, actor_of
from huxin.ui.navigation import main_pages
from huxin.ui.templatetags.words import say

FRAME: Final = "agency/base.html"


def handles(actor: Actor) -> bool:
    """Whoever works on cases; administrators do not."""
    return not actor.roles & ADMINISTRATORS


def county_name(code: str) -> str:
    """A county's name; the whole city for an empty code."""
    pack = city_pack()
    return say(pack.divisions[code].label) if code in pack.divisions else _("全市")


def render_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render with the main pages that this officer may open and the officer's name and scope."""
    actor = actor_of(request)
    who = f"{actor.label} · {county_name(actor.county)}"
    nav = main_pages(request, "agency", actor)
    return render(request, template, {"nav": nav, "who": who, "finds": handles(actor), **context}, status=status)

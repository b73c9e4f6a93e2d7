"""The main pages of a desk: each room says which are its own; the desk shows those that somebody may open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from django.apps import apps
from django.http import HttpRequest
from django.urls import URLPattern, reverse

from huxin.casework.service import Case
from huxin.identity.service import Actor


@dataclass(frozen=True)
class MainPage:
    """A main page: its route, its place in the row, what it is called for somebody, and who may open it."""

    route: str
    place: int
    label: Callable[[Actor], str]
    may: Callable[[Actor], bool]


_main: dict[str, dict[str, MainPage]] = {}
_of_procedure: dict[str, str] = {}


def addresses(face: Literal["worker", "office", "company"]) -> list[URLPattern]:
    """What measures bring to a face: the list ``WORKER``, ``OFFICE`` or ``COMPANY`` of ``pages/urls.py``."""
    found: list[URLPattern] = []
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.pages") is not None and find_spec(f"{app.name}.pages.urls") is not None:
            found += getattr(import_module(f"{app.name}.pages.urls"), face.upper(), [])
    return found


def everybody(_actor: Actor) -> bool:
    """Who sees a page that all of a desk see."""
    return True


def register_page(page: MainPage) -> None:
    """Called by a room when the program starts; the desk is the first part of the route.  A second time is refused."""
    desk = _main.setdefault(page.route.partition(":")[0], {})
    if page.route in desk:
        raise ValueError(f"{page.route} is a main page already")
    desk[page.route] = page


def register_own_page(procedure: str, route: str) -> None:
    """Say that cases of a procedure have a page of their own beside that of the case."""
    if procedure in _of_procedure:
        raise ValueError(f"{procedure} has a page already")
    _of_procedure[procedure] = route


def own_page(case: Case) -> str:
    """The address of that page; empty for most."""
    return reverse(_of_procedure[case.procedure], args=[case.no]) if case.procedure in _of_procedure else ""


def main_pages(request: HttpRequest, desk: str, actor: Actor) -> list[dict[str, Any]]:
    """The row of a desk as somebody sees it."""
    pages = sorted(_main[desk].values(), key=lambda one: one.place)
    return navigation(request, [(one.route, one.label(actor)) for one in pages if one.may(actor)])


def navigation(request: HttpRequest, items: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """``items``: (route, label).  A page belongs to the longest address that its own begins with, else the first."""
    found = [{"url": reverse(name), "label": label} for name, label in items]
    over = [one["url"] for one in found if request.path.startswith(one["url"])]
    here = max(over, key=len) if over else found[0]["url"]
    return [{**one, "current": one["url"] == here} for one in found]

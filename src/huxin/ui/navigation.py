"""The main pages of a desk, with the one to which the present page belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


def navigation(request: HttpRequest, items: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """``items``: (route, label).  A page belongs to the longest address that its own begins with, else the first."""
    found = [{"url": reverse(name), "label": label} for name, label in items]
    over = [one["url"] for one in found if request.path.startswith(one["url"])]
    here = max(over, key=len) if over else found[0]["url"]
    return [{**one, "current": one["url"] == here} for one in found]

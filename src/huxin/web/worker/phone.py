"""The service worker of the phone: it keeps pages that somebody needs without a line, and none about a person."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse

from huxin.ui.page import page

_SCRIPT: Final = Path(__file__).with_name("phone.js")


@page("GET", who="public")
def script(request: HttpRequest) -> HttpResponse:
    """Its address is its reach, so it stands at the top."""
    return HttpResponse(_SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")

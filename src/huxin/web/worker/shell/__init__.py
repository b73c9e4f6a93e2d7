"""The phone as a static page 静态外壳: page, script, style sheet and English, which a province's app can keep itself.

All paths in it are relative and every screen is a hash; what it shows comes from ``/api/v1/phone/`` and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse

from huxin.ui.page import page

_HERE: Final = Path(__file__).parent
_STYLE: Final = "worker/worker.css"
FILES: Final = {
    "index.html": "text/html; charset=utf-8",
    "shell.js": "text/javascript; charset=utf-8",
    "en.json": "application/json",
    "worker.css": "text/css; charset=utf-8",
}
"""What the shell is made of, with the types under which it is served; the style sheet is that of the phone's pages."""


@page("GET", who="public")
def shell(request: HttpRequest, name: str = "index.html") -> HttpResponse:
    """A file of the shell."""
    if name not in FILES:
        raise Http404
    return HttpResponse(content_of(name), content_type=FILES[name])


def content_of(name: str) -> bytes:
    """A file as it is served, and as it is put into an app."""
    found = finders.find(_STYLE) if name == "worker.css" else _HERE / name
    assert isinstance(found, (str, Path))  # noqa: S101 - it is part of the package
    return Path(found).read_bytes()

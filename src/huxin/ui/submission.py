"""Nothing that was sent is lost: a form that came too late stands on its page again after signing in.

What came after the end of a session, or stood on a page whose language was changed, is kept by ``identity.kept_forms``.
Its page asks for it with ``?kept=``; the person looks at it and sends it.  Nothing is sent by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
)
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from huxin.core.service import is_program
from huxin.identity.service import kept_forms
from huxin.ui.errors import not_allowed
from huxin.ui.refill import KEPT, refill

ASKED: Final = "kept"
REDIRECTS: Final = (301, 302, 303)
View = Callable[..., Any]


class SubmissionMiddleware:
    """Fills kept forms in, gives their files back, and has a page for methods that an address does not take."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_program(request):
            return response
        if response.status_code == 405 and not getattr(response, "content", b""):
            return not_allowed(request, response.headers.get("Allow", ""))
        kept = request.GET.get(ASKED, "") if request.method == "GET" else ""
        if kept and response.status_code in REDIRECTS:
            return _with_kept(response, kept)
        if request.method == "POST" and (sent := request.POST.get(KEPT, "")):
            return self._sent_again(request, response, sent)
        return _filled(request, response, kept) if kept else response

    def process_view(self, request: HttpRequest, view: View, *_args: object) -> None:
        """Put the kept files beside those that were chosen now; a program sends no form."""
        if is_program(request):
            return
        request.GET = _typable(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _typable(request.POST)  # type: ignore[assignment]
        kept = request.POST.get(KEPT, "") if request.method == "POST" else ""
        found = kept_forms.find(request, kept) if kept else None
        if found is None or found.path != request.path:
            return
        chosen = set(request.FILES)
        for name, file, kind, content in found.files:
            if name not in chosen:
                request.FILES.appendlist(name, SimpleUploadedFile(file or "file", content, kind))

    @staticmethod
    def _sent_again(request: HttpRequest, response: HttpResponseBase, kept: str) -> HttpResponseBase:
        """Forgotten once it went through; on the page of an error its files stay with the form."""
        if response.status_code in REDIRECTS:
            kept_forms.drop(kept)
            return response
        return _filled(request, response, kept, again=True)


def _typable(sent: QueryDict) -> QueryDict:
    """What was sent without NUL, which nobody can type and no text of PostgreSQL can hold."""
    if not any("\0" in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    found = sent.copy()
    found.clear()
    for name, values in sent.lists():
        found.setlist(name.replace("\0", ""), [one.replace("\0", "") for one in values])
    return found


def _with_kept(response: HttpResponseBase, kept: str) -> HttpResponseBase:
    where = urlsplit(response.headers.get("Location", ""))
    to_sign_in = where.path in (settings.LOGIN_URL, settings.SECOND_FACTOR_URL)
    if where.netloc or to_sign_in or f"{ASKED}={kept}" in where.query:
        return response
    query = "&".join(part for part in (where.query, urlencode({ASKED: kept})) if part)
    response.headers["Location"] = where._replace(query=query).geturl()
    return response


def _filled(request: HttpRequest, response: HttpResponseBase, kept: str, *, again: bool = False) -> HttpResponseBase:
    if not isinstance(response, HttpResponse) or not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    found = kept_forms.find(request, kept)
    if found is None:
        return response
    names: dict[str, list[str]] = {}
    for name, file, _kind, _content in found.files:
        names.setdefault(name, []).append(file)
    files = {name: _("已经收到：%(names)s") % {"names": "、".join(held)} for name, held in names.items()}
    fields = {} if again else found.fields
    note = "" if again else render_to_string("shared/_kept.html", {"files": bool(names)}, request)
    html = response.content.decode()
    page = refill(html, request.path, found.path, fields, note, kept, files)
    if page is None and not again:
        rows = [
            (name, value) for name, values in found.fields.items() for value in values
            if value.strip() and name not in ("key", "seq", "next") and not name.startswith("kept-")
        ]  # fmt: skip
        lost = render_to_string("shared/_kept_alone.html", {"rows": rows, "files": names}, request)
        page = html.replace("</main>", f"{lost}</main>", 1)
    if page is not None:
        response.content = page.encode()
        if response.headers.get("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
    return response

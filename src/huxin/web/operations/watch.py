"""Three addresses for machines: alive, ready, figures.  None of them shows anything of a person."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from huxin.core.service import Head
from huxin.identity.service import access
from huxin.web.operations.figures import exposition, readiness

_HERE = ("127.0.0.1", "::1")


@access("public")
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """It answers, and the database too."""
    Head.objects.filter(id=1).exists()
    return HttpResponse("ok", content_type="text/plain")


@access("public")
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when every check holds, else 503; which one fails stands in the answer."""
    checks = readiness()
    fine = all(checks.values())
    return JsonResponse({"ready": fine, "checks": checks}, status=200 if fine else 503)


@access("public")
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: with the token that is set, or else from this machine and not through a proxy."""
    if not _may_watch(request):
        raise PermissionDenied
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_watch(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    return request.META.get("REMOTE_ADDR") in _HERE and "X-Forwarded-For" not in request.headers

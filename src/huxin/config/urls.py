"""The addresses: the worker's pages at the root, the officers' under /agency/."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from huxin.portals.worker.views import account, home
from huxin.registry.service import access


@access("public")
def health(request: HttpRequest) -> HttpResponse:
    """For the one who watches the server: it answers, and the database too."""
    from huxin.ledger.service import Head

    Head.objects.filter(id=1).exists()
    return HttpResponse("ok", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health),
    path("login/", account.sign_in, name="login"),
    path("logout/", account.sign_out, name="logout"),
    path("language/", home.language, name="language"),
    path("", include("huxin.portals.account.urls")),
    path("agency/", include("huxin.portals.agency.urls")),
    path("", include("huxin.portals.worker.urls")),
]
handler400 = "huxin.portals.errors.bad_request"
handler403 = "huxin.portals.errors.forbidden"
handler404 = "huxin.portals.errors.not_found"
handler500 = "huxin.portals.errors.server_error"

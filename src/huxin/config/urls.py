"""The addresses: the worker's pages at the root, the officers' under /agency/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from huxin.api.urls import urls as api_urls
from huxin.portals.operations import watch
from huxin.portals.worker.views import account, home

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", watch.health),
    path("readyz", watch.ready),
    path("metrics", watch.metrics),
    path("login/", account.sign_in, name="login"),
    path("logout/", account.sign_out, name="logout"),
    path("language/", home.language, name="language"),
    path("stay/", account.stay, name="stay"),
    path("api/v1/feeds/", include("huxin.feeds.urls")),
    path("api/", api_urls),
    path("", include("huxin.portals.account.urls")),
    path("agency/", include("huxin.portals.agency.urls")),
    path("company/", include("huxin.portals.company.urls")),
    path("", include("huxin.portals.worker.urls")),
]
handler400 = "huxin.portals.errors.bad_request"
handler403 = "huxin.portals.errors.forbidden"
handler404 = "huxin.portals.errors.not_found"
handler500 = "huxin.portals.errors.server_error"

"""The addresses: the worker's pages at the root, the officers' under /agency/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from huxin.api.urls import urls as api_urls
from huxin.web.operations import watch
from huxin.web.worker import account, home

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", watch.health),
    path("readyz", watch.ready),
    path("metrics", watch.metrics),
    path("login/", account.sign_in, name="login"),
    path("logout/", account.sign_out, name="logout"),
    path("language/", home.language, name="language"),
    path("size/", home.size, name="size"),
    path("stay/", account.stay, name="stay"),
    path("api/v1/feeds/", include("huxin.feeds.urls")),
    path("api/", api_urls),
    path("", include("huxin.web.account.urls")),
    path("agency/", include("huxin.web.office.urls")),
    path("", include("huxin.measures.places.urls")),
    path("company/", include("huxin.web.company.urls")),
    path("", include("huxin.web.worker.urls")),
]
handler400 = "huxin.ui.errors.bad_request"
handler403 = "huxin.ui.errors.forbidden"
handler404 = "huxin.ui.errors.not_found"
handler500 = "huxin.ui.errors.server_error"

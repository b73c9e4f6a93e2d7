"""Addresses of service places."""

from __future__ import annotations

from django.urls import path

from huxin.measures.places.pages import worker_places as worker
from huxin.measures.places.pages import worker_waiting

app_name = "places"
urlpatterns = [
    path("places/", worker.home, name="home"),
    path("places/kind/<slug:name>/", worker.kind, name="kind"),
    path("places/waiting/", worker_waiting.waiting, name="waiting"),
    path("places/pickup/", worker_waiting.pickup, name="pickup"),
    path("places/<slug:code>/", worker.place, name="place"),
    path("places/<slug:code>/report/", worker.report, name="report"),
    path("places/<slug:code>/count/", worker_waiting.count, name="count"),
]

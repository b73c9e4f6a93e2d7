"""Addresses of service places."""

from __future__ import annotations

from django.urls import path

from huxin.measures.places.pages import worker_places as worker

app_name = "places"
urlpatterns = [
    path("places/", worker.home, name="home"),
    path("places/kind/<slug:name>/", worker.kind, name="kind"),
    path("places/<slug:code>/", worker.place, name="place"),
    path("places/<slug:code>/report/", worker.report, name="report"),
]

"""Addresses of the company's desk."""

from __future__ import annotations

from django.urls import path

from huxin.portals.company.views import cases, file, findings, home, keys, safety, weather

app_name = "company"
urlpatterns = [
    path("", home.home, name="home"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("cases/<slug:no>/evidence/<uuid:evidence_id>/", cases.evidence, name="evidence"),
    path("file/", file.services, name="services"),
    path("file/<slug:name>/", file.file, name="file"),
    path("keys/", keys.keys, name="keys"),
    path("safety/", safety.safety, name="safety"),
    path("weather/", weather.weather, name="weather"),
    path("findings/", findings.findings, name="findings"),
]

"""Addresses of the worker's pages."""

from __future__ import annotations

from django.urls import path

from huxin.portals.worker.views import apply, cases, home, hours, money, weather

app_name = "worker"
urlpatterns = [
    path("", home.home, name="home"),
    path("money/social-insurance-subsidy/", money.money, name="money"),
    path("apply/", apply.services, name="services"),
    path("apply/<slug:name>/", apply.start, name="apply"),
    path("apply/<slug:name>/<slug:step_id>/", apply.step, name="apply_step"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:no>/", cases.case, name="case"),
    path("cases/<slug:no>/why/", cases.why, name="why"),
    path("cases/<slug:no>/do/<slug:name>/", cases.act, name="act"),
    path("letters/<uuid:letter_id>.pdf", cases.letter, name="letter"),
    path("weather/", weather.weather, name="weather"),
    path("weather/stop/", weather.stop, name="weather_stop"),
    path("hours/", hours.hours, name="hours"),
    path("help/complain/", home.help_page, name="help"),
]

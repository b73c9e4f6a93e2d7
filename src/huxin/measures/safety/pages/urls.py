"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.safety.pages import (
    company_rules,
    company_safety,
    company_weather,
    office_rules,
    office_safety,
    office_weather,
    worker_weather,
)

WORKER = [
    path("weather/", worker_weather.weather, name="weather"),
    path("weather/stop/", worker_weather.stop, name="weather_stop"),
]
OFFICE = [
    path("weather/", office_weather.weather, name="weather"),
    path("safety/", office_safety.safety, name="safety"),
    path("safety/<slug:code>/", office_safety.company, name="safety_company"),
    path("rules/", office_rules.rules, name="rules"),
    path("rules/<slug:no>/", office_rules.rule, name="rule"),
]
COMPANY = [
    path("rules/", company_rules.rules, name="rules"),
    path("safety/", company_safety.safety, name="safety"),
    path("weather/", company_weather.weather, name="weather"),
]

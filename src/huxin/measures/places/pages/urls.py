"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.places.pages import office_places, office_planning, office_waiting

OFFICE = [
    path("places/", office_places.places, name="places"),
    path("places/waiting/", office_waiting.areas, name="waiting_areas"),
    path("places/waiting/<slug:code>/", office_waiting.area, name="waiting_area"),
    path("places/plan/", office_planning.plan, name="plan"),
    path("places/plan/compare/", office_planning.compare, name="compare"),
    path("places/plan/<int:number>/", office_planning.scenario, name="scenario"),
    path("places/plan/<int:number>.<slug:kind>", office_planning.export, name="plan_export"),
]

"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.places.pages import office_places, office_waiting

OFFICE = [
    path("places/", office_places.places, name="places"),
    path("places/waiting/", office_waiting.areas, name="waiting_areas"),
    path("places/waiting/<slug:code>/", office_waiting.area, name="waiting_area"),
]

"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from huxin.measures.places.pages import office_places

OFFICE = [
    path("places/", office_places.places, name="places"),
]

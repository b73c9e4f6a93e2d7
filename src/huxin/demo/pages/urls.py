"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from huxin.demo.pages import tours

WORKER = [
    path("tours/", tours.tours, name="tours"),
    path("tours/<slug:account>/", tours.tour, name="tour"),
]

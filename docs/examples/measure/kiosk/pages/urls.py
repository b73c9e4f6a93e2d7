"""Addresses of this measure, face by face."""

from __future__ import annotations

from django.urls import path

from kiosk.pages import kiosks

WORKER = [path("kiosks/", kiosks.public, name="kiosks")]
OFFICE = [path("kiosks/", kiosks.office, name="kiosks")]

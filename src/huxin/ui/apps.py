"""Django's entry to the portals."""

from __future__ import annotations

from django.apps import AppConfig


class PortalsConfig(AppConfig):
    """All faces."""

    name = "huxin.web"

"""Django's entry to this room: there only where the invented city is served (``HUXIN_DEMO=1``)."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The room of the invented city."""

    name = "huxin.demo"

"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The room of governance."""

    name = "huxin.measures.governance"

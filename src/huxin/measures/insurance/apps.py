"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    """The room of injury cover; its records are the registry's."""

    name = "huxin.measures.insurance"

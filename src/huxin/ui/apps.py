"""Django's entry to the kit of pages."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """What every page shares: fields, errors, words, template tags."""

    name = "huxin.ui"

"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """The room of publicity."""

    name = "huxin.measures.publicity"

    def ready(self) -> None:
        from huxin.measures.publicity.pages import register

        register()

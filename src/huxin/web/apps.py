"""Django's entry to the pages that belong to no measure."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The desks and the phone pages."""

    name = "huxin.web"

    def ready(self) -> None:
        from huxin.web import main_pages

        main_pages.register()

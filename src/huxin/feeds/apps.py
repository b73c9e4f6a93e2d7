"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """The room of order records."""

    name = "huxin.feeds"

    def ready(self) -> None:
        from huxin.feeds import sealed
        from huxin.ledger.service import register_source

        register_source("feed", sealed.batches)
        register_source("feed_rounding", sealed.roundings)

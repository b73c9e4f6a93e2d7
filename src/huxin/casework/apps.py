"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The room of cases."""

    name = "huxin.casework"

    def ready(self) -> None:
        from huxin.casework import sealed
        from huxin.casework.rosters import filings
        from huxin.ledger.service import register_source

        register_source("act", sealed.acts)
        register_source("adoption", sealed.adoptions)
        register_source("filing", filings)
        register_source("letter", sealed.letters)
        register_source("pay", sealed.batches)

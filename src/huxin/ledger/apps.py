"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room of sealed records."""

    name = "huxin.ledger"

    def ready(self) -> None:
        from huxin.ledger.chain import register_source
        from huxin.ledger.evidence import sealed_rows

        register_source("evidence", sealed_rows)

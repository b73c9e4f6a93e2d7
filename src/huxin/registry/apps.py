"""Django's entry to this room."""

from __future__ import annotations

from functools import partial

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The room of people and accounts."""

    name = "huxin.registry"

    def ready(self) -> None:
        from huxin.ledger.service import register_source
        from huxin.registry import traces
        from huxin.registry.viewings import sealed_rows

        register_source("viewing", sealed_rows)
        for kind in traces.KINDS:
            register_source(f"trace-{kind}", partial(traces.sealed_rows, kind))

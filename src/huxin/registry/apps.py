"""Django's entry to this room."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The room of people and accounts."""

    name = "huxin.registry"

    def ready(self) -> None:
        from huxin.ledger.service import Recurring, register_duty, register_sealed_kind, register_source
        from huxin.registry import openings, traces
        from huxin.registry.upkeep import tidy_up
        from huxin.registry.viewings import sealed_rows

        for sealed in openings.KINDS:
            register_sealed_kind(sealed)
        register_source("viewing", sealed_rows)
        tidy = {"zh": "停用没人用的账号，清理会话和旧日志", "en": "Close unused accounts, forget old sessions and logs"}
        register_duty(Recurring("upkeep", tidy, timedelta(hours=1), tidy_up))
        for kind in traces.KINDS:
            register_source(f"trace-{kind}", partial(traces.sealed_rows, kind))

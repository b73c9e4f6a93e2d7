"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    """The room of contracts and agreements."""

    name = "huxin.measures.employment"

    def ready(self) -> None:
        from huxin.ledger.service import register_source
        from huxin.measures.employment.papers import sealed_rows
        from huxin.measures.employment.signing import disavowals, signatures

        register_source("agreement", sealed_rows)
        register_source("signature", signatures)
        register_source("disavowal", disavowals)

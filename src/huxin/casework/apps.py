"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The room of cases."""

    name = "huxin.casework"

    def ready(self) -> None:
        from huxin.casework import sealed
        from huxin.ledger.service import register_disposals, register_source

        register_source("act", sealed.acts)
        register_source("adoption", sealed.adoptions)
        register_source("letter", sealed.letters)
        register_source("pay", sealed.batches)
        register_source("disposal", sealed.disposals)
        register_source("hold", sealed.holds)
        register_source("hold_lifted", sealed.lifted_holds)
        register_disposals(sealed.disposed_evidence)

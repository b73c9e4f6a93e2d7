"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The room of governance."""

    name = "huxin.measures.governance"

    def ready(self) -> None:
        from huxin.casework.service import follow_act
        from huxin.ledger.service import SealedKind, register_sealed_kind, register_source
        from huxin.measures.governance.findings import asking, sealed
        from huxin.measures.governance.models import Finding

        register_sealed_kind(SealedKind("findings", "pseudonym.key", Finding.objects.exists, lambda: None))
        register_source("findings", sealed.files)
        register_source("recheck", sealed.rechecks)
        register_source("false-alarm", sealed.false_alarms)
        follow_act(asking.PROCEDURE, "file", asking.remember)

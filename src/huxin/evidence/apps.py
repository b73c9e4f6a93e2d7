"""Django's entry to this room."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The room of files."""

    name = "huxin.evidence"

    def ready(self) -> None:
        from huxin.core.service import PeriodicTask, register_duty, register_sealed_kind, register_source
        from huxin.evidence import custody, openings, receipts, store
        from huxin.evidence.uploads import drop_old_uploads

        for sealed in openings.KINDS:
            register_sealed_kind(sealed)
        register_source("evidence", store.sealed_rows)
        register_source("custody", custody.sealed_rows)
        register_source("receipt", receipts.sealed_rows)
        uploads = {"zh": "清掉没传完的文件", "en": "Forget uploads that nobody went on with"}
        register_duty(PeriodicTask("uploads", uploads, timedelta(hours=1), drop_old_uploads))

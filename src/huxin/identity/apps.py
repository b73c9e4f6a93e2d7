"""Django's entry to this room."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The room of accounts."""

    name = "huxin.identity"

    def ready(self) -> None:
        from huxin.core.service import PeriodicTask, SealedKind, register_duty, register_sealed_kind, register_source
        from huxin.identity import account_audit, mfa
        from huxin.identity.housekeeping import tidy_up

        register_sealed_kind(SealedKind("second factors", "master.key", mfa.seeds_there, mfa.latest_seed_opens))
        tidy = {"zh": "停用没人用的账号，清理会话和旧日志", "en": "Close unused accounts, forget old sessions and logs"}
        register_duty(PeriodicTask("upkeep", tidy, timedelta(hours=1), tidy_up))
        for kind in account_audit.KINDS:
            register_source(f"trace-{kind}", partial(account_audit.sealed_rows, kind))

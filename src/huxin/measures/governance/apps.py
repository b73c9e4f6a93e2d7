"""Django's entry to this room."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The room of governance."""

    name = "huxin.measures.governance"

    def ready(self) -> None:
        from huxin.casework.service import (
            Keeper,
            Measure,
            follow_act,
            register_computed,
            register_measure,
            register_own_table,
            register_reference,
        )
        from huxin.core.service import PeriodicTask, SealedKind, register_duty, register_sealed_kind, register_source
        from huxin.measures.governance import consulting, interviewing, own_week, planning
        from huxin.measures.governance.findings import asking, sealed
        from huxin.measures.governance.models import Finding
        from huxin.measures.governance.pages import register as register_pages

        register_pages()
        register_own_table(own_week.TABLE)
        register_sealed_kind(SealedKind("findings", "pseudonym.key", Finding.objects.exists, lambda: None))
        register_source("findings", sealed.files)
        register_source("recheck", sealed.rechecks)
        register_source("false-alarm", sealed.false_alarms)
        waits = {"zh": "订单有没有按时扫描", "en": "Are the days of orders scanned in time?"}
        register_duty(PeriodicTask("scanning", waits, timedelta(hours=1), _watch))
        follow_act(asking.PROCEDURE, "file", asking.remember)
        register_reference("finding", Keeper(asking.named_finding))
        register_measure(planning.PROCEDURE, Measure(letter=planning.in_letters))
        for room in (consulting, planning):
            for act, compute in room.COMPUTED.items():
                register_computed(act, compute, room.PROCEDURE)
            for act, guard in room.GUARDS.items():
                follow_act(room.PROCEDURE, act, guard)
        for act, guard in interviewing.GUARDS.items():
            follow_act(interviewing.PROCEDURE, act, guard)


def _watch(now: datetime) -> None:
    from huxin.measures.governance.findings.nightly import watch

    watch(now)

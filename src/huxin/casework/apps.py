"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The room of cases."""

    name = "huxin.casework"

    def ready(self) -> None:
        from datetime import timedelta

        from huxin.casework import delivering, examining, notices, openings, reminding, sealed
        from huxin.casework.letters import queue as letters
        from huxin.casework.pouches import drop_unclaimed
        from huxin.casework.returned import forget_old
        from huxin.casework.rosters import filings
        from huxin.law.dates import day_of
        from huxin.ledger.service import (
            Recurring,
            register_disposals,
            register_duty,
            register_queue,
            register_sealed_kind,
            register_source,
        )

        for kind in openings.KINDS:
            register_sealed_kind(kind)
        register_source("act", sealed.acts)
        register_source("adoption", sealed.adoptions)
        register_source("filing", filings)
        register_source("letter", sealed.letters)
        register_source("pay", sealed.batches)
        register_source("disposal", sealed.disposals)
        register_source("hold", sealed.holds)
        register_source("hold_lifted", sealed.lifted_holds)
        register_disposals(sealed.disposed_evidence)
        for one in (letters.QUEUE, notices.QUEUE, delivering.QUEUE, examining.QUEUE):
            register_queue(one)
        again = {"zh": "没查成毒的再查一次", "en": "A second look at what the scanner could not say"}
        register_duty(Recurring("rescue", again, timedelta(minutes=15), examining.rescue))
        old = {"zh": "清掉没人认领的证据袋", "en": "Drop pouches that nobody claimed"}
        register_duty(Recurring("pouches", old, timedelta(hours=1), drop_unclaimed))
        days = {"zh": "提醒期限，办到期自动办的", "en": "Remind of deadlines, do what follows when one ran out"}
        register_duty(Recurring("deadlines", days, timedelta(minutes=1), lambda now: reminding.ask_due(day_of(now))))
        rows = {"zh": "清掉过期没改的名单行", "en": "Forget rows of lists that nobody mended"}
        register_duty(Recurring("returned_rows", rows, timedelta(days=1), forget_old))

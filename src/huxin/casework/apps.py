"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The room of cases."""

    name = "huxin.casework"

    def ready(self) -> None:
        from datetime import timedelta

        from huxin.casework import audit_digests, openings
        from huxin.casework.case import by_code
        from huxin.casework.case.addressees import register_computed
        from huxin.casework.collecting import ENFORCE, URGE, to_enforce, to_urge
        from huxin.casework.evidence import scan_queue
        from huxin.casework.evidence.anonymous import drop_unclaimed
        from huxin.casework.imports.rejected_rows import forget_old
        from huxin.casework.imports.rosters import filings
        from huxin.casework.outbox import delivery, reminders, sms
        from huxin.casework.outbox.letters import queue as letters
        from huxin.core.service import (
            PeriodicTask,
            register_duty,
            register_queue,
            register_sealed_kind,
            register_source,
        )
        from huxin.evidence.service import register_disposals
        from huxin.law.dates import day_of

        register_computed(URGE, to_urge)
        register_computed(ENFORCE, to_enforce)
        for kind in openings.KINDS:
            register_sealed_kind(kind)
        register_source("act", audit_digests.acts)
        register_source("adoption", audit_digests.adoptions)
        register_source("filing", filings)
        register_source("letter", audit_digests.letters)
        register_source("number_void", audit_digests.voids)
        register_source("seal_certificate", audit_digests.certificates)
        register_source("pay", audit_digests.batches)
        register_source("pay_check", audit_digests.checked_batches)
        register_source("disposal", audit_digests.disposals)
        register_source("hold", audit_digests.holds)
        register_source("hold_lifted", audit_digests.lifted_holds)
        register_disposals(audit_digests.disposed_evidence)
        for one in (letters.QUEUE, sms.QUEUE, delivery.QUEUE, delivery.MAILS, by_code.QUEUE, scan_queue.QUEUE):
            register_queue(one)
        again = {"zh": "没查成毒的再查一次", "en": "A second look at what the scanner could not say"}
        register_duty(PeriodicTask("rescue", again, timedelta(minutes=15), scan_queue.rescue))
        old = {"zh": "清掉没人认领的证据袋", "en": "Drop pouches that nobody claimed"}
        register_duty(PeriodicTask("pouches", old, timedelta(hours=1), drop_unclaimed))
        codes = {"zh": "清掉过期的验证码", "en": "Forget codes that are over"}
        register_duty(PeriodicTask("case_codes", codes, timedelta(hours=1), by_code.drop_old_codes))
        days = {"zh": "提醒期限，办到期自动办的", "en": "Remind of deadlines, do what follows when one ran out"}
        register_duty(PeriodicTask("deadlines", days, timedelta(minutes=1), lambda now: reminders.ask_due(day_of(now))))
        rows = {"zh": "清掉过期没改的名单行", "en": "Forget rows of lists that nobody mended"}
        register_duty(PeriodicTask("returned_rows", rows, timedelta(days=1), forget_old))

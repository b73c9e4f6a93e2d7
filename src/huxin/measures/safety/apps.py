"""Django's entry to this room."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """The room of safety."""

    name = "huxin.measures.safety"

    def ready(self) -> None:
        from datetime import timedelta

        from huxin.casework.service import follow_act, register_own_data, register_roster
        from huxin.core.service import (
            PeriodicTask,
            SealedKind,
            register_duty,
            register_queue,
            register_sealed_kind,
            register_source,
        )
        from huxin.feeds.beside import register_records
        from huxin.measures.safety import ledger, riders
        from huxin.measures.safety.models import Webhook
        from huxin.measures.safety.pages import register as register_pages
        from huxin.measures.safety.weather import drafting, sealed, sending, serving

        register_pages()
        register_sealed_kind(SealedKind("pushed orders", "webhook.key", Webhook.objects.exists, lambda: None))
        register_source("weather", sealed.messages)
        for procedure in serving.BOTH:
            follow_act(procedure, "issue", serving.serve_platforms)
            follow_act(procedure, "decide", serving.tell_end)
        register_records("warnings", _write_warnings)
        follow_act(ledger.DUTY, "file", ledger.carry_on)
        follow_act(ledger.CHECK, "file", riders.start_cure)
        register_roster(riders.RiderRoster)
        register_own_data("safety", riders.own_records)
        register_queue(sending.QUEUE)
        due = {
            "zh": "天气指令：该起草的起草，到时间的结束",
            "en": "Weather orders: draft what is asked, end what is over",
        }
        register_duty(PeriodicTask("weather", due, timedelta(minutes=1), drafting.sync))


def _write_warnings(path: Path) -> int:
    """Warnings as a scan of the lake reads them."""
    from huxin.measures.safety.weather.exporting import write_records

    return write_records(path)

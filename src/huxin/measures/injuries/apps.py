"""Django's entry to this room."""

from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig


class InjuriesConfig(AppConfig):
    """The room of the injury thread."""

    name = "huxin.measures.injuries"

    def ready(self) -> None:
        from datetime import timedelta

        from huxin.casework.service import Measure, register_measure
        from huxin.core.service import PeriodicTask, register_duty
        from huxin.measures.injuries.benefit import PROCEDURE, benefit_facts, benefit_letter

        register_measure(PROCEDURE, Measure(benefit_facts, benefit_letter))
        label = {
            "zh": "工伤申请要的注册、订单、协议，自己去调",
            "en": "Fetch registration, orders and agreement for injury claims",
        }
        register_duty(PeriodicTask("injury_bundles", label, timedelta(minutes=1), _collect))


def _collect(now: datetime) -> None:
    """The order lake is opened only by whoever looks into it."""
    from huxin.measures.injuries.service import collect_waiting

    collect_waiting(now)

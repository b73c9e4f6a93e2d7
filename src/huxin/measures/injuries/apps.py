"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class InjuriesConfig(AppConfig):
    """The room of the injury thread."""

    name = "huxin.measures.injuries"

    def ready(self) -> None:
        from huxin.casework.service import Measure, register_measure
        from huxin.measures.injuries.benefit import PROCEDURE, benefit_facts, benefit_letter

        register_measure(PROCEDURE, Measure(benefit_facts, benefit_letter, amount="fund_pays"))

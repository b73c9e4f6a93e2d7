"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """The room of subsidies."""

    name = "huxin.measures.subsidies"

    def ready(self) -> None:
        from huxin.casework.service import Measure, register_measure
        from huxin.measures.subsidies.facts import ITEM, case_facts
        from huxin.measures.subsidies.letter import letter_of
        from huxin.measures.subsidies.pages import register as register_pages

        register_pages()
        register_measure(ITEM, Measure(case_facts, letter_of))

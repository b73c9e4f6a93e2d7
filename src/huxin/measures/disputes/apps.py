"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """The room of disputes."""

    name = "huxin.measures.disputes"

    def ready(self) -> None:
        from huxin.casework.service import Measure, follow_act, register_computed, register_measure
        from huxin.measures.disputes import negotiating, referring
        from huxin.measures.disputes.calculating import ACT, worked_out
        from huxin.measures.disputes.letter import signed_by
        from huxin.measures.disputes.pages import register as register_pages

        register_pages()
        register_computed(ACT, worked_out)
        register_measure("one-stop-mediation", Measure(letter=signed_by))
        for one in (negotiating, referring):
            for act, guard in one.GUARDS.items():
                follow_act(one.PROCEDURE, act, guard)

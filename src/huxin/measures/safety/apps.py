"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """The room of safety."""

    name = "huxin.measures.safety"

    def ready(self) -> None:
        from huxin.casework.service import follow_act
        from huxin.ledger.service import register_source
        from huxin.measures.safety.weather import sealed, serving

        register_source("weather", sealed.messages)
        follow_act(serving.PROCEDURE, "issue", serving.serve_platforms)
        follow_act(serving.PROCEDURE, "decide", serving.tell_end)

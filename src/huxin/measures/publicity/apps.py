"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """The room of publicity."""

    name = "huxin.measures.publicity"

    def ready(self) -> None:
        from huxin.casework.service import follow_act, register_computed
        from huxin.measures.publicity import reach
        from huxin.measures.publicity.pages import register

        register()
        register_computed("count", reach.figures, reach.CAMPAIGN)
        follow_act(reach.CAMPAIGN, "publish", reach.guard_publish)

"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The room of service places."""

    name = "huxin.measures.places"

    def ready(self) -> None:
        from huxin.casework.service import follow_act
        from huxin.core.service import register_queue
        from huxin.measures.places import actions, planning
        from huxin.measures.places.pages import register as register_pages

        register_pages()
        register_queue(planning.QUEUE)
        follow_act(actions.FAULT, "file", actions.note_report)
        follow_act(actions.FAULT, "confirm", actions.note_look)
        follow_act(actions.FAULT, "decide", actions.note_end)
        follow_act(actions.PROJECT, "decide", actions.note_opened)
        follow_act(actions.PROJECT, "verify_place", actions.note_verified)

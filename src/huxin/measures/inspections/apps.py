"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """The room of double-random inspections."""

    name = "huxin.measures.inspections"

    def ready(self) -> None:
        from huxin.casework.service import follow_act
        from huxin.core.service import register_source
        from huxin.measures.inspections import drawing, planning, recusals, results, sealed, sites
        from huxin.measures.inspections.pages import register as register_pages

        register_pages()
        register_source("inspection-directory", sealed.directory_files)
        register_source("recusal", sealed.recusals)
        register_source("inspection-draw", sealed.draws)
        follow_act(planning.PROCEDURE, "draw", drawing.guard_draw)
        follow_act(planning.PROCEDURE, "recuse", recusals.guard_recuse)
        follow_act(planning.PROCEDURE, "decide", results.guard_finish)
        follow_act(planning.PROCEDURE, "publish", results.guard_publish)
        follow_act(drawing.ROUTINE, sites.ACT, sites.note_in_draw)

"""Django's entry to this room."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    """The room of injury cover; its records are the registry's."""

    name = "huxin.measures.insurance"

    def ready(self) -> None:
        from huxin.casework.service import (
            Measure,
            follow_act,
            register_measure,
            register_own_data,
            register_own_table,
            register_roster,
        )
        from huxin.feeds.beside import register_records
        from huxin.measures.insurance import joining, premium
        from huxin.measures.insurance.gaps import register_orders
        from huxin.measures.insurance.own_data import TABLE, own_cover
        from huxin.measures.insurance.pages import register as register_pages
        from huxin.measures.insurance.rosters import EnrolmentRoster, LeaveRoster
        from huxin.measures.insurance.worked import orders_of_lake

        register_pages()
        register_measure(premium.PROCEDURE, Measure(people=premium.people_of_list))
        for act, guard in joining.GUARDS.items():
            follow_act(joining.PROCEDURE, act, guard)
        register_own_data("cover", own_cover)
        register_own_table(TABLE)
        register_records("cover", _write_cover)
        register_orders(orders_of_lake)
        for kind in (EnrolmentRoster, LeaveRoster):
            register_roster(kind)


def _write_cover(path: Path) -> int:
    """Cover as a scan of the lake reads it: workers by the key that the lake has."""
    from huxin.feeds.sealing import worker_key
    from huxin.measures.insurance.export import export_cover

    return export_cover(path, worker_key())

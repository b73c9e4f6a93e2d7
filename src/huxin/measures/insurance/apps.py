"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    """The room of injury cover; its records are the registry's."""

    name = "huxin.measures.insurance"

    def ready(self) -> None:
        from huxin.casework.service import register_own_data, register_roster
        from huxin.measures.insurance.own_data import own_cover
        from huxin.measures.insurance.rosters import EnrolmentRoster, LeaveRoster

        register_own_data("cover", own_cover)
        for kind in (EnrolmentRoster, LeaveRoster):
            register_roster(kind)

"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    """The room of injury cover; its records are the registry's."""

    name = "huxin.measures.insurance"

    def ready(self) -> None:
        from huxin.casework.service import register_roster
        from huxin.measures.insurance.rosters import EnrolmentRoster, LeaveRoster

        for kind in (EnrolmentRoster, LeaveRoster):
            register_roster(kind)

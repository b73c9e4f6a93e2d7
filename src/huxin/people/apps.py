"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room of people and companies."""

    name = "huxin.people"

    def ready(self) -> None:
        from huxin.core.service import SealedKind, register_sealed_kind, register_source
        from huxin.people import person
        from huxin.people.unmask_log import sealed_rows

        register_sealed_kind(SealedKind("people", "master.key", person.keys_there, person.latest_opens))
        register_source("viewing", sealed_rows)

"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room of people and companies."""

    name = "huxin.people"

    def ready(self) -> None:
        from datetime import timedelta

        from huxin.core.service import PeriodicTask, SealedKind, register_duty, register_sealed_kind, register_source
        from huxin.people import person
        from huxin.people.unmask_log import sealed_rows

        register_sealed_kind(SealedKind("people", "master.key", person.keys_there, person.latest_opens))
        register_source("viewing", sealed_rows)
        keys = {"zh": "补查找用的索引", "en": "Make the missing keys by which people are found"}
        register_duty(PeriodicTask("find_keys", keys, timedelta(minutes=10), person.index_missing))

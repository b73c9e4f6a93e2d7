"""Django's entry to this room."""

from __future__ import annotations

from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    """The room of contracts and agreements."""

    name = "huxin.measures.employment"

    def ready(self) -> None:
        from datetime import timedelta

        from huxin.casework.service import register_own_data, register_own_table, register_roster
        from huxin.core.service import PeriodicTask, register_duty, register_queue, register_source
        from huxin.law.dates import day_of
        from huxin.measures.employment import offering, own_data, rosters
        from huxin.measures.employment.pages import register as register_pages
        from huxin.measures.employment.papers import sealed_rows
        from huxin.measures.employment.reconciling import reconcile
        from huxin.measures.employment.signing import disavowals, signatures

        register_pages()
        register_source("agreement", sealed_rows)
        register_source("agreement_taken_back", offering.taken_back)
        register_source("signature", signatures)
        register_source("disavowal", disavowals)
        register_queue(offering.QUEUE)
        register_own_data("agreements", own_data.own_agreements)
        register_own_data("engagements", own_data.own_engagements)
        register_own_table(own_data.ENGAGEMENTS)
        register_own_table(own_data.AGREEMENTS)
        for kind in (rosters.AgreementRoster, rosters.EngagementRoster):
            register_roster(kind)
        count = {"zh": "每日对账：在岗的人有没有协议", "en": "Daily reconciliation of people at work and papers"}
        register_duty(PeriodicTask("reconciling", count, timedelta(hours=6), lambda now: reconcile(day_of(now))))

"""Django's entry to this room."""

from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """The room of order records."""

    name = "huxin.feeds"

    def ready(self) -> None:
        from datetime import timedelta

        from huxin.core.service import (
            PeriodicTask,
            register_check,
            register_duty,
            register_queue,
            register_sealed_kind,
            register_source,
        )
        from huxin.feeds import openings, sealed, uploads

        register_queue(uploads.QUEUE)
        for kind in openings.KINDS:
            register_sealed_kind(kind)
        register_source("feed", sealed.batches)
        register_source("feed_rounding", sealed.roundings)
        register_source("feed_clearing", sealed.clearings)
        register_check("lake", sealed.lake_faults)
        left = {"zh": "补完中断的报送", "en": "Finish what a killed delivery left"}
        register_duty(PeriodicTask("feed_settling", left, timedelta(minutes=1), _settle))
        past = {"zh": "订单记录到期取整、删除", "en": "Round and delete order records past their time"}
        register_duty(PeriodicTask("feed_tidying", past, timedelta(hours=1), _tidy))


def _settle(now: datetime) -> None:
    """DuckDB is loaded only by whoever needs it."""
    from huxin.feeds.service import settle_all

    settle_all()


def _tidy(now: datetime) -> None:
    from huxin.core.service import ToldError
    from huxin.feeds.service import tidy

    done = tidy(now)
    if done.told:
        raise ToldError("; ".join(done.told[:3]))

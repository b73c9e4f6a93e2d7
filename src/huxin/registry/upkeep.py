"""What has to be done about accounts now and then, by ``huxin worker``."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from huxin.registry.access_log import drop_old
from huxin.registry.accounts import retire_stale
from huxin.registry.kept import drop_old_forms
from huxin.registry.rates import drop_old_buckets
from huxin.registry.tickets import drop_old_tickets
from huxin.registry.tries import drop_old_tries


def tidy_up(now: datetime) -> None:
    """Retire accounts that nobody uses; forget ended sessions, old logs, full buckets, old tickets, kept forms."""
    retire_stale(now)
    Session.objects.filter(expire_date__lt=now).delete()
    drop_old(now)
    drop_old_buckets(now)
    drop_old_forms(now)
    drop_old_tickets(now)
    drop_old_tries(now)

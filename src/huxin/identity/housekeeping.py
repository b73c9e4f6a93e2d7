"""What has to be done about accounts now and then, by ``huxin worker``."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from huxin.identity.access_log import drop_old
from huxin.identity.accounts import retire_stale
from huxin.identity.entry_codes import drop_old_codes
from huxin.identity.kept_forms import drop_old_forms
from huxin.identity.province_ticket import drop_old_tickets
from huxin.identity.rate_limit import drop_old_buckets
from huxin.identity.tries import drop_old_tries


def tidy_up(now: datetime) -> None:
    """Retire accounts that nobody uses; forget ended sessions, old logs, full buckets, old codes, tickets and forms."""
    retire_stale(now)
    Session.objects.filter(expire_date__lt=now).delete()
    drop_old(now)
    drop_old_buckets(now)
    drop_old_codes(now)
    drop_old_forms(now)
    drop_old_tickets(now)
    drop_old_tries(now)

"""``huxin worker``: work off what waits (letters, short messages, scans, previews) and do what falls due."""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from typing import Final

PAUSE: Final = 1.0
SCAN_HOUR: Final = "HUXIN_SCAN_HOUR"
ROUND: Final = 20
"""Rows of a queue in one go, before the next queue and what falls due."""
log = logging.getLogger("huxin.worker")


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("worker", help="work off what waits and do what falls due", description=__doc__)
    parser.add_argument("--once", action="store_true", help="do what waits and is due, then stop")
    parser.set_defaults(run=run)


class Night:
    """The nightly scan, in a process of its own: letters and weather orders do not wait for it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._day: date | None = None
        self._hour = scan_hour()

    def begin(self, now: datetime | None = None) -> bool:
        """Start it once a day, from the hour that is set on; answers whether it was started now."""
        from huxin.law.dates import SHANGHAI

        local = (now or datetime.now(UTC)).astimezone(SHANGHAI)
        if self._process is not None and self._process.poll() is None:
            return False
        if self._day == local.date() or local.hour < self._hour:
            return False
        self._day = local.date()
        log.info("the nightly scan begins")
        self._process = subprocess.Popen([sys.executable, "-m", "huxin.cli.main", "supervise", "run"])
        return True


def scan_hour() -> int:
    """The hour of HUXIN_SCAN_HOUR, local time.  Raises ValueError for one that is none."""
    text = os.environ.get(SCAN_HOUR, "2")
    if not text.isdecimal() or int(text) > 23:
        raise ValueError(f"{SCAN_HOUR} is '{text}', wanted an hour from 0 to 23; leave it out for 2")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Work until stopped.  Two workers do not disturb each other."""
    from huxin.cli.django_setup import start_django

    start_django()
    from django.conf import settings

    from huxin.core.keys import require_keys

    require_keys(settings.DATA)
    from django.db import DatabaseError, close_old_connections

    from huxin.core.service import own_folder, queues, run_due

    if not args.once:
        own_folder()
    letters = 0
    night = Night()
    while True:
        try:
            counts = {queue.name: queue.work_off(ROUND) for queue in queues()}
            run_due()
            if not args.once:
                night.begin()
        except DatabaseError:
            if args.once:
                raise
            log.exception("the database does not answer")
            time.sleep(10 * PAUSE)
            counts = {}
        letters += counts.get("letters", 0)
        if any(counts.values()):
            continue
        if args.once:
            print(letters)
            return 0
        close_old_connections()
        time.sleep(PAUSE)

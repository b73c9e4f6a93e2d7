"""``huxin worker``: work off what waits (letters, short messages, scans, previews) and do what falls due."""

from __future__ import annotations

import argparse
import logging
import time
from typing import Final

PAUSE: Final = 1.0
ROUND: Final = 20
"""Rows of a queue in one go, before the next queue and what falls due."""
log = logging.getLogger("huxin.worker")


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("worker", help="work off what waits and do what falls due", description=__doc__)
    parser.add_argument("--once", action="store_true", help="do what waits and is due, then stop")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work until stopped.  Two workers do not disturb each other."""
    from huxin.cli.django_setup import start_django

    start_django()
    from django.conf import settings

    from huxin.config.keys import require_keys

    require_keys(settings.DATA)
    from django.db import DatabaseError, close_old_connections

    from huxin.ledger.service import queues, run_due

    letters = 0
    while True:
        try:
            counts = {queue.name: queue.work_off(ROUND) for queue in queues()}
            run_due()
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

"""``huxin worker``: render and sign the letters that cases ask for; bind the log into a signed root every minute."""

from __future__ import annotations

import argparse
import time
from typing import Final

PAUSE: Final = 1.0
MINUTE: Final = 60.0


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("worker", help="issue letters", description=__doc__)
    parser.add_argument("--once", action="store_true", help="issue what waits, then stop")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Issue letters until stopped.  Two workers do not disturb each other."""
    from huxin.cli.django_setup import start_django

    start_django()
    from django.db import close_old_connections
    from django.utils import timezone

    from huxin.casework.service import issue_waiting, send_waiting
    from huxin.ledger.service import seal_root
    from huxin.measures.safety.service import send_deliveries, sync

    sealed = time.monotonic()
    while True:
        count = issue_waiting()
        send_waiting()
        send_deliveries()
        if args.once:
            print(count)
            return 0
        if time.monotonic() - sealed >= MINUTE:
            sync()
            seal_root(timezone.now())
            sealed = time.monotonic()
        close_old_connections()
        time.sleep(PAUSE)

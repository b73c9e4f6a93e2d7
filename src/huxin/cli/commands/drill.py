"""``huxin drill``: back up under load, restore elsewhere, verify, sign in, open a case; says RPO and RTO."""

from __future__ import annotations

import argparse
import json


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("drill", help="prove that a backup can be restored", description=__doc__)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 when something did not hold.  The service goes on meanwhile."""
    from huxin.cli.django_setup import start_django

    start_django()
    from huxin.cli.recovery.drilling import drill

    found = drill()
    print(json.dumps(found, ensure_ascii=False))
    return 0 if found["held"] else 1

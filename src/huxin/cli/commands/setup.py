"""``huxin setup``: tables, static files, keys and the letter certificate; run it after every upgrade."""

from __future__ import annotations

import argparse

from huxin.cli.django_setup import prepare, start_django


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("setup", help="tables, static files, keys", description=__doc__)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do it; doing it again changes nothing.  Exit status 2 where data lie sealed under a key that is not there."""
    start_django(making_keys=True)
    from django.conf import settings

    from huxin.cli.installing import close_to_others

    prepare(making_keys=True)
    close_to_others(settings.DATA)
    print("ok")
    return 0

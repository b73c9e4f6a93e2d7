"""``huxin privacy``: what every field of the database holds, why, on what basis and how long."""

from __future__ import annotations

import argparse
import sys


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("privacy", help="the register of processing as CSV", description=__doc__)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """CSV on stdout; exit status 1 when a field is not declared."""
    from huxin.cli.django_setup import start_django

    start_django()
    from huxin.people.service import processing_register

    print(processing_register.register_csv(args.lang), end="")
    for name in processing_register.undeclared():
        print(f"not declared: {name}", file=sys.stderr)
    return 1 if processing_register.undeclared() else 0

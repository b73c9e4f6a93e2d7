"""``huxin restore``: a backup into an empty data folder and an empty database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("restore", help="put a backup into an empty installation", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="what 'huxin backup' wrote")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="the keys that were kept apart")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 when the log does not verify or something sealed cannot be opened."""
    from huxin.cli.recovery.keys import keys_first

    keys_first(args.keys)
    from huxin.cli.django_setup import start_django

    start_django()
    from huxin.cli.recovery.restoring import finish, restore

    made = restore(args.folder)
    found = finish(made)
    print(json.dumps(found, ensure_ascii=False))
    return 0 if found["intact"] and found["opened"] else 1

"""``huxin backup``: database and files of the running service, whole or not at all."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("backup", help="copy database and files while the service runs", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that does not exist yet")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="copy the keys too, to another place than the backup")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """JSON on stdout: what was copied, and where every key stands.  Exit status 1 where one is not there."""
    from huxin.cli.django_setup import start_django

    start_django()
    from django.conf import settings

    from huxin.cli.recovery.copying import back_up
    from huxin.core.keys import key_places, missing_keys

    made = back_up(args.folder, args.keys)
    rows = sum(made.counts.values())
    gone = [str(path) for path in missing_keys(settings.DATA).values()]
    keys = {
        "copied_to": str(args.keys) if args.keys else None,
        "stand_at": {name: str(path) for name, path in key_places(settings.DATA).items()},
        "missing": gone,
    }
    said = {"backup": str(args.folder), "entries": made.entries, "rows": rows, "files": made.files, "keys": keys}
    print(json.dumps(said))
    return 1 if gone else 0

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
    """JSON on stdout: what was copied."""
    from huxin.cli.django_setup import start_django

    start_django()
    from huxin.cli.recovery.copying import back_up

    made = back_up(args.folder, args.keys)
    rows = sum(made.counts.values())
    print(json.dumps({"backup": str(args.folder), "entries": made.entries, "rows": rows, "files": made.files}))
    return 0

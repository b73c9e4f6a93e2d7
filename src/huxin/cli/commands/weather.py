"""``huxin weather``: take in warnings, bring orders up to date, write the warning records for a scan."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from huxin.law.errors import InputError


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("weather", help="warnings of severe weather, and the orders they lead to")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    take = verbs.add_parser("take", help="take in warnings: CAP 1.2, the national message, JSON")
    take.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    take.add_argument("--format", choices=["json"], default="json", help="always JSON")
    take.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the reasons")
    take.set_defaults(run=run_take)
    records = verbs.add_parser("records", help="write all warnings as Parquet for 'huxin supervise scan --warnings'")
    records.add_argument("--out", required=True, type=Path, metavar="WARNINGS.parquet")
    records.set_defaults(run=run_records)


def run_take(args: argparse.Namespace) -> int:
    """Print what became of each message, and of everything that it names, as JSON."""
    from huxin.cli.django_setup import start_django
    from huxin.cli.output import pretty

    start_django()
    from django.utils.translation import override

    from huxin.identity.service import SYSTEM
    from huxin.measures.safety.service import take

    try:
        content = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
    except OSError as error:
        raise InputError("file", "FILE", args.file, "a file that can be read", f"{error.strerror}.") from None
    with override("en" if args.lang == "en" else "zh-hans"):
        print(pretty(take(SYSTEM, content).as_json()))
    return 0


def run_records(args: argparse.Namespace) -> int:
    """Print how many were written."""
    from huxin.cli.django_setup import start_django
    from huxin.cli.output import pretty

    start_django()
    from huxin.measures.safety.service import write_records

    print(pretty({"warnings": write_records(args.out), "out": str(args.out)}))
    return 0

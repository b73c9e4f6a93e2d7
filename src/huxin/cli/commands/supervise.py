"""``huxin supervise``: detectors over order records, findings as a Parquet file, and a past finding once more."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from huxin.cli.lake import missing
from huxin.cli.reading import pairs, read_day
from huxin.law.errors import InputError

if TYPE_CHECKING:
    from huxin.supervision.scan import ScanRequest


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verb."""
    parser = subparsers.add_parser("supervise", help="look through order records for what the law does not allow")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    one = verbs.add_parser("scan", help="run the detectors", description=__doc__)
    one.add_argument("--from", required=True, metavar="DATE", dest="first", help="first local day")
    one.add_argument("--to", required=True, metavar="DATE", dest="last", help="last local day, inclusive")
    _files(one)
    one.add_argument("--out", required=True, type=Path, metavar="FINDINGS.parquet")
    one.add_argument("--detector", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    one.set_defaults(run=run)
    again = verbs.add_parser("replay", help="find a past finding again", description=__doc__)
    again.add_argument("finding", metavar="FINDING_ID")
    again.add_argument("--findings", required=True, type=Path, metavar="FINDINGS.parquet", help="where it is kept")
    _files(again)
    again.set_defaults(run=replay)
    kept = verbs.add_parser("keep", help="store the findings of a scan for the pages", description=__doc__)
    kept.add_argument("file", type=Path, metavar="FINDINGS.parquet")
    kept.add_argument(
        "--report", type=Path, metavar="FILE", help="what the scan printed: then a day without findings counts"
    )
    kept.set_defaults(run=keep)
    sums = verbs.add_parser("figures", help="sums of days for the city's page", description=__doc__)
    sums.add_argument("--from", required=True, metavar="DATE", dest="first", help="first local day")
    sums.add_argument("--to", required=True, metavar="DATE", dest="last", help="last local day, inclusive")
    sums.add_argument("--orders", required=True, metavar="GLOB", help="Parquet files of order records")
    sums.add_argument("--key", metavar="FILE", help="hash worker numbers under this key, as the scan did")
    sums.set_defaults(run=figures)
    night = verbs.add_parser("run", help="scan what is not scanned yet, keep and add up", description=__doc__)
    night.add_argument("--until", metavar="DATE", help="last local day (default: yesterday)")
    night.set_defaults(run=nightly)


def _files(one: argparse.ArgumentParser) -> None:
    """What is read, and by which rules."""
    one.add_argument("--orders", required=True, metavar="GLOB", help="Parquet files of order records")
    one.add_argument("--oncall", metavar="GLOB", help="on-call records; without them no company-wide pay floor")
    one.add_argument("--warnings", metavar="GLOB", help="weather warnings; without them no weather detector")
    one.add_argument("--cover", metavar="GLOB", help="cover lists")
    one.add_argument("--companies", metavar="FILE", help="company_id and platform, as JSON, CSV or Parquet")
    one.add_argument("--key", metavar="FILE", help="hash worker numbers under this key; else they stay as they stand")
    one.add_argument("--zone", default="", metavar="ZONE", help="what times without an offset mean: Asia/Shanghai")
    one.add_argument("--pack", default="wenzhou", help="policy pack (default: wenzhou)")
    one.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="the findings are the same")
    one.add_argument("--set", action="append", default=[], metavar="PARAM[@DATE]=VALUE", dest="sets")
    one.add_argument("--memory-limit", metavar="SIZE", help="such as 4GB; beyond it the disk is used")
    one.add_argument("--threads", type=int, metavar="N")


def run(args: argparse.Namespace) -> int:
    """Scan and print what was found."""
    from huxin.cli.output import pretty

    scan = _supervision(args).scan
    first, last = _day(args.first, "--from"), _day(args.last, "--to")
    request = replace(_request(args, first, last), out=args.out, detectors=tuple(args.detector))
    print(pretty(scan(request).as_json()))
    return 0


def replay(args: argparse.Namespace) -> int:
    """Find one finding again and print whether it is the same."""
    from huxin.cli.output import pretty

    _supervision(args)
    from huxin.supervision.replay import replay

    day = date(2000, 1, 1)  # the day is the finding's own
    print(pretty(vars(replay(args.finding, args.findings, _request(args, day, day)))))
    return 0


def keep(args: argparse.Namespace) -> int:
    """Store findings and print how many are new."""
    from huxin.cli.django_setup import start_django
    from huxin.cli.output import pretty

    start_django()
    from huxin.identity.service import SYSTEM
    from huxin.measures.governance.service import keep

    report = None
    if args.report is not None:
        try:
            report = json.loads(args.report.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError("file", "--report", str(args.report), "the JSON of a scan", f"{error}.") from None
    print(pretty(keep(SYSTEM, args.file, report).as_json()))
    return 0


def figures(args: argparse.Namespace) -> int:
    """Add up days and print how many sums were written."""
    from huxin.cli.django_setup import start_django
    from huxin.cli.output import pretty
    from huxin.supervision.identity import read_key

    start_django()
    from huxin.measures.governance.service import add_up

    first, last = _day(args.first, "--from"), _day(args.last, "--to")
    added = add_up(args.orders, first, last, key=read_key(args.key))
    print(pretty({"figures": added.figures, "held": added.held}))
    return 0


def nightly(args: argparse.Namespace) -> int:
    """What ``huxin worker`` starts every night: the lake's unscanned days, then who works without a paper."""
    from huxin.cli.lake import start_lake
    from huxin.cli.output import pretty

    until = _day(args.until, "--until") if args.until else None
    start_lake()
    from django.utils import timezone

    from huxin.law.dates import day_of
    from huxin.measures.employment.service import reconcile
    from huxin.measures.governance.service import run_nightly

    done = run_nightly(until)
    counted = reconcile(until or day_of(timezone.now()))
    print(pretty({**done.as_json(), "reconciled": len(counted)}))
    return 0


def _supervision(args: argparse.Namespace) -> ModuleType:
    """The module of the scan, once the options make sense and the packages are there."""
    if args.memory_limit is not None and not re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)?\s?[KMGT]i?B", args.memory_limit):
        raise InputError("option", "--memory-limit", args.memory_limit, "a size such as 4GB", "Write number and unit.")
    if args.threads is not None and args.threads < 1:
        raise InputError("option", "--threads", args.threads, "1 or more", "Leave it out for all cores.")
    try:
        if args.engine == "spark":
            import_module("huxin.supervision.spark")
        return import_module("huxin.supervision.scan")
    except ImportError as error:
        raise missing(error) from None


def _request(args: argparse.Namespace, first: date, last: date) -> ScanRequest:
    from huxin.law.pack.load import load_pack
    from huxin.supervision.identity import read_key
    from huxin.supervision.lake import Files
    from huxin.supervision.scan import ScanRequest

    return ScanRequest(
        first=first,
        last=last,
        files=Files(args.orders, args.oncall, args.warnings, args.cover),
        pack=load_pack(args.pack),
        companies=args.companies,
        key=read_key(args.key),
        sets=pairs(args.sets, "--set"),
        memory=args.memory_limit,
        threads=args.threads,
        engine=args.engine,
        zone=args.zone,
    )


def _day(text: str, where: str) -> date:
    day = read_day(text, where)
    if not 2000 <= day.year < 2100:
        raise InputError("date", where, text, "a day from 2000 to 2099", "Check the year.")
    return day

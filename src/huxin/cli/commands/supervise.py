"""``huxin supervise scan``: detectors over order records, findings as a Parquet file."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from huxin.cli.commands.law import pairs, read_day
from huxin.law.errors import InputError

if TYPE_CHECKING:
    from huxin.supervision.scan import Request


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verb."""
    parser = subparsers.add_parser("supervise", help="look through order records for what the law does not allow")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    one = verbs.add_parser("scan", help="run the detectors", description=__doc__)
    one.add_argument("--from", required=True, metavar="DATE", dest="first", help="first local day")
    one.add_argument("--to", required=True, metavar="DATE", dest="last", help="last local day, inclusive")
    one.add_argument("--orders", required=True, metavar="GLOB", help="Parquet files of order records")
    one.add_argument("--oncall", metavar="GLOB", help="on-call records; without them no company-wide pay floor")
    one.add_argument("--warnings", metavar="GLOB", help="weather warnings; without them no weather detector")
    one.add_argument("--cover", metavar="GLOB", help="cover lists")
    one.add_argument("--companies", metavar="FILE", help="company_id and platform, as JSON, CSV or Parquet")
    one.add_argument("--key", metavar="FILE", help="hash worker numbers under this key; else they stay as they stand")
    one.add_argument("--pack", default="wenzhou", help="policy pack (default: wenzhou)")
    one.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    one.add_argument("--out", required=True, type=Path, metavar="FINDINGS.parquet")
    one.add_argument("--detector", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    one.add_argument("--set", action="append", default=[], metavar="PARAM[@DATE]=VALUE", dest="sets")
    one.add_argument("--memory-limit", metavar="SIZE", help="such as 4GB; beyond it the disk is used")
    one.add_argument("--threads", type=int, metavar="N")
    one.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Scan and print what was found."""
    from huxin.cli.output import pretty

    if args.engine == "spark":
        hint = "Leave --engine out: the findings are the same."
        raise InputError("engine", "--engine", "spark", "duckdb in this version", hint)
    if args.memory_limit is not None and not re.fullmatch(r"[1-9]\d*(\.\d+)?\s?[KMGT]i?B", args.memory_limit):
        raise InputError("option", "--memory-limit", args.memory_limit, "a size such as 4GB", "Write number and unit.")
    if args.threads is not None and args.threads < 1:
        raise InputError("option", "--threads", args.threads, "1 or more", "Leave it out for all cores.")
    try:
        from huxin.supervision.scan import scan
    except ImportError as error:
        raise missing(error) from None
    print(pretty(scan(_request(args)).as_json()))
    return 0


def _request(args: argparse.Namespace) -> Request:
    from huxin.law.pack.load import load_pack
    from huxin.supervision.identity import read_key
    from huxin.supervision.lake import Files
    from huxin.supervision.scan import Request

    return Request(
        first=_day(args.first, "--from"),
        last=_day(args.last, "--to"),
        files=Files(args.orders, args.oncall, args.warnings, args.cover),
        pack=load_pack(args.pack),
        out=args.out,
        companies=args.companies,
        key=read_key(args.key),
        sets=pairs(args.sets, "--set"),
        detectors=tuple(args.detector),
        memory=args.memory_limit,
        threads=args.threads,
    )


def _day(text: str, where: str) -> date:
    day = read_day(text, where)
    if not 2000 <= day.year < 2100:
        raise InputError("date", where, text, "a day from 2000 to 2099", "Check the year.")
    return day


def missing(error: ImportError) -> InputError:
    """What to say when the packages of supervision are not installed."""
    hint = "Install them with: pip install 'huxin[supervision]'"
    return InputError("install", "huxin", error.name, "the packages of supervision", hint)

"""``huxin feed``: check order records before they are sent, land them, make them from other tables, or invent some."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from huxin.cli.commands import feed_lake
from huxin.cli.lake import missing
from huxin.cli.reading import read_day
from huxin.law.errors import InputError


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("feed", help="check, land and make order records", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, text in (("validate", "accepted, flagged, quarantined, refused"), ("check", "the same as validate")):
        one = verbs.add_parser(name, help=text)
        one.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Parquet, NDJSON, CSV, also gzipped")
        one.add_argument("--company", required=True, metavar="ID", help="unified social credit code of the sender")
        one.add_argument("--kind", choices=feed_lake.KINDS, default="orders")
        one.add_argument("--zone", default="", metavar="ZONE", help="what times without an offset mean: Asia/Shanghai")
        one.add_argument("--pack", default="wenzhou", help="policy pack (default: wenzhou)")
        one.add_argument("--format", choices=("json",), default="json")
        one.add_argument("--out", type=Path, metavar="FILE.parquet", help="write the accepted rows")
        one.set_defaults(run=validate)
    mapped = verbs.add_parser("map", help="any CSV, NDJSON or Parquet as canonical Parquet, by a mapping file")
    mapped.add_argument("file", type=Path, metavar="FILE", help="CSV or NDJSON, UTF-8 or GBK, also gzipped; or Parquet")
    mapped.add_argument("--mapping", required=True, type=Path, metavar="M.yaml")
    mapped.add_argument("--out", required=True, type=Path, metavar="OUT.parquet")
    mapped.set_defaults(run=map_file)
    brought = verbs.add_parser("import", help="messages of a national interface as canonical Parquet")
    brought.add_argument("interface", choices=("ride-hailing", "freight"))
    brought.add_argument("folder", type=Path, metavar="FOLDER", help="files named after the messages")
    brought.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    brought.set_defaults(run=bring)
    made = verbs.add_parser("synth", help="an invented city's records with planted violations and their truth")
    made.add_argument("--out", required=True, type=Path, metavar="FOLDER")
    made.add_argument("--from", default="2026-07-01", metavar="DATE", dest="first")
    made.add_argument("--days", type=int, default=1, metavar="N")
    made.add_argument("--workers", type=int, default=2000, metavar="N")
    made.add_argument("--seed", type=int, default=1, metavar="N")
    made.add_argument("--typhoon", metavar="DATE", help="a day with a red warning in two counties")
    made.add_argument("--plants", type=int, default=1, metavar="N", help="each violation so often a day (default 1)")
    made.add_argument("--defects", type=int, default=0, metavar="N", help="also N defective rows as NDJSON and CSV")
    made.set_defaults(run=synth)
    feed_lake.add(verbs)


def validate(args: argparse.Namespace) -> int:
    """Print what came of the files; 2 where one was refused, or where nothing could be accepted."""
    from huxin.cli.output import pretty
    from huxin.law.pack.load import load_pack

    try:
        from huxin.feeds import apart
        from huxin.supervision.validate.bounds import InstallationLimits, bounds_of
        from huxin.supervision.values_sql import known_zone
    except ImportError as error:
        raise missing(error) from None
    load_pack(args.pack)
    sent = sum(path.stat().st_size for path in args.files if path.is_file())
    job = {
        "paths": [str(path.absolute()) for path in args.files], "name": args.files[0].name, "company": args.company,
        "kind": args.kind, "pack": args.pack, "received_ms": time.time_ns() // 1_000_000,
        "out": str(args.out.absolute()) if args.out else None, "faults": None, "most": vars(InstallationLimits()),
        "days": None, "zone": known_zone(args.zone),
    }  # fmt: skip
    found = apart.read(job, bounds_of(sent, InstallationLimits()))["result"]
    print(pretty(found))
    if found["refused"]:
        one = found["refused"][0]
        raise InputError(one["code"], one["field"], one["got"], one["wanted"], one["hint"])
    return 0


def map_file(args: argparse.Namespace) -> int:
    """Write canonical Parquet and print how many rows and points there are."""
    from huxin.cli.output import pretty

    try:
        from huxin.supervision.adapters import mapping, table
    except ImportError as error:
        raise missing(error) from None
    made = table.map_file(args.file, mapping.load(args.mapping), args.out)
    print(pretty(vars(made)))
    if made.bad:
        raise table.first_of(made.bad)
    return 0


def bring(args: argparse.Namespace) -> int:
    """Write what the messages become and print the rows by file."""
    from huxin.cli.output import pretty

    try:
        from huxin.supervision.adapters.interfaces import INTERFACES, bring
    except ImportError as error:
        raise missing(error) from None
    print(pretty({"out": str(args.out), "rows": bring(INTERFACES[args.interface], args.folder, args.out)}))
    return 0


def synth(args: argparse.Namespace) -> int:
    """Write the files and print where they are."""
    from huxin.cli.output import pretty

    first = read_day(args.first, "--from")
    storm = read_day(args.typhoon, "--typhoon") if args.typhoon else None
    for option, least, most in (
        ("days", 1, 366),
        ("workers", 1, 5_000_000),
        ("plants", 0, 1000),
        ("defects", 0, 10**7),
    ):
        value = getattr(args, option)
        if not least <= value <= most:
            raise InputError("option", f"--{option}", value, f"{least} to {most}", "Choose another number.")
    try:
        from huxin.supervision.synth.city import CityPlan
        from huxin.supervision.synth.defects import write_defects
        from huxin.supervision.synth.write import synth as make
    except ImportError as error:
        raise missing(error) from None
    if storm is not None and not 0 <= (storm - first).days < args.days:
        raise InputError(
            "date", "--typhoon", str(storm), "one of the days that are made", "Choose a day from --from on."
        )
    made = make(CityPlan(first, args.days, args.workers, args.seed), args.out, storm, args.plants)
    if args.defects:
        made.files |= write_defects(args.out, first, args.defects, args.seed)
    print(pretty(vars(made)))
    return 0

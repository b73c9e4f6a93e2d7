"""``huxin cover``: single-line rosters, who works without injury cover, and the records for the supervision."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from huxin.cli.commands.agreement import content_of


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("cover", help="injury cover: rosters, gaps, export", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, text in (("enrol", "take in a single-line roster"), ("leave", "take in a list of people who leave")):
        one = _verb(verbs, name, text, send)
        one.add_argument("file", metavar="FILE", help="CSV or XLSX")
        one.add_argument("--company", required=True, metavar="CODE", help="unified social credit code")
        one.add_argument("--mend", metavar="FILE", help="write the wrong rows to this XLSX")
    export = _verb(verbs, "export", "cover records as Parquet for huxin supervise scan --cover", write)
    export.add_argument("--out", required=True, metavar="FILE")
    export.add_argument("--key", metavar="FILE", help="key that hashes the workers' numbers; without it they are plain")
    gaps = _verb(verbs, "gaps", "who worked without cover", show_gaps)
    gaps.add_argument("--from", dest="first", required=True, type=date.fromisoformat, metavar="DATE")
    gaps.add_argument("--to", dest="last", required=True, type=date.fromisoformat, metavar="DATE")
    gaps.add_argument("--company", metavar="CODE")
    gaps.add_argument("--out", metavar="FILE", help="write the list to this XLSX")


def _verb(verbs: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text)
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="default: the folder that HUXIN_DATA names")
    parser.set_defaults(run=run)
    return parser


def send(args: argparse.Namespace) -> int:
    """What the list did, as JSON; 1 when a row is wrong."""
    from huxin.cli.django_setup import start_django

    start_django(args.data)
    from huxin.identity.service import SYSTEM
    from huxin.measures.insurance.service import enrol, leave

    take = {"enrol": enrol, "leave": leave}[args.verb]
    receipt = take(SYSTEM, args.company, content_of(args.file), args.file)
    if args.mend and receipt.to_mend is not None:
        Path(args.mend).write_bytes(receipt.to_mend)
    print(json.dumps({**receipt.answer, "faults": receipt.checked.as_json()["faults"]}, ensure_ascii=False, indent=1))
    return 1 if receipt.checked.wrong else 0


def write(args: argparse.Namespace) -> int:
    """How many records were written."""
    from huxin.cli.django_setup import start_django

    start_django(args.data)
    from huxin.measures.insurance.service import export_cover
    from huxin.supervision.identity import read_key

    print(json.dumps({"records": export_cover(Path(args.out), read_key(args.key)), "file": args.out}))
    return 0


def show_gaps(args: argparse.Namespace) -> int:
    """Counts as JSON; without order records ``fed`` is false and nothing is judged.  1 when there is a gap."""
    from huxin.cli.django_setup import start_django

    start_django(args.data)
    from huxin.measures.insurance.service import gaps, gaps_xlsx

    found = gaps(args.first, args.last, company=args.company)
    if args.out:
        Path(args.out).write_bytes(gaps_xlsx(found))
    line = {"fed": found.fed, "judged": found.judged, "gaps": len(found.gaps), "not_judged": found.not_judged}
    print(json.dumps(line, ensure_ascii=False))
    return 1 if found.gaps else 0

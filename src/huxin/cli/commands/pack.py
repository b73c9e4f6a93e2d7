"""``huxin pack``: check, test and describe policy packs."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from huxin.cli.commands import pack_check
from huxin.cli.reading import pack_names

if TYPE_CHECKING:
    from huxin.law.procedures import Procedure

DEFAULT: Final = "wenzhou"


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("pack", help="check, test, list and cover policy packs", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    looked = "load packs afresh, set every letter as a sample, and name every fault with file, line and column"
    checked = _verb(verbs, "check", pack_check.check, looked, many=True, formats=True)
    checked.add_argument("--lang", choices=("zh", "en"), default="en")
    wanted = _verb(verbs, "needs", pack_check.needs, "what the code takes from a pack, and who takes it", formats=True)
    wanted.add_argument("pack", nargs="?", metavar="PACK", help="say too what this pack has")
    printed = _verb(verbs, "letter", pack_check.letter, "a sample of a letter as PDF")
    printed.add_argument("template", metavar="TEMPLATE")
    printed.add_argument("--pack", default=DEFAULT, metavar="PACK", help=f"default: {DEFAULT}")
    printed.add_argument("--out", required=True, metavar="FILE", help="where the PDF goes")
    _verb(verbs, "test", test, "run the table tests", many=True)
    _verb(verbs, "list", list_packs, "the installed packs", formats=True)
    _verb(verbs, "coverage", show_coverage, "which sentence of the notice is served by what", one=True, formats=True)
    _verb(verbs, "procedures", procedures, "the catalogue of procedures", one=True, formats=True)
    form = _verb(verbs, "schema", schema, "the form of a procedure as JSON Schema")
    form.add_argument("procedure", metavar="PROCEDURE")
    form.add_argument("--pack", default=DEFAULT, metavar="PACK", help=f"default: {DEFAULT}")
    drawn = _verb(verbs, "diagram", draw_diagram, "a procedure as a picture, SVG")
    drawn.add_argument("procedure", metavar="PROCEDURE")
    drawn.add_argument("--pack", default=DEFAULT, metavar="PACK", help=f"default: {DEFAULT}")
    drawn.add_argument("--lang", choices=("zh", "en"), default="zh")
    sheet = _verb(verbs, "release", show_release, "what may decide, what is an estimate, what is missing", formats=True)
    sheet.add_argument("pack", nargs="*", metavar="PACK", help="default: every installed pack")
    two = _verb(verbs, "diff", show_diff, "what differs between two packs", formats=True)
    two.add_argument("old", metavar="A")
    two.add_argument("new", metavar="B")
    fresh = _verb(verbs, "new", new, "write a starter pack for a city")
    fresh.add_argument("name", metavar="NAME", help="small letters, such as taizhou")
    fresh.add_argument("--parent", default="zhejiang", help="the pack it builds on (default: zhejiang)")
    fresh.add_argument("--into", metavar="FOLDER", help="default: the folder that HUXIN_PACKS names, else ./packs")


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
    *,
    many: bool = False,
    one: bool = False,
    formats: bool = False,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text)
    if many:
        parser.add_argument("pack", nargs="*", metavar="PACK", help="default: every installed pack")
    if one:
        parser.add_argument("pack", nargs="?", default=DEFAULT, metavar="PACK", help=f"default: {DEFAULT}")
    if formats:
        parser.add_argument("--format", choices=("text", "json"), default="text")
    if name == "coverage":
        parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.set_defaults(run=run)
    return parser


def _json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


def test(args: argparse.Namespace) -> int:
    """Differences on stdout and a summary; 1 when a test fails."""
    from huxin.law.pack.load import load_pack
    from huxin.law.pack.tables import run_tables
    from huxin.population.tables import differences as on_the_kernel

    failed = 0
    for name in pack_names(args.pack):
        results = list(run_tables(load_pack(name), on_the_kernel))
        for result in results:
            if not result.passed:
                print(f"{name}: {result.test.item}: {result.test.name}  [{result.test.clause}]")
                print(*(f"    {line}" for line in result.differences), sep="\n")
        bad = sum(not result.passed for result in results)
        both = sum(result.on_kernel for result in results)
        kernel = f", {both} on the population kernel too" if both else ""
        samples, wrong = _samples(name)
        told = f", {samples} sample clauses" if samples else ""
        print(f"{name}: {len(results)} table tests{kernel}{told}, {bad + wrong} failed")
        failed += bad + wrong
    return 1 if failed else 0


def _samples(name: str) -> tuple[int, int]:
    """How many sample clauses of agreements the pack has, and how many were judged otherwise, which are shown."""
    from huxin.law.agreements.samples import run_samples
    from huxin.law.pack.load import load_pack

    results = list(run_samples(load_pack(name)))
    wrong = [one for one in results if not one.passed]
    for one in wrong:
        print(f"{name}: {one.sample.text}  [{one.sample.clause}]\n    {one.difference}")
    return len(results), len(wrong)


def list_packs(args: argparse.Namespace) -> int:
    """Id, version, parents and hash of what is installed."""
    from huxin.law.pack.load import load_pack

    packs = [load_pack(name) for name in pack_names([])]
    if args.format == "json":
        _json([{"id": p.id, "version": p.version, "chain": list(p.chain), "hash": p.hash} for p in packs])
        return 0
    for pack in packs:
        print(f"{pack.id}  {pack.version}  {' < '.join(pack.chain)}  {pack.hash}")
        counts = {
            name: len(getattr(pack, name)) for name in ("instruments", "parameters", "items", "procedures", "clauses")
        }
        print(f"    {', '.join(f'{count} {name}' for name, count in counts.items())}, {len(pack.tests)} table tests")
    return 0


def show_coverage(args: argparse.Namespace) -> int:
    """Clause by clause."""
    from huxin.law.pack import coverage
    from huxin.law.pack.load import load_pack
    from huxin.law.pack.stories import stories

    pack = load_pack(args.pack)
    rows = coverage.coverage(pack, stories())
    if args.format == "json":
        _json(coverage.as_json(pack, rows))
    else:
        print(coverage.as_text(pack, rows, args.lang), end="")
    return 0


def procedures(args: argparse.Namespace) -> int:
    """The catalogue, sorted by room."""
    from huxin.law.pack.catalogue import as_text, catalogue
    from huxin.law.pack.load import load_pack

    rows = catalogue(load_pack(args.pack))
    if args.format == "json":
        _json(rows)
    else:
        print(as_text(rows), end="")
    return 0


def schema(args: argparse.Namespace) -> int:
    """JSON Schema 2020-12 of what ``file`` takes."""
    from huxin.law.procedures.schema import form_schema

    _json(form_schema(_procedure(args)))
    return 0


def draw_diagram(args: argparse.Namespace) -> int:
    """The picture on standard output."""
    from huxin.law.procedures.diagram import diagram

    print(diagram(_procedure(args), args.lang))
    return 0


def _procedure(args: argparse.Namespace) -> Procedure:
    from huxin.law.errors import InputError, nearest
    from huxin.law.pack.load import load_pack

    procedures = load_pack(pack_names([args.pack])[0]).procedures
    if args.procedure not in procedures:
        hint = nearest(args.procedure, procedures)
        raise InputError("procedure", "PROCEDURE", args.procedure, "a procedure of the pack", hint)
    return procedures[args.procedure]


def show_release(args: argparse.Namespace) -> int:
    """One sheet per pack, as of today."""
    from huxin.law.dates import SHANGHAI
    from huxin.law.pack.load import load_pack
    from huxin.law.pack.release import as_json, as_text, release

    sheets = [release(load_pack(name), datetime.now(SHANGHAI).date()) for name in pack_names(args.pack)]
    if args.format == "json":
        _json([as_json(sheet) for sheet in sheets])
    else:
        print("\n".join(as_text(sheet) for sheet in sheets), end="")
    return 0


def show_diff(args: argparse.Namespace) -> int:
    """What B adds to, takes from and changes in A."""
    from huxin.law.pack.diff import as_text, diff
    from huxin.law.pack.load import load_pack

    old, new = pack_names([args.old, args.new])
    changes = diff(load_pack(old), load_pack(new))
    if args.format == "json":
        _json([{"kind": c.kind, "id": c.id, "change": c.change, "parts": list(c.parts)} for c in changes])
    else:
        print(as_text(changes), end="")
    return 0


def new(args: argparse.Namespace) -> int:
    """Write the files, then check them as ``huxin pack check`` would."""
    from huxin.law.pack.compose import survey
    from huxin.law.pack.folders import PACKS
    from huxin.law.pack.starter import write_starter

    into = Path(args.into or os.environ.get("HUXIN_PACKS") or "packs")
    for path in write_starter(args.name, args.parent, into):
        print(path)
    faults = survey(args.name, (PACKS, into))
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    print(f"HUXIN_PACKS={into} huxin pack check {args.name}")
    return 2 if faults else 0

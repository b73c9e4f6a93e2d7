"""``huxin draw``: a double-random inspection 双随机抽查 that anybody can repeat: commit, draw, verify."""

from __future__ import annotations

import argparse
import json
import os
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

from huxin.law.dates import SHANGHAI
from huxin.law.errors import InputError


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("draw", help="double-random inspections that anybody can repeat")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    first = verbs.add_parser("commit", help="promise a draw: the commitment to publish, and the seed to keep secret")
    first.add_argument("--plan", required=True, metavar="PLAN.json", type=Path)
    seed = first.add_mutually_exclusive_group(required=True)
    seed.add_argument("--new-seed", metavar="FILE", type=Path, help="make a seed and keep it in this new file")
    seed.add_argument("--seed", metavar="FILE", type=Path, help="a seed that was made elsewhere: 64 hexadecimal digits")
    first.add_argument("--later-source", metavar="TEXT", help="the public value to come that will be mixed in")
    first.add_argument("--at", metavar="INSTANT", help="when this is published (default: now)")
    first.add_argument("--pack", default="wenzhou", help="the pack that says how many inspectors go together")
    then = verbs.add_parser("run", help="draw what was committed and reveal the seed")
    then.add_argument("commitment", metavar="COMMITMENT.json", type=Path)
    then.add_argument("--seed", required=True, metavar="FILE", type=Path)
    then.add_argument("--later", metavar="VALUE", help="the public value that the commitment announced")
    for verb in (first, then):
        verb.add_argument("--out", required=True, metavar="FILE", type=Path, help="a new file, to be published")
    check = verbs.add_parser("verify", help="repeat a published draw; exit status 1 when anything was changed")
    check.add_argument("record", metavar="RECORD.json", type=Path)
    check.add_argument("--commitment", metavar="FILE", type=Path, help="what was published before the draw")
    for verb in (first, then, check):
        verb.add_argument(
            "--objects", required=True, metavar="FILE", type=Path, help="directory of objects: XLSX, CSV or JSON"
        )
        verb.add_argument("--inspectors", required=True, metavar="FILE", type=Path, help="directory of inspectors")
    first.set_defaults(run=commit_draw)
    then.set_defaults(run=run_draw)
    check.set_defaults(run=verify_record)


def commit_draw(args: argparse.Namespace) -> int:
    """Write the commitment and, beside it, the seed that nobody may see before the draw."""
    from huxin.draw import check_least, commit, read_inputs, render
    from huxin.law.pack.load import load_pack

    inputs = read_inputs(
        _read(args.objects, "--objects"), _read(args.inspectors, "--inspectors"), _read(args.plan, "--plan")
    )
    at = args.at or datetime.now(SHANGHAI).isoformat(timespec="seconds")
    seed = secrets.token_hex(32) if args.new_seed else _seed(args.seed)
    found = commit(inputs, seed, at, args.later_source)
    check_least(inputs, load_pack(args.pack), date.fromisoformat(at[:10]))
    if args.new_seed:
        _write(args.new_seed, seed + "\n", "--new-seed", mode=0o600)
    try:
        _write(args.out, render(found), "--out")
    except InputError:
        if args.new_seed:  # a seed without its commitment would be taken for that of another draw
            args.new_seed.unlink()
        raise
    counts = {name: inputs.plan.strata[name].of(len(held)) for name, held in inputs.strata.items()}
    shown = {name: found[name] for name in ("algorithm", "commitment", "committed_at")}
    _print({**shown, "to_draw": counts, "idle_recusals": inputs.idle_recusals(), "out": str(args.out)})
    return 0


def run_draw(args: argparse.Namespace) -> int:
    """Write the record: the seed is public from then on."""
    from huxin.draw import open_commitment, render, run

    committed, inputs = open_commitment(
        _read(args.commitment, "COMMITMENT"), _read(args.objects, "--objects"), _read(args.inspectors, "--inspectors")
    )
    found = run(committed, inputs, _seed(args.seed), args.later)
    _write(args.out, render(found), "--out")
    drawn = [
        {"no": one["no"], "name": one["name"], "inspectors": [who["name"] for who in one["inspectors"]]}
        for one in found["drawn"]
    ]
    _print({"algorithm": found["algorithm"], "commitment": found["commitment"], "drawn": drawn, "out": str(args.out)})
    return 0


def verify_record(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 when the draw does not come out as published."""
    from huxin.draw import verify

    published = None if args.commitment is None else _read(args.commitment, "--commitment")
    objects, inspectors = _read(args.objects, "--objects"), _read(args.inspectors, "--inspectors")
    found = verify(_read(args.record, "RECORD"), objects, inspectors, published)
    _print({"intact": found.intact, "commitment": found.commitment, "drawn": found.drawn, "faults": list(found.faults)})
    return 0 if found.intact else 1


def _seed(path: Path) -> str:
    return _read(path, "--seed").decode("utf-8", "replace").strip()


def _read(path: Path, where: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("file", where, str(path), "a file that can be read", f"{error.strerror}.") from None


def _write(path: Path, text: str, where: str, mode: int = 0o644) -> None:
    """A new file: what was published is never written over."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise InputError("file", where, str(path), "a new file", f"{error.strerror}. Name another.") from None
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def _print(data: dict[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))

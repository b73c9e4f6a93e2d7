"""``huxin law``: what the law gives one person, and why; a stored decision explained again."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from huxin.cli.commands import simulate
from huxin.law.dates import SHANGHAI
from huxin.law.errors import InputError


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("law", help="evaluate the law for one person, with its explanation")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    one = verbs.add_parser("evaluate", help="evaluate one item")
    one.add_argument("item", metavar="ITEM")
    one.add_argument("--facts", required=True, metavar="FILE|-", help="JSON object of facts")
    one.add_argument("--on", metavar="DATE", help="decision date (default: today)")
    one.add_argument("--pack", default="wenzhou")
    one.add_argument("--reading", action="append", default=[], metavar="NAME=CHOICE")
    one.add_argument("--set", action="append", default=[], metavar="PARAM[@DATE]=VALUE", dest="sets")
    one.add_argument("--explain", action="store_true")
    one.add_argument("--save", metavar="FILE", help="keep the decision, so that it can be explained again")
    again = verbs.add_parser("explain", help="explain a stored decision again")
    again.add_argument("decision", metavar="DECISION.json|-")
    again.add_argument("--pack", help="default: the pack that the decision names")
    for verb in (one, again):
        verb.add_argument("--format", choices=("json", "text", "html"), default="json")
        verb.add_argument(
            "--for", choices=("lay", "auditor"), default="auditor", dest="reader",
            help="with --format text: sentences for the person, or the working with its expressions",
        )  # fmt: skip
        verb.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of text and html")
    one.set_defaults(run=evaluate_one)
    again.set_defaults(run=explain_one)
    _add_bundle(verbs)
    simulate.add(verbs)


def _add_bundle(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    every = verbs.add_parser("bundle", help="every item that the pack's questions name, and the next question")
    every.add_argument("--facts", required=True, metavar="FILE|-", help="JSON object of answers by name")
    every.add_argument("--on", metavar="DATE", help="decision date (default: today)")
    every.add_argument("--pack", default="wenzhou")
    every.add_argument("--format", choices=("json", "text"), default="json")
    every.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of text")
    every.set_defaults(run=bundle_one)


def bundle_one(args: argparse.Namespace) -> int:
    """Print all items from one set of answers, and the question that can still change most of them."""
    from huxin.law.bundle.text import render_bundle
    from huxin.law.bundle.work import bundle
    from huxin.law.pack.load import load_pack

    on = read_day(args.on, "--on") if args.on else datetime.now(SHANGHAI).date()
    pack = load_pack(args.pack)
    found = bundle(pack, read_json(args.facts, "--facts"), on=on)
    if args.format == "json":
        from huxin.cli.output import pretty

        print(pretty(found))
    else:
        print(render_bundle(pack, found, args.lang), end="")
    return 0


def evaluate_one(args: argparse.Namespace) -> int:
    """Print the evaluation in the contract's shape."""
    from huxin.law.evaluation.evaluate import evaluate
    from huxin.law.pack.load import load_pack

    on = read_day(args.on, "--on") if args.on else datetime.now(SHANGHAI).date()
    facts = read_json(args.facts, "--facts")
    found = evaluate(
        load_pack(args.pack),
        args.item,
        facts,
        on=on,
        sets=pairs(args.sets, "--set"),
        readings=pairs(args.reading, "--reading"),
    )
    if args.save:
        from huxin.law.evaluation.result import decision_record

        _write(args.save, json.dumps(decision_record(found), ensure_ascii=False, indent=1) + "\n")
    _print(found.as_json(explain=args.explain or _lay(args)), args)
    return 0


def explain_one(args: argparse.Namespace) -> int:
    """Explain a stored decision with the pack that is installed now, and say so when that is another one."""
    from huxin.law.evaluation.result import explain_again, pack_of
    from huxin.law.pack.load import load_pack

    record = read_json(args.decision, "DECISION")
    _print(explain_again(load_pack(args.pack or pack_of(record)), record), args)
    return 0


def _lay(args: argparse.Namespace) -> bool:
    return (args.format, args.reader) == ("text", "lay")


def _print(result: dict[str, Any], args: argparse.Namespace) -> None:
    if args.format == "json":
        from huxin.cli.output import pretty

        print(pretty(result))
    elif args.format == "html":
        from huxin.law.explanation.html import render_html

        print(render_html(result, args.lang))
    elif _lay(args):
        from huxin.law.explanation.lay import render_lay

        print(render_lay(result, args.lang), end="")
    else:
        from huxin.law.explanation.text import render_text

        print(render_text(result, args.lang), end="")


def _write(target: str, text: str) -> None:
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError("file", "--save", target, "a file that can be written", f"{error.strerror}.") from None


def read_day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("date", where, text, "a date that exists", "Write it as 2026-02-10.") from None


def pairs(texts: list[str], where: str) -> dict[str, str]:
    """``NAME=VALUE`` options as a mapping."""
    found: dict[str, str] = {}
    for text in texts:
        name, mark, value = text.partition("=")
        if not mark or not name or not value:
            raise InputError("option", where, text, "NAME=VALUE", "Write one = between name and value.")
        found[name] = value
    return found


def read_json(source: str, where: str) -> dict[str, Any]:
    """A JSON object from a file or standard input; numbers keep their text, a key may stand once."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            "file", where, source, "a file that can be read", f"{error.strerror}. Use - for standard input."
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            "encoding", where, source, "UTF-8 text", f"Byte {error.start} is not UTF-8; save it again as UTF-8."
        ) from None
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise InputError(
            "json", f"{where} line {error.lineno} column {error.colno}", error.msg, "JSON", "Check quotes and commas."
        ) from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "json", where, "nesting or a number that is too long", "a plain object of facts", "Check the file."
        ) from None
    if not isinstance(data, dict):
        raise InputError(
            "json", where, type(data).__name__, "an object of facts by name", 'Write {"birth_date": "1980-05-01", …}.'
        )
    return data


def _no_constant(text: str) -> None:
    raise InputError("json", "number", text, "a finite number", "Write null if it is not known.")


def _unique(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in entries:
        if key in found:
            raise InputError("duplicate", key, "this name twice", "each name once", "Delete one of them.")
        found[key] = value
    return found

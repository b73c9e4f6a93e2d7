"""``huxin law``: what the law gives one person, and why; a stored decision explained again."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from huxin.cli.commands import simulate
from huxin.cli.reading import pairs, read_day, read_json
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
    from huxin.law.explanation.tree import explained
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
    _print(explained(found) if args.explain or _lay(args) else found.as_json(), args)
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

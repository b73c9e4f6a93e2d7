"""``huxin agreement``: check and build agreements, take lists in, count who works without a paper."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

DEFAULT: Final = "wenzhou"


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("agreement", help="check, build and file agreements", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    _check(verbs.add_parser("check", help="judge an agreement clause by clause"))
    _build(verbs.add_parser("build", help="make an agreement from the pack's clauses"))
    _template(verbs.add_parser("template", help="the empty table of a list"))
    _rows(verbs.add_parser("rows", help="check the rows of a list without taking it in"))
    _file(verbs.add_parser("file", help="take in a company's list of agreements or of people at work"))
    _reconcile(verbs.add_parser("reconcile", help="who works without a paper, company by company"))


def _pack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", default=DEFAULT, metavar="PACK", help=f"default: {DEFAULT}")


def _format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="text, .docx or PDF with text; - reads standard input")
    kinds = "labour-contract, written-agreement, three-party-agreement, over-age-agreement"
    parser.add_argument("--kind", metavar="KIND", help=kinds)
    _pack(parser)
    _format(parser)
    parser.set_defaults(run=check)


def _build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND")
    parser.add_argument("--answers", required=True, metavar="FILE", help="JSON object; - reads standard input")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    _pack(parser)
    parser.set_defaults(run=build)


def _template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sheet", metavar="SHEET", help="agreements, engagements, single-line-roster, single-line-leave")
    parser.add_argument("--out", required=True, metavar="FILE", help="where the XLSX is written")
    _pack(parser)
    parser.set_defaults(run=template)


def _rows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="CSV or XLSX")
    parser.add_argument("--sheet", required=True, metavar="SHEET")
    parser.add_argument("--mend", metavar="FILE", help="write the wrong rows to this XLSX")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="today if left out")
    _pack(parser)
    parser.set_defaults(run=rows)


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="CSV or XLSX")
    parser.add_argument("--sheet", required=True, choices=("agreements", "engagements"))
    parser.add_argument("--company", required=True, metavar="CODE", help="unified social credit code")
    parser.add_argument("--mend", metavar="FILE", help="write the wrong rows to this XLSX")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="default: the folder that HUXIN_DATA names")
    parser.set_defaults(run=file)


def _reconcile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="today if left out")
    parser.add_argument("--company", metavar="CODE", help="one company; every company if left out")
    parser.add_argument("--out", metavar="FILE", help="with --company: write the list to this XLSX")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="default: the folder that HUXIN_DATA names")
    parser.set_defaults(run=reconcile)


def content_of(name: str) -> bytes:
    """The bytes of a file, or of standard input.  Raises InputError for one that cannot be read."""
    from huxin.law.errors import InputError

    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError("file", "FILE", name, "a file that can be read", f"{error.strerror}.") from None


def check(args: argparse.Namespace) -> int:
    """Every judgement; 1 when something is missing, void or not allowed."""
    from huxin.files.documents import text_of
    from huxin.law.agreements.check import check_text
    from huxin.law.agreements.report import as_text
    from huxin.law.dates import SHANGHAI
    from huxin.law.pack.load import load_pack

    text = text_of(content_of(args.file), args.file)
    checked = check_text(load_pack(args.pack), text, args.kind, on=datetime.now(SHANGHAI).date())
    if args.format == "json":
        print(json.dumps(checked.as_json(), ensure_ascii=False, indent=1))
    else:
        print(as_text(checked, args.lang), end="")
    return 1 if any(one.verdict in ("missing", "void", "not_allowed") for one in checked.judgements) else 0


def build(args: argparse.Namespace) -> int:
    """The text on stdout."""
    from huxin.law.agreements.build import build as make
    from huxin.law.pack.load import load_pack

    print(make(load_pack(args.pack), args.kind, _answers(args.answers), language=args.lang).text, end="")
    return 0


def _answers(name: str) -> dict[str, Any]:
    from huxin.law.errors import InputError

    try:
        found = json.loads(content_of(name))
    except ValueError as error:
        raise InputError(
            "json", "--answers", str(error), "a JSON object", "Check commas and quotation marks."
        ) from None
    if not isinstance(found, dict):
        raise InputError("json", "--answers", type(found).__name__, "a JSON object", 'Write {"company": …}.')
    return found


def _sheet(pack: str, name: str) -> Any:
    from huxin.law.errors import InputError, nearest
    from huxin.law.pack.load import load_pack

    sheets = load_pack(pack).sheets
    if name not in sheets:
        raise InputError("sheet", "SHEET", name, "a sheet of the pack", nearest(name, sheets))
    return sheets[name]


def template(args: argparse.Namespace) -> int:
    """An empty table with headings, choices and notes."""
    from huxin.files.mending import template as empty

    Path(args.out).write_bytes(empty(_sheet(args.pack, args.sheet)))
    print(args.out)
    return 0


def rows(args: argparse.Namespace) -> int:
    """Counts and the first faults as JSON; 1 when a row is wrong."""
    from huxin.files.rows import read_sheet
    from huxin.law.dates import SHANGHAI
    from huxin.law.pack.load import load_pack

    on = args.on or datetime.now(SHANGHAI).date()
    counties = load_pack(args.pack).divisions
    checked = read_sheet(_sheet(args.pack, args.sheet), content_of(args.file), args.file, on=on, counties=counties)
    _give_back(checked, args.mend)
    print(json.dumps(checked.as_json(), ensure_ascii=False, indent=1))
    return 1 if checked.wrong else 0


def _give_back(checked: Any, mend: str | None) -> None:
    from huxin.files.mending import to_mend

    if mend and checked.wrong:
        Path(mend).write_bytes(to_mend(checked))


def file(args: argparse.Namespace) -> int:
    """What the list did, as JSON; wrong rows keep nobody else out.  1 when a row is wrong."""
    from huxin.cli.django_setup import start_django

    start_django(args.data)
    from huxin.identity.service import SYSTEM
    from huxin.measures.employment.service import file_agreements, file_engagements

    take = {"agreements": file_agreements, "engagements": file_engagements}[args.sheet]
    receipt = take(SYSTEM, args.company, content_of(args.file), args.file)
    _give_back(receipt.checked, args.mend)
    print(json.dumps({**receipt.answer, "faults": receipt.checked.as_json()["faults"]}, ensure_ascii=False, indent=1))
    return 1 if receipt.checked.wrong else 0


def reconcile(args: argparse.Namespace) -> int:
    """One line per company as JSON; the counts are kept."""
    from huxin.cli.django_setup import start_django

    start_django(args.data)
    from huxin.casework.service import today
    from huxin.measures.employment.service import gaps_xlsx, without_paper
    from huxin.measures.employment.service import reconcile as count

    on = args.on or today()
    found = count(on, [args.company] if args.company else None)
    if args.company and args.out:
        Path(args.out).write_bytes(gaps_xlsx(without_paper(args.company, on)))
    for one in found:
        line = {
            "company": one.company_id, "day": on.isoformat(), "active": one.active,
            "without_paper": one.without_paper, "overdue": one.overdue,
        }  # fmt: skip
        print(json.dumps(line, ensure_ascii=False))
    return 0

"""``huxin``: the command line.  Each command lives in a file of its own and is imported only when it is asked for."""

from __future__ import annotations

import argparse
import gc
import importlib
import sys
from typing import Final

COMMANDS: Final = {
    "law": "evaluate the law for one person, with its explanation",
    "clock": "deadlines of a procedure, with their working",
    "pack": "check, test, list and cover policy packs",
    "supervise": "look through order records for what the law does not allow",
    "feed": "check, land and make order records",
    "weather": "warnings of severe weather, and the orders they lead to",
    "agreement": "check, build and file agreements",
    "cover": "injury cover: rosters, gaps, export",
    "draw": "double-random inspections that anybody can repeat",
    "places": "service places: the nearest open one, and where the next ones go",
    "setup": "tables, static files, keys",
    "serve": "serve the pages and work off what waits",
    "worker": "work off what waits and do what falls due",
    "backup": "copy database and files while the service runs",
    "restore": "put a backup into an empty installation",
    "drill": "prove that a backup can be restored",
    "registry": "take over what other registers hold",
    "account": "accounts of the staff, from the server itself",
    "privacy": "the register of processing",
    "audit": "verify the sealed log and signed letters",
    "demo": "an invented city to try everything in",
}


def keep_what_is_loaded() -> None:
    """Look for rubbish less often: what a command loads stays until it ends, and is looked through each time."""
    gc.set_threshold(20_000, 50, 100)


def main(argv: list[str] | None = None) -> int:
    """Run one command.  Exit status: 0 success, 2 the input is wrong, 1 a fault of ours."""
    keep_what_is_loaded()
    arguments = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(
        prog="huxin", description="护新 Huxin: a city's notice on platform workers as a running service."
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    asked = arguments[0] if arguments and arguments[0] in COMMANDS else None
    for name, text in COMMANDS.items():
        if name == asked:
            importlib.import_module(f"huxin.cli.commands.{name}").add(subparsers)
        else:
            subparsers.add_parser(name, help=text)
    args = parser.parse_args(arguments)
    return _run(args)


def _of_records(args: argparse.Namespace) -> bool:
    """Whether the command judges records, and with them the company's code."""
    return getattr(args, "command", "") == "feed" and args.verb in ("validate", "check", "ingest", "quality")


def _run(args: argparse.Namespace) -> int:
    from huxin.files.limits import BusyError
    from huxin.law.cleaning import company_code, sender
    from huxin.law.errors import InputError

    try:
        if isinstance(getattr(args, "company", None), str):
            args.company = (sender if _of_records(args) else company_code)(args.company, "--company")
        return int(args.run(args))
    except InputError as error:
        print(f"huxin: {error}", file=sys.stderr)
        return 2
    except BusyError as error:
        print(f"huxin: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    sys.exit(main())

"""``huxin audit``: is everything still as it was sealed?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("audit", help="verify the sealed log and signed letters", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    whole = verbs.add_parser("verify", help="walk the chain and compare every stored row with what was sealed")
    whole.set_defaults(run=verify)
    one = verbs.add_parser("letter", help="check the signature of a letter")
    one.add_argument("pdf", type=Path)
    one.set_defaults(run=letter)


def verify(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 when something is not as it was sealed."""
    from huxin.cli.django_setup import start_django

    start_django()
    from huxin.ledger.service import verify as walk

    found = walk()
    print(json.dumps({"intact": found.intact, "entries": found.entries, "head": found.head, "fault": found.fault}))
    return 0 if found.intact else 1


def letter(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 for a letter that is not ours or was changed."""
    from huxin.cli.django_setup import start_django
    from huxin.law.errors import InputError

    start_django()
    from huxin.casework.service import check_signature

    try:
        content = args.pdf.read_bytes()
    except OSError as error:
        raise InputError("file", "PDF", str(args.pdf), "a file that can be read", f"{error.strerror}.") from None
    found = check_signature(content)
    print(json.dumps({**vars(found), "good": found.good}, ensure_ascii=False))
    return 0 if found.good else 1

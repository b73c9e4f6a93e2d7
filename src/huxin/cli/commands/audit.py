"""``huxin audit``: is everything still as it was sealed?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from huxin.cli.reading import read_json

MOST_TOLD = 100


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("audit", help="verify the sealed log and signed letters", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    whole = verbs.add_parser("verify", help="walk the chain and compare every stored row with what was sealed")
    whole.add_argument("--since", type=Path, metavar="ROOT.json", help="and that it continues an exported root")
    whole.add_argument("--case", metavar="NO", help="one case alone, against the signed roots")
    whole.set_defaults(run=verify)
    export = verbs.add_parser("export", help="bind what is new and print the latest signed root, to be kept elsewhere")
    export.set_defaults(run=export_root)
    one = verbs.add_parser("letter", help="check the signature of a letter")
    one.add_argument("pdf", type=Path)
    one.add_argument(
        "--issuer", type=Path, metavar="CERT.pem", help="judge a paper of another city by its certificates"
    )
    one.set_defaults(run=letter)


def verify(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 when something is not as it was sealed."""
    from huxin.cli.django_setup import start_django

    start_django()
    from huxin.core.service import verify as walk
    from huxin.core.service import verify_case, verify_since

    if args.case is not None:
        found = verify_case(args.case)
    else:
        found = walk() if args.since is None else verify_since(read_json(str(args.since), "--since"))
    print(
        json.dumps(
            {
                "intact": found.intact,
                "entries": found.entries,
                "head": found.head,
                "fault": found.fault,
                "files": found.files[:MOST_TOLD],
            }
        )
    )
    return 0 if found.intact else 1


def export_root(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 when nothing was ever sealed."""
    from huxin.cli.django_setup import start_django

    start_django()
    from django.utils import timezone

    from huxin.core.service import latest_root, root_json, seal_root

    seal_root(timezone.now())
    root = latest_root()
    print(json.dumps(root_json(root)) if root is not None else "null")
    return 0 if root is not None else 1


def letter(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 for a letter that is not ours or was changed."""
    from huxin.cli.django_setup import start_django
    from huxin.law.errors import InputError

    start_django()
    from huxin.casework.service import check_signature

    try:
        content = args.pdf.read_bytes()
        issuer = args.issuer.read_bytes() if args.issuer is not None else None
    except OSError as error:
        raise InputError("file", "PDF", str(error.filename), "a file that can be read", f"{error.strerror}.") from None
    found = check_signature(content, issuer)
    stamped = found.stamped_at.isoformat() if found.stamped_at is not None else None
    print(json.dumps({**vars(found), "stamped_at": stamped, "good": found.good}, ensure_ascii=False))
    return 0 if found.good else 1

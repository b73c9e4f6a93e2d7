"""``huxin account``: accounts of the staff from the server itself, above all the first security administrator."""

from __future__ import annotations

import argparse


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("account", help="accounts of the staff", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    new = verbs.add_parser("add", help="make one and print its first password")
    new.add_argument("username")
    new.add_argument("--label", required=True, help="the name on the screen")
    new.add_argument("--role", action="append", required=True, help="as often as needed")
    new.add_argument("--department", default="", help="a department of the pack")
    new.add_argument("--county", default="", help="a county of the pack; the whole city if left out")
    new.set_defaults(run=make)
    opened = verbs.add_parser("unlock", help="open one that is closed, or that has to wait after wrong tries")
    opened.add_argument("username")
    opened.set_defaults(run=unlock)
    stale = verbs.add_parser("retire", help="close accounts that nobody used for a long time")
    stale.set_defaults(run=retire)


def make(args: argparse.Namespace) -> int:
    """Exit status 2 for roles, a department or a county that do not fit."""
    from huxin.cli.django_setup import start_django

    start_django()
    from huxin.casework.service import city_pack
    from huxin.identity.service import AccountForm, make_account
    from huxin.law.errors import InputError

    pack = city_pack()
    for name, code, table in (
        ("--department", args.department, pack.agencies),
        ("--county", args.county, pack.divisions),
    ):
        if code and code not in table:
            raise InputError("unknown", name, code, ", ".join(table), "Take one of the pack.")
    wanted = AccountForm(args.username, args.label, args.department, args.county, tuple(args.role))
    account, password = make_account(None, wanted)
    print(f"{account.username}  {password}")
    return 0


def unlock(args: argparse.Namespace) -> int:
    """Exit status 2 for a name that does not exist.  Password and second factor stay as they are."""
    from huxin.cli.django_setup import start_django

    start_django()
    from huxin.identity.service import Account, open_from_server
    from huxin.law.errors import InputError

    account = Account.objects.filter(username=args.username).first()
    if account is None:
        raise InputError("unknown", "USERNAME", args.username, "an account", "Look at the spelling; names are exact.")
    open_from_server(account)
    print("ok")
    return 0


def retire(args: argparse.Namespace) -> int:
    """Prints how many were closed; ``huxin worker`` does the same every hour."""
    from huxin.cli.django_setup import start_django

    start_django()
    from django.utils import timezone

    from huxin.identity.service import retire_stale

    print(retire_stale(timezone.now()))
    return 0

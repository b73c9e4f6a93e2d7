"""``huxin demo``: build the invented city once, then serve it."""

from __future__ import annotations

import argparse
from pathlib import Path

from huxin.cli.django_setup import prepare, start_django


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("demo", help="an invented city to try everything in", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="its folder (default var/demo)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--build-only", action="store_true", help="build, print the accounts, do not serve")
    parser.add_argument("--code", action="store_true", help="print the officers' six digits of now, and stop")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """A second start finds the city built and takes seconds."""
    start_django(args.data.resolve(), demo=True, making_keys=True)
    from huxin.demo.build import build, built, code, logins, password, seed

    if args.code:
        print(code())
        return 0
    prepare(making_keys=True)

    if not built():
        build()
    width = max(len(one.username) for one in logins())
    print(f"\n护新 demo: http://{args.host}:{args.port}/   password of all accounts: {password()}")
    print(f"  three minutes for each role: http://{args.host}:{args.port}/tours/")
    for one in logins():
        print(f"  {one.username:<{width}}  {one.role}")
    from huxin.identity.service import mfa

    print(f"\nDEMO ONLY: officers need a second step. Now: {code()}; later: huxin demo --data {args.data} --code")
    print(f"  or put this seed into an authenticator app: {mfa.readable(seed())}\n", flush=True)
    if args.build_only:
        return 0
    from huxin.cli.server import serve

    return serve(args.host, args.port, args.workers)

"""``huxin serve``: the service on one machine."""

from __future__ import annotations

import argparse

from huxin.cli.django_setup import prepare, start_django


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("serve", help="serve the pages and issue letters", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes for pages (default 2)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepare the installation, then serve until stopped."""
    from huxin.cli.server import serve

    start_django()
    prepare()
    print(f"http://{args.host}:{args.port}/", flush=True)
    return serve(args.host, args.port, args.workers)

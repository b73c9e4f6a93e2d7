"""``huxin feed`` on the order lake: land files, show and check receipts, quality by day, keys of companies, tidying."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from huxin.cli.lake import start_lake
from huxin.cli.reading import read_day, read_json
from huxin.law.errors import InputError

if TYPE_CHECKING:
    from huxin.feeds.service import Landed

KINDS: Final = ("orders", "oncall", "warnings")
_COUNTS: Final = ("flagged", "quarantined")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verbs that need the database."""
    ingest_ = verbs.add_parser("ingest", help="land files in the lake: receipt, counts, reasons")
    ingest_.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Parquet, NDJSON, CSV, also gzipped")
    _company(ingest_)
    ingest_.add_argument("--zone", default="", metavar="ZONE", help="what times without an offset mean: Asia/Shanghai")
    ingest_.add_argument("--format", choices=("json",), default="json")
    ingest_.set_defaults(run=ingest)
    receipt = verbs.add_parser("receipt", help="show or check a receipt").add_subparsers(
        dest="act", metavar="ACT", required=True
    )
    shown = receipt.add_parser("show", help="the receipt of a batch as JSON, or as PDF")
    shown.add_argument("id")
    shown.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="write the PDF there")
    shown.set_defaults(run=show)
    checked = receipt.add_parser("verify", help="is a receipt ours, unchanged, and what it speaks of still here?")
    checked.add_argument("receipt", type=Path, metavar="FILE", help="JSON or PDF")
    checked.set_defaults(run=verify)
    quality_ = verbs.add_parser("quality", help="score of a company's feed by day")
    _company(quality_)
    quality_.add_argument("--from", required=True, metavar="DATE", dest="first")
    quality_.add_argument("--to", required=True, metavar="DATE", dest="last")
    quality_.set_defaults(run=quality)
    key = verbs.add_parser("key", help="keys that a company signs with").add_subparsers(
        dest="act", metavar="ACT", required=True
    )
    for name, text, run in (("add", "a new key", add_key), ("list", "all keys of a company", list_keys)):
        one = key.add_parser(name, help=text)
        one.add_argument("--company", required=True, metavar="ID")
        one.set_defaults(run=run)
        if name == "add":
            one.add_argument("--public", metavar="HEX", help="the company's Ed25519 public key; else a shared secret")
    revoked = key.add_parser("revoke", help="nothing signed with it is taken any more")
    revoked.add_argument("id")
    revoked.set_defaults(run=revoke_key)
    basis_ = verbs.add_parser("basis", help="record on what a company's records are asked for")
    _company(basis_)
    basis_.add_argument("--basis", required=True, help="relay, agreement, delegation, request or inspection")
    basis_.add_argument("--document", required=True, metavar="TEXT")
    basis_.set_defaults(run=basis)
    verbs.add_parser("tidy", help="finish, round and delete what is past its time").set_defaults(run=tidy)


def _company(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--company", required=True, metavar="ID", help="unified social credit code of the sender")
    parser.add_argument("--kind", choices=KINDS, default="orders")


def _print(data: Any) -> None:
    from huxin.cli.output import pretty

    print(pretty(data))


def ingest(args: argparse.Namespace) -> int:
    """Land every file on its own.  2 where one was refused; the others have landed and have their receipts."""
    start_lake()
    from huxin.feeds.service import FeedDelivery, receive, settle_all
    from huxin.supervision.values_sql import known_zone

    settle_all()
    landed: list[Landed] = []
    refused: list[InputError] = []
    for path in args.files:
        try:
            landed.append(
                receive(
                    _chunks(path),
                    FeedDelivery(args.company, args.kind, path.name, "command-line", zone=known_zone(args.zone)),
                )
            )
        except InputError as error:
            refused.append(error)
    _print(_summary(landed, refused))
    if refused:
        raise refused[0]
    return 0


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                yield chunk
    except OSError as error:
        raise InputError("file", str(path), "no such file", "a file that can be read", f"{error.strerror}.") from None


def _summary(landed: list[Landed], refused: list[InputError]) -> dict[str, Any]:
    """What ``validate`` prints, over all files, with their receipts; ``receipt`` is the first of them."""
    from huxin.feeds.service import receipt_of

    reports = [one.batch.report for one in landed]
    counts: dict[str, dict[str, int]] = {name: {} for name in _COUNTS}
    samples: dict[str, list[dict[str, Any]]] = {}
    for report in reports:
        for name in _COUNTS:
            for reason, count in report[name].items():
                counts[name][reason] = counts[name].get(reason, 0) + count
        for reason, held in report["samples"].items():
            samples[reason] = (samples.get(reason, []) + held)[:5]
    receipts = [receipt_of(one.batch.id) for one in landed]
    return {
        "rows": sum(report["rows"] for report in reports),
        "accepted": sum(report["accepted"] for report in reports),
        **counts,
        "samples": samples,
        "missing_days": sorted({day for report in reports for day in report["missing_days"]}),
        "files": [one for report in reports for one in report["files"]],
        "refused": [vars(error.problem) for error in refused],
        "receipt": receipts[0] if receipts else None,
        "receipts": receipts,
    }


def show(args: argparse.Namespace) -> int:
    """JSON on stdout, or the PDF into a file."""
    start_lake()
    from huxin.feeds.service import Batch, receipt_of, receipt_pdf

    batch = Batch.objects.filter(id=args.id).first()
    if batch is None:
        raise InputError("batch", "id", args.id, "the id of a receipt", "It stands in the answer to the delivery.")
    if args.pdf is None:
        _print(receipt_of(args.id))
        return 0
    try:
        args.pdf.write_bytes(receipt_pdf(batch))
    except OSError as error:
        told = f"{error.strerror}."
        raise InputError("file", "--pdf", str(args.pdf), "a file that can be written", told) from None
    return 0


def verify(args: argparse.Namespace) -> int:
    """JSON on stdout; exit status 1 for a receipt that is not ours or was changed, or whose rows are not as landed."""
    start_lake()
    from huxin.feeds.service import check_receipt, receipt_in_pdf

    if args.receipt.suffix.lower() == ".pdf":
        receipt = receipt_in_pdf(b"".join(_chunks(args.receipt)))
    else:
        receipt = read_json(str(args.receipt), "FILE")
    found = check_receipt(receipt.get("receipt") or receipt)
    _print({**vars(found), "good": found.good})
    return 0 if found.good else 1


def quality(args: argparse.Namespace) -> int:
    """JSON on stdout: a row for each day."""
    start_lake()
    from huxin.feeds.service import quality_of

    first, last = read_day(args.first, "--from"), read_day(args.last, "--to")
    if last < first:
        raise InputError("date", "--to", str(last), f"{first} or later", "Exchange the two dates.")
    days = quality_of(args.company, args.kind, first, last)
    _print({"company": args.company, "kind": args.kind, "days": [{**vars(one), "day": _text(one.day)} for one in days]})
    return 0


def _text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def add_key(args: argparse.Namespace) -> int:
    """JSON on stdout with the secret, which is shown this once."""
    start_lake()
    from huxin.feeds.service import add_key as make

    _print(vars(make(args.company, args.public)))
    return 0


def list_keys(args: argparse.Namespace) -> int:
    """JSON on stdout."""
    start_lake()
    from huxin.feeds.service import keys_of

    _print([
        {
            "id": key.id,
            "kind": key.kind,
            "created_at": key.created_at.isoformat(),
            "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
        }
        for key in keys_of(args.company)
    ])  # fmt: skip
    return 0


def revoke_key(args: argparse.Namespace) -> int:
    """Revoke; doing it again changes nothing."""
    start_lake()
    from huxin.feeds.service import revoke_key as revoke

    _print({"id": revoke(args.id).id, "revoked": True})
    return 0


def basis(args: argparse.Namespace) -> int:
    """Record it; batches that land from now on carry it."""
    start_lake()
    from huxin.feeds.service import record_basis

    row = record_basis(args.company, args.kind, args.basis, args.document, datetime.now(UTC))
    _print({"company": row.company, "kind": row.kind, "basis": row.basis, "document": row.document})
    return 0


def tidy(args: argparse.Namespace) -> int:
    """Do what ``huxin worker`` does once an hour; JSON on stdout says how much that was."""
    start_lake()
    from huxin.feeds.service import tidy as do

    _print(vars(do(datetime.now(UTC))))
    return 0

"""``huxin clock PROCEDURE``: where the deadlines of a list of acts stand, and how each was worked out."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from huxin.law.clocks import ActRecord, ClockReport, Forecast
    from huxin.law.procedures import Procedure

_KEYS: Final = ("act", "at", "by", "payload", "actor", "why", "evidence")
_AWAITED: Final = {
    "complete": ("{on} 补齐的话：", "If the papers came on {on}:"),
    "resume": ("{on} 恢复的话：", "If it went on on {on}:"),
}
_YEARS: Final = range(1990, 2201)
_EXAMPLE: Final = '[{"act": "file", "at": "2026-02-10T09:00:00+08:00"}]'


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("clock", help="deadlines of a procedure, with their working", description=__doc__)
    parser.add_argument("procedure", metavar="PROCEDURE", help="id of a procedure of the pack, such as arbitration")
    parser.add_argument(
        "--acts", metavar="FILE|-", required=True, help=f"JSON list of acts, such as {_EXAMPLE}".replace("%", "%%")
    )
    parser.add_argument("--pack", default="wenzhou", help="policy pack (default: wenzhou)")
    parser.add_argument(
        "--on", metavar="DATE", help="the day to look from (default: today, or the day of the last act if later)"
    )
    parser.add_argument("--format", choices=("json", "text"), default="json")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the report; 2 with a message on stderr when the input is wrong."""
    from huxin.law.errors import InputError

    try:
        report, procedure, coming = _report(args)
    except InputError as error:
        print(f"huxin clock: {error}", file=sys.stderr)
        return 2
    if args.format == "json":
        whole = {**report.as_json(), "forecast": coming.as_json() if coming else None}
        print(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        print(_text(procedure, report, coming))
    return 0


def _report(args: argparse.Namespace) -> tuple[ClockReport, Procedure, Forecast | None]:
    from huxin.law.clocks import forecast, lengths
    from huxin.law.clocks import run as run_clocks
    from huxin.law.dates import SHANGHAI
    from huxin.law.errors import InputError, nearest
    from huxin.law.pack.load import load_pack

    pack = load_pack(args.pack)
    if args.procedure not in pack.procedures:
        raise InputError(
            "procedure",
            "PROCEDURE",
            args.procedure,
            "a procedure of the pack",
            nearest(args.procedure, pack.procedures),
        )
    procedure = pack.procedures[args.procedure]
    acts = read_acts(_read(args.acts))
    today = datetime.now(SHANGHAI).date()
    on = _day(args.on) if args.on else max([today, *(act.day for act in acts)])
    report = run_clocks(procedure, acts, pack.calendar, on, lengths(pack), cite=pack.cite)
    return report, procedure, forecast(procedure, acts, pack.calendar, on, lengths(pack))


def _read(source: str) -> str:
    from huxin.law.errors import InputError

    try:
        return sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            "file", "--acts", source, "a file that can be read", f"{error.strerror}. Use - for standard input."
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            "encoding", "--acts", source, "UTF-8 text", f"Byte {error.start} is not UTF-8; save it again as UTF-8."
        ) from None


def read_acts(text: str) -> list[ActRecord]:
    """The acts of a JSON list, each checked.  Raises InputError that names ``acts[i]`` and the key."""
    from huxin.law.errors import InputError

    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            "json", f"--acts line {error.lineno} column {error.colno}", error.msg, "JSON", f"Write {_EXAMPLE}."
        ) from None
    except (RecursionError, ValueError):
        raise InputError(
            "json", "--acts", "JSON nested too deeply or with too long a number", "a flat list", f"Write {_EXAMPLE}."
        ) from None
    if not isinstance(rows, list):
        raise InputError("json", "--acts", type(rows).__name__, "a list of acts", f"Write {_EXAMPLE}.")
    return [_act(f"acts[{index}]", row) for index, row in enumerate(rows)]


def _act(where: str, row: Any) -> ActRecord:
    from huxin.law.clocks import ActRecord
    from huxin.law.errors import InputError, nearest

    if not isinstance(row, dict):
        raise InputError("act", where, row, "an object", f"Write {_EXAMPLE}.")
    for key in row:
        if key not in _KEYS:
            raise InputError(
                "unknown_key",
                f"{where}.{key}",
                key,
                f"one of {', '.join(_KEYS)}",
                f"{nearest(key, _KEYS)} Answers go into 'payload'.",
            )
    name, by, payload = row.get("act"), row.get("by"), row.get("payload")
    if not isinstance(name, str) or not name:
        raise InputError("act", f"{where}.act", name, "the name of an act", "Such as file, accept, decide.")
    if by is not None and not isinstance(by, str):
        raise InputError("by", f"{where}.by", by, "a party or role", "Such as worker, unit or authority.")
    if payload is not None and not isinstance(payload, dict):
        raise InputError("payload", f"{where}.payload", payload, "an object", 'Such as {"ground": "appraisal"}.')
    actor = row.get("actor")
    return ActRecord(
        name, _instant(f"{where}.at", row.get("at")), by, payload or {}, actor if isinstance(actor, str) else None
    )


def _instant(where: str, raw: Any) -> datetime:
    from huxin.law.errors import InputError

    wanted, hint = "an instant with its offset", "Write it as 2026-02-10T09:00:00+08:00."
    try:
        at = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        at = None
    if at is None:
        raise InputError("instant", where, raw, wanted, hint)
    if at.tzinfo is None:
        raise InputError("instant", where, raw, wanted, f"The offset is missing. {hint}")
    if at.year not in _YEARS:
        raise InputError("instant", where, raw, f"a year from {_YEARS[0]} to {_YEARS[-1]}", "Check the year.")
    return at


def _day(raw: str) -> date:
    from huxin.law.errors import InputError

    try:
        day = date.fromisoformat(raw)
    except ValueError:
        raise InputError("date", "--on", raw, "a date that exists", "Write it as 2026-02-10.") from None
    if day.year not in _YEARS:
        raise InputError("date", "--on", raw, f"a year from {_YEARS[0]} to {_YEARS[-1]}", "Check the year.")
    return day


def _text(procedure: Procedure, report: ClockReport, coming: Forecast | None) -> str:
    """The report for a person to read, Chinese first."""
    from huxin.law.procedures import STATUS_LABELS

    status = STATUS_LABELS[report.status] if report.status else {"zh": "还没提交", "en": "Nothing filed yet"}
    found = [
        f"{procedure.label['zh']}  {procedure.label['en']} ({procedure.id})",
        f"状态 Status: {status['zh']}  {status['en']}",
    ]
    for clock in report.clocks:
        due = clock.due or "—"
        doubt = " 暂定 provisional" if clock.provisional else ""
        party = f" · {clock.party}" if clock.party else ""
        found += ["", f"{clock.label['zh']}  {clock.label['en']} ({clock.id}){party}: {due} [{clock.state}]{doubt}"]
        found += [f"  - {zh}\n    {en}" for zh, en in zip(clock.lines, clock.lines_en, strict=True)]
    if coming is not None:
        zh, en = _AWAITED[coming.act]
        found += ["", f"{zh.format(on=coming.on)}  {en.format(on=coming.on)}"]
        found += [f"  {one.label['zh']}  {one.label['en']} ({one.id}): {one.due or '—'}" for one in coming.clocks]
    return "\n".join(found)

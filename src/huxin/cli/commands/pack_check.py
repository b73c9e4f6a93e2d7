"""``huxin pack check``, ``needs``, ``letter``: what is wrong with a pack, what the code asks of it, how it prints."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from huxin.law.errors import PackError
    from huxin.law.pack.needs import Need


def check(args: argparse.Namespace) -> int:
    """Every fault of every pack on stderr, one a line, or as JSON on stdout; 2 when there is one."""
    from huxin.cli.reading import pack_names
    from huxin.law.pack.telling import as_json, as_line, told_in

    told: list[PackError] = []
    summary: list[dict[str, Any]] = []
    done: set[tuple[str, str]] = set()
    for name in pack_names(args.pack):
        faults, lacks = _faults(name, done)
        known = {str(one) for one in told}
        told += [one for one in faults if str(one) not in known]
        summary.append({"id": name, "faults": len(faults), "city": lacks is None, "lacks": lacks or 0})
        if args.format == "text":
            print(f"{name}: {told_in(args.lang, len(faults), lacks)}")
    if args.format == "json":
        print(
            json.dumps(
                {"packs": summary, "faults": [as_json(one, args.lang) for one in told]}, ensure_ascii=False, indent=2
            )
        )
    else:
        for fault in told:
            print(as_line(fault, args.lang), file=sys.stderr)
    return 2 if told else 0


def _faults(name: str, done: set[tuple[str, str]]) -> tuple[list[PackError], int | None]:
    """The faults of a pack; how many things the code needs and it lacks, None for a city's: there each is a fault."""
    from huxin.casework.outbox.letters.sample import sample_faults
    from huxin.cli.needs import all_needs, templates_of
    from huxin.law.errors import PackError
    from huxin.law.pack.compose import surveyed
    from huxin.law.pack.needs import is_city, need_faults

    try:
        faults, pack = surveyed(name)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        hint = "The check itself does not understand this pack. Tell the project, with the pack."
        faults, pack = (
            [PackError(f"{name}/pack.yaml:1:1", repr(error), "a pack that the check understands", hint)],
            None,
        )
    if pack is None or faults:
        return faults, 0 if pack is None or not is_city(pack) else None
    wanting = need_faults(pack, all_needs(), templates_of(pack))
    faults += wanting if is_city(pack) else []
    faults += sample_faults(pack, papers=_papers(), done=done)
    return faults, None if is_city(pack) else len(wanting)


def _papers() -> list[str]:
    from huxin.cli.needs import all_needs

    return sorted({one.name for one in all_needs() if one.kind == "letter"})


def needs(args: argparse.Namespace) -> int:
    """What the code takes from a pack: kind, name, who needs it, and when a pack named has it."""
    from huxin.cli.needs import all_needs, templates_of
    from huxin.cli.reading import pack_names
    from huxin.law.pack.load import load_pack
    from huxin.law.pack.needs import has

    pack = load_pack(pack_names([args.pack])[0]) if args.pack else None
    texts = templates_of(pack) if pack is not None else frozenset()
    rows = []
    for kind, name, listed in _grouped(all_needs()):
        row: dict[str, Any] = {
            "kind": kind,
            "name": name,
            "by": [{"room": one.by, "given": one.given} for one in listed],
        }
        if pack is not None:
            row |= {"must": any(one.asked_of(pack) for one in listed), "has": has(pack, listed[0], texts)}
        rows.append(row)
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_line(row) for row in rows))
    return 0


def _grouped(found: Iterable[Need]) -> list[tuple[str, str, list[Need]]]:
    groups: dict[tuple[str, str], list[Need]] = {}
    for one in found:
        groups.setdefault((one.kind, one.name), []).append(one)
    return [(kind, name, listed) for (kind, name), listed in groups.items()]


def _line(row: Mapping[str, Any]) -> str:
    who = ", ".join(one["room"] if not one["given"] else f"{one['room']} ({_given(one['given'])})" for one in row["by"])
    state = "" if "has" not in row else "has      " if row["has"] else "LACKS    " if row["must"] else "leaves   "
    return f"{state}{row['kind']:<10} {row['name']:<36} {who}"


def _given(condition: str) -> str:
    return "where the pack has it" if condition == "offered" else f"with {condition}"


def letter(args: argparse.Namespace) -> int:
    """Write a sample of a letter as PDF and say where it lies."""
    from huxin.casework.outbox.letters.sample import sample_pdf
    from huxin.cli.reading import pack_names
    from huxin.law.errors import InputError
    from huxin.law.pack.load import load_pack

    pdf = sample_pdf(load_pack(pack_names([args.pack])[0]), args.template, papers=_papers())
    try:
        Path(args.out).write_bytes(pdf)
    except OSError as error:
        raise InputError("out", "--out", args.out, "a file that can be written", str(error.strerror)) from None
    print(args.out)
    return 0

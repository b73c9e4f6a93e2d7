"""``huxin registry``: take over what other registers hold: people, companies, payments, recognitions, cover."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from huxin.cli.commands.agreement import content_of

if TYPE_CHECKING:
    from huxin.law import Pack
    from huxin.people.imports.service import Imported

KINDS: Final = ("people", "companies", "contribution-months", "recognitions", "cover")
_TEXT: Final = {
    "zh": "{rows} 行：新增 {new}，更新 {changed}，没变 {unchanged}，退回 {refused}",
    "en": "{rows} rows: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused",
}
_CHECKED: Final = {"zh": "（只是检查，没有写）", "en": " (a check: nothing was written)"}
_UNREAD: Final = {"zh": "没有读的列：", "en": "columns that were not read: "}
_LINE: Final = {
    "zh": "第 {row} 行 {label}：是“{got}”，要{wanted}。{hint}",
    "en": "row {row}, {label}: got '{got}', wanted {wanted}. {hint}",
}


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its verbs."""
    parser = subparsers.add_parser("registry", help="take over what other registers hold", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    take = verbs.add_parser("import", help="take a table into the register")
    take.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    take.add_argument("file", metavar="FILE", help="CSV, XLSX or Parquet; - reads standard input")
    take.add_argument("--check", action="store_true", help="say what it would do and write nothing")
    take.add_argument("--template", action="store_true", help="write the empty table to FILE instead")
    take.add_argument("--format", choices=("text", "json"), default="json")
    take.add_argument("--lang", choices=("zh", "en"), default=None, help="default: the locale")
    take.add_argument("--pack", metavar="PACK", help="default: the pack that HUXIN_PACK names, else wenzhou")
    take.add_argument("--data", type=Path, metavar="FOLDER", help="default: the folder that HUXIN_DATA names")
    take.set_defaults(run=bring)


def bring(args: argparse.Namespace) -> int:
    """What the table did.  0 also with refused rows; InputError for a file that cannot be read."""
    from huxin.law.pack.load import load_pack

    pack = load_pack(args.pack or os.environ.get("HUXIN_PACK") or "wenzhou")
    language = args.lang or _of_locale()
    if args.template:
        return _write_empty(args, pack, language)
    from huxin.cli.django_setup import start_django

    start_django(args.data)
    from huxin.casework.service import today
    from huxin.cli.output import pretty
    from huxin.identity.service import SYSTEM
    from huxin.people.imports.service import import_file

    content = content_of(args.file)
    done = import_file(SYSTEM, args.kind, pack, content, Path(args.file).name, on=today(), check=args.check)
    print(pretty(done.as_json()) if args.format == "json" else _as_text(done, language))
    return 0


def _of_locale() -> str:
    said = next((text for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (text := os.environ.get(name))), "")
    return "en" if said.lower().startswith("en") else "zh"


def _write_empty(args: argparse.Namespace, pack: Pack, language: str) -> int:
    from huxin.law.errors import InputError
    from huxin.people.imports.sheets import sheet_of
    from huxin.people.imports.templates import empty_table

    content = empty_table(sheet_of(args.kind, pack), args.file, language)
    try:
        with Path(args.file).open("xb") as out:
            out.write(content)
    except FileExistsError:
        hint = "这个文件已经有了，不会覆盖；换个名字。 It is there already and is not written over; take another name."
        raise InputError("file", "FILE", args.file, "a name that is free", hint) from None
    except OSError as error:
        raise InputError("file", "FILE", args.file, "a place that can be written", f"{error.strerror}.") from None
    print(args.file)
    return 0


def _as_text(done: Imported, language: str) -> str:
    head = _TEXT[language].format(
        rows=done.rows, new=done.new, changed=done.changed, unchanged=done.unchanged, refused=done.refused_rows
    )
    lines = [head + (_CHECKED[language] if done.check else "")]
    if done.unread_columns:
        lines.append(_UNREAD[language] + ", ".join(done.unread_columns))
    lines += [
        _LINE[language].format(
            row=one.row, label=one.label[language], got=one.got, wanted=one.wanted[language], hint=one.hint[language]
        )
        for one in done.refused
    ]
    return "\n".join(lines)

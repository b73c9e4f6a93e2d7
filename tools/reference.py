"""Two pages of the documentation that are made, never written: where each sentence is served, what each table holds.

    python tools/reference.py

Run it after a procedure, a page or a field changed; a test compares.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SRC: Final = ROOT / "src" / "huxin"
WHERE: Final = ROOT / "docs" / "where.md"
DICTIONARY: Final = ROOT / "docs" / "data-dictionary.md"
CITY: Final = "wenzhou"


def where() -> str:
    """Every sentence of the notice with the rooms and files that serve it."""
    from huxin.law import load_pack
    from huxin.law.pack.coverage import coverage

    lines = [
        "# 每句话落在哪里 Where each sentence is served",
        "",
        "由 `tools/reference.py` 生成。Made by `tools/reference.py`. 规程 procedures: `src/huxin/packs/…/procedures/`.",
        "",
        "| 条 | 通知说的 The notice says | 房间 Rooms | 规程 Procedures | 页面 Pages |",
        "|---|---|---|---|---|",
    ]
    for one in coverage(load_pack(CITY)):
        procedures = [f"[`{name}`](../{_file(name)})" for name in one.procedures]
        rooms = sorted({*chain(*map(_rooms, one.procedures)), *map(_page_room, one.pages)})
        shown = [f"[`{room}`](../src/huxin/{room}/)" for room in rooms or ["casework"]]
        said = f"{one.summary['zh']} {one.summary['en']}"
        pages = ", ".join(f"`{page}`" for page in one.pages)
        lines.append(f"| {one.clause} | {said} | {', '.join(shown)} | {', '.join(procedures)} | {pages} |")
    return "\n".join([*lines, ""])


def dictionary() -> str:
    """Every table and field: its type, whether it holds something personal and what, and why it is kept."""
    from django.apps import apps

    from huxin.people.service import processing_register

    declared = processing_register.declarations()
    lines = [
        "# 数据字典 Data dictionary",
        "",
        "由 `tools/reference.py` 从模型和 `privacy.yaml` 生成。Made from models and `privacy.yaml`.",
    ]
    ours = (one for one in apps.get_models() if one.__module__.startswith("huxin."))
    for model in sorted(ours, key=lambda one: one._meta.label):
        lines += ["", f"## {model._meta.label}", "", _first_line(model.__doc__ or ""), ""]
        lines += ["| 字段 Field | 类型 Type | 内容 Holds | 为什么 Why |", "|---|---|---|---|"]
        for field in model._meta.local_fields:
            said = declared[f"{model._meta.label}.{field.name}"]
            holds = "；".join(f"{one['zh']} {one['en']}" for one in said.holds) or "—"
            why = f"{said.use.purpose['zh']} {said.use.purpose['en']}" if said.holds else "—"
            lines.append(f"| `{field.name}` | {_kind(field)} | {holds} | {why} |")
    return "\n".join([*lines, ""])


def _file(procedure: str) -> str:
    """The file of a procedure, in the pack nearest to the city that has one."""
    for pack in (CITY, "zhejiang", "national"):
        path = SRC / "packs" / pack / "procedures" / f"{procedure}.yaml"
        if path.exists():
            return str(path.relative_to(ROOT))
    raise LookupError(procedure)


def _rooms(procedure: str) -> Iterator[str]:
    """The measures whose code names a procedure."""
    named = re.compile(rf"[\"']{re.escape(procedure)}[\"']")
    for room in sorted((SRC / "measures").iterdir()):
        if any(named.search(path.read_text(encoding="utf-8")) for path in room.rglob("*.py")):
            yield f"measures/{room.name}"


def _page_room(address: str) -> str:
    """The measure, or the face, that shows a page."""
    from django.urls import Resolver404, resolve

    try:
        module = resolve(address).func.__module__.split(".")
    except Resolver404:
        raise LookupError(f"no page at {address}") from None
    return "/".join(module[1:3])


def _kind(field: object) -> str:
    from django.db.models import CharField, ForeignKey

    name = type(field).__name__.removesuffix("Field")
    if isinstance(field, ForeignKey):
        return f"{name} → {field.related_model._meta.label}"  # type: ignore[union-attr]
    return f"{name}({field.max_length})" if isinstance(field, CharField) else name


def _first_line(text: str) -> str:
    return " ".join(text.split("\n\n")[0].split())


def main() -> None:
    """Write both pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huxin.config.settings")
    import django

    django.setup()
    WHERE.write_text(where(), encoding="utf-8")
    DICTIONARY.write_text(dictionary(), encoding="utf-8")
    print(f"{WHERE.relative_to(ROOT)}\n{DICTIONARY.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())

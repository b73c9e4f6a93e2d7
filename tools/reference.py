"""Pages of the documentation that are made, never written: where each sentence is served, how far it works, what each
table holds.

    python tools/reference.py

Run it after a procedure, a page, a field or a user story changed; a test compares.
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
STATE: Final = ROOT / "docs" / "coverage.md"
DICTIONARY: Final = ROOT / "docs" / "data-dictionary.md"
CITY: Final = "wenzhou"
SHORT: Final = {"works": "走到底 works", "partly": "走过一部分 partly", "only a form": "只有表格 only a form"}


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


def state() -> str:
    """Every sentence of the notice with what comes of it for each trade, what nobody has seen yet, and the tests."""
    from huxin.law import load_pack
    from huxin.law.pack.coverage import STATES, WORDS, coverage
    from huxin.law.pack.stories import stories

    zh, en = WORDS["zh"], WORDS["en"]
    pack = load_pack(CITY)
    rows = coverage(pack, stories())
    counted = [sum(one == state for row in rows for one in row.states.values()) for state in STATES]
    lines = [
        "# 每句话做到哪一步 How far each sentence works",
        "",
        "由 `tools/reference.py` 从浏览器测试里的用户故事生成。",
        "Made by `tools/reference.py` from the stories in browser tests.",
        "",
        "“走到底”：这句话的每个规程都有故事走过，规程写着的每一种结果都有测试看过：规则算出来、对方进来办、文书、钱数、期限。",
        "“只有表格”：没有人走过，或者一种结果也没有看过，或者有规则、没有故事看到它算出来。",
        "Works: stories walk every procedure of the sentence and look at every result that it declares: rule, other",
        "side, paper, sum, deadline. Only a form: nobody walks it, no result is looked at, or no story sees its rule",
        "run.",
        "",
        "数的是规程，不是规程里的每一种情形：例如临近退休的人，和别人走的是同一个故事。",
        "Procedures are counted, not each branch of one: who is close to retirement shares the story of all others.",
        "",
        "行业乘句子 Sentences by trade: "
        + ", ".join(f"{zh[one]} {en[one]} {count}" for one, count in zip(STATES, counted, strict=True))
        + ".",
        "",
        "| 条 | 通知说的 The notice says | 做到哪一步 State | 还没有看到的 Not shown yet | 测试 Tests |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        reached = {one: [trade for trade, held in row.states.items() if held == one] for one in STATES}
        whole = len({*row.states.values()}) == 1
        said = [f"{SHORT[one]}{'' if whole else '：' + ', '.join(trades)}" for one, trades in reached.items() if trades]
        lacks = [
            f"`{name}`：{'、'.join(zh[one] for one in what)} {', '.join(en[one] for one in what)}"
            for name, what in row.lacks.items()
        ]
        tests = [f"[`{one.partition('::')[2]}`](../{one.partition('::')[0]})" for one in row.stories]
        told = f"{row.summary['zh']} {row.summary['en']}"
        lines.append(f"| {row.clause} | {told} | {'<br>'.join(said)} | {'<br>'.join(lacks)} | {'<br>'.join(tests)} |")
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
    """Write the pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huxin.config.settings")
    import django

    django.setup()
    WHERE.write_text(where(), encoding="utf-8")
    DICTIONARY.write_text(dictionary(), encoding="utf-8")
    STATE.write_text(state(), encoding="utf-8")
    print(*(one.relative_to(ROOT) for one in (WHERE, STATE, DICTIONARY)), sep="\n")


if __name__ == "__main__":
    sys.exit(main())

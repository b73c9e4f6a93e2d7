"""Which sentence of the notice is served by what, and which by nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from huxin.law.evaluation.compiled import compile_item
from huxin.law.expr import ir
from huxin.law.pack.model import Clause, Item, Pack
from huxin.law.pack.stories import Story

Depth = Literal["data only", "walked alike", "walked"]
"""``walked alike``: by a story of no trade, through a procedure whose form asks for none."""
EVERY_TRADE: Final = "worker"
FIRMS: Final = frozenset({"platform", "dispatch_firm"})
"""Whom a sentence can serve besides a trade: everybody who works on platforms, and the firms."""


@dataclass(frozen=True)
class Covered:
    """What serves one clause.  ``whole_article`` lists procedures and items that name the article, not the sentence.

    ``open``: nothing serves the sentence.  ``depth`` says for each trade that the sentence serves whether a user story
    walks one of its procedures in a browser test, for this trade or for all alike, or whether there is data only; it is
    empty where the sentence is open.
    """

    clause: str
    article: str
    summary: dict[str, str]
    binds: tuple[str, ...]
    procedures: tuple[str, ...]
    items: tuple[str, ...]
    parameters: tuple[str, ...]
    rules: int
    pages: tuple[str, ...]
    detectors: tuple[str, ...]
    tests: int
    whole_article: tuple[str, ...]
    depth: Mapping[str, Depth]
    open: bool


def coverage(pack: Pack, walked: Sequence[Story] = ()) -> list[Covered]:
    """One line per clause, in the order of the notice.  ``walked``: the user stories of the browser tests."""
    return [_covered(pack, clause, walked) for clause in pack.clauses.values()]


def trades(pack: Pack) -> list[str]:
    """The trades that the sentences of the notice name, in its order."""
    named = [group for clause in pack.clauses.values() for group in clause.serves]
    return [one for one in dict.fromkeys(named) if one != EVERY_TRADE and one not in FIRMS]


def _depth(pack: Pack, clause: Clause, walked: Sequence[Story]) -> dict[str, Depth]:
    served = trades(pack) if EVERY_TRADE in clause.serves else [one for one in clause.serves if one not in FIRMS]
    mine = [(story, {*story.procedures} & {*clause.procedures}) for story in walked]
    shown = {trade for story, procedures in mine if procedures for trade in story.trades}
    alike = any(not _asks_trade(pack, name) for story, names in mine if not story.trades for name in names)
    rest: Depth = "walked alike" if alike else "data only"
    return {trade: "walked" if trade in shown else rest for trade in served}


def _asks_trade(pack: Pack, procedure: str) -> bool:
    return any(field.name == "trade" for field in pack.procedures[procedure].fields_of("file"))


def _covered(pack: Pack, clause: Clause, walked: Sequence[Story]) -> Covered:
    items = [item for item in pack.items.values() if clause.id in item.serves]
    named = {name for one in pack.clauses.values() for name in one.procedures}
    broad = [name for name, p in pack.procedures.items() if name not in named and _article(p.clause) == clause.article]
    broad += [item.id for item in pack.items.values() if not item.serves and _article(item.clause) == clause.article]
    pages = tuple(page.path for page in pack.pages.values() if clause.id in page.clauses)
    nothing = not (clause.procedures or items or pages or clause.detectors)
    return Covered(
        clause=clause.id,
        article=clause.article,
        summary=dict(clause.summary),
        binds=clause.binds,
        procedures=clause.procedures,
        items=tuple(item.id for item in items),
        parameters=tuple(sorted({name for item in items for name in parameters_of(pack, item)})),
        rules=sum(len(compile_item(pack, item.id).rules) for item in items),
        pages=pages,
        detectors=clause.detectors,
        tests=sum(test.item in {item.id for item in items} for test in pack.tests),
        whole_article=tuple(sorted(broad)),
        depth={} if nothing else _depth(pack, clause, walked),
        open=nothing,
    )


def _article(source: str) -> str:
    """``"wenzhou-2021-135 二(四)"`` → ``"二(四)"``; a numbered sentence stands for its article."""
    return source.partition(" ")[2].partition(".")[0]


def parameters_of(pack: Pack, item: Item) -> set[str]:
    """Ids of the parameters that the item's rules may look up."""
    compiled = compile_item(pack, item.id)
    nodes: list[ir.Node | None] = [node for _, node in compiled.rules]
    nodes += [node for _, _, node in compiled.outputs]
    nodes += [node for _, node in compiled.reasons]
    nodes += [node for _, node in compiled.verdict]
    nodes += [node for table in compiled.tables for node in (table.where, *table.fields.values())]
    return {part.id for node in nodes if node is not None for part in ir.walk(node) if isinstance(part, ir.Parameter)}


def as_json(pack: Pack, lines: Iterable[Covered]) -> dict[str, Any]:
    """The whole table with its counts."""
    rows = list(lines)
    return {
        "pack": {"id": pack.id, "version": pack.version, "hash": pack.hash},
        "clauses": [asdict(row) for row in rows],
        "counts": {
            "clauses": len(rows),
            "served": sum(not row.open for row in rows),
            "open": sum(row.open for row in rows),
            "depth": {depth: sum(one == depth for row in rows for one in row.depth.values()) for depth in _DEPTHS},
        },
    }


def as_text(pack: Pack, lines: Iterable[Covered], language: str = "zh") -> str:
    """The same table for people; what is open comes last, by name."""
    rows = list(lines)
    words = _WORDS[language]
    found: list[str] = []
    for row in rows:
        found.append(f"{row.clause}  {row.summary[language]}")
        for key in ("procedures", "items", "parameters", "pages", "detectors", "whole_article"):
            if getattr(row, key):
                found.append(f"    {words[key]}: {', '.join(getattr(row, key))}")
        if row.items:
            found.append(f"    {words['rules']}: {row.rules}; {words['tests']}: {row.tests}")
        for depth in _DEPTHS:
            reached = [trade for trade, one in row.depth.items() if one == depth]
            if reached:
                found.append(f"    {words[depth]}: {', '.join(reached)}")
        if row.open:
            found.append(f"    {words['nothing']}")
    gaps = [row.clause for row in rows if row.open]
    served = words["served"].format(served=len(rows) - len(gaps), all=len(rows), pack=pack.id)
    return "\n".join([*found, "", served, f"{words['open']}: {', '.join(gaps) or '-'}"]) + "\n"


_DEPTHS: Final[tuple[Depth, ...]] = ("walked", "walked alike", "data only")
_WORDS = {
    "zh": {
        "procedures": "办事规程",
        "items": "计算事项",
        "parameters": "参数",
        "rules": "规则",
        "pages": "页面",
        "detectors": "监测",
        "tests": "表格测试",
        "whole_article": "只写到条、没写到句",
        "walked": "浏览器测试走通的行业",
        "walked alike": "浏览器测试走通、不分行业",
        "data only": "只有数据的行业",
        "nothing": "还没有",
        "served": "{pack}: 通知 {all} 句要求，{served} 句有东西对应",
        "open": "还没有对应的",
    },
    "en": {
        "procedures": "procedures",
        "items": "items",
        "parameters": "parameters",
        "rules": "rules",
        "pages": "pages",
        "detectors": "detectors",
        "tests": "table tests",
        "whole_article": "name the article only",
        "walked": "walked by a user story in a browser, for",
        "walked alike": "walked by a user story that is the same for",
        "data only": "data only, for",
        "nothing": "nothing yet",
        "served": "{pack}: {served} of {all} sentences of the notice are served",
        "open": "open",
    },
}

"""Which sentence of the notice is served by what, and which by nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from huxin.law.evaluation.compiled import compile_item
from huxin.law.expr import ir
from huxin.law.pack.model import Clause, Item, Pack
from huxin.law.pack.stories import RESULTS, Result, Story

Depth = Literal["data only", "walked alike", "walked"]
"""``walked alike``: by a story of no trade, through a procedure whose form asks for none."""
State = Literal["works", "partly", "only a form"]
EVERY_TRADE: Final = "worker"
FIRMS: Final = frozenset({"platform", "dispatch_firm"})
"""Whom a sentence can serve besides a trade: everybody who works on platforms, and the firms."""


@dataclass(frozen=True)
class Covered:
    """What serves one clause.  ``whole_article`` lists procedures and items that name the article, not the sentence.

    ``open``: nothing serves the sentence.  ``depth`` says for each trade that the sentence serves whether a user story
    walks one of its procedures in a browser test, for this trade or for all alike, or whether there is data only; it is
    empty where the sentence is open.  ``states`` says for each of these trades what comes of the walk: it works where a
    story shows every result that the procedures of the sentence can end in, and is only a form where nobody walks one
    or where no walk shows the rule run although a procedure has one.  ``lacks`` names, over all trades and by
    procedure, the results that no story shows yet; ``stories`` are the tests.
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
    states: Mapping[str, State]
    lacks: Mapping[str, tuple[str, ...]]
    stories: tuple[str, ...]
    open: bool


def coverage(pack: Pack, walked: Sequence[Story] = ()) -> list[Covered]:
    """One line per clause, in the order of the notice.  ``walked``: the user stories of the browser tests."""
    return [_covered(pack, clause, walked) for clause in pack.clauses.values()]


def trades(pack: Pack) -> list[str]:
    """The trades that the sentences of the notice name, in its order."""
    named = [group for clause in pack.clauses.values() for group in clause.serves]
    return [one for one in dict.fromkeys(named) if one != EVERY_TRADE and one not in FIRMS]


def needs(pack: Pack, procedure: str) -> tuple[Result, ...]:
    """The results in which a procedure can end: what its own words declare."""
    one = pack.procedures[procedure]
    held: dict[Result, bool] = {
        "rule": one.item is not None,
        "side": bool(set(one.sides) - {"applicant", "office"}),
        "paper": any(act.letters for act in one.acts.values()),
        "money": one.payment is not None,
        "clock": bool(one.clocks),
    }
    return tuple(result for result in RESULTS if held[result])


def _walks(pack: Pack, name: str, trade: str, walked: Sequence[Story]) -> list[Story]:
    """The stories that walk a procedure for a trade, or for all alike."""
    alike = not _asks_trade(pack, name)
    return [one for one in walked if name in one.procedures and (trade in one.trades or (alike and not one.trades))]


def _state(pack: Pack, clause: Clause, trade: str, walked: Sequence[Story]) -> State:
    mine = {name: _walks(pack, name, trade, walked) for name in clause.procedures}
    shown = {name: {what for one in found for what in one.shows.get(name, ())} for name, found in mine.items()}
    if all(found and shown[name] >= set(needs(pack, name)) for name, found in mine.items()):
        return "works"
    ruled = [name for name in mine if "rule" in needs(pack, name)]
    runs = any("rule" in shown[name] for name in ruled) or (not ruled and any(shown.values()))
    return "partly" if runs else "only a form"


def _lacks(pack: Pack, clause: Clause, walked: Sequence[Story]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in clause.procedures:
        mine = [one for one in walked if name in one.procedures]
        shown = {what for one in mine for what in one.shows.get(name, ())}
        missing = tuple(one for one in needs(pack, name) if one not in shown) if mine else ("walk",)
        if missing:
            found[name] = missing
    return found


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
    depth = {} if nothing else _depth(pack, clause, walked)
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
        depth=depth,
        states={trade: _state(pack, clause, trade, walked) for trade in depth},
        lacks={} if nothing else _lacks(pack, clause, walked),
        stories=tuple(one.test for one in walked if {*one.procedures} & {*clause.procedures}),
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
            "states": {state: sum(one == state for row in rows for one in row.states.values()) for state in STATES},
        },
    }


def as_text(pack: Pack, lines: Iterable[Covered], language: str = "zh") -> str:
    """The same table for people; what is open comes last, by name."""
    rows = list(lines)
    words = WORDS[language]
    found: list[str] = []
    for row in rows:
        found.append(f"{row.clause}  {row.summary[language]}")
        for key in ("procedures", "items", "parameters", "pages", "detectors", "whole_article"):
            if getattr(row, key):
                found.append(f"    {words[key]}: {', '.join(getattr(row, key))}")
        if row.items:
            found.append(f"    {words['rules']}: {row.rules}; {words['tests']}: {row.tests}")
        found += [f"    {line}" for line in _walked(row, words)]
        if row.open:
            found.append(f"    {words['nothing']}")
    gaps = [row.clause for row in rows if row.open]
    served = words["served"].format(served=len(rows) - len(gaps), all=len(rows), pack=pack.id)
    return "\n".join([*found, "", served, f"{words['open']}: {', '.join(gaps) or '-'}"]) + "\n"


def _walked(row: Covered, words: Mapping[str, str]) -> Iterator[str]:
    """How far the sentence is walked for which trades, and what nobody has seen yet."""
    for told, by_trade in ((_DEPTHS, row.depth), (STATES, row.states)):
        for word in told:
            reached = [trade for trade, one in by_trade.items() if one == word]
            if reached:
                yield f"{words[word]}: {', '.join(reached)}"
    for name, missing in row.lacks.items():
        yield f"{words['lacks']} {name}: {', '.join(words[one] for one in missing)}"


STATES: Final[tuple[State, ...]] = ("works", "partly", "only a form")
_DEPTHS: Final[tuple[Depth, ...]] = ("walked", "walked alike", "data only")
WORDS: Final = {
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
        "works": "走到底、结果都看过的行业",
        "partly": "走过、结果没看全的行业",
        "only a form": "只有表格的行业",
        "lacks": "还没有看到的",
        "rule": "规则算出来",
        "side": "对方进来办",
        "paper": "文书",
        "money": "钱数",
        "clock": "期限",
        "walk": "没有人走过",
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
        "works": "works to its end, for",
        "partly": "walked, not every result seen, for",
        "only a form": "only a form, for",
        "lacks": "not shown yet by",
        "rule": "the rule run",
        "side": "the other side acting",
        "paper": "a paper",
        "money": "the sum",
        "clock": "the deadline met",
        "walk": "nobody walks it",
        "nothing": "nothing yet",
        "served": "{pack}: {served} of {all} sentences of the notice are served",
        "open": "open",
    },
}

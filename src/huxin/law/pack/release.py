"""The release sheet of a pack: what may decide, what is only an estimate and why, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huxin.law.evaluation.lookups import Adoption
from huxin.law.pack.coverage import coverage, parameters_of
from huxin.law.pack.force import ForceChange, changes
from huxin.law.pack.model import DECISION_GRADE, Item, Pack, Parameter


@dataclass(frozen=True)
class Doubt:
    """A parameter that keeps an item from being decision-grade on the day of the sheet."""

    parameter: str
    why: str
    source: str


@dataclass(frozen=True)
class ItemSheet:
    """One item: its grade, what stands against it, and how many table tests it has."""

    item: str
    label: dict[str, str]
    doubts: tuple[Doubt, ...]
    tests: int

    @property
    def grade(self) -> str:
        """``decision``, ``estimate`` (a value is uncertain) or ``pending`` (a value is missing)."""
        if any(doubt.why == "missing" for doubt in self.doubts):
            return "pending"
        return "estimate" if self.doubts else "decision"


@dataclass(frozen=True)
class ReleaseSheet:
    """A pack on one day."""

    pack: Pack
    on: date
    items: tuple[ItemSheet, ...]
    adoptions: tuple[Adoption, ...]
    unadopted: tuple[str, ...]
    doubtful: tuple[Doubt, ...]
    drafts: tuple[str, ...]
    open_clauses: tuple[str, ...]
    changes: tuple[ForceChange, ...]


def release(pack: Pack, on: date, adoptions: Sequence[Adoption] = ()) -> ReleaseSheet:
    """The sheet of ``pack`` on the day ``on``, with what the city adopted."""
    adopted = {one.parameter for one in adoptions if one.valid_from <= on}
    return ReleaseSheet(
        pack=pack,
        on=on,
        items=tuple(_item(pack, item, on, adopted) for item in pack.items.values()),
        adoptions=tuple(adoptions),
        unadopted=tuple(name for name, reading in pack.readings.items() if not reading.adopted),
        doubtful=tuple(
            doubt for p in pack.parameters.values() if p.id not in adopted for doubt in _doubts(pack, p, on)
        ),
        drafts=tuple(name for name, one in pack.instruments.items() if one.status in ("draft", "proposal")),
        open_clauses=tuple(line.clause for line in coverage(pack) if line.open),
        changes=tuple(changes(pack, on)),
    )


def _item(pack: Pack, item: Item, on: date, adopted: set[str]) -> ItemSheet:
    names = sorted(parameters_of(pack, item) - adopted)
    doubts = tuple(doubt for name in names for doubt in _doubts(pack, pack.parameters[name], on))
    return ItemSheet(item.id, dict(item.label), doubts, sum(test.item == item.id for test in pack.tests))


def _doubts(pack: Pack, parameter: Parameter, on: date) -> Iterator[Doubt]:
    held = [one for one in parameter.values if (one.valid_from or date.min) <= on < (one.valid_to or date.max)]
    if not held or held[0].value is None:
        yield Doubt(parameter.id, "missing", pack.cite(held[0].source) if held else "")
    elif held[0].confidence not in DECISION_GRADE:
        yield Doubt(parameter.id, held[0].confidence, pack.cite(held[0].source))


def as_json(sheet: ReleaseSheet) -> dict[str, Any]:
    """The sheet for programs."""
    return {
        "pack": {"id": sheet.pack.id, "version": sheet.pack.version, "hash": sheet.pack.hash},
        "on": sheet.on.isoformat(),
        "items": [
            {
                "item": item.item,
                "label": item.label,
                "grade": item.grade,
                "doubts": [vars(doubt) for doubt in item.doubts],
                "tests": item.tests,
            }
            for item in sheet.items
        ],
        "adopted": [
            {
                "parameter": one.parameter,
                "value": str(one.value),
                "valid_from": one.valid_from.isoformat(),
                "by": one.by,
                "document": one.document,
                "adopted_on": one.adopted_on.isoformat(),
            }
            for one in sheet.adoptions
        ],
        "readings_not_adopted": list(sheet.unadopted),
        "uncertain_parameters": [vars(doubt) for doubt in sheet.doubtful],
        "drafts": list(sheet.drafts),
        "open_clauses": list(sheet.open_clauses),
        "changes": [{**vars(one), "day": one.day.isoformat()} for one in sheet.changes],
    }


def as_text(sheet: ReleaseSheet) -> str:
    """The sheet for people, Chinese and English side by side."""
    lines = [f"{sheet.pack.label['zh']} {sheet.pack.label['en']} {sheet.pack.version}  {sheet.on}", sheet.pack.hash]
    for grade, title in _GRADES.items():
        lines += ["", title, *_section([_line(item) for item in sheet.items if item.grade == grade])]
    lines += ["", "本市已采用 Adopted by the city"]
    lines += _section([f"{a.parameter} = {a.value} ({a.by}, {a.document}, {a.adopted_on})" for a in sheet.adoptions])
    lines += ["", "还没确定的参数 Uncertain or missing parameters"]
    lines += _section([f"{doubt.parameter}: {doubt.why}  {doubt.source}" for doubt in sheet.doubtful])
    lines += ["", "本市还没选定的解释 Readings not adopted", *_section(list(sheet.unadopted))]
    lines += ["", "一年内生效、修改或者失效 In force, amended or ended within a year"]
    lines += _section([_change(sheet.pack, one) for one in sheet.changes])
    lines += ["", "草案和建议，不作依据 Drafts, never a basis", *_section(list(sheet.drafts))]
    lines += [
        "",
        "通知里还没有对应的句子 Sentences of the notice that nothing serves",
        *_section(list(sheet.open_clauses)),
    ]
    return "\n".join(lines) + "\n"


_GRADES = {
    "decision": "可作决定 Decision-grade",
    "estimate": "只能估算 Estimates only",
    "pending": "缺数值，要由人来定 Values are missing: for a person to decide",
}


def _line(item: ItemSheet) -> str:
    doubts = ", ".join(f"{doubt.parameter} ({doubt.why})" for doubt in item.doubts)
    return f"{item.item}  {item.label['zh']}  tests {item.tests}{f'  <- {doubts}' if doubts else ''}"


_CHANGES = {"begins": "生效 in force", "ends": "失效 ends", "amended": "修改 amended"}


def _change(pack: Pack, one: ForceChange) -> str:
    after = f" -> {pack.cite(one.followed_by)}" if one.followed_by else ""
    return f"{one.day}  {_CHANGES[one.change]}: {pack.cite(one.instrument)}{after}"


def _section(rows: list[str]) -> list[str]:
    return [f"  - {row}" for row in rows] or ["  -"]

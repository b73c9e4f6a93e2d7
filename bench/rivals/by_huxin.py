"""Huxin's own kernel: from Parquet to Parquet, or over arrays that are in memory already."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from measured import Clock

from huxin.law.pack.load import load_pack
from huxin.law.pack.model import Output, Pack, Rule
from huxin.population.form import SUBSIDY
from huxin.population.kernel import Kernel
from huxin.population.request import SimulationRequest
from huxin.population.simulate import simulate
from huxin.population.source import generate
from huxin.population.stream import Streams

ON = date(2026, 12, 31)
LABEL = {"zh": "链", "en": "Chain"}


def longer(pack: Pack, chain: int) -> Pack:
    """The pack with so many monthly rules more in its item, each made of the one before it."""
    item = pack.items[SUBSIDY.item]
    texts = ["ordinal if net > 0 * net else 0", *(f"min(x{k} * 2 + {k}, 1000 - x{k} // 3)" for k in range(chain))]
    rules = tuple(Rule(name=f"x{k}", label=LABEL, expr=text, over="by_month") for k, text in enumerate(texts))
    output = Output(expr=f"sum(m.x{chain} for m in by_month if m.granted)", label=LABEL)
    changed = replace(item, rules=item.rules + rules, outputs={**item.outputs, "chained": output})
    return replace(pack, hash=f"{pack.hash}-{chain}", items={**pack.items, item.id: changed})


def in_memory(people: Path, months: Path, chain: int) -> None:
    """The kernel alone: compiled before, over fresh results (first) and once more (again)."""
    clock, pack = Clock(), load_pack("wenzhou")
    form = SUBSIDY
    if chain:
        pack, form = longer(pack, chain), replace(SUBSIDY, results={**SUBSIDY.results, "chained": "chained"})
    kernel = Kernel(generate(pack, form, ON))
    clock.time("compile", kernel.warm)
    offsets, columns = clock.time("load", lambda: _all(kernel, people, months))
    for name in ("first", "again"):
        found = clock.time(name, lambda: kernel.run(offsets, columns)).columns
    clock.tell(total=int(found["amount_fen"].sum()), chained=int(found["chained"].sum()) if chain else 0)


def _all(kernel: Kernel, people: Path, months: Path) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    chunks = [*Streams(kernel.program, people, months, (), (people.name, months.name)).chunks(lambda rows: None)]
    counts = np.concatenate([np.diff(chunk.offsets) for chunk in chunks])
    columns = {name: np.concatenate([chunk.columns[name] for chunk in chunks]) for name in chunks[0].columns}
    return np.concatenate([[0], np.cumsum(counts)]), columns


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("people", "months", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--chain", type=int, default=0)
    parser.add_argument("--loaded", action="store_true", help="load the arrays first; time the kernel alone")
    args = parser.parse_args()
    if args.loaded:
        in_memory(args.people, args.months, args.chain)
        return
    clock = Clock()
    report = simulate(SimulationRequest(load_pack("wenzhou"), SUBSIDY.item, args.people, args.months, args.out, ON))
    clock.stages = report["seconds"]
    clock.tell(total=int(report["total"].replace(".", "")))


if __name__ == "__main__":
    main()

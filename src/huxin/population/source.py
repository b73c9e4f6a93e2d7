"""The text of a kernel: one Python function over columns, written from a plan.

``kernel(first, last, on, offsets, <columns of people>, <columns of rows>, undecided, <results>)`` works on the people
``first <= i < last``; the rows of person ``i`` are ``offsets[i] <= j < offsets[i + 1]``, sorted by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from huxin.law.errors import InputError, nearest
from huxin.law.evaluation.compiled import compile_item
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.pack.model import Pack
from huxin.population import days
from huxin.population.form import Form, limits, person_specs, row_specs
from huxin.population.plan import Gathered, KernelPlan
from huxin.population.program import Program
from huxin.population.results import results
from huxin.population.value import NONE, TooWideError, Value, refuse

_MONEY: Final = tuple(10**power for power in range(13, 3, -1))
"""Limits on a single sum of money in fen, from one that no rule over 600 rows could be proven with."""


def generate(
    pack: Pack, form: Form, on: date, sets: Mapping[str, str] | None = None, readings: Mapping[str, str] | None = None
) -> Program:
    """The kernel of an item on the decision date ``on``, with parameters set and readings chosen.

    Money columns get the widest limit (a power of ten, in fen) with which no intermediate value can leave 64 bits.
    Raises InputError for an item, a rule, a parameter or a reading that a population cannot be computed with.
    """
    if form.item not in pack.items:
        raise InputError("item", "item", form.item, "an item of the pack", nearest(form.item, pack.items))
    if not pack.items[form.item].population:
        raise refuse(f"item {form.item}", "no 'population: true'", "Mark the item in its pack.")
    for most in _MONEY:
        lookups = PackLookups(pack, sets or {}, readings or {}, (), on)
        try:
            return _written(KernelPlan(compile_item(pack, form.item), form, lookups, on, most), pack)
        except TooWideError as error:
            wide = str(error)
    raise refuse(wide, "numbers beyond 64 bits", "Use ratios with smaller numerators and denominators.")


def _written(plan: KernelPlan, pack: Pack) -> Program:
    found, passes = results(plan)
    form, item = plan.form, plan.compiled.item
    specs = {"p": person_specs(item), "c": row_specs(item, form)}
    columns = [("p", column) for column in form.person] + [("c", column) for column in form.rows]
    return Program(
        text=_module(plan, found, passes),
        form=form,
        limits={
            column.name: limits(column, specs[mark][column.fact], plan.on, plan.most_money) for mark, column in columns
        },
        types={column: value.type for column, value in found.items()},
        words=dict(plan.words.codes),
        choices={column.name: specs[mark][column.fact].values for mark, column in columns},
        most_rows=plan.most_rows,
        lookups=plan.lookups,
        pack=pack,
        on=plan.on,
    )


def _module(plan: KernelPlan, found: Mapping[str, Value], passes: int) -> str:
    helpers = Path(days.__file__).read_text(encoding="utf-8")
    for name in (*(column.fact for column in (*plan.form.person, *plan.form.rows)), *found):
        if not name.isidentifier():  # the names of rules were parsed; these come as the pack writes them
            raise refuse(name, "a name that is no word", "Write it with letters, digits and _.")
    names = [
        "first, last, on, offsets",
        *(f"in_{column.fact}" for column in plan.form.person),
        *(f"rows_{column.fact}" for column in plan.form.rows),
        "undecided",
        *(f"out_{column}" for column in found),
    ]
    body = [f"p_{column.fact} = in_{column.fact}[i]" for column in plan.form.person]
    for level in range(passes + 1):
        body += [f"{line.target} = {line.text}" for line in plan.person_lines if line.level == level]
        if level < passes:
            body += _pass(plan, level)
    body += [f"out_{column}[i] = {value.text}" for column, value in found.items()]
    lines = [f"def kernel({', '.join(names)}):", "    for i in range(first, last):", *_indented(body, 2)]
    return f"{helpers}\n\n" + "\n".join(lines) + "\n"


def _pass(plan: KernelPlan, level: int) -> list[str]:
    """One loop over the rows of a person: keys in order, the rows of a key put together, the rules of a row."""
    key = plan.table.table.group_by
    states = [state for state in plan.states if state.level <= level]
    words = [word for word in plan.gathered["table"] if word.level == level]
    loop = [f"c_{key} = rows_{key}[j]", *_group(plan, level, key)]
    loop += [f"{line.target} = {line.text}" for line in plan.row_lines if line.level <= level]
    loop += [line for word in words for line in _step(word)]
    return [
        "j = offsets[i]",
        *(f"{state.target} = {state.start}" for state in states),
        *(line for word in words for line in _start(word)),
        "while j < offsets[i + 1]:",
        *_indented(loop),
    ]


def _group(plan: KernelPlan, level: int, key: str) -> list[str]:
    """The rows of one key: summed to a row (flags by or), or looked at one by one."""
    same = f"while j < offsets[i + 1] and rows_{key}[j] == c_{key}:"
    others = [column for column in plan.form.rows if column.fact != key]
    if plan.form.merged:
        lines = [f"c_{column.fact} = rows_{column.fact}[j]" for column in others]
        more = [_merge(f"c_{column.fact}", f"rows_{column.fact}[j]", column.stored == "flag") for column in others]
        lines += ["j += 1", same, *_indented([*more, "j += 1"])]
        return lines if plan.where.fixed else [*lines, f"if not {plan.where.text}:", "    continue"]
    words = [word for word in plan.gathered["raw"] if word.level <= level]
    keep = ["kept += 1", *(line for word in words for line in _step(word))]
    inner = [*(f"c_{column.fact} = rows_{column.fact}[j]" for column in others), "j += 1"]
    inner += keep if plan.where.fixed else [f"if {plan.where.text}:", *_indented(keep)]
    start = ["kept = 0", *(line for word in words for line in _start(word))]
    return [*start, same, *_indented(inner), "if kept == 0:", "    continue"]


def _merge(target: str, more: str, flag: bool) -> str:
    return f"{target} = {target} or {more}" if flag else f"{target} += {more}"


def _start(word: Gathered) -> list[str]:
    first = {"count": "0", "sum": "0", "any": "False", "all": "True"}.get(word.word, str(NONE))
    seen = [f"{word.target}_seen = False"] if word.word == "first_where" else []
    return [f"{word.target} = {first}", *seen]


def _step(word: Gathered) -> list[str]:
    name, element = word.target, word.element.text
    tests = [] if word.where.const is True else [word.where.text]
    step = [f"{name} = {element}"]
    match word.word:
        case "count":
            step = [f"{name} += 1"]
        case "sum":
            step = [f"{name} += {element}"]
        case "any" | "all":
            tests.append(element if word.word == "any" else f"not {element}")
            step = [f"{name} = {word.word == 'any'}"]
        case "min" | "max":
            tests.append(f"({name} == {NONE} or {element} {'<' if word.word == 'min' else '>'} {name})")
        case "first_where":
            tests.append(f"not {name}_seen")
            step.append(f"{name}_seen = True")
    return [f"if {' and '.join(tests)}:", *_indented(step)] if tests else step


def _indented(lines: Iterable[str], depth: int = 1) -> list[str]:
    return [f"{'    ' * depth}{line}" for line in lines]

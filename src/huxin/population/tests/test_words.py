"""Every word of the rule language that a kernel knows says what it says for one person; the others are refused."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from huxin.law.errors import InputError
from huxin.law.evaluation.evaluate import Evaluation, evaluate
from huxin.law.pack.model import Pack
from huxin.population import tables
from huxin.population.kernel import Kernel
from huxin.population.source import generate
from huxin.population.tests.words_pack import ON, OUTPUTS, PERSON_RULES, item, pack_of, some_facts


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return pack_of(tmp_path_factory.mktemp("words"), item())


def test_every_word_says_what_it_says_for_one_person(pack: Pack) -> None:
    chance = random.Random(1)
    verdicts = set()
    for _ in range(150):
        readings = {} if chance.random() < 0.7 else {"changing": chance.choice(("strict", "mild"))}
        found = evaluate(pack, "allowance", some_facts(chance), on=ON, readings=readings)
        told = tables.differences(found)
        assert told is not None
        assert [*told] == []
        verdicts.add(found.verdict)
    assert verdicts == {"granted", "refused", "not_yet"}


def test_machine_code_knows_every_word(pack: Pack) -> None:
    """Many people in one kernel: columns of the same facts, compiled, against each one's own evaluation."""
    chance = random.Random(2)
    absences = [{"from": "2001-05", "serious": True}]
    found = [evaluate(pack, "allowance", some_facts(chance, absences=absences), on=ON) for _ in range(300)]
    form = tables._form(found[0])
    assert form is not None
    program = generate(pack, form, ON)
    rows = [sorted(one.values["months"], key=lambda row: row["month"]) for one in found]
    columns = {
        column.name: np.array([tables._number(one.values[column.fact], program) for one in found], _kind(column.stored))
        for column in form.person
    }
    columns |= {
        column.name: np.array(
            [tables._number(row[column.fact], program) for mine in rows for row in mine], _kind(column.stored)
        )
        for column in form.rows
    }
    offsets = np.concatenate([[0], np.cumsum([len(mine) for mine in rows])]).astype(np.int64)
    for compiled in (True, False):
        got = Kernel(program, compiled=compiled).run(offsets, columns)
        assert not got.undecided.any()
        for name in form.results:
            wanted = [_wanted(one, name) for one in found]
            assert got.columns[name].tolist() == [tables._number(one, program) for one in wanted], (name, compiled)


def _kind(stored: str) -> type:
    return np.bool_ if stored == "flag" else np.int64


def _wanted(found: Evaluation, name: str) -> Any:
    return found.verdict if name == "verdict" else found.outputs[name]


def test_who_meets_a_parameter_without_a_value_is_left_undecided(tmp_path: Path) -> None:
    text = item({**PERSON_RULES, "late": "P.allowance.late[born_on]"}, {**OUTPUTS, "late": "late"})
    pack = pack_of(tmp_path, text)
    chance, seen = random.Random(3), set()
    for born in ("2022-05-31", "2022-06-01", "2023-05-31", "2023-06-01"):
        facts = some_facts(chance) | {"born_on": born}
        found = evaluate(pack, "allowance", facts, on=ON)
        seen.add(found.verdict == "needs_human")
        form = tables._form(found)
        assert form is not None
        program = generate(pack, form, ON)
        offsets = np.array([0, len(found.values["months"])], np.int64)
        rows = sorted(found.values["months"], key=lambda row: row["month"])
        columns = {
            c.name: np.array([tables._number(found.values[c.fact], program)], _kind(c.stored)) for c in form.person
        }
        columns |= {
            c.name: np.array([tables._number(r[c.fact], program) for r in rows], _kind(c.stored)) for c in form.rows
        }
        got = Kernel(program, compiled=False).run(offsets, columns)
        assert got.undecided.tolist() == [found.verdict == "needs_human"]
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("net_total / children", "divisor that varies"),
        ("age // children", "divisor that may be zero"),
        ("count(m for m in months)", "rows as they came in"),
        ("1 if town == 'a' else 2", "town"),
        ("(1 if town == 'a' else 2) * age", "town"),
        ("1 if member and town == 'a' else 2", "town"),
    ],
)
def test_what_has_no_population_form_is_refused(rule: str, told: str, tmp_path: Path) -> None:
    rules = {**PERSON_RULES, "net_total": "age * 3", "odd": rule}
    text = item(rules, {"odd": "odd"})
    with pytest.raises(InputError, match=told):
        pack = pack_of(tmp_path, text)
        found = evaluate(pack, "allowance", some_facts(random.Random(1)), on=ON)
        form = tables._form(found)
        assert form is not None
        generate(pack, form, ON)


def test_a_name_that_would_be_code_is_refused(tmp_path: Path) -> None:
    """The names of facts and outputs go into the text of the kernel as they stand in the pack."""
    text = item(PERSON_RULES, {"OUTPUT": "age"}).replace("  OUTPUT:", "  'x[0] = 1; import os #':")
    found = evaluate(pack_of(tmp_path, text), "allowance", some_facts(random.Random(1)), on=ON)
    told = [*(tables.differences(found) or [])]
    assert len(told) == 1
    assert told[0].startswith("kernel: x[0] = 1; import os #: got a name that is no word")


def test_an_item_that_is_not_for_populations_is_refused(pack: Pack, tmp_path: Path) -> None:
    closed = pack_of(tmp_path, item().replace("population: true\n", ""))
    form = tables._form(evaluate(pack, "allowance", some_facts(random.Random(1)), on=ON))
    assert form is not None
    with pytest.raises(InputError, match="population"):
        generate(closed, form, ON)

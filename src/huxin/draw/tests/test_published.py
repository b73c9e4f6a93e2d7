"""The published example never changes: a change here would be a new algorithm with a new name."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import shutil
import subprocess
from typing import Any

import pytest

from huxin.draw import commit, open_commitment, render, run
from huxin.draw.inputs import read_inputs
from huxin.draw.tests.oracle import redraw
from huxin.draw.tests.support import AT, EXAMPLE, SEED, as_bytes, example, example_inputs
from huxin.law.errors import InputError

COMMITMENT = "f41fc70f0dc3d83f6c9676afbfb8fb25c101d73ccab3dae847cea831fa26f01d"
KEY = "5e183071122b683b26d8f2fe7cfe8d81c0f947df48afd77b9f0999004f6dbf7d"
RESULT = [
    ("D02", ["Z105", "Z104"]),
    ("D01", ["Z103", "Z101"]),
    ("D05", ["Z102", "Z101"]),
    ("D06", ["Z103", "Z102"]),
]


def seed() -> str:
    return example("seed.txt").decode().strip()


def rows(name: str) -> list[dict[str, Any]]:
    """A directory of the example as JSON would hold it."""
    found: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(example(name).decode())))
    for row in found:
        for column in row:
            if column.startswith("recused_"):
                row[column] = row[column].split(";") if row[column] else []
    return found


def result(record: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(one["id"], [who["id"] for who in one["inspectors"]]) for one in record["drawn"]]


def test_the_result_that_never_changes() -> None:
    committed, inputs = open_commitment(example("commitment.json"), example("objects.csv"), example("inspectors.csv"))
    record = run(committed, inputs, seed(), "507")
    assert committed["commitment"] == COMMITMENT
    assert record["key"] == KEY
    assert result(record) == RESULT
    assert render(record).encode() == example("record.json")
    made = commit(example_inputs(), seed(), committed["committed_at"], committed["later_source"])
    assert render(made).encode() == example("commitment.json")


def test_a_second_program_gives_the_same_result() -> None:
    plan = json.loads(example("plan.json"))
    assert redraw(rows("objects.csv"), rows("inspectors.csv"), plan, KEY) == RESULT


def test_commitment_and_key_by_hand() -> None:
    digest = {name: hashlib.sha256(example(f"{name}.csv")).hexdigest() for name in ("objects", "inspectors")}
    held = json.loads(example("commitment.json"))
    plan = json.dumps(json.loads(example("plan.json")), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    plan_digest = hashlib.sha256(plan.encode()).hexdigest()
    message = (
        f"huxin-draw-1\ncommitted_at {held['committed_at']}\nplan {plan_digest}\nobjects {digest['objects']}\n"
        f"inspectors {digest['inspectors']}\nlater_source {held['later_source']}\nseed {seed()}\n"
    )
    assert hashlib.sha256(message.encode()).hexdigest() == COMMITMENT
    key = hashlib.sha256(f"huxin-draw-1\nplan {plan_digest}\nseed {seed()}\nlater 507\n".encode()).hexdigest()
    assert key == KEY


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript here")
def test_a_program_in_another_language_gives_the_same_result() -> None:
    command = ["node", "redraw.mjs", "record.json", "objects.csv", "inspectors.csv"]
    done = subprocess.run(command, cwd=EXAMPLE, check=True, capture_output=True, text=True)
    assert done.stdout.split("\n")[:4] == [" ".join([name, *chosen]) for name, chosen in RESULT]
    assert "same as the record" in done.stdout


def shuffled(data: Any, rng: random.Random) -> Any:
    """The same data with the names of every object in another order."""
    if isinstance(data, dict):
        return {name: shuffled(data[name], rng) for name in rng.sample(list(data), len(data))}
    return [shuffled(one, rng) for one in data] if isinstance(data, list) else data


@pytest.mark.parametrize("number", range(20))
def test_neither_the_order_of_names_nor_of_rows_nor_line_ends_change_the_draw(number: int) -> None:
    rng = random.Random(number)
    objects, inspectors = rows("objects.csv"), rows("inspectors.csv")
    rng.shuffle(objects)
    rng.shuffle(inspectors)
    plan = shuffled(json.loads(example("plan.json")), rng)
    files = [as_bytes(shuffled(objects, rng)), as_bytes(shuffled(inspectors, rng)), as_bytes(plan)]
    inputs = read_inputs(*files)
    assert inputs.plan.sha256 == example_inputs().plan.sha256
    committed = commit(inputs, seed(), AT, "later")
    assert result(run(committed, inputs, seed(), "507")) == RESULT


def test_line_ends_do_not_change_the_commitment() -> None:
    windows = {name: example(f"{name}.csv").replace(b"\n", b"\r\n") for name in ("objects", "inspectors")}
    inputs = example_inputs(**windows, plan=b"\xef\xbb\xbf" + example("plan.json").replace(b"\n", b"\r\n"))
    assert commit(inputs, SEED, AT) == commit(example_inputs(), SEED, AT)


def test_everything_that_is_committed_counts() -> None:
    """Each part alone gives another commitment."""
    plan = example("plan.json")
    held = [
        commit(example_inputs(), SEED, AT),
        commit(example_inputs(), "f" * 64, AT),
        commit(example_inputs(), SEED, "2026-03-02T09:00:01+08:00"),
        commit(example_inputs(), SEED, AT, "a lottery"),
        commit(example_inputs(plan=plan.replace(b'"3/2"', b'"4/2"')), SEED, AT),
        commit(example_inputs(objects=example("objects.csv").replace(b"D10", b"D11")), SEED, AT),
        commit(example_inputs(inspectors=example("inspectors.csv").replace(b"E55", b"E56")), SEED, AT),
    ]
    assert len({one["commitment"] for one in held}) == len(held)


@pytest.mark.parametrize(
    ("changed", "seed_", "later", "where"),
    [
        ({}, "f" * 64, "507", "commitment.commitment: got the seed is another"),
        ({}, "F" * 64, "507", "64 hexadecimal digits"),
        ({}, None, None, "wanted the value of: 福彩3D"),
        ({}, None, "50\n7", "later"),
        ({"objects": ("渔火", "渔灯")}, None, "507", "commitment.objects: got the directory of objects is another"),
        ({"inspectors": ("E55", "E56")}, None, "507", "commitment.inspectors: got the directory of inspectors"),
        ({"commitment": ('"1/5"', '"1/6"')}, None, "507", "commitment.plan_sha256: got the plan is another"),
        ({"commitment": ("huxin-draw-1", "huxin-draw-0")}, None, "507", "commitment.algorithm"),
        ({"commitment": ("T09:00:00+08:00", "T09:00:00")}, None, "507", "committed_at"),
        ({"commitment": ("T09:00:00+08:00", "T10:00:00+08:00")}, None, "507", "the seed"),
    ],
)
def test_nothing_else_than_what_was_committed_can_be_drawn(
    changed: dict[str, tuple[str, str]], seed_: str | None, later: str | None, where: str
) -> None:
    names = {"commitment": "commitment.json", "objects": "objects.csv", "inspectors": "inspectors.csv"}
    files = {
        name: example(file).decode().replace(*changed.get(name, ("", ""))).encode() for name, file in names.items()
    }
    with pytest.raises(InputError) as error:
        committed, inputs = open_commitment(files["commitment"], files["objects"], files["inspectors"])
        run(committed, inputs, seed_ or seed(), later)
    assert where in str(error.value)


def test_a_value_that_nobody_announced_is_refused() -> None:
    inputs = example_inputs()
    with pytest.raises(InputError, match="would choose the result"):
        run(commit(inputs, SEED, AT), inputs, SEED, "507")
    assert run(commit(inputs, SEED, AT), inputs, SEED)["later"] is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_check_by_hand_that_the_documentation_shows(language: str) -> None:
    page = (EXAMPLE.parents[1] / language / "draw.md").read_text(encoding="utf-8")
    block = hashlib.sha256(f"{KEY} 0".encode()).hexdigest()
    assert f"'{KEY} 0' | sha256sum\n{block}  -" in page
    assert int(block, 16) % 9 == 2
    pick = json.loads(example("record.json"))["drawn"][0]["pick"]
    assert pick == {"counter": 0, "of": "9", "number": "2"}

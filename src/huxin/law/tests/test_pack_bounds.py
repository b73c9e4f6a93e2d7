# ruff: noqa: E501 - the YAML below keeps an entry on its line
"""A pack is somebody's text: whatever stands in it is told with its place, in bounded time, and nothing breaks."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from huxin.law.errors import InputError
from huxin.law.evaluation.evaluate import evaluate
from huxin.law.pack.compose import survey
from huxin.law.pack.folders import PACKS
from huxin.law.pack.load import LAW, _load, cache_folder, load_pack
from huxin.law.tests.pack_support import CALENDAR, FILES, ITEM, changed, write_pack

MUTATIONS = int(os.environ.get("HUXIN_EXAMPLES", "100")) // 10
JUNK: tuple[Any, ...] = (
    None, 0, -1, True, "", [], {}, "2022年5月1日", [[]], {"zh": "x"}, {"a": 1}, "x" * 300, ["a", 1], 1.5, "\x00", "9" * 50,
)  # fmt: skip


def told(root: Path, files: dict[str, str] | dict[str, bytes]) -> str:
    """The faults of the small pack with some files of its own, one a line; at least one of them names a place."""
    write_pack(root)
    for name, content in files.items():
        (root / "tiny" / name).parent.mkdir(exist_ok=True)
        (root / "tiny" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    faults = survey("tiny", root)
    assert faults
    return "\n".join(map(str, faults))


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    said = told(tmp_path, {"parameters/own.yaml": "# one\n# 两\nparameters: []".encode("gbk")})
    assert "tiny/parameters/own.yaml:2" in said
    assert "UTF-8" in said


@pytest.mark.parametrize("day", ["2022-05-32", "2022年5月1日", "2022-13-01", "[2022-05-01]"])
def test_a_date_that_does_not_exist(day: str, tmp_path: Path) -> None:
    files = changed("parameters/all.yaml", "valid_from: 2020-01-01", f"valid_from: {day}")
    assert "tiny/parameters/all.yaml:6" in told(tmp_path, dict(files))


def test_a_text_in_one_language(tmp_path: Path) -> None:
    said = told(
        tmp_path, dict(changed("items/allowance.yaml", "label: {zh: 已成年, en: Of age}", "label: {zh: 已成年}"))
    )
    assert "no text in 'en'" in said
    assert "items/allowance.yaml" in said


def test_a_title_without_its_letter(tmp_path: Path) -> None:
    said = told(tmp_path, {"letters.yaml": "letters:\n- {id: answer, title: {zh: 答复, en: Answer}}\n"})
    assert "letters/answer.typ" in said


def test_a_division_of_five_digits(tmp_path: Path) -> None:
    said = told(tmp_path, {"divisions.yaml": 'divisions:\n- {id: "33030", label: {zh: 某县, en: County}}\n'})
    assert "six digits" in said


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: &a [*a]",
        "a: &a {b: *a}",
        "[" * 3000 + "]" * 3000,
        "{a: " * 3000 + "1" + "}" * 3000,
        "? [a, b]\n: 1",
        "a: " + "x" * 2_100_000,
        "!!python/object:os.system x",
        "a: !!timestamp 2022-99-99",
        "\x00",
        "- - - - -\n\t- a",
    ],
    ids=["laughs", "a circle", "a circle of keys", "brackets", "braces", "a list as a key", "size", "a tag", "a time", "NUL", "a tab"],
)  # fmt: skip
def test_yaml_as_an_attack(text: str, tmp_path: Path) -> None:
    assert "tiny/parameters/own.yaml" in told(tmp_path, {"parameters/own.yaml": text})


def test_a_number_that_grows_without_end_stops_with_words(tmp_path: Path) -> None:
    rules = ["- {name: x0, label: {zh: 甲, en: A}, expr: count(r for r in months) + 3}"]
    rules += [f"- {{name: x{n}, label: {{zh: 甲, en: A}}, expr: x{n - 1} * x{n - 1}}}" for n in range(1, 25)]
    item = ITEM.replace("rules:\n", "rules:\n" + "\n".join(rules) + "\n")
    pack = load_pack("tiny", write_pack(tmp_path, {**FILES, "items/allowance.yaml": item}))
    rows = [{"month": f"2022-0{n}", "paid": "300.00"} for n in range(1, 6)]
    facts = {"born_on": "1990-01-01", "member": True, "kind": "basic", "months": rows}
    with pytest.raises(InputError) as caught:
        evaluate(pack, "allowance", facts, on=date(2022, 6, 1))
    assert caught.value.problem.code == "too_large"


def test_lists_inside_lists_inside_lists_are_refused(tmp_path: Path) -> None:
    inner = "sum(count(b for b in months if b.own) for a in months)"
    fine = changed("items/allowance.yaml", "expr: add_years(born_on, 18) <= on", f"expr: {inner} >= 0")
    load_pack("tiny", write_pack(tmp_path / "fine", fine))
    three = f"sum({inner} for c in months) >= 0"
    said = told(tmp_path, dict(changed("items/allowance.yaml", "expr: add_years(born_on, 18) <= on", f"expr: {three}")))
    assert "inside one another" in said


@pytest.mark.parametrize(
    "text",
    [
        '#read("pyproject.toml")',
        '#import "@preview/cetz:0.2.0": *',
        '#include "/etc/passwd"',
        "#eval(data.no)",
        "#while true { }",
        "#for i in range(100000000) { [a] }",
        '#csv("x.csv")',
        "#sys.inputs",
    ],
)
def test_a_letter_uses_nothing_of_the_machine(text: str, tmp_path: Path) -> None:
    title = "letters:\n- {id: answer, title: {zh: 答复, en: Answer}}\n"
    fine = {
        **FILES,
        "letters.yaml": title,
        "letters/answer.typ": "#letter[// 不是 read\n为什么：#data.payload.reason]\n",
    }
    assert survey("tiny", write_pack(tmp_path / "fine", fine)) == []
    said = told(tmp_path, {"letters.yaml": title, "letters/answer.typ": f"#letter[好的\n{text}]\n"})
    assert "tiny/letters/answer.typ:2" in said


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("workdays: [2026-02-14]", "workdays: [2026-02-16]", "a holiday and a working day"),
        ("workdays: [2026-02-14]", "workdays: [2026-03-04]", "a Saturday or Sunday"),
        ("workdays: [2026-02-14]", "workdays: [2027-02-13]", "a day of 2026"),
        ("spring_festival: [2026-02-16]", "spring_festival: [2027-02-16]", "a day of 2026"),
        ("spring_festival: [2026-02-16]", "spring_festival: [2026-01-01]", "each day once"),
    ],
)
def test_a_calendar_that_contradicts_itself(old: str, new: str, wanted: str, tmp_path: Path) -> None:
    assert survey("tiny", write_pack(tmp_path / "fine", {**FILES, "calendars/2026.yaml": CALENDAR})) == []
    assert wanted in told(tmp_path, {"calendars/2026.yaml": CALENDAR.replace(old, new)})


def parts(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every part of a file."""
    if path:
        yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from parts(value, (*path, key))


def test_no_part_that_is_missing_or_of_another_kind_breaks_the_check(tmp_path: Path) -> None:
    """Every fault of a bundled pack with something broken at random is a fault with a place, never a traceback."""
    for name in ("national", "zhejiang", "example"):
        shutil.copytree(PACKS / name, tmp_path / name)
    choose = random.Random(135)
    files = sorted(tmp_path.rglob("*.yaml"))
    for _ in range(MUTATIONS):
        path = choose.choice(files)
        text = path.read_text(encoding="utf-8")
        data = yaml.safe_load(text)
        *way, last = choose.choice(list(parts(data)))
        within = data
        for key in way:
            within = within[key]
        if choose.random() < 0.35:
            del within[last]
        else:
            within[last] = choose.choice(JUNK)
        path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
        assert all(":" in str(fault) for fault in survey("example", tmp_path))
        path.write_text(text, encoding="utf-8")


def test_what_other_code_compiled_is_never_read_again(tmp_path: Path) -> None:
    """A copy of the law's code with one line more, in any of its files, keeps its compiled packs elsewhere."""
    copy = tmp_path / "src" / "huxin"
    shutil.copytree(LAW, copy / "law")
    (copy / "__init__.py").touch()
    ask = [sys.executable, "-c", "from huxin.law.pack.load import cache_folder; print(cache_folder().name)"]

    def folder() -> str:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
        return subprocess.run(ask, env=environment, check=True, capture_output=True, text=True).stdout.strip()

    assert folder() == cache_folder().name
    for name in ("pack/layers.py", "pack/source.py", "pack/check.py", "expr/parse.py", "careers/faults.py"):
        with (copy / "law" / name).open("a", encoding="utf-8") as stream:
            stream.write("\n# changed\n")
        assert folder() != cache_folder().name


def test_what_is_read_later_is_the_same_and_a_damaged_copy_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUXIN_CACHE_DIR", str(tmp_path))
    _load.cache_clear()
    whole = load_pack("example")
    (kept,) = cache_folder().glob("*.pickle")
    content = kept.read_bytes()
    for at in (None, 0, 40, len(content) // 2, len(content) - 2):
        if at is not None:
            kept.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        _load.cache_clear()
        again = load_pack("example")
        assert (at is None) == ("procedures" not in vars(again))
        assert again == whole
        with pytest.raises(AttributeError, match="nothing_of_this"):
            again.nothing_of_this  # type: ignore[attr-defined]  # noqa: B018
        kept.write_bytes(content)
    _load.cache_clear()

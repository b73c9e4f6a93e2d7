"""What a person can type or write stands in both languages of the documentation, and its examples are true."""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from huxin.cli.main import COMMANDS
from huxin.law import load_pack
from huxin.law.agreements import model as agreements
from huxin.law.careers import model as careers
from huxin.law.expr import ir
from huxin.law.expr.functions import FUNCTIONS, ROUNDING
from huxin.law.pack import letter_model, model
from huxin.law.pack.compose import KINDS
from huxin.law.procedures import basics
from huxin.law.procedures import model as procedures
from huxin.law.values import KINDS as VALUE_KINDS
from tests.docs.pages import (
    DOCS,
    LANGUAGES,
    NAMES,
    QUICK,
    ROOT,
    Block,
    Shell,
    blocks,
    differences,
    headings,
    text_of,
    words,
)

WORDS = (*get_args(ir.Word), "running_count", "running_sum", "previous", "round_fen", "entries", "min", "max", "abs")
PAGES = ("adopt-a-city.md", "commands.md", "deploy.md", "procedures.md", "rules.md")


def _parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command and verb with its parser, as ``pack check``."""
    for name in COMMANDS:
        top = argparse.ArgumentParser()
        importlib.import_module(f"huxin.cli.commands.{name}").add(top.add_subparsers())
        yield from _below(top)


def _below(parser: argparse.ArgumentParser, above: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                path = f"{above} {name}".strip()
                yield path, below
                yield from _below(below, path)


def _variables() -> set[str]:
    """Every environment variable that the program reads, and one for each key of an installation."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        if "tests" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\b(HUXIN_[A-Z_]*[A-Z]|DATABASE_URL)\b", text))
        found |= {f"HUXIN_{name.upper()}_KEY_FILE" for name in re.findall(r"read_key\([\w.]+, \"(\w+)\"\)", text)}
    return found


def _keys(shapes: list[type]) -> set[str]:
    """The keys of YAML entries; ``from`` is a word of Python's, so the shape calls it ``from_``."""
    return {one.name.rstrip("_") for shape in shapes for one in fields(shape)}


def _shapes(module: Any, *left_out: str) -> list[type]:
    return [
        one
        for name, one in vars(module).items()
        if isinstance(one, type) and is_dataclass(one) and one.__module__ == module.__name__ and name not in left_out
    ]


def _code(language: str, *names: str) -> set[str]:
    return words({name: text_of(language, name) for name in names})


def test_the_pages_are_the_same_in_both_languages() -> None:
    assert set(PAGES) <= set(NAMES)
    assert sorted(path.name for path in (DOCS / "zh").glob("*.md")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_headings_and_blocks_match(name: str) -> None:
    zh, en = text_of("zh", name), text_of("en", name)
    assert headings(zh) == headings(en)
    assert [block.language for block in blocks(zh)] == [block.language for block in blocks(en)]
    assert [block.file for block in blocks(zh)] == [block.file for block in blocks(en)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_verb_is_documented(language: str) -> None:
    text = text_of(language, "commands.md")
    found = dict(_parsers())
    assert set(COMMANDS) <= set(found)
    assert [path for path in found if f"huxin {path}" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_of_a_command_is_documented(language: str) -> None:
    text = text_of(language, "commands.md")
    options = {
        (path, option)
        for path, parser in _parsers()
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }
    assert sorted(one for one in options if not re.search(rf"{one[1]}\b", text)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_environment_variable_is_documented(language: str) -> None:
    found = _variables()
    assert {"HUXIN_DATA", "DATABASE_URL", "HUXIN_MASTER_KEY_FILE", "HUXIN_SECRET_KEY_FILE"} <= found
    assert found - _code(language, "commands.md") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_function_word_and_kind_of_value_is_documented(language: str) -> None:
    code = _code(language, "rules.md")
    text = text_of(language, "rules.md")
    assert [name for name in (*FUNCTIONS, *WORDS) if f"`{name}(" not in text] == []
    assert {*ROUNDING, *VALUE_KINDS} - code == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_pack_file_is_documented(language: str) -> None:
    text = text_of(language, "rules.md")
    files = {pattern for kind in KINDS for pattern in kind.files} | {"pack.yaml", "tests/*.yaml", "letters/*.typ"}
    assert [name for name in sorted(files) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_a_pack_file_is_documented(language: str) -> None:
    wanted = _keys([*_shapes(model, "Pack"), *_shapes(letter_model)])
    assert {"null_means", "on_refusal", "group_by", "marks"} <= wanted
    assert wanted - _code(language, "rules.md") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_agreements_and_every_sheet_is_documented(language: str) -> None:
    code = _code(language, "agreements.md")
    wanted = _keys(_shapes(agreements))
    assert {"musts", "unsure", "topic", "finds"} <= wanted
    assert wanted - code == set()
    assert set(load_pack("wenzhou").sheets) - code == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_occupations_and_courses_is_documented(language: str) -> None:
    wanted = _keys(_shapes(careers))
    assert {"lessons", "right", "video"} <= wanted
    assert wanted - _code(language, "careers.md") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_and_field_kind_of_a_procedure_is_documented(language: str) -> None:
    wanted = (
        _keys([*_shapes(procedures), *_shapes(basics)]) | set(get_args(procedures.FieldKind)) | set(procedures.STATUSES)
    )
    wanted |= procedures.OFFICERS | procedures.PARTIES
    assert {"months_table", "after_clock", "retention_years"} <= wanted
    assert wanted - _code(language, "procedures.md") == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_shows_is_what_happens(language: str, name: str, tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    for block in blocks(text_of(language, name)):
        if block.file is not None:
            shell.show(block)
        if block.language == "console":
            _run(shell, block)


def _run(shell: Shell, block: Block) -> None:
    for command, shown in block.commands():
        printed = shell.run(command)
        if printed is None:
            assert shown == [] or not any(f"huxin {quick}" in command for quick in QUICK), command
        else:
            assert differences(shown, printed) == [], command


def test_a_wrong_example_is_found(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    printed = shell.run("huxin pack check example")
    assert printed is not None
    assert differences(["example: ok"], printed) == []
    assert differences(["exa…: ok"], printed) == []
    assert differences(["…"], printed) == []
    assert differences(["example: 3 faults"], printed) != []
    assert differences([], printed) != []
    assert shell.run("huxin serve") is None
    with pytest.raises(AssertionError, match="does not hold"):
        shell.show(Block("yaml", "# docs/examples/packs/pond/pack.yaml\nid: lake\n"))


def test_every_page_has_examples_that_run() -> None:
    for name in ("adopt-a-city.md", "commands.md", "procedures.md", "rules.md"):
        found = [command for block in blocks(text_of("en", name)) for command, _ in block.commands()]
        assert sum(bool(re.search(rf"huxin ({'|'.join(QUICK)})", command)) for command in found) >= 3, name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(language: str, name: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", text_of(language, name)):
        assert target.startswith("https://") or (DOCS / language / target).exists(), target


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_on_the_page_is_that_of_the_pack(language: str) -> None:
    text = text_of(language, "procedures.md")
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \S+ \| (`.+) \|$", text))
    shown = {room: sorted(re.findall(r"`([a-z-]+)`", row)) for room, row in rows.items()}
    pack = load_pack("wenzhou")
    assert shown == {
        room: sorted(one.id for one in pack.procedures.values() if one.room == room)
        for room in {one.room for one in pack.procedures.values()}
    }

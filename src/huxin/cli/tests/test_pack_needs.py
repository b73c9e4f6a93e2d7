"""What code takes from a pack is declared beside it: no name of a pack stands in Python that no room declares."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from huxin.cli.main import main
from huxin.cli.needs import HUXIN, all_needs, templates_of
from huxin.law.pack import needs as registry
from huxin.law.pack.folders import pack_folders
from huxin.law.pack.load import load_pack
from huxin.law.pack.model import Pack
from huxin.law.pack.needs import KINDS, OFFERED, has, is_city, lacking, need_faults, needs, sample

PLURALS = {kind: "agencies" if kind == "agency" else f"{kind}s" for kind in KINDS if kind not in ("act", "page")}
NO_ROOMS = ("demo", "tests", "migrations", "synth")
"""The invented city and the invented orders stand on one pack; the rest are no code that a city runs."""
WORDS_TOO = {"platform", "union"}
"""Departments that are words of everyday as well: they count where they are held against a department."""
ACTING = ("perform", "write_act", "follow_act", "last")
EVERY_CASE = {"assign", "note"}
"""Acts that the law floor gives to every case."""


@cache
def known() -> dict[str, set[str]]:
    packs = [load_pack(name) for name in pack_folders()]
    found = {kind: {name for pack in packs for name in getattr(pack, plural)} for kind, plural in PLURALS.items()}
    found["letter"] |= {name for pack in packs for name in templates_of(pack)}
    return found


def files() -> Iterator[Path]:
    for path in sorted(HUXIN.rglob("*.py")):
        if path.name != "needs.py" and not set(path.relative_to(HUXIN).parts) & set(NO_ROOMS):
            yield path


def room_of(path: Path) -> str:
    """The nearest folder above that declares needs; "" where there is none."""
    for folder in path.parents:
        if (folder / "needs.py").exists() and folder not in (HUXIN / "cli", HUXIN / "law" / "pack"):
            return ".".join(folder.relative_to(HUXIN).parts)
        if folder == HUXIN:
            break
    return ""


def meant(word: str) -> set[str]:
    """The kinds of thing of a pack that a text can only mean: a word of everyday may mean anything."""
    kinds = {kind for kind, names in known().items() if word in names}
    if "-" in word or "." in word or "_" in word:
        return kinds
    return kinds & {"agency"} if word not in WORDS_TOO else set()


@cache
def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def held_against(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """(line, kind, word) of each text that stands beside a department or a procedure in a comparison."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            told = ast.unparse(node)
            for kind in ("agency", "procedure"):
                if f".{'department' if kind == 'agency' else 'procedure'} " in f"{told} ":
                    yield from ((line, kind, word) for line, word in texts(node) if word in known()[kind])


def declared_by(room: str) -> set[tuple[str, str]]:
    return {(one.kind, one.name) for one in all_needs() if one.by == room}


def test_every_name_of_a_pack_that_stands_in_python_is_declared_by_its_room() -> None:
    undeclared = []
    for path in files():
        tree, room = parsed(path), room_of(path)
        declared = declared_by(room)
        for line, word in texts(tree):
            kinds = meant(word)
            if kinds and not any((kind, word) in declared for kind in kinds):
                undeclared.append(f"{path}:{line}: {', '.join(sorted(kinds))} '{word}' of {room or 'no room'}")
        for line, kind, word in held_against(tree):
            if (kind, word) not in declared:
                undeclared.append(f"{path}:{line}: {kind} '{word}' of {room or 'no room'}")
    assert undeclared == []


def test_no_name_of_a_parameter_is_put_together() -> None:
    """Above the law floor, which knows parameters by what the pack says, each name is written out."""
    families = {name.partition(".")[0] + "." for name in known()["parameter"]}
    for path in (one for one in files() if HUXIN / "law" not in one.parents):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                assert node.values[0].value not in families, f"{path}:{node.lineno}: write each name out"


def test_every_act_that_a_measure_does_or_follows_is_declared() -> None:
    for path in (one for one in files() if "measures" in one.parts):
        acts = {name.partition("/")[2] for kind, name in declared_by(room_of(path)) if kind == "act"}
        for node in ast.walk(parsed(path)):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if isinstance(node, ast.Call) and name in ACTING:
                said = {one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)}
                assert said - EVERY_CASE <= acts, f"{path}:{node.lineno}"


def test_nothing_is_declared_that_its_room_does_not_name() -> None:
    for room in {one.by for one in all_needs()}:
        folder = HUXIN.joinpath(*room.split("."))
        trees = [parsed(path) for path in files() if folder in path.parents]
        words = {word for tree in trees for _, word in texts(tree)}
        for kind, name in declared_by(room):
            parts = name.split("/") if kind == "act" else [name]
            assert parts[-1] in words, f"{room} declares the {kind} '{name}' and never names it"


def test_the_needs_are_read_without_starting_the_service() -> None:
    program = "import sys, huxin.cli.needs as n; n.all_needs(); print('django' in sys.modules, 'typst' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert told.split() == ["False", "False"]


def test_a_name_is_declared_once_by_a_room_and_of_a_known_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_NEEDS", {})
    monkeypatch.setattr(registry, "_SAMPLES", {})
    needs("a", parameter=["x.y"])
    needs("b", parameter=["x.y"])
    with pytest.raises(ValueError, match="twice"):
        needs("a", parameter=["x.y"])
    with pytest.raises(ValueError, match="no kind"):
        needs("a", colour=["red"])
    with pytest.raises(ValueError, match="list of names"):
        needs("a", parameter="x.z")
    sample("letter", "x", {})
    with pytest.raises(ValueError, match="second"):
        sample("letter", "x", {})


@pytest.mark.parametrize("name", [one for one in pack_folders() if is_city(load_pack(one))])
def test_a_bundled_city_has_what_the_code_takes(name: str) -> None:
    pack = load_pack(name)
    assert need_faults(pack, all_needs(), templates_of(pack)) == []


def _without(pack: Pack, kind: str, name: str) -> Pack:
    from dataclasses import replace

    if kind == "act":
        procedure, _, act = name.partition("/")
        one = pack.procedures[procedure]
        left = replace(one, acts={key: value for key, value in one.acts.items() if key != act})
        return replace(pack, procedures={**pack.procedures, procedure: left})
    plural = PLURALS[kind]  # type: ignore[index]
    return replace(pack, **{plural: {key: value for key, value in getattr(pack, plural).items() if key != name}})


def test_each_thing_taken_away_is_missed_by_name_or_leaves_its_feature_out() -> None:
    pack = load_pack("wenzhou")
    texts_of = templates_of(pack)
    for one in all_needs():
        assert has(pack, one, texts_of), one
        poor = pack if one.kind == "letter" else _without(pack, one.kind, one.name)
        missed = [need for need, _ in lacking(poor, all_needs(), texts_of - {one.name})]
        if one.given == OFFERED:
            continue
        assert [need.name for need in missed if need.kind == one.kind] == [one.name], one
        (fault,) = [
            fault
            for fault in need_faults(poor, all_needs(), texts_of - {one.name})
            if f"'{one.name}'" in fault.problem.got and one.kind in fault.problem.got
        ]
        assert one.by in fault.problem.wanted
        assert fault.problem.field.startswith("wenzhou/")


def test_the_command_lists_who_needs_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "needs", "--format", "json"]) == 0
    rows = {(row["kind"], row["name"]): row for row in json.loads(capsys.readouterr().out)}
    assert {"room": "measures.injuries", "given": "offered"} in rows["act", "injury-recognition/collect"]["by"]
    assert {"room": "draw", "given": ""} in rows["parameter", "inspection.officers"]["by"]
    assert main(["pack", "needs", "example"]) == 0
    told = capsys.readouterr().out
    assert "LACKS" not in told
    assert "leaves   procedure  inquiry" in told
    assert main(["pack", "needs", "zhejiang"]) == 0
    assert "LACKS    agency     hrss" in capsys.readouterr().out

"""The pages of the documentation as data: headings, words, files to write and commands to run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
LANGUAGES: Final = ("zh", "en")
NAMES: Final = sorted(path.name for path in (DOCS / "en").glob("*.md"))
QUICK: Final = ("law", "clock", "pack", "draw", "feed", "agreement")
TOOLS: Final = ("cp ", "sed ", "mkdir ")
_FENCE: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE: Final = re.compile(r"(?:#|//) ([\w./-]+\.(?:yaml|typ))\n")
_HUXIN: Final = re.compile(r"(?:[A-Z_]+=\S+ )*huxin (\w+)")


def text_of(language: str, name: str) -> str:
    return (DOCS / language / name).read_text(encoding="utf-8")


def headings(text: str) -> list[int]:
    """The levels of the headings, in order; what looks like one inside a fence is a comment."""
    return [len(mark) for mark in re.findall(r"^(#{1,6}) \S", _FENCE.sub("", text), re.MULTILINE)]


@dataclass(frozen=True)
class Block:
    """A fenced block: its language and its text."""

    language: str
    text: str

    @property
    def file(self) -> str | None:
        """The file that the block shows, where its first line is a comment that names one."""
        found = _FILE.match(self.text)
        return found[1] if found else None

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """(command, lines shown below it) of a console block."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield command, shown


def blocks(text: str) -> list[Block]:
    return [Block(*found) for found in _FENCE.findall(text)]


State = tuple[object, ...]
_PRINTED: Final[dict[tuple[str, State], list[str]]] = {}
"""What a command printed that left everything as it was: the other language's page asks it again."""


@dataclass
class Shell:
    """A folder that looks like a checkout, in which a page's commands run one after the other."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    _exported: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("src", "docs"):
            (self.folder / name).symlink_to(ROOT / name)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUXIN_")}
        # unbuffered: on a terminal, too, what is printed comes before the errors that follow it
        own = {"PATH": f"{Path(sys.executable).parent}:{kept['PATH']}", "PYTHONUNBUFFERED": "1"}
        self.environment = {**kept, **own}

    def show(self, block: Block) -> None:
        """A block that shows a file: one of the examples must hold it as it stands; any other is written."""
        assert block.file is not None
        path = self.folder / block.file
        if block.file.startswith(("src/", "docs/")):
            shown = block.text.split("\n", 1)[1]
            assert shown in path.read_text(encoding="utf-8"), f"{block.file} does not hold what the page shows"
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text.split("\n", 1)[1], encoding="utf-8")

    def run(self, command: str) -> list[str] | None:
        """The lines that a command prints, errors among them; None for one that is not run here."""
        export = re.fullmatch(r"export (\w+)=(\S+)", command)
        if export:
            self.environment[export[1]] = self._exported[export[1]] = export[2]
            return None
        asked = _HUXIN.match(command)
        if not command.startswith(TOOLS) and (asked is None or asked[1] not in QUICK):
            return None
        before = self._state()
        if (command, before) in _PRINTED:
            return _PRINTED[command, before]
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment, check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
        )  # fmt: skip
        printed = [line.rstrip() for line in done.stdout.split("\n")]
        if self._state() == before:
            _PRINTED[command, before] = printed
        return printed

    def _state(self) -> State:
        """Everything that a command finds here and that another one may have changed."""
        own = sorted(path for path in self.folder.rglob("*") if not path.is_symlink())
        held = ((str(one.relative_to(self.folder)), one.read_bytes() if one.is_file() else None) for one in own)
        return (*self._exported.items(), *held)


def differences(shown: list[str], printed: list[str]) -> list[str]:
    """What a page shows and the command does not print; ``…`` stands for any text, on a line alone for the rest."""
    found: list[str] = []
    for number, line in enumerate(shown):
        if line.strip() == "…":
            return found
        got = printed[number] if number < len(printed) else ""
        pattern = ".*".join(re.escape(part) for part in line.rstrip().split("…"))
        if not re.fullmatch(pattern, got):
            found.append(f"shown: {line}\ngot:   {got}")
    rest = [line for line in printed[len(shown) :] if line]
    return [*found, *(f"not shown: {line}" for line in rest[:3])]


def words(texts: Mapping[str, str]) -> set[str]:
    """Everything that the pages set as code: between backquotes, or in a fenced block."""
    found: set[str] = set()
    for text in texts.values():
        code = [block.text for block in blocks(text)] + re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))
        for part in code:
            found |= set(re.findall(r"[A-Za-z_][\w]*(?:-[a-z]\w*)*", part)) | {part}
    return found

"""YAML with places: every value of a pack file knows its line and column, so that a refusal can name them.

A file is somebody's text: its size, depth and number of parts are bounded, aliases among them, and whatever is wrong
with it is told with its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.constructor import SafeConstructor

from huxin.law.errors import PackError

Place = tuple[int, int]
PathInFile = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES: Final = 2_000_000
MOST_PARTS: Final = 200_000
MOST_DEPTH: Final = 40
"""What one file may hold; parts are counted once for each place where an alias repeats them."""


@dataclass(frozen=True)
class Source:
    """One file: its data and the place of each part, keyed by the path of keys and indexes that leads to it."""

    file: str
    data: Any
    places: dict[PathInFile, Place]

    def where(self, path: PathInFile, line: int = 0, column: int = 0) -> str:
        """``file:line:column`` of a part, or of the nearest part above it."""
        while path and path not in self.places:
            path = path[:-1]
        start = self.places.get(path, (1, 1))
        return f"{self.file}:{start[0] + line}:{start[1] + column if line == 0 else column + 1}"


def read_yaml(path: Path, shown: str) -> Source:
    """Read one file.

    Raises PackError for bytes that are not UTF-8, text that is not YAML, a key that stands twice, a value that does not
    exist (``2022-05-32``), and a file beyond the bounds.
    """
    return _read(_text(path, shown), shown)


@lru_cache(maxsize=512)
def _read(text: str, shown: str) -> Source:
    """Packs of one parent share its files, and merging changes none of what was read."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except RecursionError:
        raise _too_deep(shown) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{shown}:{mark.line + 1}:{mark.column + 1}" if mark else shown
        raise PackError(
            at, getattr(error, "problem", "text"), "YAML", "Check indentation and quotation marks."
        ) from None
    builder = _Builder(shown)
    data = None if root is None else builder.build(root, ())
    return Source(shown, data, builder.places)


def _text(path: Path, shown: str) -> str:
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise PackError(shown, f"{len(content)} bytes", f"at most {MOST_BYTES}", "Split it into several files.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "Save the file as UTF-8; spreadsheets and old editors often write GBK."
        raise PackError(f"{shown}:{line}", "bytes that are not UTF-8", "a text in UTF-8", hint) from None


def _too_deep(at: str) -> PackError:
    return PackError(
        at, f"parts nested deeper than {MOST_DEPTH}", "a flat entry", "Look for an alias inside itself, or brackets."
    )


@dataclass
class _Builder:
    """Nodes as plain data, with the place of each."""

    shown: str
    places: dict[PathInFile, Place] = field(default_factory=dict)
    _scalars: SafeConstructor = field(default_factory=SafeConstructor)

    def build(self, node: yaml.Node, path: PathInFile) -> Any:
        self.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if len(path) > MOST_DEPTH:
            raise _too_deep(self._at(node))
        if len(self.places) > MOST_PARTS:
            hint = "Split the file, and write out what an alias repeats."
            raise PackError(self._at(node), "more parts", f"at most {MOST_PARTS} in a file", hint)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: PathInFile) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise PackError(self._at(key_node), "a list or object as a key", "a word", "Write 'word: value'.")
            key = self._scalar(key_node)
            if key in found:
                raise PackError(self._at(key_node), f"'{key}' twice", "each key once", "Delete one of them.")
            found[key] = self.build(value_node, (*path, key))
        return found

    def _scalar(self, node: yaml.Node) -> Any:
        """A plain value; only ``true`` and ``false`` are truth values, so that ``on``, ``yes``, ``no`` stay words."""
        if node.tag == "tag:yaml.org,2002:bool" and node.value.lower() not in ("true", "false"):
            return node.value
        try:
            return self._scalars.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            hint = "Write dates as 2022-05-31 and put text with signs of YAML into quotation marks."
            raise PackError(self._at(node), node.value, f"a value that exists ({error})", hint) from None

    def _at(self, node: yaml.Node) -> str:
        return f"{self.shown}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"

"""YAML with places: every value of a pack file knows its line and column, so that a refusal can name them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from huxin.law.errors import PackError

Place = tuple[int, int]
PathInFile = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    """Read one file.  Raises PackError for text that is not YAML and for a key that stands twice."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{shown}:{mark.line + 1}:{mark.column + 1}" if mark else shown
        raise PackError(
            at, getattr(error, "problem", "text"), "YAML", "Check indentation and quotation marks."
        ) from None
    places: dict[PathInFile, Place] = {}
    data = None if root is None else _build(root, (), places, shown)
    return Source(shown, data, places)


def _build(node: yaml.Node, path: PathInFile, places: dict[PathInFile, Place], shown: str) -> Any:
    places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node)
            if key in found:
                raise PackError(
                    f"{shown}:{key_node.start_mark.line + 1}", f"'{key}' twice", "each key once", "Delete one of them."
                )
            found[key] = _build(value_node, (*path, key), places, shown)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, index), places, shown) for index, child in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    """A plain value; only ``true`` and ``false`` are truth values, so that ``on``, ``yes`` and ``no`` stay words."""
    if node.tag == "tag:yaml.org,2002:bool" and node.value.lower() not in ("true", "false"):
        return node.value
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node, deep=True)
    finally:
        loader.dispose()

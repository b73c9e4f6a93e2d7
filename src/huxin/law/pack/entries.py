"""What was read of a pack, merged, before it has a shape: each entry with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huxin.law.pack import model
from huxin.law.pack.source import PathInFile, Source


@dataclass
class PackEntry:
    """A merged entry and the place of its last definition."""

    data: dict[str, Any]
    source: Source
    path: PathInFile

    def where(self, path: PathInFile = (), line: int = 0, column: int = 0) -> str:
        return self.source.where((*self.path, *path), line, column)


Entries = dict[str, dict[Any, PackEntry]]


@dataclass
class Test:
    """A table test and the place where it stands; ``file`` is what the runner names."""

    data: model.TableTest
    entry: PackEntry

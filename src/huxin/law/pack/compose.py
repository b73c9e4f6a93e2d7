"""The cold path: read the files of a chain, merge the layers, check every shape and every rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from huxin.law.errors import PackError, nearest
from huxin.law.pack import model
from huxin.law.pack.layers import merge
from huxin.law.pack.load import chain
from huxin.law.pack.source import PathInFile, Source, read_yaml
from huxin.law.procedures import model as procedure_model
from huxin.law.procedures.vocabulary import complete

for _shape in (*vars(model).values(), *vars(procedure_model).values()):
    if isinstance(_shape, type) and is_dataclass(_shape):
        _shape.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]

adapter = cache(TypeAdapter)


@dataclass(frozen=True)
class Kind:
    """Where a kind of entry lies: one file with a list, or a folder with one entry or one list per file."""

    name: str
    files: str
    key: str
    shape: Any
    listed: bool


KINDS = (
    Kind("instruments", "instruments.yaml", "id", model.Instrument, True),
    Kind("clauses", "clauses.yaml", "id", model.Clause, True),
    Kind("parameters", "parameters/*.yaml", "id", model.Parameter, True),
    Kind("readings", "readings.yaml", "name", model.Reading, True),
    Kind("agencies", "agencies.yaml", "id", model.Agency, True),
    Kind("pages", "pages.yaml", "path", model.Page, True),
    Kind("rule_sets", "rules/*.yaml", "id", model.RuleSet, False),
    Kind("items", "items/*.yaml", "id", model.Item, False),
    Kind("acts", "acts.yaml", "id", None, True),
    Kind("procedures", "procedures/*.yaml", "id", procedure_model.Procedure, False),
    Kind("calendars", "calendars/*.yaml", "year", model.CalendarYear, False),
)


@dataclass
class Entry:
    """A merged entry and the place of its last definition."""

    data: dict[str, Any]
    source: Source
    path: PathInFile

    def where(self, path: PathInFile = (), line: int = 0, column: int = 0) -> str:
        return self.source.where((*self.path, *path), line, column)


Entries = dict[str, dict[Any, Entry]]


def compose(name: str, root: Path, digest: str) -> model.Pack:
    """Build and check the merged pack.  Raises PackError for the first fault found."""
    folders = chain(name, root)
    entries: Entries = {kind.name: {} for kind in KINDS}
    tests: list[model.TableTest] = []
    for folder in folders:
        for kind in KINDS:
            for path in sorted(folder.glob(kind.files)):
                _collect(
                    read_yaml(path, f"{folder.name}/{path.relative_to(folder).as_posix()}"), kind, entries[kind.name]
                )
        for path in sorted(folder.glob("tests/*.yaml")):
            tests += _tests(read_yaml(path, f"{folder.name}/{path.relative_to(folder).as_posix()}"))
    head_source = read_yaml(folders[-1] / "pack.yaml", f"{name}/pack.yaml")
    head: model.PackHead = shaped(model.PackHead, head_source.data, lambda path: head_source.where(path))
    vocabulary = {name: entry.data for name, entry in entries["acts"].items()}
    for entry in entries["procedures"].values():
        entry.data = complete(entry.data, vocabulary)
    parts = {
        kind.name: {key: shaped(kind.shape, entry.data, entry.where) for key, entry in entries[kind.name].items()}
        for kind in KINDS
        if kind.shape is not None
    }
    whole = f"sha256:{digest}"
    pack = model.Pack(
        id=head.id,
        version=head.version,
        hash=whole,
        chain=tuple(f.name for f in folders),
        label=head.label,
        tests=tuple(tests),
        **parts,
    )
    from huxin.law.pack.check import check

    check(pack, entries)
    return pack


def _collect(source: Source, kind: Kind, into: dict[Any, Entry]) -> None:
    """Take the entries of one file over what the parents hold."""
    listed: list[tuple[PathInFile, Any]] = [((), source.data)]
    if kind.listed:
        name = kind.files.partition("/")[0].removesuffix(".yaml")
        if not isinstance(source.data, dict) or set(source.data) != {name} or not isinstance(source.data[name], list):
            raise PackError(source.where(()), "another layout", f"one list under '{name}:'", "See docs/en/rules.md.")
        listed = [((name, index), data) for index, data in enumerate(source.data[name])]
    for path, data in listed:
        if not isinstance(data, dict) or kind.key not in data:
            raise PackError(source.where(path), "an entry without a name", f"'{kind.key}:'", "Every entry needs one.")
        before = into.get(data[kind.key])
        if before is not None and before.source.file.partition("/")[0] == source.file.partition("/")[0]:
            raise PackError(
                source.where(path),
                f"'{data[kind.key]}' twice",
                "one definition in a pack",
                f"The other stands at {before.where()}.",
            )
        into[data[kind.key]] = Entry(merge(before and before.data, data, source.where(path)), source, path)


def _tests(source: Source) -> list[model.TableTest]:
    rows = source.data.get("tests") if isinstance(source.data, dict) else None
    if not isinstance(rows, list):
        raise PackError(source.where(()), "another layout", "one list under 'tests:'", "See docs/en/rules.md.")
    return [shaped(model.TableTest, row, Entry(row, source, ("tests", index)).where) for index, row in enumerate(rows)]


def shaped(shape: Any, data: Any, where: Callable[[PathInFile], str]) -> Any:
    """Data as a strict shape.  Raises PackError that names the place and, for an unknown key, the nearest known one."""
    try:
        return adapter(shape).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = tuple(part for part in first["loc"] if isinstance(part, (str, int)))
        if first["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
            known = [field.name for field in fields(shape)] if len(path) == 1 else []
            raise PackError(
                where(path),
                f"the key '{path[-1]}'",
                "a known key",
                nearest(str(path[-1]), known) if known else "Check its spelling.",
            ) from None
        raise PackError(where(path), first.get("input"), first["msg"], f"Part: {'.'.join(map(str, path))}.") from None

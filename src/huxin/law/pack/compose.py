"""The cold path: read the files of a chain, merge the layers, check every shape and every rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from huxin.law.agreements import model as agreement_model
from huxin.law.bundle import model as bundle_model
from huxin.law.careers import model as careers_model
from huxin.law.dates import SHANGHAI
from huxin.law.errors import PackError, nearest
from huxin.law.pack import letter_model, model
from huxin.law.pack.bilingual import one_sided
from huxin.law.pack.check import check
from huxin.law.pack.entries import Entries, PackEntry, Test
from huxin.law.pack.faults import Faults
from huxin.law.pack.folders import Root, chain, content_hash
from huxin.law.pack.layers import merge
from huxin.law.pack.source import PathInFile, Source, read_yaml
from huxin.law.pack.words import shape_words
from huxin.law.procedures import model as procedure_model
from huxin.law.procedures.vocabulary import complete

_MODELS = (model, letter_model, procedure_model, agreement_model, careers_model, bundle_model)
for _shape in (shape for one in _MODELS for shape in vars(one).values()):
    if isinstance(_shape, type) and is_dataclass(_shape):
        _shape.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]

adapter = cache(TypeAdapter)


@dataclass(frozen=True)
class EntryKind:
    """Where a kind of entry lies: files with a list, or a folder with one entry per file."""

    name: str
    files: tuple[str, ...]
    key: str
    shape: Any
    listed: bool


KINDS = (
    EntryKind("instruments", ("instruments.yaml", "instruments/*.yaml"), "id", model.Instrument, True),
    EntryKind("clauses", ("clauses.yaml",), "id", model.Clause, True),
    EntryKind("parameters", ("parameters/*.yaml",), "id", model.Parameter, True),
    EntryKind("readings", ("readings.yaml", "readings/*.yaml"), "name", model.Reading, True),
    EntryKind("agencies", ("agencies.yaml",), "id", model.Agency, True),
    EntryKind("divisions", ("divisions.yaml",), "id", model.Division, True),
    EntryKind("letters", ("letters.yaml",), "id", letter_model.LetterTitle, True),
    EntryKind("messages", ("messages.yaml",), "id", model.MessageText, True),
    EntryKind("pages", ("pages.yaml",), "path", model.Page, True),
    EntryKind("sheets", ("sheets/*.yaml",), "id", model.Sheet, False),
    EntryKind("word_groups", ("agreements/words.yaml",), "id", agreement_model.WordGroup, True),
    EntryKind("subjects", ("agreements/subjects.yaml",), "id", agreement_model.Subject, True),
    EntryKind("prohibitions", ("agreements/prohibitions.yaml",), "id", agreement_model.Prohibition, True),
    EntryKind("model_clauses", ("agreements/clauses.yaml",), "id", agreement_model.ModelClause, True),
    EntryKind("papers", ("agreements/papers.yaml",), "id", agreement_model.Paper, True),
    EntryKind("samples", ("agreements/samples/*.yaml",), "text", agreement_model.Sample, True),
    EntryKind("occupations", ("careers/occupations.yaml",), "id", careers_model.Occupation, True),
    EntryKind("courses", ("careers/courses/*.yaml",), "id", careers_model.Course, False),
    EntryKind("questions", ("questions.yaml",), "id", bundle_model.Question, True),
    EntryKind("rule_sets", ("rules/*.yaml",), "id", model.RuleSet, False),
    EntryKind("items", ("items/*.yaml",), "id", model.Item, False),
    EntryKind("acts", ("acts.yaml",), "id", None, True),
    EntryKind("turns", ("turns.yaml",), "id", None, True),
    EntryKind("procedures", ("procedures/*.yaml",), "id", procedure_model.Procedure, False),
    EntryKind("holidays", ("holidays.yaml",), "id", model.FixedHoliday, True),
    EntryKind("ways", ("ways.yaml",), "id", procedure_model.ServiceWay, True),
    EntryKind("calendars", ("calendars/*.yaml",), "year", model.CalendarYear, False),
)


def compose(
    name: str,
    root: Root,
    digest: str,
    faults: Faults | None = None,
    on: date | None = None,
    *,
    kept: bool = False,
) -> model.Pack:
    """Build and check the merged pack.  Raises PackError for the first fault found, or gathers them in ``faults``.

    ``on``: the day on which what the pack rests on has to be in force; a pack loads whatever day it is.  ``kept``: of
    the checks only those count without which nothing can be put together.
    """
    faults = faults or Faults(gather=kept)
    folders = chain(name, root)
    entries, tests = _read(folders, faults)
    faults.halt()
    vocabulary = {name: entry.data for name, entry in entries["acts"].items()}
    ways = {name: entry.data for name, entry in entries["ways"].items()}
    turns = [entry.data for entry in entries["turns"].values()]
    for entry in entries["procedures"].values():
        with faults.caught():
            entry.data = complete(entry.data, vocabulary, ways, turns)
    parts: dict[str, dict[Any, Any]] = {kind.name: {} for kind in KINDS if kind.shape is not None}
    for kind in KINDS:
        for key, entry in entries[kind.name].items() if kind.shape is not None else ():
            with faults.caught():
                parts[kind.name][key] = shaped(kind.shape, entry.data, entry.where, faults)
            for path, language in one_sided(entry.data):
                faults.add(entry.where(path), f"no text in '{language}'", "the text in zh and en", "Write both.")
    head = _head(folders[-1], faults)
    faults.halt()
    pack = model.Pack(
        id=head.id,
        version=head.version,
        hash=f"sha256:{digest}",
        chain=tuple(f.name for f in folders),
        label=head.label,
        tests=tuple(test.data for test in tests),
        **parts,
    )
    check(pack, entries, tests, faults, folders, on)
    return replace(pack, procedures={name: _going_on(one, pack) for name, one in pack.procedures.items()})


def _going_on(procedure: procedure_model.Procedure, pack: model.Pack) -> procedure_model.Procedure:
    """The procedure without the ways on that a parent pack names and this city does not have."""
    kept = tuple(one for one in procedure.handovers if one.to in pack.procedures)
    return procedure if len(kept) == len(procedure.handovers) else replace(procedure, handovers=kept)


def survey(name: str, root: Root = None, on: date | None = None) -> list[PackError]:
    """Every fault of a pack that can be told apart, in the order of the files; empty when it is fit for use.

    ``on`` as in ``compose``; None is today.
    """
    return surveyed(name, root, on)[0]


def surveyed(name: str, root: Root = None, on: date | None = None) -> tuple[list[PackError], model.Pack | None]:
    """The faults of a pack, and the pack as far as it could be put together; None where it could not."""
    faults, pack = Faults(gather=True), None
    with faults.caught():
        pack = compose(name, root, content_hash(name, root), faults, on or datetime.now(SHANGHAI).date())
    return faults.found, pack


def _head(folder: Path, faults: Faults) -> model.PackHead:
    source = read_yaml(folder / "pack.yaml", f"{folder.name}/pack.yaml")
    head: model.PackHead = shaped(model.PackHead, source.data, source.where, faults)
    if head.id != folder.name:
        faults.add(source.where(("id",)), head.id, folder.name, "A pack's id is the name of its folder.")
    return head


def _read(folders: tuple[Path, ...], faults: Faults) -> tuple[Entries, list[Test]]:
    entries: Entries = {kind.name: {} for kind in KINDS}
    tests: list[Test] = []
    for folder in folders:
        for kind in KINDS:
            for path in sorted(found for pattern in kind.files for found in folder.glob(pattern)):
                with faults.caught():
                    _collect(_source(folder, path), kind, entries[kind.name], faults)
        for path in sorted(folder.glob("tests/*.yaml")):
            with faults.caught():
                tests += _tests(_source(folder, path), faults)
    return entries, tests


def _source(folder: Path, path: Path) -> Source:
    return read_yaml(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")


def _collect(source: Source, kind: EntryKind, into: dict[Any, PackEntry], faults: Faults) -> None:
    """Take the entries of one file over what the parents hold."""
    for path, data in _listed(source, kind.name) if kind.listed else [((), source.data)]:
        with faults.caught():
            _take(source, kind, path, data, into)


def _listed(source: Source, name: str) -> list[tuple[PathInFile, Any]]:
    if not isinstance(source.data, dict) or set(source.data) != {name} or not isinstance(source.data[name], list):
        raise PackError(source.where(()), "another layout", f"one list under '{name}:'", "See docs/en/rules.md.")
    return [((name, index), data) for index, data in enumerate(source.data[name])]


def _take(source: Source, kind: EntryKind, path: PathInFile, data: Any, into: dict[Any, PackEntry]) -> None:
    if not isinstance(data, dict) or kind.key not in data:
        raise PackError(source.where(path), "an entry without a name", f"'{kind.key}:'", "Every entry needs one.")
    key = data[kind.key]
    if not isinstance(key, (str, int)):
        where = source.where((*path, kind.key))
        raise PackError(where, key, "a name or a number", "Write a short word in small letters.")
    before = into.get(key)
    if before is not None and before.source.file.partition("/")[0] == source.file.partition("/")[0]:
        hint = f"The other stands at {before.where((kind.key,))}."
        raise PackError(source.where((*path, kind.key)), f"'{key}' twice", "one definition in a pack", hint)
    into[key] = PackEntry(merge(before and before.data, data, source.where(path)), source, path)


def _tests(source: Source, faults: Faults) -> list[Test]:
    found: list[Test] = []
    for path, data in _listed(source, "tests"):
        entry = PackEntry(data, source, path)
        with faults.caught():
            found.append(Test(shaped(model.TableTest, data, entry.where, faults), entry))
    return found


def shaped(shape: Any, data: Any, where: Callable[[PathInFile], str], faults: Faults) -> Any:
    """Data as a strict shape.  Raises PackError that names the place and, for an unknown key, the nearest known one."""
    try:
        return adapter(shape).validate_python(data)
    except ValidationError as error:
        told = [_told(shape, one, where) for one in error.errors(include_url=False)]
    for one in told[1:] if faults.gather else ():
        with faults.caught():
            raise one
    raise told[0]


def _told(shape: Any, error: Any, where: Callable[[PathInFile], str]) -> PackError:
    path = tuple(part for part in error["loc"] if isinstance(part, (str, int)))
    if error["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        known = [field.name for field in fields(shape)] if len(path) == 1 else []
        hint = nearest(str(path[-1]), known) if known else "Check its spelling."
        return PackError(where(path), f"the key '{path[-1]}'", "a known key", hint)
    return PackError(where(path), *shape_words(error, path))

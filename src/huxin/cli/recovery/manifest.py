"""What a backup says of itself: when it was taken, the end of the log then, how many rows each table had."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from huxin.law.errors import InputError

NAME: Final = "manifest.json"
FORMAT: Final = 1


@dataclass(frozen=True)
class Manifest:
    """``database``: the file's name; ``counts``: rows by table; ``taken_at``: the instant that the copy shows.

    ``keys``: by which each key is known again; a backup of an earlier version names none.
    """

    format: int
    engine: str
    database: str
    sha256: str
    taken_at: str
    finished_at: str
    entries: int
    head: str
    counts: dict[str, int]
    files: int
    keys: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @property
    def seconds(self) -> float:
        """From the instant that the copy shows to the end of the backup."""
        return (datetime.fromisoformat(self.finished_at) - datetime.fromisoformat(self.taken_at)).total_seconds()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup, its database file checked.  Raises InputError for a folder that is no whole backup."""
    hint = "Name a folder that 'huxin backup' finished."
    try:
        found = Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError("backup", str(folder), f"{type(error).__name__} on {NAME}", "a whole backup", hint) from None
    if found.format != FORMAT:
        raise InputError("backup", NAME, f"format {found.format}", f"format {FORMAT}", "Use the version that made it.")
    if sha256_of(folder / found.database) != found.sha256:
        hint = "Take another backup; this one changed after it was made."
        raise InputError("backup", found.database, "another content", "the content that was backed up", hint)
    return found


def sha256_of(path: Path) -> str:
    """Of a file of any size; empty for one that is not there."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def count_rows(ask: Callable[[str], Any]) -> dict[str, int]:
    """Rows by table; ``ask`` runs a query that gives one number."""
    from django.apps import apps

    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    return {table: int(ask(f'SELECT count(*) FROM "{table}"')) for table in tables}  # noqa: S608 - names of our models

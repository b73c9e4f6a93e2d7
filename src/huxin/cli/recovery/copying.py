"""A backup while the service runs: the database as it was at one instant, then the files, which never change."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from huxin.cli.recovery.manifest import FORMAT, Manifest, count_rows, sha256_of
from huxin.law.errors import InputError

PAGES: Final = 2_000
"""Pages of an SQLite file copied at a time; writers go on in between."""


def back_up(target: Path, keys: Path | None = None) -> Manifest:
    """Write a whole backup or none.  Raises InputError when the target exists already or a key cannot be copied."""
    from django.conf import settings

    from huxin.cli.recovery.keys import check_place, copy_keys, fingerprints

    if target.exists():
        raise InputError(
            "backup", "DIR", str(target), "a folder that does not exist", "Name a new folder, such as one of today."
        )
    if keys is not None:
        check_place(keys, target, settings.DATA)
        copy_keys(keys, settings.DATA)
    unfinished = target.with_name(target.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    manifest = _postgres(unfinished) if _is_postgres() else _sqlite(unfinished)
    files = _copy_files(Path(settings.EVIDENCE_FOLDER), unfinished / "evidence")
    manifest = Manifest(
        **{**vars(manifest), "files": files, "finished_at": _now(), "keys": fingerprints(settings.DATA)}
    )
    manifest.write(unfinished)
    os.sync()
    unfinished.rename(target)
    return manifest


def _is_postgres() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _sqlite(folder: Path) -> Manifest:
    """SQLite's own online backup inside one read transaction: it shows the instant at which that began."""
    from django.db import connection

    copy = folder / "huxin.sqlite3"
    with sqlite3.connect(str(connection.settings_dict["NAME"])) as source, sqlite3.connect(copy) as target:
        source.execute("BEGIN")  # one read transaction: writers go on, the copy stays at this instant
        source.execute("SELECT count(*) FROM core_entry").fetchone()
        taken = _now()
        source.backup(target, pages=PAGES)
        source.rollback()
    with sqlite3.connect(copy) as target:
        target.execute("PRAGMA journal_mode=DELETE")
        return _described("sqlite", copy, taken, lambda query: target.execute(query).fetchone())


def _postgres(folder: Path) -> Manifest:
    """``pg_dump`` on an exported snapshot, so that the counts are those of the same instant."""
    from django.db import connection, transaction

    copy = folder / "huxin.dump"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot, taken = str(cursor.fetchone()[0]), _now()
        run(["pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={copy}", "--dbname"])

        def ask(query: str) -> Any:
            cursor.execute(query)
            return cursor.fetchone()

        return _described("postgresql", copy, taken, ask)


def _described(engine: str, copy: Path, taken: str, ask: Any) -> Manifest:
    head = ask("SELECT seq, hash FROM core_head WHERE id = 1") or (0, "")
    counts = count_rows(lambda query: ask(query)[0])
    return Manifest(FORMAT, engine, copy.name, sha256_of(copy), taken, taken, int(head[0]), str(head[1]), counts, 0)


def _copy_files(source: Path, target: Path) -> int:
    """Files are written once under their name, so a plain copy after the database misses none that it names."""
    count = 0
    for path in _finished(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(path, place)
        count += 1
    return count


def _finished(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        if path.suffix in (".sealed", ".preview"):
            yield path


def run(command: list[str], database: str | None = None) -> None:
    """A program of PostgreSQL on the configured database.  Raises RuntimeError with what it said."""
    with _address(database) as (address, environment):
        try:
            done = subprocess.run([*command, address], env=environment, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            hint = "Install PostgreSQL's client programs."
            raise InputError("program", command[0], "not installed", "on the path", hint) from None
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()[-500:]}")


@contextmanager
def _address(database: str | None) -> Iterator[tuple[str, dict[str, str]]]:
    """Where the database is, with the password in the environment and not on the command line."""
    from django.db import connection

    found = connection.settings_dict
    parts = {"dbname": database or found["NAME"], "user": found["USER"], "host": found["HOST"], "port": found["PORT"]}
    text = " ".join(f"{name}='{value}'" for name, value in parts.items() if value)
    yield text, {**os.environ, "PGPASSWORD": str(found["PASSWORD"] or "")}

"""The tests' empty database, migrated once for all the lanes of a run: each of the others begins with a copy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite


def begin_with(migrated: Path) -> None:
    """A SQLite database in memory that is opened empty gets what lies there, if a lane has left it by now."""
    if not migrated.exists():
        return

    def fill(connection: Any, **_: Any) -> None:
        if not isinstance(connection, SQLite) or not connection.is_in_memory_db():
            return
        if not connection.connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            with closing(sqlite3.connect(f"{migrated.as_uri()}?mode=ro", uri=True)) as whole:
                whole.backup(connection.connection)

    connection_created.connect(fill, weak=False, dispatch_uid=begin_with)


def leave(migrated: Path) -> None:
    """Keep the tests' own SQLite database as it was just migrated; whoever is first leaves it."""
    if connection.vendor != "sqlite" or migrated.exists():
        return
    connection.ensure_connection()
    unfinished = Path(mkdtemp(dir=migrated.parent)) / migrated.name
    with closing(sqlite3.connect(unfinished)) as whole:
        connection.connection.backup(whole)
    unfinished.replace(migrated)

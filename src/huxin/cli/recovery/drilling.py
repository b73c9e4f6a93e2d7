"""A drill: back up the running service, restore into an empty folder and an empty database, prove it, clean up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from huxin.cli.recovery.copying import back_up
from huxin.core.keys import KEYS
from huxin.law.errors import InputError

if TYPE_CHECKING:
    from psycopg import Connection

ENDING: Final = "_drill"
"""The database of drills is named after the service's own; no other is ever emptied."""


def drill() -> dict[str, Any]:
    """The result as JSON: RPO and RTO in seconds, what was compared, whether all of it held.

    RPO: what is acknowledged between the instant that the copy shows and the end of the backup would be lost if the
    machine burned at that moment (and then as much as time passes until the next backup).  RTO: from the beginning of
    the restore until a person has signed in and opened a case.  The copy has nothing but the backup: keys too are
    those that ``huxin backup --keys`` wrote, wherever the service keeps its own.
    """
    from huxin.core.service import Head

    folder = Path(tempfile.mkdtemp(prefix="huxin-drill-"))
    try:
        with _empty_database() as address:
            manifest = back_up(folder / "backup", folder / "keys")
            head = Head.objects.filter(id=1).first()
            started = time.monotonic()
            environment = _environment(folder / "data", address)
            here = [sys.executable, "-m"]
            keys = ["--keys", str(folder / "keys")]
            restored = _run([*here, "huxin.cli.main", "restore", str(folder / "backup"), *keys], environment)
            proof = _run([*here, "huxin.cli.recovery.proof"], environment) if restored["done"] else {}
            spent = time.monotonic() - started
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    held = restored["done"] and proof.get("done", False)
    return {
        "held": bool(held),
        "rpo_seconds": round(manifest.seconds, 3),
        "rto_seconds": round(spent, 3),
        "entries": manifest.entries,
        "entries_after": (head.seq if head else 0) - manifest.entries,
        "rows": sum(manifest.counts.values()),
        "tables": len(manifest.counts),
        "files": manifest.files,
        **{name: proof.get(name) for name in ("intact", "sealed", "login", "case")},
        "fault": restored.get("fault") or restored["said"] or proof.get("fault") or proof.get("said") or None,
    }


def _environment(data: Path, address: str) -> dict[str, str]:
    """That of the service, but for folder, database and the places of keys."""
    elsewhere = {f"HUXIN_{name.upper()}_KEY_FILE" for name in KEYS}
    found = {name: value for name, value in os.environ.items() if name not in elsewhere}
    found |= {"HUXIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "huxin.config.settings"}
    return found | ({"DATABASE_URL": address} if address else {})


def _run(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        found = {}
    said = done.stderr.strip()[-500:] if done.returncode else ""
    return {**found, "done": done.returncode == 0, "said": said}


@contextmanager
def _empty_database() -> Iterator[str]:
    """The address of an empty database on the same PostgreSQL server, emptied afterwards; nothing for SQLite.

    It is the one that was made for drills; where there is none and the account may make one, it is made and dropped.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        yield ""
        return
    name = f"{connection.settings_dict['NAME']}{ENDING}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        if not cursor.fetchone()[0]:
            raise InputError("drill", "database", name, "no drill that runs already", "Wait until it has ended.")
        cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [name])
        made = not cursor.fetchone()[0]
        if made:
            _make(cursor, name)
    try:
        if not made:
            _clear(name)
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + quote(name)))
    finally:
        if made:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        else:
            _clear(name)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])


def _make(cursor: Any, name: str) -> None:
    """Raises InputError with the command to run where the account may make no database."""
    from django.db import ProgrammingError, connection

    try:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    except ProgrammingError:
        owner = connection.settings_dict["USER"]
        hint = f"Make it once: sudo -u postgres createdb --owner {owner} --encoding UTF8 {name}"
        raise InputError("drill", "database", f"no database {name}", "one for drills", hint) from None


def _clear(name: str) -> None:
    """Take every table of ours out of the database of drills, whatever a drill that was killed left there."""
    with _connected(name) as other:
        rows = other.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        tables = ", ".join(f'"{row[0]}"' for row in rows.fetchall())
        if tables:
            other.execute(f"DROP TABLE {tables} CASCADE".encode())


@contextmanager
def _connected(name: str) -> Iterator[Connection[Any]]:
    """A connection of its own to the database of drills, with the service's account."""
    import psycopg
    from django.db import connection

    with psycopg.connect(**{**connection.get_connection_params(), "dbname": name, "cursor_factory": None}) as other:
        yield other

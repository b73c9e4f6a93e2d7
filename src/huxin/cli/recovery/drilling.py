"""A drill: back up the running service, restore into an empty folder and an empty database, prove it, clean up."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from huxin.cli.recovery.copying import back_up


def drill() -> dict[str, Any]:
    """The result as JSON: RPO and RTO in seconds, what was compared, whether all of it held.

    RPO: what is acknowledged between the instant that the copy shows and the end of the backup would be lost if the
    machine burned at that moment (and then as much as time passes until the next backup).  RTO: from the beginning of
    the restore until a person has signed in and opened a case.
    """
    from django.conf import settings

    from huxin.ledger.service import Head

    folder = Path(tempfile.mkdtemp(prefix="huxin-drill-"))
    try:
        manifest = back_up(folder / "backup")
        head = Head.objects.filter(id=1).first()
        with _empty_database() as address:
            started = time.monotonic()
            environment = {
                **os.environ,
                "HUXIN_DATA": str(folder / "data"),
                "DJANGO_SETTINGS_MODULE": "huxin.config.settings",
            }
            if address:
                environment["DATABASE_URL"] = address
            here = [sys.executable, "-m"]
            keys = ["--keys", str(settings.KEY_FOLDER)]
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
        **{name: proof.get(name) for name in ("intact", "login", "case")},
        "fault": restored["said"] or proof.get("fault") or proof.get("said") or None,
    }


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
    """The address of an empty database on the same PostgreSQL server, dropped afterwards; empty for SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield ""
        return
    name = f"huxin_drill_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + quote(name)))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

"""Putting a backup into an empty folder and an empty database; killed half way it is simply done again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from huxin.cli.recovery.copying import run
from huxin.cli.recovery.manifest import Manifest, count_rows, read_manifest
from huxin.law.errors import InputError


def restore(folder: Path) -> Manifest:
    """Files first, the database last: as long as it is not there, nothing counts as restored.

    Raises InputError when something lies there already or the backup is not whole, RuntimeError when the rows that
    arrived are not those of the backup.
    """
    from django.conf import settings
    from django.db import connection

    manifest = read_manifest(folder)
    if manifest.engine != connection.vendor:
        hint = "Set DATABASE_URL to the kind of database that was backed up."
        raise InputError("backup", "database", manifest.engine, connection.vendor, hint)
    if not _empty():
        hint = "Restore into an empty HUXIN_DATA and an empty database; nothing is ever overwritten."
        raise InputError("restore", "database", "tables with rows", "an empty database", hint)
    if (folder / "evidence").exists():
        shutil.copytree(folder / "evidence", settings.EVIDENCE_FOLDER, dirs_exist_ok=True)
    if manifest.engine == "sqlite":
        _place_sqlite(folder / manifest.database, Path(connection.settings_dict["NAME"]))
    else:
        run(
            [
                "pg_restore",
                "--no-owner",
                "--single-transaction",
                "--exit-on-error",
                str(folder / manifest.database),
                "-d",
            ]
        )
    _compare(manifest)
    return manifest


def finish(manifest: Manifest) -> dict[str, Any]:
    """What was restored, and the proof that it can be used: JSON.

    ``intact``: the log verifies.  ``opened``: the keys here are those of the backup, and one record of every kind that
    lies sealed could be opened with them; ``sealed`` says it by kind, ``fault`` in words.
    """
    from django.conf import settings
    from django.core.management import call_command

    from huxin.cli.django_setup import prepare
    from huxin.cli.recovery.keys import wrong_keys
    from huxin.core.service import try_all, verify

    call_command("migrate", verbosity=0, interactive=False)
    wrong, sealed = wrong_keys(manifest.keys, settings.DATA), try_all()
    closed = [name for name, opened in sealed.items() if not opened]
    faults = [f"the keys are not those of the backup ({'; '.join(wrong)})"] if wrong else []
    faults += [f"these cannot be opened: {', '.join(closed)}"] if closed else []
    if faults:
        faults.append("put the kept keys in place, empty folder and database, and restore with --keys")
    else:
        prepare()
    found = verify()
    return {
        "entries": manifest.entries,
        "files": manifest.files,
        "intact": found.intact,
        "opened": not faults,
        "sealed": sealed,
        "fault": "; ".join(filter(None, [found.fault, *faults])) or None,
    }


def _empty() -> bool:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(name).exists():
        return True
    return "core_entry" not in connection.introspection.table_names()


def _place_sqlite(copy: Path, place: Path) -> None:
    from django.db import connection

    connection.close()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for end in ("", "-wal", "-shm"):
        place.with_name(place.name + end).unlink(missing_ok=True)
    part = place.with_name(place.name + ".part")
    shutil.copyfile(copy, part)
    part.chmod(0o600)
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    part.rename(place)


def _compare(manifest: Manifest) -> None:
    from django.db import connection

    with connection.cursor() as cursor:

        def ask(query: str) -> int:
            cursor.execute(query)
            return int(cursor.fetchone()[0])

        found = count_rows(ask)
    wrong = {table: (found.get(table), count) for table, count in manifest.counts.items() if found.get(table) != count}
    if wrong:
        raise RuntimeError(f"restored, but these tables do not hold what was backed up: {sorted(wrong)}")

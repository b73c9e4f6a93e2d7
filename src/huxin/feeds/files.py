"""Where files of the lake lie, and how they get there: whole, on disk, and by one rename.

<kind>/<company>/<day>/<batch>-<version>.parquet    canonical rows, pseudonymous: what scans read
.faults/<company>/<batch>.parquet                   every reason of every row that was flagged or quarantined
.raw/<company>/<batch>.sealed                       the bytes that came, encrypted, for a set number of days
.waiting/<upload>.sealed                            a file handed in on a page, encrypted, until it is read
.incoming/<folder>/                                 what is being received; its lock says that somebody is at work
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings

LOCK: Final = "lock"
GRACE: Final = 60.0
SEALED: Final = ".sealed"
"""How the name of a file ends that is kept encrypted."""


def lake() -> Path:
    """The folder of the lake."""
    return Path(settings.LAKE_FOLDER)


def incoming() -> Path:
    """The folder of deliveries that are being received."""
    return lake() / ".incoming"


def part_file(kind: str, company: str, day: date, batch: str, version: int) -> Path:
    """The place of the rows of a batch and day."""
    return lake() / kind / company / day.isoformat() / f"{batch}-{version}.parquet"


def faults_file(company: str, batch: str) -> Path:
    """The place of the reasons of a batch."""
    return lake() / ".faults" / company / f"{batch}.parquet"


def raw_file(company: str, batch: str) -> Path:
    """The place of the encrypted bytes of a batch."""
    return lake() / ".raw" / company / f"{batch}.sealed"


def waiting() -> Path:
    """The folder of files that were handed in on a page and wait to be read."""
    return lake() / ".waiting"


def waiting_file(upload: str) -> Path:
    """The place of the encrypted bytes of an upload."""
    return waiting() / f"{upload}{SEALED}"


class Folder:
    """A folder of a delivery.  ``owed``: the database counts on what lies in it, so it must not be thrown away."""

    def __init__(self) -> None:
        self.path = incoming() / uuid.uuid4().hex
        self.owed = False

    @property
    def name(self) -> str:
        return self.path.name


@contextmanager
def working_folder() -> Iterator[Folder]:
    """A new folder, locked while this process works in it.  A process that died leaves its folder without a lock."""
    folder = Folder()
    make(folder.path)
    handle = os.open(folder.path / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        if not folder.owed:
            shutil.rmtree(folder.path, ignore_errors=True)
        os.close(handle)


def left_behind(grace: float = GRACE) -> Iterator[Path]:
    """Folders whose process died at least ``grace`` seconds ago.

    The pause is for a commit that a database carries out after the one who asked for it died.
    """
    for folder in sorted(incoming().glob("*")):
        try:
            if time.time() - folder.stat().st_mtime < grace:
                continue
            handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            yield folder
        finally:
            os.close(handle)


def keep(path: Path) -> None:
    """Make sure that a file or the names in a folder are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make(folder: Path) -> None:
    """Make a folder and those above it, so that their names are on disk."""
    if folder.is_dir():
        return
    make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    keep(folder.parent)


def put(source: Path, target: Path) -> None:
    """Move a file to its place; does nothing where that was done before.  Raises FileNotFoundError if it is nowhere."""
    make(target.parent)
    try:
        source.rename(target)
    except FileNotFoundError:
        if not target.exists():
            raise
    keep(target.parent)

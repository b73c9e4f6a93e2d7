"""Temporary files 临时文件: a folder of one's own for each process, swept when the process is gone.

Uploads on their way and whatever a library puts down hold personal data.  A process that is killed cannot clear up
after itself; the lock on its folder is gone with it, and the next that starts, or the worker, removes what is left.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
import time
import uuid
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

LOCK: Final = "lock"
GRACE: Final = 60.0
"""Seconds in which a folder may be there and not locked yet."""
_own: dict[int, tuple[Path, int]] = {}


def own_folder() -> Path:
    """The folder of this process, made and locked when it is first asked for; ``tempfile`` uses it from then on."""
    if os.getpid() not in _own:
        folder = Path(settings.TEMPORARY_FOLDER) / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        _own.clear()
        _own[os.getpid()] = folder, handle
        atexit.register(_leave)
    folder, _ = _own[os.getpid()]
    tempfile.tempdir = str(folder)
    return folder


def _leave() -> None:
    """A process that ends by itself takes its folder along; one that was forked off leaves it alone."""
    held = _own.pop(os.getpid(), None)
    if held is not None:
        tempfile.tempdir = None
        shutil.rmtree(held[0], ignore_errors=True)
        os.close(held[1])


def sweep(_: datetime | None = None) -> int:
    """Remove the folders of processes that are gone; answers how many."""
    count = 0
    for folder in Path(settings.TEMPORARY_FOLDER).glob("*-*"):
        with suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime < GRACE:
                continue
            handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
                count += 1
            except BlockingIOError:
                continue
            finally:
                os.close(handle)
    return count

"""Reading deliveries in another process: who may, how long one waits for it, and what it may cost."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from huxin.files.limits import BusyError, Limits
from huxin.files.sandbox import run_now
from huxin.supervision.validate.bounds import FileBounds

OWN_MEMORY: Final = 700 << 20
"""What the interpreter and its libraries take beside DuckDB's share."""
OWN_DISK: Final = 1 << 30
_CORES: Final = 4
_OPEN_FILES: Final = 1024
_PAUSE: Final = 0.05


@contextmanager
def door() -> Iterator[None]:
    """One of the few places for deliveries that are received, wait or are read; the other threads answer pages.

    Raises BusyError when none is free.
    """
    with _place("door", settings.FEED_READERS + settings.FEED_WAITING, 0):
        yield


@contextmanager
def reader(patience: float) -> Iterator[None]:
    """One of the places for reading, ``FEED_READERS`` on the machine.  Raises BusyError after ``patience`` seconds."""
    with _place("reader", settings.FEED_READERS, patience):
        yield


@contextmanager
def _place(name: str, number: int, patience: float) -> Iterator[None]:
    folder: Path = settings.LAKE_FOLDER / ".turns"
    folder.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + patience
    while True:
        for one in range(number):
            file = os.open(folder / f"{name}-{one}", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            try:
                yield
            finally:
                os.close(file)
            return
        if time.monotonic() >= end:
            raise BusyError(settings.FEED_RETRY_SECONDS)
        time.sleep(_PAUSE)


def read(job: dict[str, Any], bounds: FileBounds) -> dict[str, Any]:
    """What the job found.  Raises InputError for a file that is refused, or that met one of its limits, naming it."""
    limits = Limits(
        seconds=bounds.seconds, memory=bounds.memory + OWN_MEMORY, written=bounds.disk + OWN_DISK, cores=_CORES,
        reserving=True, open_files=_OPEN_FILES,
    )  # fmt: skip
    job = {**job, "memory": bounds.memory, "disk": bounds.disk}
    found: dict[str, Any] = json.loads(run_now("huxin.feeds.reading:read", b"", job, limits, name=job["name"]))
    return found

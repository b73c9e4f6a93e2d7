"""The process that reads what companies send; nothing of a delivery is parsed in a process that answers pages.

``python -m huxin.feeds.reading`` loads what it needs once, then takes one job after the other from its standard input
(a line of JSON each), does each in a child of its own with limits on memory, disk and time, and says on its standard
output how it ended.  What the child found stands in a file.  It ends with whoever started it.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb

from huxin.feeds.rows import Limits, Written, write_days
from huxin.law import InputError, Pack, load_pack
from huxin.supervision.validate.bounds import Most
from huxin.supervision.validate.run import Sending, validate

IDLE_SECONDS: Final = 300
OWN_MEMORY: Final = 700 << 20
"""What the interpreter and its libraries take beside DuckDB's share."""
OWN_DISK: Final = 1 << 30
_PAUSE: Final = 0.01


@cache
def _pack(name: str) -> Pack:
    return load_pack(name)


def do(job: dict[str, Any]) -> dict[str, Any]:
    """Check files and write the rows of their days, as far as the job asks for it.  Raises InputError."""
    paths = [Path(one) for one in job["paths"]]
    most, out, faults = Most(**job["most"]), *(Path(job[name]) if job[name] else None for name in ("out", "faults"))
    sending = Sending(
        job["company"], job["kind"], _pack(job["pack"]), job["received_ms"], out, faults, most, job.get("zone", "")
    )
    result = validate(paths, sending)
    days: list[Written] = []
    if job["days"] and not result.refused and out is not None:
        limits = Limits(job["memory"], job["disk"])
        key = bytes.fromhex(job["days"]["key"])
        days = write_days(job["kind"], out, job["received_ms"], Path(job["days"]["folder"]), key, limits)
    return {"result": asdict(result), "days": [_day(one) for one in days]}


def _day(one: Written) -> dict[str, Any]:
    return {"day": one.day.isoformat(), "path": str(one.path), "rows": one.rows, "sha256": one.sha256}


def written(one: dict[str, Any]) -> Written:
    """The opposite of how a file of a day stands in an answer."""
    return Written(date.fromisoformat(one["day"]), Path(one["path"]), one["rows"], one["sha256"])


def _child(job: dict[str, Any]) -> int:
    """Do a job within its limits and leave the answer in its file; answers the exit status."""
    for limit, most in (
        (resource.RLIMIT_DATA, job["memory"] + OWN_MEMORY),
        (resource.RLIMIT_FSIZE, job["disk"] + OWN_DISK),
        (resource.RLIMIT_CPU, 4 * job["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        answer = do(job)
    except InputError as error:
        answer = {"refused": vars(error.problem)}
    except (MemoryError, duckdb.OutOfMemoryException):
        return 1
    except Exception as error:  # noqa: BLE001 - what a file does to a library must not end the service
        frames = traceback.extract_tb(error.__traceback__)[-8:]
        places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
        answer = {"fault": type(error).__name__, "places": places}
    place = Path(job["answer"])
    place.with_suffix(".part").write_text(json.dumps(answer), encoding="utf-8")
    place.with_suffix(".part").rename(place)
    return 0


def _watched(child: int, seconds: int) -> str:
    """Wait for a child: ``done``, ``late`` after so many seconds, ``dead`` for any other end."""
    end = time.monotonic() + seconds
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return "done" if status == 0 else "dead"
        if time.monotonic() > end or _left():
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "late"
        time.sleep(_PAUSE)


def _left() -> bool:
    """Whether whoever started this process is gone: nothing is sent while a job is at work."""
    return bool(select.select([sys.stdin], [], [], 0)[0])


def serve() -> None:
    """Take jobs until nobody is there any more, or nobody had one for a while."""
    print("ready", flush=True)  # noqa: T201 - the line that the other side waits for
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        job = json.loads(line)
        _pack(job["pack"])
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(0)
                status = _child(job)
            finally:
                os._exit(status)
        print(_watched(child, job["seconds"]), flush=True)  # noqa: T201


if __name__ == "__main__":
    serve()

"""The reader of what companies send; it runs in a process of its own (``huxin.files.sandbox``), never where pages are.

It gets paths, not bytes: a delivery may be as big as a disk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from huxin.feeds.rows import WorkLimits, Written, write_days
from huxin.files.inside.refusal import Refusal
from huxin.law import InputError, load_pack
from huxin.supervision.validate.bounds import InstallationLimits
from huxin.supervision.validate.run import Sending, validate


def read(content: bytes, job: Mapping[str, Any]) -> bytes:
    """``do`` as a reader.  Raises Refusal for what is refused, MemoryError for more memory than it may have."""
    try:
        return json.dumps(do(job)).encode()
    except InputError as error:
        raise Refusal(**vars(error.problem)) from None
    except duckdb.OutOfMemoryException:
        raise MemoryError from None


def do(job: Mapping[str, Any]) -> dict[str, Any]:
    """Check files and write the rows of their days, as far as the job asks for it.  Raises InputError."""
    paths = [Path(one) for one in job["paths"]]
    most, out, faults = (
        InstallationLimits(**job["most"]),
        *(Path(job[name]) if job[name] else None for name in ("out", "faults")),
    )
    sending = Sending(
        job["company"], job["kind"], load_pack(job["pack"]), job["received_ms"], out, faults, most, job.get("zone", "")
    )
    result = validate(paths, sending)
    days: list[Written] = []
    if job["days"] and not result.refused and out is not None:
        limits = WorkLimits(job["memory"], job["disk"])
        key = bytes.fromhex(job["days"]["key"])
        days = write_days(job["kind"], out, job["received_ms"], Path(job["days"]["folder"]), key, limits)
    return {"result": asdict(result), "days": [_day(one) for one in days]}


def _day(one: Written) -> dict[str, Any]:
    return {"day": one.day.isoformat(), "path": str(one.path), "rows": one.rows, "sha256": one.sha256}


def written(one: dict[str, Any]) -> Written:
    """The opposite of how a file of a day stands in an answer."""
    return Written(date.fromisoformat(one["day"]), Path(one["path"]), one["rows"], one["sha256"])

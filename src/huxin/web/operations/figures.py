"""The figures by which a running service is watched, taken from the database: the same from every process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.utils import timezone

from huxin.core.service import Head, Root, duty_states, queue_states
from huxin.evidence.service import Evidence, scanner_answers

LEAST_FREE: Final = 200_000_000
"""Bytes of disk below which the service calls itself not ready."""


@dataclass(frozen=True)
class Figure:
    """One metric: its name, what it is, and its values by labels."""

    name: str
    help: str
    values: list[tuple[dict[str, str], float]]
    kind: str = "gauge"


def figures() -> Iterator[Figure]:
    """Every figure, as it stands now."""
    now = timezone.now()
    states = queue_states()
    rows = [
        ({"queue": one.name, "state": state}, float(getattr(one, state)))
        for one in states
        for state in ("waiting", "leased", "dead")
    ]
    yield Figure("huxin_queue_rows", "Rows of a queue by state.", rows)
    ages = [({"queue": one.name}, _age(now, one.oldest)) for one in states]
    yield Figure("huxin_queue_oldest_seconds", "Age of the oldest row that is not done; 0 when there is none.", ages)
    duties = [({"duty": duty.name}, _age(now, row.ran_at if row else None)) for duty, row in duty_states()]
    yield Figure("huxin_duty_age_seconds", "Time since a duty last ran; 0 when it never did.", duties)
    failed = [({"duty": duty.name}, float(bool(row and row.fault))) for duty, row in duty_states()]
    yield Figure("huxin_duty_failed", "1 when a duty failed the last time.", failed)
    scans = Evidence.objects.values_list("scan").annotate(count=Count("id"))
    yield Figure("huxin_evidence_files", "Files by scan state.", [({"scan": scan}, float(n)) for scan, n in scans])
    head, root = Head.objects.filter(id=1).first(), Root.objects.order_by("-last").first()
    yield Figure(
        "huxin_log_entries_total", "Entries of the sealed log.", [({}, float(head.seq if head else 0))], "counter"
    )
    yield Figure(
        "huxin_root_age_seconds", "Age of the latest signed root.", [({}, _age(now, root.at if root else None))]
    )
    yield Figure("huxin_disk_free_bytes", "Free space under the data folder.", [({}, float(free_space()))])


def _age(now: datetime, then: datetime | None) -> float:
    return max(0.0, (now - then).total_seconds()) if then is not None else 0.0


def exposition() -> str:
    """The figures in Prometheus' text format 0.0.4."""
    lines = []
    for one in figures():
        lines += [f"# HELP {one.name} {one.help}", f"# TYPE {one.name} {one.kind}"]
        for labels, value in one.values:
            inside = ",".join(f'{name}="{text}"' for name, text in labels.items())
            lines.append(f"{one.name}{{{inside}}} {value:g}" if inside else f"{one.name} {value:g}")
    return "\n".join(lines) + "\n"


def free_space() -> int:
    """Free bytes under the data folder."""
    return shutil.disk_usage(settings.DATA).free


def readiness() -> dict[str, bool]:
    """What must hold before a balancer sends people here, and whether it does."""
    return {
        "tables": not MigrationExecutor(connection).migration_plan(
            MigrationExecutor(connection).loader.graph.leaf_nodes()
        ),
        "folder": _writable(Path(settings.EVIDENCE_FOLDER)),
        "space": free_space() > LEAST_FREE,
        "scanner": not settings.CLAMD or scanner_answers(),
    }


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"huxin")
        probe.unlink(missing_ok=True)
    except OSError:
        return False
    return True

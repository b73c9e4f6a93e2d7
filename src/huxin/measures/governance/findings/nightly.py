"""The days of the lake that no scan has seen as they are now: scanned, kept, added up, by themselves every night."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from huxin.casework.service import city_pack
from huxin.core.service import ToldError
from huxin.feeds.service import Part, lake_files, lake_glob, write_records_beside
from huxin.identity.service import SYSTEM
from huxin.law.dates import day_of
from huxin.measures.governance.figures.adding import add_up
from huxin.measures.governance.findings.keeping import keep
from huxin.measures.governance.models import ScannedDay
from huxin.people.service import Company
from huxin.supervision.lake import Files
from huxin.supervision.rules import DetectorRules
from huxin.supervision.scan import ScanRequest, scan

LONGEST: Final = 31
"""Days in one scan, so that it fits into memory and loses little when it is stopped."""
PATIENCE: Final = timedelta(hours=36)
"""After so long an unscanned day is told on the operations page."""


@dataclass
class Ran:
    """What one run did: inclusive spans of days, findings by detector, and what keeping and adding up answered."""

    spans: list[tuple[str, str]] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)
    new: int = 0
    withdrawn: int = 0
    figures: int = 0
    refusals: int = 0

    def as_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return dict(vars(self))


def unscanned(until: date) -> list[date]:
    """The days up to ``until`` with orders that landed after the last scan of the day, and the days before them.

    A stretch of work belongs to the day of its start, so what lands for a day can change a finding of the day before.
    """
    landed = Part.objects.filter(kind="orders", day__lte=until, gone_at=None, version__gte=1)
    newest = dict(landed.order_by().values_list("day").annotate(at=Max("batch__landed_at")))
    seen = dict(ScannedDay.objects.filter(day__in=newest).values_list("day", "at"))
    stale = {day for day, at in newest.items() if day not in seen or seen[day] < at}
    return sorted(stale | {day - timedelta(days=1) for day in stale} & set(newest))


def run(until: date | None = None) -> Ran:
    """Scan what is not scanned, keep the findings, add up the figures.  Run again it does nothing.

    ``until``: the last day, yesterday by default: today's records are still coming.
    """
    done = Ran()
    last = until or day_of(timezone.now()) - timedelta(days=1)
    for days in _spans(unscanned(last)):
        _scan(days[0], days[-1], done)
    return done


def watch(now: datetime) -> None:
    """Tell whoever runs the service of days that wait too long.  Raises ToldError."""
    landed = Part.objects.filter(kind="orders", batch__landed_at__lt=now - PATIENCE, gone_at=None)
    waiting = set(unscanned(day_of(now - PATIENCE))) & set(landed.values_list("day", flat=True))
    if waiting:
        raise ToldError(f"{len(waiting)} days of orders are not scanned since {min(waiting)}")


def _spans(days: Iterable[date]) -> list[list[date]]:
    """Days that follow each other, at most ``LONGEST`` at once."""
    found: list[list[date]] = []
    for day in days:
        if found and day == found[-1][-1] + timedelta(days=1) and len(found[-1]) < LONGEST:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _scan(first: date, last: date, done: Ran) -> None:
    started, around = timezone.now(), (first - timedelta(days=LONGEST), last + timedelta(days=LONGEST))
    orders = lake_glob("orders")
    with tempfile.TemporaryDirectory(prefix="huxin-night-") as name:
        folder = Path(name)
        beside = write_records_beside(folder)
        oncall = lake_glob("oncall") if lake_files("oncall", *around) else None
        files = Files(orders, oncall, beside.get("warnings"), beside.get("cover"))
        out = folder / "findings.parquet"
        request = ScanRequest(
            first, last, files, city_pack(), out, _companies(folder), memory=f"{settings.FEED_MEMORY}B", threads=2
        )  # fmt: skip
        report = scan(request).as_json()
        kept = keep(SYSTEM, out, report)
        done.figures += add_up(orders, first, last).figures
    span = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    ScannedDay.objects.bulk_create(
        (ScannedDay(day=day, at=started) for day in span),
        update_conflicts=True, unique_fields=["day"], update_fields=["at"],
    )  # fmt: skip
    done.spans.append((first.isoformat(), last.isoformat()))
    for detector, number in report["findings"].items():
        done.findings[detector] = done.findings.get(detector, 0) + number
    done.new, done.withdrawn = done.new + kept.new, done.withdrawn + kept.withdrawn
    done.refusals += len(kept.refused)


def _companies(folder: Path) -> str | None:
    """The platform of every company: by name where the regime table has it, else by the code, which tables may name."""
    known = {key.partition("/")[0] for key in DetectorRules(city_pack()).keys("cover.regime")}
    rows = []
    for one in Company.objects.select_related("works_for").order_by("credit_code"):
        platform = one.works_for or one
        name = platform.name if platform.name in known else platform.credit_code
        rows.append({"company_id": one.credit_code, "platform": name})
    if not rows:
        return None
    path = folder / "companies.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return str(path)

"""Orders that landed become findings, figures and gaps by themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from huxin.core.service import ToldError
from huxin.feeds.models import Batch
from huxin.law.dates import SHANGHAI
from huxin.measures.governance.findings.nightly import watch
from huxin.measures.governance.models import DayFigure, Finding
from huxin.measures.governance.service import run_nightly, unscanned
from huxin.measures.insurance.service import gaps
from huxin.people.service import Company, Engagement, Person, details_of
from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import land, ndjson, rows
from tests.support import make_worker

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


def long_day(worker: str, **more: Any) -> list[dict[str, Any]]:
    """Six hours of orders without a break, over midnight."""
    begin = datetime(2026, 7, 1, 20, tzinfo=SHANGHAI)
    times = [begin + timedelta(minutes=20 * number) for number in range(18)]
    return [
        row | {"worker_id": worker, "accepted_at": at.isoformat(), "picked_up_at": None, "promised_at": None,
               "completed_at": (at + timedelta(minutes=19)).isoformat(),
               "recorded_at": (at + timedelta(minutes=30)).isoformat()} | more
        for row, at in zip(rows(18, seed=5), times, strict=True)
    ]  # fmt: skip


def test_the_lakes_unscanned_days_are_scanned_once_and_again_when_more_lands() -> None:
    land(ndjson(long_day("330302199003071233")))
    assert unscanned(DAY + timedelta(days=5)) == [DAY, DAY + timedelta(days=1)]
    done = run_nightly()
    assert done.spans == [("2026-07-01", "2026-07-02")]
    assert done.new == Finding.objects.count() > 0
    assert Finding.objects.filter(detector="continuous_work").count() == 1
    assert DayFigure.objects.filter(county="").count() == done.figures - DayFigure.objects.exclude(county="").count()
    assert run_nightly().spans == []
    land(ndjson(rows(3, seed=9)))
    assert unscanned(DAY + timedelta(days=5))
    assert run_nightly().spans


def test_a_day_without_findings_is_scanned_too_and_not_again() -> None:
    land(ndjson(rows(2)))
    earlier = {"picked_up_at": None, "completed_at": None, "promised_at": None, "status": "open"}
    june = [row | earlier | {"accepted_at": row["accepted_at"].replace("-07-", "-06-")} for row in rows(2, seed=2)]
    land(ndjson(june))
    run_nightly()
    assert run_nightly().spans == []


def test_days_that_wait_too_long_are_told() -> None:
    land(ndjson(rows(2)))
    watch(timezone.now())
    Batch.objects.update(landed_at=timezone.now() - timedelta(days=3))
    with pytest.raises(ToldError, match="2 days"):
        watch(timezone.now())
    run_nightly()
    watch(timezone.now())


def test_work_without_cover_is_seen_from_the_lake() -> None:
    worker = make_worker()
    person = Person.objects.get(id=worker.own_person)
    Company.objects.create(credit_code=SENDER, name="某快递", kind="platform")
    Engagement.objects.create(
        id=person.id, person=person, company_id=SENDER, form="flexible", trade="courier", county="330302", since=DAY
    )
    assert not gaps(DAY, DAY, company=SENDER).fed
    land(ndjson(long_day(details_of(person).id_number, trade="courier", cover_no=None)))
    found = gaps(DAY, DAY + timedelta(days=1), company=SENDER)
    assert found.fed
    assert {(one.person, one.regime) for one in found.gaps} == {(person.id, "B")}
    assert sum(len(one.order_ids) for one in found.gaps) == 18
    assert gaps(DAY, DAY, person=person.id).gaps
    assert gaps(DAY - timedelta(days=9), DAY - timedelta(days=8), person=person.id).fed is False


def test_the_worker_starts_the_scan_once_a_night(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from huxin.cli.commands import worker

    started: list[list[str]] = []

    class Ended:
        def __init__(self, command: list[str]) -> None:
            started.append(command)

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(worker.subprocess, "Popen", Ended)
    night = worker.Night()
    hours = [datetime(2026, 7, 1 + hour // 24, hour % 24, tzinfo=SHANGHAI) for hour in range(48)]
    assert [at.hour for at in hours if night.begin(at)] == [2, 2]
    assert [command[-2:] for command in started] == [["supervise", "run"]] * 2
    monkeypatch.setenv("HUXIN_SCAN_HOUR", "25")
    with pytest.raises(ValueError, match="HUXIN_SCAN_HOUR"):
        worker.scan_hour()

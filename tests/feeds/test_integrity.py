"""What lies on the disk is what was sealed, or somebody is told; what goes wrong with one file stays with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from huxin.core.models import Duty
from huxin.core.service import run_due, verify
from huxin.feeds import files
from huxin.feeds.models import Batch, Part, RetentionClock
from huxin.feeds.service import check_receipt, receipt_of, tidy
from huxin.feeds.settling import place_of
from tests.feeds.support import land, ndjson, rows
from tests.support import report_of

pytestmark = pytest.mark.django_db


def test_a_file_of_the_lake_that_was_changed_or_deleted_is_named_and_told() -> None:
    land(ndjson(rows(4)))
    assert verify().intact
    changed, gone = (place_of(part) for part in Part.objects.order_by("day"))
    changed.write_bytes(changed.read_bytes() + b" ")
    gone.unlink()
    found = verify()
    assert not found.intact
    assert [name in " ".join(found.files) for name in (changed.name, gone.parent.name)] == [True, True]
    run_due()
    told = Duty.objects.get(name="integrity").fault
    assert changed.name in told
    assert "are gone" in told


def test_one_missing_file_is_told_and_the_others_are_rounded() -> None:
    land(ndjson(rows(4)))
    place_of(Part.objects.order_by("day").first()).unlink()
    done = tidy(timezone.now())
    assert done.rounded == 1
    assert len(done.told) == 1
    assert "2026-07-01" in done.told[0]


@pytest.mark.parametrize("years", [3, 30])
def test_a_clock_that_jumps_ahead_deletes_nothing_and_says_so(years: int) -> None:
    batch = land(ndjson(rows(3, trade="taxi") + rows(3, seed=2))).batch
    tidy(timezone.now())
    ahead = timezone.now() + timedelta(days=365 * years)
    for hour in range(5):
        done = tidy(ahead + timedelta(hours=hour))
        assert (done.raw_deleted, done.parts_deleted, done.reports_cleared) == (0, 0, 0)
        assert "check it" in done.told[0]
    assert files.raw_file(batch.company, batch.id).exists()
    assert tidy(timezone.now()).told == []  # the clock is right again
    assert RetentionClock.objects.get().through < timezone.now() + timedelta(days=6)


def test_what_was_wrong_goes_with_the_bytes_and_the_counts_stay() -> None:
    batch = land(ndjson(rows(3, trade="taxi"))).batch
    faults = files.faults_file(batch.company, batch.id)
    assert faults.exists()
    assert tidy(timezone.now() + timedelta(days=40)).reports_cleared == 1
    assert not faults.exists()
    report = report_of(batch.id) or {}
    assert (report["samples"], report["quarantined"]) == ({}, {"unknown_trade": 3})
    assert check_receipt(receipt_of(batch.id) or {}).good
    assert verify().intact
    Batch.objects.update(report={**report, "quarantined": {}})
    assert not verify().intact

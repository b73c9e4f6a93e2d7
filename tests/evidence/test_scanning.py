"""The virus scan against a real clamd: clean, infected, away and back again."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone

from huxin.casework.evidence.scan_queue import QUEUE, rescue
from huxin.casework.service import evidence_rows, view_case
from huxin.casework.service import receive_evidence as receive
from huxin.core.jobs.queue import MOST_TRIES
from huxin.core.models import Fault
from huxin.core.service import verify
from huxin.evidence.models import Custody, Evidence
from huxin.evidence.scanner import ScanError, scan, scanner_answers
from huxin.evidence.service import preview_place
from huxin.identity.service import Account
from tests.evidence.clamav import HARMLESS, clamd
from tests.evidence.conftest import picture
from tests.support import City, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def scanner() -> Iterator[str]:
    with clamd() as address:
        yield address


def test_a_real_scanner_says_clean_and_infected(scanner: str, settings) -> None:
    settings.CLAMD = scanner
    assert scanner_answers()
    assert scan(picture()) == "clean"
    assert scan(picture() + HARMLESS) == "infected"
    assert scan(b"x" * 5_000_000) == "clean"


def test_clean_files_are_shown_and_infected_ones_never(worker, scanner: str, settings) -> None:
    settings.CLAMD = scanner
    city = City(worker=worker)
    no = city.file()
    clean = evidence_rows(view_case(worker, no))[0][1]
    bad = receive(worker, io.BytesIO(picture() + HARMLESS))
    assert (clean.scan, bad.scan) == ("pending", "pending")
    officer, own = Client(), Client()
    officer.force_login(Account.objects.get(pk=city.handler.account_id))
    own.force_login(Account.objects.get(pk=worker.account_id))
    assert officer.get(f"/agency/cases/{no}/evidence/{clean.id}/").status_code == 403
    assert QUEUE.work_off() == 2
    assert officer.get(f"/agency/cases/{no}/evidence/{clean.id}/").status_code == 200
    refused = own.get(f"/files/{bad.id}/")
    assert refused.status_code == 403
    assert "带病毒" in refused.content.decode()
    assert not preview_place(bad).exists()
    assert list(Custody.objects.filter(what="quarantined").values_list("evidence", flat=True)) == [bad.id]
    assert "带病毒" in own.get("/files/").content.decode()
    system = Client()
    system.force_login(Account.objects.get(pk=make_officer("system_admin", county="").account_id))
    assert "隔离的文件" in system.get("/agency/operations/").content.decode()
    assert verify().intact


def test_the_office_is_told_on_the_case(worker, scanner: str, settings) -> None:
    settings.CLAMD = scanner
    city = City(worker=worker)
    no = city.file()
    row = evidence_rows(view_case(worker, no))[0][1]
    QUEUE.work_off()
    Evidence.objects.filter(id=row.id).update(scan="infected")
    officer = Client()
    officer.force_login(Account.objects.get(pk=city.handler.account_id))
    assert "有病毒，已隔离" in officer.get(f"/agency/cases/{no}/").content.decode()


def test_a_scanner_that_is_away_loses_nothing(worker, scanner: str, settings) -> None:
    settings.CLAMD = "unix:/nowhere/clamd.sock"
    assert not scanner_answers()
    with pytest.raises(ScanError):
        scan(b"x")
    row = receive(worker, io.BytesIO(picture()))
    for _ in range(MOST_TRIES + 2):
        assert QUEUE.work_off() == 0
        Evidence.objects.update(leased_until=None)
    row.refresh_from_db()
    assert (row.scan, row.tries) == ("pending", MOST_TRIES)
    assert Fault.objects.get().kind == "ScanError"
    settings.CLAMD = scanner
    rescue(timezone.now())
    row.refresh_from_db()
    assert (row.scan, row.tries) == ("error", 0)
    assert QUEUE.work_off() == 1
    row.refresh_from_db()
    assert row.scan == "clean"


def test_tcp_is_spoken_too(settings) -> None:
    settings.CLAMD = "tcp:127.0.0.1:1"
    assert not scanner_answers()

"""Queues and duties: leases, later and later tries, laid aside, sent round again, seen by the administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from huxin.casework.models import Letter
from huxin.casework.outbox.letters import queue as letters
from huxin.core.jobs import schedule
from huxin.core.jobs.queue import MOST_TRIES, Queue, faults, queue_states, queues, retry
from huxin.core.models import Duty, Fault, Root
from huxin.core.service import PeriodicTask, run_due
from huxin.identity.service import Account
from tests.support import City, make_officer

pytestmark = pytest.mark.django_db
SECRET = "陈小花 330304198105030012"


@pytest.fixture(autouse=True)
def _plain_static(settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def letter() -> Letter:
    city = City()
    city.decide(city.file())
    return Letter.objects.latest("asked_at")


def broken(letter: Letter) -> int:
    raise ValueError(f"cannot set {SECRET}")


def failing() -> Queue[Letter]:
    return Queue("letters", {"zh": "文书", "en": "Letters"}, letters.QUEUE.waiting, broken)


def test_a_row_under_lease_is_nobody_elses(letter) -> None:
    Letter.objects.update(leased_until=timezone.now() + timedelta(minutes=5))
    assert letters.QUEUE.work_off() == 0
    Letter.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert letters.QUEUE.work_off() == Letter.objects.count()


def test_a_long_queue_lets_the_others_have_their_turn(letter) -> None:
    waiting = Letter.objects.count()
    assert letters.QUEUE.work_off(1) == 1
    assert Letter.objects.filter(issued_at__isnull=True).count() == waiting - 1


def test_each_failure_waits_longer_until_it_is_laid_aside(letter) -> None:
    Letter.objects.exclude(id=letter.id).delete()
    waits = []
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(MOST_TRIES):
            failing().work_off()
            waits.append((Letter.objects.get().leased_until - timezone.now()) // timedelta(minutes=1))
            Letter.objects.update(leased_until=None)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    failing().work_off()
    assert Letter.objects.get().tries == MOST_TRIES
    (state,) = (one for one in queue_states() if one.name == "letters")
    assert (state.waiting, state.leased, state.dead) == (0, 0, 1)


def test_a_failure_is_kept_without_what_it_was_about(letter, caplog) -> None:
    failing().work_off()
    fault, tries = faults()[0]
    assert (fault.kind, tries) == ("ValueError", 1)
    assert any("broken" in place for place in fault.places)
    assert SECRET not in str(Fault.objects.values().first())


def test_retry_sends_it_round_and_success_forgets_the_failure(letter) -> None:
    Letter.objects.exclude(id=letter.id).delete()
    failing().work_off()
    Letter.objects.update(tries=MOST_TRIES)
    assert letters.QUEUE.work_off() == 0
    assert retry("letters", str(letter.id))
    Letter.objects.update(tries=1)
    assert letters.QUEUE.work_off() == 1
    assert not Fault.objects.exists()
    assert not retry("letters", str(letter.id))
    assert not retry("nonsense", str(letter.id))


def test_the_administrator_sees_it_and_presses_the_button(letter) -> None:
    failing().work_off()
    admin = Client()
    admin.force_login(Account.objects.get(pk=make_officer("system_admin", county="").account_id))
    page = admin.get("/agency/operations/").content.decode()
    assert "ValueError" in page
    assert "陈小花" not in page
    row = faults()[0][0].row
    again = admin.post("/agency/operations/", {"queue": "letters", "row": row}, follow=True)
    assert "重新排上了" in again.content.decode()
    assert Letter.objects.get(id=row).tries == 0
    gone = admin.post("/agency/operations/", {"queue": "letters", "row": "not-a-row"})
    assert "done=gone" in gone.headers["Location"]
    assert "它已经办完了" in admin.get(gone.headers["Location"]).content.decode()
    for other in ("handler", "auditor", "policy_admin"):
        client = Client()
        client.force_login(Account.objects.get(pk=make_officer(other, county="").account_id))
        assert client.get("/agency/operations/").status_code == 403


def test_a_duty_runs_when_it_is_due_and_once(letter, monkeypatch) -> None:
    ran: list[object] = []
    monkeypatch.setattr(schedule, "_duties", {})
    schedule.register_duty(PeriodicTask("count", {"zh": "数", "en": "Count"}, timedelta(hours=1), ran.append))
    assert (run_due(), run_due()) == (1, 0)
    Duty.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert run_due() == 1
    assert len(ran) == 2
    assert Duty.objects.get().due_at > timezone.now()


def test_a_duty_that_fails_says_so_and_others_go_on(monkeypatch) -> None:
    def fail(_now: object) -> None:
        raise OSError("secret place")

    ran: list[object] = []
    monkeypatch.setattr(schedule, "_duties", {})
    schedule.register_duty(PeriodicTask("first", {"zh": "一", "en": "One"}, timedelta(hours=1), fail))
    schedule.register_duty(PeriodicTask("second", {"zh": "二", "en": "Two"}, timedelta(hours=1), ran.append))
    assert run_due() == 2
    assert Duty.objects.get(name="first").fault == "OSError"
    assert len(ran) == 1


def test_the_product_registers_what_it_has(letter) -> None:
    assert {one.name for one in queues()} == {
        *("letters", "notices", "evidence", "reminders", "reminder_mails", "weather", "invitations", "certificates"),
        *("siting", "case_codes", "uploads"),
    }
    assert {one.name for one in schedule.duties()} == {
        *("root", "uploads", "rescue", "pouches", "deadlines", "feed_settling", "feed_tidying", "weather", "upkeep"),
        *("returned_rows", "reconciling", "injury_bundles", "integrity", "scanning", "temporary", "find_keys"),
        "case_codes",
    }
    run_due()
    assert Root.objects.count() == 1

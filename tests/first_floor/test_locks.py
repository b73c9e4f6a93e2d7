"""Payments and other acts at once, on PostgreSQL: locks are taken in one order, so nobody waits in a circle."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection, connections

from huxin.casework.models import PayBatch
from huxin.casework.service import Case, ConflictError, pay, perform
from huxin.core.service import verify
from huxin.law import InputError
from tests.support import City, key, make_worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only a server locks rows"),
]
ROUNDS = 4


def test_payments_and_acts_at_once_end_without_a_deadlock() -> None:
    """Four payers with batches that overlap, in opposite orders, while notes are written on the very same cases."""
    assert connection.vendor == "postgresql"
    city = City()
    with time_machine.travel(datetime(2026, 2, 10, 4, tzinfo=UTC), tick=False):
        numbers = []
        for _ in range(ROUNDS * 2):
            one = City(make_worker(), city.handler, city.approver, city.finance)
            numbers.append(one.file())
            one.decide(numbers[-1])
    errors: list[BaseException] = []
    with time_machine.travel(datetime(2026, 3, 20, 4, tzinfo=UTC), tick=True):
        batches = [numbers[2 * at : 2 * at + 2] for at in range(ROUNDS)]
        work: list[Callable[[], object]] = []
        for pair in batches:
            work += [lambda pair=pair: pay(city.finance, pair[::-1], key=key())]
            work += [lambda no=no: perform(city.handler, no, "note", {"text": "核对"}, key=key()) for no in pair]
        work += [lambda: pay(city.finance, [numbers[0], numbers[-1]], key=key())]
        threads = [threading.Thread(target=_run, args=(one, errors)) for one in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    refused = [one for one in errors if isinstance(one, (ConflictError, InputError))]
    assert errors == refused, "a deadlock, or something else that nobody should meet"
    paid = dict(Case.objects.filter(no__in=numbers).values_list("no", "paid_in"))
    for batch in PayBatch.objects.all():
        assert {paid[no] for no in batch.cases} == {batch.no}
    assert all(paid[no] for no in numbers[2:-2])
    assert len(refused) <= 2
    assert verify().intact


def _run(work: Callable[[], object], errors: list[BaseException]) -> None:
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test says so
        errors.append(error)
    finally:
        connections.close_all()

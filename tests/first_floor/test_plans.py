"""The queries that every page runs use an index: the database's own plan says so."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huxin.casework.models import Case
from huxin.casework.service import (
    ask_due,
    due_days,
    list_queue,
    my_cases,
    queue_count,
    reminder_count,
    reminders_of,
    view_case,
)
from huxin.identity.service import Actor
from tests.support import City, make_officer, make_worker

pytestmark = pytest.mark.django_db
SMALL = ("identity_account", "people_datakey", "people_person", "core_head", "django_", "casework_savedview")


def plans(queries: list[dict[str, str]]) -> list[str]:
    """The plan of every query; PostgreSQL is asked as if no table were small enough to read whole."""
    found = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for query in queries:
            if not query["sql"].startswith("SELECT"):
                continue
            explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
            cursor.execute(explain + query["sql"].replace("%", "%%"), None)
            found += [" ".join(str(part) for part in row) for row in cursor.fetchall()]
    return found


def whole_reads(lines: list[str]) -> list[str]:
    """Steps that read a whole table that grows."""
    marks = ("SCAN casework", "SCAN ledger", "Seq Scan on casework", "Seq Scan on ledger")
    return [
        line for line in lines if any(mark in line for mark in marks) and "USING" not in line and "Index" not in line
    ]


def like(case: Case, serial: int, people: list[Actor]) -> Case:
    """A case of one of many people and of several counties; one of twenty is still open."""
    fields = {f.attname: getattr(case, f.attname) for f in case._meta.fields}
    county = ("330304", "330302", "330303")[serial % 3]
    mine = {"applicant_id": people[serial % len(people)].person_id, "county": county}
    status = "received" if serial % 20 == 0 else ("done", "refused", "withdrawn", "transferred")[serial % 4]
    return Case(**{**fields, "no": f"B-{serial}", "status": status, "wake": None, **mine})


def test_hot_queries_use_an_index() -> None:
    city = City()
    no = city.file()
    people = [make_worker() for _ in range(40)]
    template = Case.objects.get(no=no)
    Case.objects.bulk_create(like(template, serial, people) for serial in range(3000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    clerk = make_officer("handler", "approver")
    with CaptureQueriesContext(
        connection,
    ) as caught:
        list_queue(clerk, "due")
        list_queue(clerk, "mine", late=True)
        queue_count(clerk, "due")
        due_days(clerk)
        view_case(clerk, no)
        my_cases(city.worker)
        reminders_of(clerk)
        reminder_count(clerk)
        ask_due()
    assert whole_reads(plans(caught.captured_queries)) == []

"""A company sees its own people in full and nobody else's; what it looked at is noted; its tables have choices."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from huxin.casework.service import city_pack, today
from huxin.identity.service import Account, Trace, access_log
from huxin.measures.employment.service import file_engagements
from huxin.measures.insurance.service import no_feed, register_orders
from huxin.people.service import Engagement, own_people
from huxin.ui.company import shown_people
from tests.measures.support import CODE, OTHER, company_actor, make_companies, row, table
from tests.measures.test_cover import feed, order
from tests.portals.conftest import signed_in
from tests.portals.test_company_lists import send
from tests.support import make_worker

pytestmark = pytest.mark.django_db
MARCH = "2026-03-02T10:00:00+08:00"
ONE = row(1)


@pytest.fixture(autouse=True)
def _companies() -> Iterator[None]:
    make_companies()
    with time_machine.travel(MARCH, tick=False):
        yield


def test_who_is_listed_is_seen_in_full_by_whoever_works_with_the_lists_and_it_is_noted() -> None:
    company, client = company_actor(), signed_in(company_actor())
    file_engagements(company, CODE, table("engagements", [ONE]), "e", key="e")
    person = Engagement.objects.get().person
    page = client.get("/company/agreements/unsigned/").text
    assert ONE["worker_name"] in page
    assert ONE["worker_id"] in page
    line = next(one for one in access_log.latest(today()) if one["route"] == "company/agreements/unsigned/")
    assert (line["who"], line["own_people"]) == (company.key, 1)
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/company/agreements/unsigned.xlsx").content)).worksheets[0]
    assert [sheet.cell(2, place).value for place in (1, 2)] == [ONE["worker_name"], ONE["worker_id"]]
    taken = Trace.objects.get(kind="export", what="own_people")
    assert (taken.by_id, taken.content["people"]) == (company.pk, 1)
    Account.objects.filter(pk=company.pk).update(roles=["keys"])
    page = signed_in(company).get("/company/agreements/unsigned/").text
    assert ONE["worker_id"] not in page
    stranger = own_people(company_actor(OTHER), OTHER, [person], "—", today())[person.id]
    assert "*" in stranger["name"] + stranger["id_number"]


def test_who_left_long_ago_is_masked_again() -> None:
    """The register may have another name by then, and that is not the former company's to know."""
    company = company_actor()
    file_engagements(company, CODE, table("engagements", [ONE]), "e", key="e")
    engagement = Engagement.objects.get()
    for until, seen in ((None, True), ("2026-02-01", True), ("2024-03-02", True), ("2024-03-01", False)):
        Engagement.objects.update(until=until)
        request = RequestFactory().get("/company/agreements/unsigned/")
        request.user, request.session = Account.objects.get(pk=company.pk), SessionStore()
        shown = shown_people(request, [engagement.person])[engagement.person_id]
        assert (shown["name"] == ONE["worker_name"]) is seen, until
        assert (shown["id_number"] == ONE["worker_id"]) is seen, until


def test_whom_only_an_order_or_another_register_names_stays_masked() -> None:
    worker = make_worker()
    client = signed_in(company_actor())
    feed(order(worker.person_id, "2026-03-01"))
    try:
        content = client.get("/company/cover/gaps.xlsx").content
    finally:
        register_orders(no_feed)
    cells = [str(cell.value) for line in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0] for cell in line]
    assert "陈**" in cells
    assert "陈小花" not in cells


def test_columns_with_choices_are_chosen_from_in_the_empty_table_and_in_the_one_to_mend() -> None:
    client = signed_in(company_actor())
    receipt = send(client, "engagements", table("engagements", [{**ONE, "county": "400000"}]), follow=True)
    mended = receipt.redirect_chain[-1][0].rstrip("/") + ".xlsx"
    sheet, counties = city_pack().sheets["engagements"], city_pack().divisions.values()
    for where in ("/company/lists/engagements.xlsx", mended):
        page = openpyxl.load_workbook(io.BytesIO(client.get(where).content)).worksheets[0]
        lists = {str(one.sqref).partition("2")[0]: one.formula1 for one in page.data_validations.dataValidation}
        coded = [at for at, one in enumerate(sheet.columns) if one.kind in ("choice", "yes_no", "county")]
        assert sorted(lists) == sorted("ABCDEFGHIJKLMN"[at] for at in coded)
        assert lists["ABCDEFGHIJKLMN"[[one.kind for one in sheet.columns].index("county")]] == (
            '"' + ",".join(one.label["zh"] for one in counties) + '"'
        )

"""Two tabs, two complaints, the same application twice: no answer is lost and nothing is filed as something else."""

from __future__ import annotations

import itertools
import uuid

import pytest
from django.test import Client

from huxin.casework.service import load_draft, save_draft
from tests.portals.conftest import signed_in
from tests.support import PROCEDURE, City, make_worker

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(["a", "b", "c"], 2)))
def test_two_tabs_that_save_at_once_keep_both_answers(first: str, second: str) -> None:
    person = make_worker().person_id
    assert person is not None
    one, other = load_draft(person, PROCEDURE), load_draft(person, PROCEDURE)
    for tab, name in ((one, first), (other, second)):
        since = {"answers": dict(tab["answers"]), "papers": {}}
        tab["answers"][name] = f"said {name}"
        save_draft(person, PROCEDURE, tab, since)
    found = load_draft(person, PROCEDURE)
    assert found["answers"] == {first: f"said {first}", second: f"said {second}"}
    assert found["key"] == one["key"]  # both tabs send one application


def test_what_one_tab_takes_away_the_other_does_not_bring_back() -> None:
    person = make_worker().person_id
    assert person is not None
    save_draft(
        person, PROCEDURE, {"answers": {"a": "1", "b": "2"}, "papers": {"p": ["x", "y"]}, "key": uuid.uuid4().hex}
    )
    one, other = load_draft(person, PROCEDURE), load_draft(person, PROCEDURE)
    since = load_draft(person, PROCEDURE)
    del one["answers"]["a"]
    one["papers"] = {"p": ["y"]}
    save_draft(person, PROCEDURE, one, since)
    other["answers"]["b"] = "3"
    other["papers"] = {"p": ["x", "y", "z"]}
    found = save_draft(person, PROCEDURE, other, since)
    assert found["answers"] == {"b": "3"}
    assert found["papers"] == {"p": ["y", "z"]}


SAID = {"matter": "pay", "knew_on": "2026-01-05", "lasts": "yes", "people": "1", "county": "330304"}


def begin(client: Client, **said: str) -> str:
    name = "one-stop-mediation"
    client.post(f"/help/disputes/{name}/begin/", {**SAID, **said})
    return f"/help/disputes/{name}/"


def test_a_second_complaint_is_never_filed_as_the_first() -> None:
    worker = make_worker()
    client = signed_in(worker)
    assert worker.person_id is not None
    client.get(begin(client, firm="第一家"))
    assert load_draft(worker.person_id, "one-stop-mediation")["answers"]["company"] == "第一家"
    where = begin(client, firm="第二家")
    assert "没写完" in client.get(where).text
    assert load_draft(worker.person_id, "one-stop-mediation")["answers"]["company"] == "第一家"
    client.post(where, {"choice": "fresh"})
    assert load_draft(worker.person_id, "one-stop-mediation")["answers"]["company"] == "第二家"
    begin(client, firm="第三家")
    client.post(where, {"choice": "keep"})
    assert load_draft(worker.person_id, "one-stop-mediation")["answers"]["company"] == "第二家"


def test_an_identical_application_is_named_to_both_sides() -> None:
    city = City()
    first = city.file()
    second = city.file()
    assert f"/agency/cases/{first}/" in signed_in(city.handler).get(f"/agency/cases/{second}/").text
    from huxin.casework.service import city_pack, same_filed, view_case

    assert city.worker.person_id is not None
    procedure, answers = city_pack().procedures[PROCEDURE], view_case(city.worker, first).answers
    for said in (answers, {**answers, "phone": "13900000000"}):  # the same matter, whatever the phone
        assert [one.no for one in same_filed(city.worker.person_id, procedure, said)] == [second, first]
    assert same_filed(city.worker.person_id, procedure, {**answers, "to_month": "2024-01"}) == []
    client = signed_in(city.worker)
    assert "同一件事你还交过" in client.get(f"/cases/{second}/").text

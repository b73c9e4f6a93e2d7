"""Whoever takes their own data away gets what every room keeps about them, and nothing of anybody else."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps

from huxin.casework.service import own_archive
from huxin.identity.service import Actor
from huxin.measures.employment.service import disavow, file_engagements
from huxin.people.service import Agreement, Company, Cover, Person
from tests.measures.careers_support import certify, opened, passed
from tests.measures.support import CODE, company_actor, make_companies, offered, row, sign, table
from tests.support import key, make_worker

pytestmark = pytest.mark.django_db
IN_THE_FILE = {
    "people.Engagement": "engagements.json",
    "people.Agreement": "agreements.json",
    "people.Cover": "cover.json",
    "people.ContributionMonth": "person.json",
    "people.Recognition": "person.json",
    "people.Viewing": "person.json",
    "identity.Trace": "person.json",
    "people.Correction": "person.json",
    "identity.Account": "person.json",
    "casework.Draft": "person.json",
    "casework.Case": "cases/",
    "casework.CaseParty": "cases/",
    "casework.Letter": "cases/",
    "careers.Enrolment": "learning.json",
    "careers.Certificate": "certificates.json",
    "safety.RiderRecord": "safety.json",
}
NOT_ABOUT_SOMEBODY = {"people.DataKey", "people.Company", "people.FindKey"}
"""The key itself, and firms."""


def taken(actor: Actor) -> dict[str, Any]:
    with own_archive(actor) as out, zipfile.ZipFile(out) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def test_every_table_of_people_is_in_the_file() -> None:
    """A new table that names a person belongs in the file, or is no data about somebody."""
    named = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    }
    assert named == set(IN_THE_FILE) | NOT_ABOUT_SOMEBODY


@time_machine.travel("2026-03-02T09:00:00+08:00", tick=False)
def test_agreements_work_cover_and_learning_come_along() -> None:
    make_companies()
    worker, other = make_worker(name="金丝雀"), make_worker(name="林不相干")
    for one in (worker, other):
        Cover.objects.create(
            id=uuid4(), person_id=one.own_person, company=Company.objects.get(credit_code=CODE), platform="meituan",
            trade="takeaway", county="330302", kind="B", received_on=date(2026, 2, 1),
            cover_from=date(2026, 2, 2),
        )  # fmt: skip
    agreement = offered(worker)
    offered(other)
    sign(worker, agreement, Agreement.objects.get(id=agreement).text_sha256)
    no = opened()
    passed(worker, no)
    certify(no)
    found = taken(worker)
    assert set(IN_THE_FILE.values()) - {"cases/"} <= set(found)
    (mine,) = found["agreements.json"]
    assert (mine["id"], [one["party"] for one in mine["signatures"]]) == (agreement, ["worker"])
    assert "金丝雀" in mine["text"]
    assert [(one["platform"], one["until"]) for one in found["cover.json"]] == [("meituan", None)]
    (learnt,) = found["learning.json"]
    assert learnt["case"] == no
    assert [one["passed"] for one in learnt["exams"]] == [True]
    assert all(one["done_at"] for one in learnt["lessons"])
    assert [one["number"][:2] for one in found["certificates.json"]] == ["PX"]
    assert "林不相干" not in json.dumps(found, ensure_ascii=False)


@time_machine.travel("2026-03-02T09:00:00+08:00", tick=False)
def test_what_a_company_filed_can_be_seen_and_denied() -> None:
    make_companies()
    file_engagements(company_actor(), CODE, table("engagements", [row(1)]), "a.csv")
    person = Person.objects.get(engagements__company_id=CODE)
    worker = make_worker()
    worker = type(worker)(**{**vars(worker), "person_id": person.id})
    (work,) = taken(worker)["engagements.json"]
    assert (work["credit_code"], work["from"], work["until"]) == (CODE, "2026-02-01", None)


@time_machine.travel("2026-03-02T09:00:00+08:00", tick=False)
def test_a_denied_signature_comes_along_with_its_case() -> None:
    make_companies()
    worker = make_worker()
    disavow(worker, offered(worker), "不是我签的", key=key(), mediate=True)
    found = taken(worker)
    (mine,) = found["agreements.json"]
    assert f"cases/{mine['denied']['case']}.json" in found

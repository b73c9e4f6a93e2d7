"""What is left of an application, on one screen: nothing that was said, everything that is missing, papers too."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huxin.casework.service import load_draft, my_cases, view_case
from huxin.identity.service import Actor
from tests.evidence.conftest import picture
from tests.portals.conftest import signed_in
from tests.support import make_worker

pytestmark = pytest.mark.django_db
NAME = "one-stop-mediation"
SAID = {
    "question": "people", "matter": "pay", "knew_on": "2026-03-02", "lasts": "yes", "firm": "瓯江闪送",
    "facts": ["P4", "P5"], "people": "1", "county": "330304", "trade": "takeaway",
}  # fmt: skip
LEFT = {"story": "少发了两周。", "wish": "补发。", "phone": "13800000000", "declared": "yes"}


def begun() -> tuple[Actor, Client]:
    """Somebody who said everything of the three screens and went on to the application."""
    worker = make_worker()
    client = signed_in(worker)
    result = client.post("/help/disputes/", SAID, follow=True)
    assert "去办" in result.text
    where = client.post(f"/help/disputes/{NAME}/begin/", SAID, follow=True)
    assert where.request["PATH_INFO"] == f"/apply/{NAME}/rest/"
    return worker, client


def rest(client: Client, **sent: Any) -> Any:
    return client.post(f"/apply/{NAME}/rest/", {**LEFT, **sent})


def test_six_screens_lead_from_the_first_question_to_a_filed_complaint() -> None:
    worker, client = begun()  # three screens of questions and the result
    assert rest(client)["Location"] == f"/apply/{NAME}/check/"  # the fifth
    check = client.get(f"/apply/{NAME}/check/").text  # the sixth
    key = check.split('name="key" value="')[1].split('"')[0]
    client.post(f"/apply/{NAME}/check/", {"key": key})
    (case,) = my_cases(worker)
    answers = view_case(worker, case.no).answers
    assert answers["matter"] == "pay"
    assert answers["knew_on"] == "2026-03-02"
    assert answers["story"] == LEFT["story"]


def test_nothing_that_was_said_is_asked_again() -> None:
    _worker, client = begun()
    shown = client.get(f"/apply/{NAME}/rest/").text
    for name in ("matter", "knew_on", "company", "people", "county", "trade"):
        assert f'name="{name}"' not in shown
    for name in LEFT:
        assert f'name="{name}"' in shown


@pytest.mark.parametrize("name", ["story", "wish", "declared"])
def test_what_is_missing_is_told_at_its_field_and_what_was_typed_stays(name: str) -> None:
    _worker, client = begun()
    page = rest(client, **{name: ""})
    assert page.status_code == 400
    assert f'href="#f-{name}"' in page.text
    for other in {"story", "wish"} - {name}:
        assert LEFT[other] in page.text


def test_papers_come_along_and_stay_when_something_else_is_wrong() -> None:
    worker, client = begun()
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    assert rest(client, story="", proof=photo).status_code == 400
    assert len(load_draft(worker.person_id, NAME)["papers"]["proof"]) == 1  # type: ignore[arg-type]
    assert rest(client)["Location"].endswith("/check/")


def test_a_form_that_was_not_begun_elsewhere_goes_step_by_step() -> None:
    client = signed_in(make_worker())
    assert client.get(f"/apply/{NAME}/on/")["Location"] == f"/apply/{NAME}/matter/"
    assert client.get(f"/apply/{NAME}/rest/").status_code == 200

"""The operations of the phone: each does what its page does, says no in words, and knows whose things are whose.

What is answered is what the description says, to the last name.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import pytest
from django.http import HttpResponse
from django.test import Client
from ninja import Schema

from huxin.api.app import api
from huxin.api.phone import accident, asking, entry, matters, mine
from huxin.casework.case.by_code import code_of
from huxin.casework.models import Case, CaseCode
from huxin.casework.service import today, view_case
from huxin.identity.service import Account, Actor
from huxin.measures.employment.service import find_agreement
from huxin.measures.places.models import Place
from huxin.people.service import Cover, add_company
from tests.first_floor.test_parties import form
from tests.measures.support import make_companies, offered
from tests.support import JPEG, City, issue_waiting, key, make_company, make_worker, work_off

pytestmark = pytest.mark.django_db
PASSWORD: Final = "a long enough password"
PHONE: Final = "/api/v1/phone"
SECRET: Final = "a" * 32
DECLARED: Final[Mapping[str, type[Schema]]] = {
    path: next(iter(run.operations[0].response_models.values()))
    for part in (entry, accident, asking, matters, mine)
    for path, run in part.router.path_operations.items()
}  # type: ignore[assignment]
"""By address what an operation answers, wrapped as ninja does."""


class Shell:
    """A phone with a session and no key: it calls as the shell of the app does."""

    def __init__(self, actor: Actor | None = None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.csrf = str(self.ask("/start").json()["csrf"])
        if actor is not None:
            account = Account.objects.get(pk=actor.account_id)
            account.set_password(PASSWORD)
            account.save()
            done = self.ask("/sign-in", username=account.username, password=PASSWORD)
            assert done.status_code == 200, done.content
            self.csrf = done.json()["csrf"]

    def ask(self, path: str, **body: Any) -> HttpResponse:
        """JSON out and in; each call under a key of its own unless ``once`` says which."""
        headers = {"X-CSRFToken": getattr(self, "csrf", ""), "Idempotency-Key": body.pop("once", key())}
        text = json.dumps(body)
        found = self.client.post(PHONE + path, text, content_type="application/json", headers=headers)
        if found.status_code < 300:
            DECLARED[path].model_validate({"response": found.json()})
        else:
            assert found.headers["Content-Type"] == "application/problem+json", (path, found.content)
            assert found.json()["hint"], path
        return found


@dataclass
class Home:
    """Somebody with a case, a letter, an agreement and sealed photos, and a stranger."""

    city: City = field(default_factory=City)
    other: Actor = field(default_factory=make_worker)
    no: str = ""
    letter: str = ""
    agreement: str = ""
    sha256: str = ""
    upload: str = ""

    def __post_init__(self) -> None:
        self.no = self.city.file()
        self.city.decide(self.no)
        issue_waiting()
        self.letter = str(view_case(self.city.worker, self.no).case.letters.exclude(issued_at=None).first().id)
        make_companies()
        self.agreement = offered(self.city.worker)
        self.sha256 = find_agreement(self.city.worker, self.agreement).text_sha256
        company = add_company("91330300MA00000501", "外卖（演示）", "platform")
        Cover.objects.create(
            id=uuid.uuid4(), person_id=self.city.worker.person_id, company=company, platform="美团",
            trade="takeaway", kind="per_order", cover_from=today() - timedelta(days=9), received_on=today(),
        )  # fmt: skip
        Place.objects.create(
            code="rest-1", name="驿站", kind="rest_station", county="330304", lng=120.6, lat=28.0, hours="24/7"
        )


DIGEST: Final = hashlib.sha256(JPEG).hexdigest()
CONTENT: Final = b64encode(JPEG).decode()
Sends = Callable[[Home], Mapping[str, Any]]
EVERYBODY: Final[Mapping[str, tuple[Sends, Mapping[str, Any], int]]] = {
    "/start": (lambda home: {}, {"x": 1}, 200),
    "/accident/begin": (lambda home: {"secret": SECRET, "digest": DIGEST, "size": len(JPEG)},
                        {"secret": "x", "digest": "x", "size": 3}, 422),
    "/what-can-i-get": (lambda home: {"said": {"category": "F50"}}, {"said": {"nonsense": 1}}, 422),
    "/calculate": (lambda home: {"item": "retirement-age", "facts": {"birth_date": "1965-04-01", "category": "M60"}},
                   {"item": "nonsense", "facts": {}}, 404),
    "/limitation": (lambda home: {"matter": "pay", "knew_on": "2026-03-05", "lasts": True},
                    {"matter": "pay", "knew_on": "2999-03-05", "lasts": True}, 422),
    "/relation": (lambda home: {"facts": ["P4", "P5"]}, {"facts": ["far too long"]}, 422),
    "/respondents": (lambda home: {"name": "外卖"}, {}, 422),
    "/case-by-code/ask": (lambda home: {"no": home.no, "phone": "13800000000"}, {"no": "x", "phone": "1"}, 422),
}  # fmt: skip
"""What is sent without an account, what is not taken and how that is answered."""
OWN: Final[Mapping[str, tuple[Sends, int, int | None]]] = {
    "/cases": (lambda home: {}, 200, None),
    "/case": (lambda home: {"no": home.no}, 200, 404),
    "/form": (lambda home: {"procedure": "one-stop-mediation"}, 200, None),
    "/file": (lambda home: {"procedure": "one-stop-mediation", "payload": form("one-stop-mediation")}, 201, None),
    "/act": (lambda home: {"no": home.no, "act": "message", "payload": {"text": "什么时候到账？"}}, 200, 404),
    "/letter": (lambda home: {"letter": home.letter, "pdf": True}, 200, 404),
    "/files": (lambda home: {}, 200, None),
    "/files/begin": (lambda home: {"key": "f" * 20, "size": len(JPEG)}, 200, None),
    "/me": (lambda home: {}, 200, None),
    "/consent": (lambda home: {"purpose": "survey", "given": True}, 200, None),
    "/correct": (lambda home: {"field": "phone", "wanted": "13900000000"}, 200, None),
    "/agreements": (lambda home: {}, 200, None),
    "/agreement": (lambda home: {"agreement": home.agreement}, 200, 404),
    "/agreement/sign": (lambda home: {"agreement": home.agreement, "sha256": home.sha256, "read": True}, 200, 404),
    "/agreement/not-mine": (lambda home: {"agreement": home.agreement, "statement": "不是我签的"}, 200, 404),
    "/hours": (lambda home: {}, 200, None),
    "/cover": (lambda home: {"on": today().isoformat(), "platform": "美团"}, 200, None),
    "/places/report": (lambda home: {"place": "rest-1", "faults": ["closed"]}, 201, None),
}  # fmt: skip
"""What its owner sends and gets, and what a stranger gets who sends the same; None: nothing of the owner's is in it."""
REFUSED: Final[Mapping[str, tuple[Sends, int]]] = {
    "/case": (lambda home: {"no": "1"}, 422),
    "/form": (lambda home: {"procedure": "nonsense"}, 404),
    "/file": (lambda home: {"procedure": "one-stop-mediation", "payload": {"county": "1"}}, 422),
    "/act": (lambda home: {"no": home.no, "act": "accept"}, 403),
    "/letter": (lambda home: {"letter": str(uuid.UUID(int=1))}, 404),
    "/files/begin": (lambda home: {"key": "f" * 20, "size": -1}, 422),
    "/consent": (lambda home: {"purpose": "nonsense", "given": True}, 422),
    "/correct": (lambda home: {"field": "phone", "wanted": "1"}, 422),
    "/agreement/sign": (lambda home: {"agreement": home.agreement, "sha256": home.sha256, "read": False}, 422),
    "/agreement/not-mine": (lambda home: {"agreement": home.agreement, "statement": " "}, 422),
    "/hours": (lambda home: {"last": "1900-01-01"}, 422),
    "/cover": (lambda home: {"on": "2999-01-01"}, 422),
    "/places/report": (lambda home: {"place": "rest-1", "faults": []}, 422),
    "/accident/claim": (lambda home: {"secret": "b" * 32}, 404),
}
"""What its owner sends that is not taken."""
TOLD_APART: Final = {
    "/sign-in", "/sign-out", "/sign-in-by-ticket", "/accident/piece", "/accident/sealed", "/accident/after",
    "/accident/claim", "/files/piece", "/case-by-code/look",
}  # fmt: skip
"""Operations with a story of their own below."""


def test_every_operation_is_tried() -> None:
    assert set(EVERYBODY) | set(OWN) | TOLD_APART == set(DECLARED)


def test_everybody_is_answered_without_an_account() -> None:
    home, shell = Home(), Shell()
    for path, (sends, bad, status) in EVERYBODY.items():
        assert shell.ask(path, **sends(home)).status_code == 200, path
        assert shell.ask(path, **bad).status_code == status, path


def test_the_owner_is_answered_a_stranger_and_a_visitor_are_not() -> None:
    home = Home()
    owner, stranger, visitor, firm = Shell(home.city.worker), Shell(home.other), Shell(), Shell()
    firm.client.force_login(Account.objects.get(pk=make_company().account_id))
    for path, (sends, status, foreign) in OWN.items():
        body = sends(home)
        assert visitor.ask(path, **body).status_code == 401, path
        assert firm.ask(path, **body).status_code == 403, path
        if foreign is not None:
            assert stranger.ask(path, **body).status_code == foreign, path
        found = owner.ask(path, **body)
        assert found.status_code == status, (path, found.content)


def test_what_is_not_taken_is_told_and_changes_nothing() -> None:
    home = Home()
    owner = Shell(home.city.worker)
    for path, (sends, status) in REFUSED.items():
        before = Case.objects.count()
        found = owner.ask(path, **sends(home))
        assert (found.status_code, Case.objects.count()) == (status, before), (path, found.content)


def test_a_session_changes_nothing_without_the_token() -> None:
    home = Home()
    owner = Shell(home.city.worker)
    owner.csrf = "nonsense"
    assert owner.ask("/cases").status_code == 401
    assert owner.ask("/sign-out").status_code == 403


def test_in_and_out() -> None:
    worker, company = make_worker(), make_company()
    shell = Shell(worker)
    assert shell.ask("/start").json()["signed_in"] is True
    out = shell.ask("/sign-out").json()
    assert (out["signed_in"], out["name"]) == (False, "")
    shell.csrf = out["csrf"]
    assert shell.ask("/cases").status_code == 401
    account = Account.objects.get(pk=company.account_id)
    account.set_password(PASSWORD)
    account.save()
    for name in (account.username, "nobody"):
        found = shell.ask("/sign-in", username=name, password=PASSWORD)
        assert (found.status_code, found.json()["code"]) == (422, "sign_in")
    assert shell.ask("/start").json()["signed_in"] is False


def test_a_photo_is_sealed_without_an_account_and_claimed_by_its_owner() -> None:
    home, shell = Home(), Shell()
    assert shell.ask("/accident/sealed", secret=SECRET).status_code == 404
    begun = shell.ask("/accident/begin", secret=SECRET, digest=DIGEST, size=len(JPEG)).json()
    piece = {"secret": SECRET, "upload": begun["upload"], "number": 0}
    assert shell.ask("/accident/piece", **piece, content="???").status_code == 422
    done = shell.ask("/accident/piece", **piece, content=CONTENT).json()
    assert done["evidence"]
    held = shell.ask("/accident/sealed", secret=SECRET).json()
    assert [(one["id"], one["sha256"]) for one in held["files"]] == [(done["evidence"], DIGEST)]
    seen = shell.ask("/accident/after", secret=SECRET, platform="美团", hurt="yes").json()
    assert (seen["accident"], seen["recorded"], seen["call"]) == (today().isoformat(), [], ["120", "122"])
    assert seen["possible"]
    assert seen["dates"]
    assert shell.ask("/accident/after", secret=SECRET, day="2999-01-01").status_code == 422
    assert shell.ask("/accident/claim", secret=SECRET).status_code == 401
    owner = Shell(home.city.worker)
    assert owner.ask("/accident/claim", secret=SECRET).json()["claimed"] is True
    assert Shell(home.other).ask("/accident/claim", secret=SECRET).status_code == 403
    assert done["evidence"] in [one["id"] for one in owner.ask("/files").json()["files"]]
    own = owner.ask("/accident/after", secret=SECRET).json()["recorded"]
    assert [one["platform"] for one in own] == ["美团"]


def test_a_file_comes_in_pieces_and_is_used() -> None:
    home = Home()
    owner = Shell(home.city.worker)
    begun = owner.ask("/files/begin", key="k" * 20, size=len(JPEG)).json()
    piece = {"upload": begun["upload"], "number": 0, "content": CONTENT}
    assert Shell(home.other).ask("/files/piece", **piece).status_code == 404
    assert Shell().ask("/files/piece", **piece).status_code == 401
    paper = owner.ask("/files/piece", **piece).json()["evidence"]
    sent = {"no": home.no, "act": "message", "payload": {"text": "照片在这里。"}, "papers": {"files": [paper]}}
    assert owner.ask("/act", **sent).status_code == 200
    told = owner.ask("/case", no=home.no).json()["messages"]
    assert [(one["text"], one["files"]) for one in told] == [("照片在这里。", [paper])]


def test_one_key_files_one_case() -> None:
    home = Home()
    owner, one = Shell(home.city.worker), key()
    body = {"procedure": "one-stop-mediation", "payload": form("one-stop-mediation"), "once": one}
    first, again = (owner.ask("/file", **body) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    assert Case.objects.filter(procedure="one-stop-mediation").count() == 1
    assert owner.ask("/file", **{**body, "payload": form("one-stop-mediation", people="2")}).status_code == 409
    assert first.json()["no"] in [one["no"] for one in owner.ask("/cases").json()["cases"]]


def test_a_case_by_its_code_shows_where_it_stands_and_no_more() -> None:
    home, shell = Home(), Shell()
    shell.ask("/case-by-code/ask", no=home.no, phone="13800000000")
    work_off("case_codes")
    code = code_of(CaseCode.objects.get())
    assert shell.ask("/case-by-code/look", no=home.no, code="000000" if code != "000000" else "1").status_code == 422
    seen = shell.ask("/case-by-code/look", no=home.no, code=code)
    assert (seen.status_code, seen.json()["no"]) == (200, home.no)
    assert "陈" not in seen.content.decode()
    assert shell.ask("/case-by-code/look", no=home.no, code=code).status_code == 422


def test_a_ticket_is_not_asked_for_where_no_provider_is() -> None:
    assert Shell().ask("/sign-in-by-ticket", ticket="x").status_code == 404


def test_each_operation_is_described_with_what_it_takes_and_how_it_says_no() -> None:
    paths = api.get_openapi_schema()["paths"]
    schemas = api.get_openapi_schema()["components"]["schemas"]
    for path in DECLARED:
        told = paths[PHONE + path]["post"]
        assert told["description"], path
        refusals = {str(code): one for code, one in told["responses"].items() if int(code) >= 400}
        assert {"422", "429"} <= set(refusals), path
        assert all("application/problem+json" in one["content"] for one in refusals.values()), path
        body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if body is not None:
            assert schemas[body["$ref"].rpartition("/")[2]]["examples"], path

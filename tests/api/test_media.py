"""What a program sends is of the type that the operation takes, or is told which; no body is a fault of ours."""

from __future__ import annotations

import json
import uuid
from typing import Any, Final

import pytest
from django.http import HttpResponse
from django.test import Client

from huxin.api.app import api
from huxin.api.media import FORM, JSON
from huxin.identity.service import Account, make_api_key
from tests.support import City

pytestmark = pytest.mark.django_db
TAKEN: Final = {
    path: tuple(told.get("requestBody", {}).get("content", {JSON: {}}))
    for path, operations in api.get_openapi_schema()["paths"].items()
    for method, told in operations.items()
    if method == "post"
}
"""Every POST of the description, and the types that it names for it."""
FILES: Final = {"/api/v1/evidence", "/api/v1/lists/{sheet}"}
CAP: Final = ("application/json", "application/cap+xml", "application/xml", "text/xml")
BOUNDARY: Final = f"{FORM}; boundary=x"
PART: Final = b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n{}\r\n--x--\r\n'
BODIES: Final[dict[str, bytes]] = {
    JSON: b"{}", FORM: PART, BOUNDARY: PART, "application/x-www-form-urlencoded": b"payload=%7B%7D",
    "text/plain": b"{}", "text/xml": b"<a/>", "application/octet-stream": b"\0\1", "": b"{}", "json": b"{}",
    "application/json-patch+json": b"[]", "APPLICATION/JSON; charset=utf-8": b"{}",
}  # fmt: skip
NAMES: Final = {"name": "one-stop-mediation", "act": "accept", "sheet": "engagements", "item": "retirement-age"}
HOSTILE: Final[tuple[str, ...]] = (
    "", "nul", "[", "[]", "1", '"a"', "\ufeff{}", "[" * 100_000, '{"a":' * 5_000, "9" * 5_000, '{"a": NaN}',
    '{"payload": {"story": "\\ud800", "county": "\\u0000"}}', '{"\\ud800": 1}', '{"payload": {"\\ud800": 1}}',
    '{"facts": {"\\ud800": "\\ud800", "born": "\\u0000"}}', '{"facts": {"born": 1e400}, "readings": {"\\ud800": "a"}}',
    '{"paper": "\\ud800", "answers": {"name": "\\ud800"}}',
    '{"paper": "written-agreement", "answers": {"a": "\\u0000"}}',
    '{"payload": null}', '{"papers": {"\\u0000": []}, "origin": "2026-000001"}', '{"expected_seq": 1e400}',
    '{"by": "\\ud800"}', '{"payload": {"a": ' + "[" * 900 + "]" * 900 + "}}", '{"alerts": [{"id": "\\ud800"}]}',
)  # fmt: skip


def address(path: str, no: str) -> str:
    for name, found in ({"no": no} | NAMES).items():
        path = path.replace("{" + name + "}", found)
    return path.replace("{agreement}", str(uuid.uuid4()))


@pytest.fixture
def callers() -> list[tuple[Client, dict[str, str]]]:
    """Nobody, a key of a worker and of an officer, and a session."""
    city = City()
    city.file()
    keys = [{"Authorization": f"Bearer {make_api_key(one, 'media')[1]}"} for one in (city.worker, city.handler)]
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(Account.objects.get(pk=city.worker.account_id))
    plain = Client(raise_request_exception=False)
    return [(plain, {}), *((plain, one) for one in keys), (signed_in, {})]


def send(caller: tuple[Client, dict[str, str]], path: str, body: bytes, kind: str) -> HttpResponse:
    client, headers = caller
    sent: dict[str, Any] = {"CONTENT_TYPE": kind} | ({"CONTENT_LENGTH": str(len(body))} if body else {})
    keyed = headers | {"Idempotency-Key": uuid.uuid4().hex}
    return client.generic("POST", path, body, content_type=kind, headers=keyed, **sent)


def test_the_description_names_the_types() -> None:
    assert len(TAKEN) >= 8
    assert {path for path, types in TAKEN.items() if types == (FORM,)} == FILES
    assert {path for path, types in TAKEN.items() if types == CAP} == {"/api/v1/weather/warnings"}
    assert {types for path, types in TAKEN.items() if path not in FILES | {"/api/v1/weather/warnings"}} == {(JSON,)}


@pytest.mark.parametrize("path", TAKEN)
def test_a_body_of_another_type_is_answered_415_and_told_which(path: str, callers: list[Any]) -> None:
    for kind, body in BODIES.items():
        taken = kind.partition(";")[0].lower() in TAKEN[path]
        for caller in callers:
            answer = send(caller, address(path, "2026-000001"), body, kind)
            assert answer.status_code < 500, (kind, answer.content)
            assert (answer.status_code == 415) is not taken, (kind, answer.status_code, answer.content)
            if taken:
                continue
            told = json.loads(answer.content)
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["Accept"] == told["wanted"] == ", ".join(TAKEN[path])
            assert TAKEN[path][0] in told["hint"]


@pytest.mark.parametrize("path", TAKEN)
def test_no_body_of_the_right_type_is_a_fault_of_ours(path: str, callers: list[Any]) -> None:
    """Lone surrogates, NUL, depth, numbers without end, parts without an end: each is told in a problem document."""
    forms = (b"", b"--x", b"--x\r\n\r\n--x--", PART[:40], PART.replace(b'"payload"', b'"file"; filename="\0"'))
    kinds = ((BOUNDARY, forms), (FORM, forms)) if path in FILES else ((JSON, [one.encode() for one in HOSTILE]),)
    for kind, bodies in kinds:
        for body in bodies:
            for caller in callers:
                answer = send(caller, address(path, "2026-000001"), body, kind)
                assert answer.status_code < 500, (kind, body[:80], answer.content)
                if answer.status_code >= 400:
                    assert answer.headers["Content-Type"] == "application/problem+json", (body[:80], answer.content)

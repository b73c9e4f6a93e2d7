"""Every operation of /api/openapi.json with made-up requests: no fault of ours, every refusal a problem document."""

from __future__ import annotations

import os
from functools import cache
from typing import Final

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, settings

from huxin.api.app import api
from huxin.identity.service import Actor, make_api_key
from tests.support import City, make_company

pytestmark = pytest.mark.django_db
PHONE_OF_ALL: Final = (
    "start", "sign-in", "sign-in-by-ticket", "sign-out", "accident/begin", "accident/piece", "accident/sealed",
    "accident/after", "what-can-i-get", "calculate", "limitation", "relation", "respondents", "case-by-code/ask",
    "case-by-code/look",
)  # fmt: skip
"""What the phone asks before anybody signed in."""
PHONE: Final = "/api/v1/phone/"
COUNTED: Final = "HUXIN_API_EXAMPLES" in os.environ
EXAMPLES: Final = int(os.environ.get("HUXIN_API_EXAMPLES", "15"))
OPERATIONS: Final = [
    (path, method) for path, operations in api.get_openapi_schema()["paths"].items() for method in operations
]


@pytest.fixture
def callers() -> list[str]:
    """Keys of a worker with a case, two officers and a company."""
    city = City()
    city.file()
    people: list[Actor] = [city.worker, city.handler, city.approver, make_company()]
    return [make_api_key(one, "fuzz")[1] for one in people]


@cache
def described() -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())


@pytest.mark.parametrize(
    ("path", "method"), [one for one in OPERATIONS if PHONE not in one[0]], ids=lambda part: str(part)
)
def test_no_request_is_a_fault_of_ours(path: str, method: str, callers: list[str]) -> None:
    try_out(path, method, callers, EXAMPLES)


def test_no_request_of_the_phone_is_a_fault_of_ours(callers: list[str]) -> None:
    """A worker calls; whoever else does is turned away before anything is read."""
    for path, method in OPERATIONS:
        if PHONE in path:
            try_out(path, method, callers if COUNTED else callers[:1], EXAMPLES if COUNTED else 1)


def try_out(path: str, method: str, callers: list[str], examples: int) -> None:
    operation = described()[path][method.upper()]

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def run(case: schemathesis.Case) -> None:
        for caller in callers:
            answer = case.call(headers={"Authorization": f"Bearer {caller}", "Accept-Encoding": "identity"})
            assert answer.status_code < 500, answer.text
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == ["application/problem+json"], answer.text
                assert answer.json()["hint"]

    run()


def test_every_operation_asks_who_calls_but_those_for_everybody() -> None:
    """Default deny: what has no security in the description is meant for everybody: the law, places, an accident."""
    paths = api.get_openapi_schema()["paths"]
    open_to_all = {path for path, found in paths.items() for one in found.values() if not one.get("security")}
    assert open_to_all == {
        "/api/v1/law/", "/api/v1/law/{item}", "/api/v1/weather/in-force", "/api/v1/weather/key",
        "/api/v1/places/nearest", "/api/v1/places/waiting",
        *(f"{PHONE}{name}" for name in PHONE_OF_ALL),
    }  # fmt: skip
    assert Client().get("/api/openapi.json", headers={"Host": django_settings.ALLOWED_HOSTS[0]}).status_code == 200

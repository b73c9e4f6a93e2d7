"""A question about the law costs what it takes to answer it; one that is no question of a person is refused at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
FACTS = json.loads((Path(__file__).parents[2] / "docs" / "examples" / "subsidy.json").read_text(encoding="utf-8"))


def ask(facts: dict[str, Any], **more: Any) -> Any:
    body = json.dumps({"facts": facts, "on": "2026-03-02", **more})
    return Client().post("/api/v1/law/social-insurance-subsidy", body, content_type="application/json")


def months(count: int) -> list[dict[str, str]]:
    lines = ("pension", "medical")
    return [
        {"month": f"{2000 + at // 24}-{at // 2 % 12 + 1:02d}", "line": lines[at % 2], "paid": "9.40"}
        for at in range(count)
    ]


@pytest.mark.timeout(120)
def test_years_of_months_are_answered() -> None:
    assert ask({**FACTS, "months": months(300)}, explain=True).status_code == 200


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"months": months(900)}, "too_big"),
        ({"months": [[]] * 3_000}, "too_many"),
        ({"household_county": "x" * 40_000}, "too_big"),
        ({"months": [[[[[[[[[[1]]]]]]]]]]}, "too_many"),
    ],
)
def test_what_no_person_can_have_is_refused_before_it_is_worked_out(
    facts: dict[str, Any], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("huxin.api.law.evaluate", lambda *args, **more: asked.append(args))
    answer = ask({**FACTS, **facts})
    assert (answer.status_code, answer.json()["code"], asked) == (422, code, [])


def test_long_facts_use_the_rate_up_sooner(settings: Any) -> None:
    settings.RATES = {"law": 100, "address": 1_000, "submit": 1_000}
    assert [ask(FACTS).status_code for _ in range(3)] == [200] * 3
    refused = [ask({**FACTS, "months": months(200)}, explain=True) for _ in range(2)][-1]
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0

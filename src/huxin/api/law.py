"""The law for one person over HTTP: the same answer as ``huxin law evaluate``, for everybody, nothing kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from huxin.casework.api import reply
from huxin.casework.service import NotFoundError, city_adoptions, city_pack, today
from huxin.law import evaluate

router = Router(tags=["law"])


class Question(Schema):
    """``facts`` as the contract names them; ``on``: the day of the decision, today if not given."""

    model_config = ConfigDict(extra="forbid")
    facts: dict[str, Any]
    on: date | None = None
    readings: dict[str, str] = Field(default_factory=dict)
    explain: bool = False


@router.get("", auth=None, summary="What can be worked out")
def items(request: HttpRequest) -> HttpResponse:
    """Every item with its label."""
    return reply({"items": {name: dict(item.label) for name, item in city_pack().items.items()}})


@router.post("{slug:item}", auth=None, summary="Work it out for one person")
def work_out(request: HttpRequest, item: str, question: Question) -> HttpResponse:
    """Verdict, amounts, reasons with their clauses, parameters with dates; a tree that explains it when asked for."""
    if item not in city_pack().items:
        raise NotFoundError(item)
    on = question.on or today()
    found = evaluate(city_pack(), item, question.facts, on=on, readings=question.readings, adoptions=city_adoptions())
    return reply(found.as_json(explain=question.explain))

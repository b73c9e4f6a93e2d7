"""The law for one person over HTTP: the same answer as ``huxin law evaluate``, for everybody, nothing kept."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from huxin.casework.api import reply
from huxin.casework.service import NotFoundError, city_adoptions, city_pack, today
from huxin.core.service import problem
from huxin.identity.service import address_of, take
from huxin.law import InputError, evaluate, explained

router = Router(tags=["law"])
MOST_BYTES: Final = 32_000
"""Of a question: the facts of one person, years of months included."""
MOST_VALUES: Final = 2_000
"""Values that a question may hold, names not counted."""
MOST_DEPTH: Final = 8
_COST: Final = 10
"""What a question costs at least, and again for every fifty values and for an explanation."""


class LawQuestion(Schema):
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
def work_out(request: HttpRequest, item: str, question: LawQuestion) -> HttpResponse:
    """Verdict, amounts, reasons with their clauses, parameters with dates; a tree that explains it when asked for."""
    if item not in city_pack().items:
        raise NotFoundError(item)
    wait = too_much(request, question.facts, times=2 if question.explain else 1)
    if wait is not None:
        return wait
    on = question.on or today()
    found = evaluate(city_pack(), item, question.facts, on=on, readings=question.readings, adoptions=city_adoptions())
    return reply(explained(found) if question.explain else found.as_json())


def too_much(request: HttpRequest, facts: dict[str, Any], *, times: int) -> HttpResponse | None:
    """Count a question of so many ``times`` the usual work; 429 where its address asked too much, else None.

    Raises InputError for more than one person's facts can be.
    """
    cost = _COST * (1 + _values(request.body, facts) // 50) * times
    wait = take("law", address_of(request), settings.RATES["law"], tokens=cost) if settings.RATES else 0
    if not wait:
        return None
    answer = problem(429, "too_many", "Too much is asked", f"Ask again in {wait} seconds; long facts count more.")
    answer.headers["Retry-After"] = str(wait)
    return answer


def _values(body: bytes, facts: dict[str, Any]) -> int:
    """How many values a question holds.  Raises InputError for more than one person's facts can be."""
    if len(body) > MOST_BYTES:
        hint = _("一次最多 %(most_bytes)s 字节。") % {"most_bytes": MOST_BYTES}
        raise InputError("too_big", "body", f"{len(body)} bytes", f"at most {MOST_BYTES}", hint)
    level: list[Any] = list(facts.values())
    count = depth = 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MOST_VALUES or depth > MOST_DEPTH:
            hint = _("一次最多 %(values)s 个值，%(depth)s 层。") % {"values": MOST_VALUES, "depth": MOST_DEPTH}
            raise InputError("too_many", "facts", f"more than {MOST_VALUES} values", f"at most {MOST_VALUES}", hint)
        level = [
            part
            for one in level
            if isinstance(one, (dict, list))
            for part in (one.values() if isinstance(one, dict) else one)
        ]
    return count

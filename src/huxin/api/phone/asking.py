"""Without an account: what can I get, work it out, until when can I claim, is it a labour relation, against whom."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from huxin.api import law
from huxin.api.phone.operations import Body, PhoneAnswer, Words, example, operation
from huxin.casework.api import reply
from huxin.casework.service import city_adoptions, city_pack, today
from huxin.core.service import english
from huxin.law import InputError
from huxin.law.bundle.work import bundle
from huxin.law.explanation.lay import told_reasons
from huxin.measures.disputes.pages.shared_track import outcomes, telling
from huxin.measures.disputes.service import MEDIATION, limitations, may_have_been, track_of
from huxin.people.service import chain_above, find_companies

router = Router(tags=["phone"])

_BUNDLE = 4
"""What a bundle counts for: it works every item out, and tries what the next question could change."""


class Said(Body):
    """Answers by the names that the questions give; null is not known, absent is not asked yet."""

    model_config = example(said={"birth_date": "1981-05-03", "category": "F50"})
    said: dict[str, Any] = Field(default_factory=dict)


class BundleAnswer(PhoneAnswer):
    """Every item at once, as ``huxin law bundle`` answers, how each is called, and which of them are about money."""

    items: list[dict[str, Any]]
    next: dict[str, Any] | None
    asked: list[str]
    sum: Words
    on: date
    pack: Words
    labels: dict[str, Words]
    money: list[str]


class Sum(law.LawQuestion):
    """An item and the facts of one person."""

    model_config = example(item="hourly-floor", facts={"county": "330304", "minutes": 480, "pay": "120.00"})
    item: str


class WorkedOut(PhoneAnswer):
    """As ``huxin law evaluate`` answers; ``explanation`` only where it was asked for."""

    item: str
    verdict: str
    certainty: str
    outputs: dict[str, Any]
    reasons: list[dict[str, Any]]
    parameters: list[dict[str, Any]]
    readings: list[dict[str, Any]]
    missing: list[str]
    assumed: list[dict[str, Any]]
    uncertain_parameters: list[str]
    on: date
    pack: Words
    explanation: dict[str, Any] | None = None


class Wrong(Body):
    """What happened, when one learnt of it, and whether the work goes on; ``ended_on`` only where it does not."""

    model_config = example(matter="pay", knew_on="2026-03-05", lasts=True)
    matter: str = Field(max_length=40)
    knew_on: date
    lasts: bool
    ended_on: date | None = None


class Limit(PhoneAnswer):
    """A way and its last day; null: no time runs while the relation lasts."""

    id: str
    label: Words
    last: date | None
    over: bool
    days: int | None
    clause: str
    provisional: bool


class LimitationDays(PhoneAnswer):
    """In the order of the pack."""

    limits: list[Limit]
    matters: list[dict[str, Any]]


class Facts(Body):
    """Codes of what is true; what is left out does not count against anybody."""

    model_config = example(facts=["P4", "P2"])
    facts: list[Annotated[str, Field(max_length=4)]] = Field(default_factory=list, max_length=30)


class Relation(PhoneAnswer):
    """What it looks like, why, the ways that are open, and the proof that would settle it."""

    outcome: str
    text: str
    reasons: list[dict[str, str]]
    ways: list[dict[str, Any]]
    mine: list[str]
    theirs: list[str]
    telling: dict[str, str]


class CompanyName(Body):
    """A part of a name, or a credit code."""

    model_config = example(name="瓯越外卖")
    name: str = Field(max_length=100)


class Firms(PhoneAnswer):
    """Firms of that name, each with those for which it works: site, partner firm, platform."""

    firms: list[list[Words]]


@operation(router, "/what-can-i-get", "Every item at once, and the next question", who="everybody", answer=BundleAnswer)
def what_can_i_get(request: HttpRequest, body: Said) -> HttpResponse:
    """Nothing is kept.  ``next`` is the question whose answer can still change most; null when none can."""
    wait = law.too_much(request, body.said, times=_BUNDLE)
    if wait is not None:
        return wait
    found = bundle(city_pack(), body.said, on=today(), adoptions=city_adoptions())
    items = {one["item"]: city_pack().items[one["item"]] for one in found["items"]}
    money = [name for name, item in items.items() if any(output.counts for output in item.outputs.values())]
    return reply(found | {"labels": {name: dict(item.label) for name, item in items.items()}, "money": money})


@operation(router, "/calculate", "Work one thing out", who="everybody", answer=WorkedOut, refuses=(404,))
def calculate(request: HttpRequest, body: Sum) -> HttpResponse:
    """Pay, fines, benefits: the items of ``/api/v1/law/``; nothing is kept."""
    return law.work_out(request, body.item, body)


@operation(router, "/limitation", "Until when one can claim", who="everybody", answer=LimitationDays)
def limitation(request: HttpRequest, body: Wrong) -> HttpResponse:
    """The last day of each way.  ``matters``: what ``matter`` can be."""
    known = {option.value: option.label for one in _matter_fields() for option in one.options}
    if body.matter not in known:
        hint = _("选一个，说不清就选最后一个。")
        raise InputError("matter", "matter", body.matter, ", ".join(known), hint)
    for name, day in (("knew_on", body.knew_on), ("ended_on", body.ended_on)):
        if day is not None and not may_have_been(day, today()):
            hint = _("写成 2026-03-05 这样，不能是以后的日子。")
            raise InputError("day", name, day.isoformat(), "a day up to today", hint)
    if not body.lasts and body.ended_on is None:
        raise InputError("missing", "ended_on", "nothing", "the last day", _("不干了的，写最后一天。"))
    ended_on, on = None if body.lasts else body.ended_on, today()
    rows = [
        {
            "id": one.route.id, "label": dict(one.route.label), "last": one.last.isoformat() if one.last else None,
            "over": one.over(on), "days": (one.last - on).days if one.last else None, "clause": one.clause,
            "provisional": one.provisional,
        }
        for one in limitations(city_pack(), body.matter, body.knew_on, ended_on, lasts=body.lasts)
    ]  # fmt: skip
    return reply({"limits": rows, "matters": [{"value": name, "label": dict(label)} for name, label in known.items()]})


def _matter_fields() -> list[Any]:
    return [one for one in city_pack().procedures[MEDIATION].fields_of("file") if one.name == "matter"]


@operation(router, "/relation", "Whether it is a labour relation", who="everybody", answer=Relation)
def relation(request: HttpRequest, body: Facts) -> HttpResponse:
    """A first look that decides nothing; ``telling``: the facts that can be said, by code."""
    track, text = track_of(city_pack(), body.facts, today()), "ask_en" if english() else "ask"
    known = city_pack().procedures
    return reply(
        {
            "outcome": track.outcome,
            "text": outcomes().get(track.outcome, ""),
            "reasons": told_reasons(track.reasons, "en" if english() else "zh"),
            "ways": [{"id": one, "label": dict(known[one].label)} for one in track.ways if one in known],
            "mine": [one[text] for one in track.mine],
            "theirs": [one[text] for one in track.theirs],
            "telling": telling(),
        }
    )


@operation(router, "/respondents", "Against whom", who="everybody", answer=Firms)
def respondents(request: HttpRequest, body: CompanyName) -> HttpResponse:
    """Five firms at most; a firm's name and code are public."""
    found = [
        [{"name": firm.name, "code": firm.credit_code} for firm in chain_above(one)]
        for one in find_companies(body.name, most=5)
    ]
    return reply({"firms": found})

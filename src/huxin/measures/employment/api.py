"""Agreements over HTTP, for a company's programs: list, draw up, send, take back, who has none."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router, Schema
from pydantic import ConfigDict

from huxin.casework.api import reply
from huxin.casework.service import today
from huxin.identity.service import Actor
from huxin.measures.employment.listing import company_agreements, state_of
from huxin.measures.employment.offering import offer, take_back
from huxin.measures.employment.papers import draw_up
from huxin.measures.employment.reconciling import active, without_paper
from huxin.people.service import Agreement, company_of

router = Router(tags=["agreements"])
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80)]
MOST = 500


class AgreementForm(Schema):
    """An agreement to draw up: its kind, the answers that the kind asks; the company is the one that calls."""

    model_config = ConfigDict(extra="forbid")
    paper: str
    answers: dict[str, Any]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


@router.get("", summary="The company's agreements")
def agreements(request: HttpRequest, state: str = "", after: str = "") -> HttpResponse:
    """Fifty of them, the newest first; ``state`` is drafted, offered, signed, filed, disputed or past."""
    found = company_agreements(company_of(_actor(request)).credit_code, state, after=after)
    return reply({"agreements": [_line(one) for one in found.rows], "after": found.after or None})


def _line(row: Agreement) -> dict[str, Any]:
    return {
        "id": str(row.id), "paper": row.paper, "state": state_of(row), "trade": row.trade, "county": row.county,
        "from": row.start_on.isoformat(), "until": row.end_on.isoformat() if row.end_on else None,
        "signed_on": row.signed_on.isoformat() if row.signed_on else None, "version": row.version,
        "sha256": row.text_sha256,
    }  # fmt: skip


@router.post("", summary="Draw one up", response={201: dict[str, Any]})
def make(request: HttpRequest, wanted: AgreementForm, key: Key) -> HttpResponse:
    """A draft, checked clause by clause; refused with the clause where the text would say what it may not say."""
    actor = _actor(request)
    company = company_of(actor)
    answers = wanted.answers | {"company": company.name, "company_code": company.credit_code}
    return reply(draw_up(actor, wanted.paper, answers, key=key, draft=True), 201)


@router.post("/{uuid:agreement}/offer", summary="Send a draft for signature", url_name="offer")
def send(request: HttpRequest, agreement: UUID, key: Key) -> HttpResponse:
    """The worker is told and can sign; the text does not change any more."""
    return reply(offer(_actor(request), agreement, key=key))


@router.post("/{uuid:agreement}/take-back", summary="Take an offer back")
def back(request: HttpRequest, agreement: UUID, key: Key) -> HttpResponse:
    """A draft is dropped, an offer ended, as long as the worker has not signed."""
    return reply(take_back(_actor(request), agreement, key=key))


@router.get("/unsigned", summary="Who works without a paper")
def unsigned(request: HttpRequest) -> HttpResponse:
    """每日对账 of today: counts, and the days by which papers are due; 500 rows at most, nobody named."""
    company, day = company_of(_actor(request)).credit_code, today()
    found = without_paper(company, day)
    rows = [
        {
            "engagement": str(one.engagement.id),
            "form": one.engagement.form,
            "since": one.engagement.since.isoformat(),
            "due": one.due.isoformat(),
            "overdue": one.overdue,
            "source": one.source,
        }
        for one in found[:MOST]
    ]
    counts = {"active": active(company, day).count(), "without_paper": len(found)}
    return reply({"day": day.isoformat(), **counts, "overdue": sum(one.overdue for one in found), "rows": rows})

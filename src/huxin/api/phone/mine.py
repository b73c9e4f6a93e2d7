"""Own things: what is kept, consents, corrections, agreements, hours, cover; and the word on a place."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from huxin.api.phone.accident import RecordedCover, cover_line
from huxin.api.phone.operations import Body, Key, PhoneAnswer, Words, caller, example, operation
from huxin.casework.api import reply
from huxin.casework.service import NotFoundError, city_pack, held_about, today
from huxin.core.service import english
from huxin.identity.service import presence_of
from huxin.law import InputError
from huxin.measures.employment.pages.shared_agreements import clauses_of
from huxin.measures.employment.service import content_of, disavow, find_agreement, my_agreements, sign_agreement
from huxin.measures.governance.own_week import EARLIEST, week_of
from huxin.measures.injuries.pages.shared_cover import covers_left_open, recorded, regimes
from huxin.measures.places.service import find_place, report_fault
from huxin.people.service import (
    Agreement,
    Person,
    Viewing,
    consents,
    corrections,
    details_of,
    yuan,
)
from huxin.ui.formatting import own_fields

router = Router(tags=["phone"])


class Own(PhoneAnswer):
    """What is kept about the person: fields masked, how much of each kind, what was agreed, what was asked for."""

    fields: list[dict[str, str]]
    held: list[dict[str, Any]]
    looks: int
    consents: list[dict[str, Any]]
    corrections: list[dict[str, Any]]


class Consenting(Body):
    """``delegate``: the account that may act, for the purpose ``delegate`` alone."""

    model_config = example(purpose="survey", given=True)
    purpose: str = Field(max_length=20)
    given: bool
    delegate: str = Field("", max_length=60)


class Correcting(Body):
    """Which field, and what it should say."""

    model_config = example(field="phone", wanted="13900000000")
    field: str = Field(max_length=20)
    wanted: str = Field(max_length=100)


class OneAgreement(Body):
    """Which agreement."""

    model_config = example(agreement=str(UUID(int=1)))
    agreement: UUID


class Signing(OneAgreement):
    """``sha256``: of the text that was shown; ``read``: that it was read to its end."""

    model_config = example(agreement=str(UUID(int=1)), sha256="ab" * 32, read=True)
    sha256: str = Field(max_length=64)
    read: bool


class Disowning(OneAgreement):
    """Why it is not theirs, in their own words; ``mediate``: and a mediation is asked for."""

    model_config = example(agreement=str(UUID(int=1)), statement="那天我在医院，不是我签的。", mediate=False)
    statement: str = Field(max_length=2000)
    mediate: bool = False


class AgreementLine(PhoneAnswer):
    """One agreement in a list."""

    id: UUID
    label: Words
    company: str
    first: date
    last: date | None
    status: str
    version: int


class Agreements(PhoneAnswer):
    """Own agreements, the newest first."""

    agreements: list[AgreementLine]


class AgreementText(PhoneAnswer):
    """What it says.  The Chinese text is what is signed; ``clauses`` in English are a reading aid."""

    agreement: AgreementLine
    sha256: str
    sm3: str
    summary: list[str]
    clauses: list[list[str]]
    signatures: list[dict[str, str]]
    may_sign: bool


class SignedBy(PhoneAnswer):
    """Where the agreement stands."""

    id: UUID
    status: str
    party: str


class Disowned(PhoneAnswer):
    """``case``: the mediation that was opened, else empty."""

    id: UUID
    case: str


class Until(Body):
    """The last of the seven days; without it today."""

    model_config = example(last="2026-03-08")
    last: date | None = None


class Hours(PhoneAnswer):
    """Seven days of order time over all platforms; ``line``: minutes of a day by the law, null where none is."""

    days: list[dict[str, Any]]
    line: int | None
    clause: str


class Covering(Body):
    """The day, and the platform where one knows it."""

    model_config = example(on="2026-03-05", platform="美团")
    on: date
    platform: str = Field("", max_length=60)


class CoverOn(PhoneAnswer):
    """``recorded`` is what the register holds; ``possible`` is never more than possible."""

    on: date
    recorded: list[RecordedCover]
    possible: list[str]


class FaultReport(Body):
    """Which place by its code, and what is wrong there."""

    model_config = example(place="rest-0001", faults=["closed"])
    place: str = Field(max_length=60)
    faults: list[str] = Field(max_length=20)


class ReportedCase(PhoneAnswer):
    """The case that it became."""

    no: str
    seq: int
    status: str


@operation(router, "/me", "What is kept about me", who="me", answer=Own)
def me(request: HttpRequest) -> HttpResponse:
    """Masked; the whole of it is taken away on the page ``/me/``."""
    actor = caller(request)
    person = Person.objects.select_related("data_key").get(id=actor.own_person)
    asked = corrections.corrections_of(person.id)[:20]
    purposes = [(one, consents.PURPOSES[one.purpose]) for one in consents.consents_of(person.id)]
    return reply(
        {
            "fields": own_fields(person),
            "held": [{"label": dict(one.label), "count": one.count} for one in held_about(actor)],
            "looks": Viewing.objects.filter(person=person).count(),
            "consents": [
                {
                    "purpose": one.purpose, "text": words[1 if english() else 0], "given": one.given,
                    "delegate": one.delegate.username if one.delegate else "",
                }
                for one, words in purposes
            ],
            "corrections": [{"field": one.field, "accepted": one.accepted, "answer": one.answer} for one in asked],
        }
    )  # fmt: skip


@operation(router, "/consent", "Agree, or take it back", who="me", answer=Own)
def consent(request: HttpRequest, body: Consenting) -> HttpResponse:
    """It holds from the next call on."""
    change = consents.give if body.given else consents.withdraw
    change(caller(request), body.purpose, body.delegate)
    return me(request)


@operation(router, "/correct", "Have something put right", who="me", answer=Own)
def correct(request: HttpRequest, body: Correcting) -> HttpResponse:
    """Somebody checks it; until then it stands as it was."""
    corrections.ask_correction(caller(request), body.field, body.wanted)
    return me(request)


@operation(router, "/agreements", "My agreements", who="me", answer=Agreements)
def agreements(request: HttpRequest) -> HttpResponse:
    """``status``: offered (waits for a signature), signed, disputed, replaced, ended."""
    return reply({"agreements": [_line(one) for one in my_agreements(caller(request))]})


@operation(router, "/agreement", "Read an agreement", who="me", answer=AgreementText, refuses=(404, 410))
def agreement(request: HttpRequest, body: OneAgreement) -> HttpResponse:
    """In plain lines, clause by clause, and the digest with which it is signed."""
    row = find_agreement(caller(request), body.agreement)
    content, signatures = content_of(row), list(row.signatures.order_by("at"))
    summary = () if content is None else content.summary_en if english() else content.summary
    return reply(
        {
            "agreement": _line(row), "sha256": row.text_sha256, "sm3": row.text_sm3, "summary": list(summary),
            "clauses": [list(one) for one in clauses_of(content, in_english=english())],
            "signatures": [{"party": one.party, "at": one.at.isoformat()} for one in signatures],
            "may_sign": row.status == "offered" and "worker" not in {one.party for one in signatures},
        }
    )  # fmt: skip


@operation(router, "/agreement/sign", "Sign an agreement", who="me", answer=SignedBy, refuses=(404, 409))
def sign(request: HttpRequest, body: Signing, key: Key) -> HttpResponse:
    """Refused where it was not read, or is not the text that was shown."""
    actor, here = caller(request), presence_of(request)
    done = sign_agreement(actor, body.agreement, here, read_to_end=body.read, seen_sha256=body.sha256, key=key)
    return reply(done)


@operation(router, "/agreement/not-mine", "I did not sign this", who="me", answer=Disowned, refuses=(404, 409))
def not_mine(request: HttpRequest, body: Disowning, key: Key) -> HttpResponse:
    """The statement is sealed and the agreement stands as disputed."""
    return reply(disavow(caller(request), body.agreement, body.statement, key=key, mediate=body.mediate))


@operation(router, "/hours", "My week over all platforms", who="me", answer=Hours)
def hours(request: HttpRequest, body: Until) -> HttpResponse:
    """Only the person reads this sum."""
    person = Person.objects.select_related("data_key").get(id=caller(request).own_person)
    last = min(body.last or today(), today())
    if last < EARLIEST:
        hint = _("写成 2026-03-05 这样，不能太早。")
        raise InputError("day", "last", last.isoformat(), f"a day from {EARLIEST.isoformat()}", hint)
    week = week_of(details_of(person).id_number, last)
    days = [
        {
            "day": one.day.isoformat(), "reported": one.reported, "minutes": one.minutes, "over": one.over,
            "longest": one.longest, "companies": one.companies, "pay": yuan(one.pay_fen) if one.pay_fen else None,
            "hourly": None if one.hourly_fen is None else yuan(one.hourly_fen),
        }
        for one in week.days
    ]  # fmt: skip
    line = week.daily
    return reply({"days": days, "line": line.value if line else None, "clause": line.clause if line else ""})


@operation(router, "/cover", "My cover on a day", who="me", answer=CoverOn)
def cover(request: HttpRequest, body: Covering) -> HttpResponse:
    """What the register holds of that day, and what may hold beside it."""
    actor = caller(request)
    if not EARLIEST <= body.on <= today():
        hint = _("出事那天写成 2026-03-05 这样，不能是以后的日子。")
        raise InputError("day", "on", body.on.isoformat(), "a day up to today", hint)
    words = regimes()
    possible = [words[one] for one in covers_left_open(body.platform, body.on) if one in words]
    held = [cover_line(one) for one in recorded(actor, body.on)]
    return reply({"on": body.on.isoformat(), "recorded": held, "possible": possible})


@operation(
    router,
    "/places/report",
    "A place is closed or broken",
    who="me",
    answer=ReportedCase,
    status=201,
    refuses=(404, 409),
)
def report_place(request: HttpRequest, body: FaultReport, key: Key) -> HttpResponse:
    """One tap; a case of the union of its county, and its page says so at once."""
    actor, found = caller(request), find_place(body.place)
    if found is None:
        raise NotFoundError(body.place)
    return reply(report_fault(actor, found, body.faults, key=key), 201)


def _line(row: Agreement) -> dict[str, Any]:
    return {
        "id": str(row.id), "label": dict(city_pack().papers[row.paper].label), "company": row.company.name,
        "first": row.start_on.isoformat(), "last": row.end_on.isoformat() if row.end_on else None,
        "status": row.status, "version": row.version,
    }  # fmt: skip

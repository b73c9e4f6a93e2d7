"""Cases: apply, where it stands, act, read a paper; and one case by a code, without an account."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from huxin.api.phone.operations import Body, Key, PhoneAnswer, Words, caller, example, operation
from huxin.casework.api import Acting, Digits, NewCase, reply
from huxin.casework.api import file as file_a_case
from huxin.casework.case.serialize import case_outline, procedure_outline, row_outline
from huxin.casework.service import (
    Dossier,
    NotFoundError,
    ask_code,
    begun_for_sides,
    case_by_pass,
    city_pack,
    letter_pdf,
    mark_read,
    matter_of,
    my_cases,
    perform,
    read_letter,
    redeem_code,
    standing,
    view_case,
)
from huxin.core.service import english
from huxin.identity.service import origin_of
from huxin.law.dates import SHANGHAI
from huxin.measures.employment.pages.shared_signing import signed
from huxin.measures.employment.service import waiting_to_sign
from huxin.ui.meetings import coming_shown
from huxin.ui.outcome import ended_label
from huxin.ui.own_dates import own_dates
from huxin.ui.talk import talk_of
from huxin.ui.turn import case_dates, next_lines

router = Router(tags=["phone"])

NO = "2026-000001"


class FormAsked(Body):
    """Which procedure; without it the list of all."""

    model_config = example(procedure="one-stop-mediation")
    procedure: str = Field("", max_length=60)


class Procedures(PhoneAnswer):
    """What there is; of one that is asked for its form as JSON Schema, papers, acts and times."""

    procedures: list[dict[str, Any]]


class Applying(NewCase):
    """Answers by name, ids of files by the paper they are for."""

    model_config = example(procedure="one-stop-mediation", payload={"county": "330304"}, papers={})
    procedure: str = Field(max_length=60)


class CaseDone(PhoneAnswer):
    """Where the case stands after an act."""

    no: str
    seq: int
    status: str


class Number(Body):
    """The number of a case."""

    model_config = example(no=NO)
    no: str = Field(pattern=Digits)


class Doing(Acting):
    """``seen``: where the act signs a text, the digest of the words that stood on the screen."""

    model_config = example(no=NO, act="message", payload={"text": "材料补好了，请看一下。"}, expected_seq=3)
    no: str = Field(pattern=Digits)
    act: str = Field(max_length=60)
    seen: str = Field("", max_length=64)


class OwnDueDay(PhoneAnswer):
    """A day by which the person has to do something."""

    no: str
    case: str
    label: str
    due: date
    proposed: bool


class Cases(PhoneAnswer):
    """Own cases, the newest first; the days of all of them, the nearest first; agreements that wait to be signed."""

    cases: list[dict[str, Any]]
    dates: list[OwnDueDay]
    to_sign: int


class LineShown(PhoneAnswer):
    """What comes next, in a sentence: whose turn it is, by when, what follows if not."""

    text: str
    mine: bool
    otherwise: str
    due: date | None
    late: bool


class DueDay(PhoneAnswer):
    """Until when something can still be asked for."""

    label: str
    due: date
    proposed: bool


class MessageShown(PhoneAnswer):
    """What was written between the person and the office."""

    mine: bool
    who: str
    text: str
    at: str
    files: list[UUID]


class MeetingShown(PhoneAnswer):
    """A hearing or a talk."""

    label: str
    day: str
    times: str
    place: str


class CaseAnswer(PhoneAnswer):
    """``case``: as ``/api/v1/cases/{no}``; beside it what the page of the case says."""

    case: dict[str, Any]
    label: Words
    status: Words
    next: list[LineShown]
    dates: list[DueDay]
    meetings: list[MeetingShown]
    messages: list[MessageShown]


class PaperAsked(Body):
    """Which letter; ``pdf``: with the signed file."""

    model_config = example(letter=str(UUID(int=1)), pdf=False)
    letter: UUID
    pdf: bool = False


class LetterAnswer(PhoneAnswer):
    """A paper part by part, in Chinese and as a courtesy translation; ``pdf`` in base64."""

    no: str
    number: str
    title: Words
    day: date
    plain: Words
    answer_by: date | None
    asks: list[dict[str, Words | None]]
    rows: list[dict[str, Any]]
    ways: list[Words]
    code: str
    void: bool
    name: str
    pdf: str | None


class Whose(Number):
    """The number of a case and the telephone that was given with it."""

    model_config = example(no=NO, phone="13800000000")
    phone: str = Field(max_length=30)


class Code(Number):
    """The number of a case and the six digits of the message."""

    model_config = example(no=NO, code="123456")
    code: str = Field(max_length=20)


class CodeAsked(PhoneAnswer):
    """Always the same, whether number and telephone belong together or not."""

    asked: bool


class StandingAnswer(PhoneAnswer):
    """Where a case stands; of a report or a complaint only the status (``opened`` false)."""

    no: str
    label: str
    status: Words
    opened: bool
    next: list[LineShown]
    dates: list[DueDay]
    meetings: list[MeetingShown]


@operation(router, "/form", "What can be applied for, and its form", who="worker", answer=Procedures, refuses=(404,))
def form(request: HttpRequest, body: FormAsked) -> HttpResponse:
    """What is asked, which papers are needed, how long it takes."""
    caller(request, "worker")
    known = city_pack().procedures
    if body.procedure and body.procedure not in known:
        raise NotFoundError(body.procedure)
    found = [known[body.procedure]] if body.procedure else known.values()
    return reply({"procedures": [procedure_outline(one, whole=bool(body.procedure)) for one in found]})


@operation(router, "/file", "Apply, complain, report", who="worker", answer=CaseDone, status=201, refuses=(404, 409))
def file(request: HttpRequest, body: Applying, key: Key) -> HttpResponse:
    """The same key and body are answered with the same bytes, and there is one case."""
    caller(request, "worker")
    return file_a_case(request, body.procedure, body, key)


@operation(router, "/cases", "My cases and my days", who="worker", answer=Cases)
def cases(request: HttpRequest) -> HttpResponse:
    """200 at most."""
    actor = caller(request, "worker")
    mine = my_cases(actor)[:200]
    begun, known = begun_for_sides(actor, mine), city_pack().procedures
    rows = [row_outline(one, begun.get(one.no)) | {"label": dict(known[one.procedure].label)} for one in mine]
    days = [
        {"no": one.no, "case": one.case, "label": one.label, "due": one.due.isoformat(), "proposed": one.proposed}
        for one in own_dates(actor)
    ]
    return reply({"cases": rows, "dates": days, "to_sign": waiting_to_sign(actor)})


@operation(router, "/case", "One case", who="worker", answer=CaseAnswer, refuses=(404, 410))
def case(request: HttpRequest, body: Number) -> HttpResponse:
    """Acts, what comes next and by when, messages, letters, what can be done (``allowed``)."""
    actor = caller(request, "worker")
    dossier = view_case(actor, body.no)
    mark_read(actor, dossier.case)
    messages = [
        {
            "mine": one["mine"], "who": one["who"], "text": one["text"], "files": one["papers"],
            "at": one["at"].astimezone(SHANGHAI).isoformat(timespec="seconds"),
        }
        for one in talk_of(dossier, lambda file: file)
    ]  # fmt: skip
    told = {"label": dict(dossier.procedure.label), "status": dict(ended_label(dossier)), "messages": messages}
    return reply({"case": case_outline(actor, dossier), **told, **_ahead(dossier)})


def _ahead(dossier: Dossier) -> dict[str, Any]:
    return {
        "next": [
            {
                "text": one.text, "mine": one.mine, "otherwise": one.otherwise, "late": one.late,
                "due": one.due.isoformat() if one.due else None,
            }
            for one in next_lines(dossier)
        ],
        "dates": [
            {"label": one.label, "due": one.due.isoformat(), "proposed": one.proposed} for one in case_dates(dossier)
        ],
        "meetings": [
            {"label": one.label, "day": one.day, "times": one.times, "place": one.place}
            for one in coming_shown(dossier)
        ],
    }  # fmt: skip


@operation(router, "/act", "Do something in a case", who="worker", answer=CaseDone, refuses=(404, 409, 410))
def act(request: HttpRequest, body: Doing, key: Key) -> HttpResponse:
    """Complete, write, withdraw, appeal, agree, sign: one of ``allowed``.  A message is the act ``message``."""
    actor = caller(request, "worker")
    dossier, payload = view_case(actor, body.no), body.payload
    spec = dossier.procedure.acts.get(body.act)
    if spec is not None:
        payload = signed(request, dossier, spec, payload, body.seen)
    papers = {kind: [str(one) for one in ids] for kind, ids in body.papers.items()}
    seq = body.expected_seq
    return reply(perform(actor, body.no, body.act, payload, papers=papers, key=key, expected_seq=seq))


@operation(router, "/letter", "Read a paper", who="worker", answer=LetterAnswer, refuses=(404, 410))
def letter(request: HttpRequest, body: PaperAsked) -> HttpResponse:
    """What it means, what it asks by which day, what stands on it, how to contest it.  To read it is to open it."""
    actor = caller(request, "worker")
    found, (name, pdf) = read_letter(actor, body.letter), letter_pdf(actor, body.letter)
    parts = found.parts
    return reply(
        {
            "no": found.no, "number": found.number, "title": dict(found.title), "day": found.day.isoformat(),
            "plain": dict(parts.plain), "answer_by": parts.answer_by.isoformat() if parts.answer_by else None,
            "asks": [{"what": dict(what), "when": dict(when) if when else None} for what, when in parts.asks],
            "rows": [{"label": dict(label), "text": text} for label, text in parts.rows],
            "ways": [dict(one) for one in parts.ways], "code": found.code, "void": found.void, "name": name,
            "pdf": b64encode(pdf).decode() if body.pdf else None,
        }
    )  # fmt: skip


@operation(router, "/case-by-code/ask", "Ask for a code to one case", who="everybody", answer=CodeAsked)
def code_ask(request: HttpRequest, body: Whose) -> HttpResponse:
    """A message with six digits goes to the telephone of the case, if it is this one."""
    ask_code(body.no, body.phone)
    return reply({"asked": True})


@operation(
    router, "/case-by-code/look", "One case by its code", who="everybody", answer=StandingAnswer, refuses=(404, 410)
)
def code_look(request: HttpRequest, body: Code) -> HttpResponse:
    """Where it stands, who does what next, by when; nothing that was written in it.  A code is good once."""
    dossier = case_by_pass(redeem_code(body.no, body.code, origin_of(request)))
    opened = standing(dossier) == "party"
    ahead = _ahead(dossier) if opened else {"next": [], "dates": [], "meetings": []}
    label = matter_of(dossier, "en" if english() else "zh")
    status = dict(ended_label(dossier))
    return reply({"no": dossier.case.no, "label": label, "status": status, "opened": opened, **ahead})

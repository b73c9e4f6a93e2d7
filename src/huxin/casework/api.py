"""Cases over HTTP, for programs: file, act, read, lists.  The same checks as on every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from ninja import File, Header, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from huxin.casework.case.perform import file_case, perform
from huxin.casework.case.queries import QUEUES, list_queue, my_cases, view_case
from huxin.casework.case.serialize import case_outline, procedure_outline, row_outline
from huxin.casework.case.visibility import begun_for_sides
from huxin.casework.errors import NotFoundError
from huxin.casework.evidence.files import receive_evidence
from huxin.casework.law.city import city_pack
from huxin.casework.outbox.letters.queue import letter_pdf
from huxin.core.service import SORTED
from huxin.evidence.service import BY_NAME
from huxin.identity.service import Actor

router = Router(tags=["cases"])
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80)]
Digits: Final = r"^[0-9]{4}-[0-9]{6}$"


class ActAsked(Schema):
    """What somebody wants done: answers by name, ids of received files by the paper they are for."""

    model_config = ConfigDict(extra="forbid")
    payload: dict[str, Any] = Field(default_factory=dict)
    papers: dict[str, list[UUID]] = Field(default_factory=dict)


class NewCase(ActAsked):
    """``origin``: the case from which this one is handed over.  ``by``: as what, where there is a choice."""

    origin: str | None = Field(None, pattern=Digits)
    by: str | None = Field(None, max_length=20)


class Acting(ActAsked):
    """``expected_seq``: refuse when somebody acted since."""

    expected_seq: int | None = Field(None, ge=1, le=1_000_000)


class Listing(Schema):
    """Filters of a queue; ``after`` is the mark that the page before gave."""

    status: str = Field("", max_length=20)
    county: str = Field("", max_length=6)
    late: bool = False
    after: str = Field("", max_length=40)


def _papers(asked: ActAsked) -> dict[str, list[str]]:
    return {kind: [str(one) for one in ids] for kind, ids in asked.papers.items()}


def reply(body: Mapping[str, Any], status: int = 200) -> JsonResponse:
    """The same content as the same bytes, whatever order a database gives it back in."""
    return JsonResponse(body, status=status, json_dumps_params=SORTED)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


@router.get("/procedures", summary="What can be applied for")
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure of the city with its clause and who may open it."""
    return reply({"procedures": [procedure_outline(one) for one in city_pack().procedures.values()]})


@router.get("/procedures/{slug:name}", summary="One procedure with its form as JSON Schema")
def procedure(request: HttpRequest, name: str) -> HttpResponse:
    """What is asked, which papers are needed, how long it takes."""
    found = city_pack().procedures.get(name)
    if found is None:
        raise NotFoundError(name)
    return reply(procedure_outline(found, whole=True))


@router.post("/procedures/{slug:name}/cases", summary="File", response={201: dict[str, Any]})
def file(request: HttpRequest, name: str, asked: NewCase, key: Key) -> HttpResponse:
    """Open a case; the same key and body are answered with the same bytes."""
    found = file_case(
        _actor(request), name, asked.payload, papers=_papers(asked), key=key, origin=asked.origin, by=asked.by
    )
    return reply(found, 201)


@router.post("/cases/{slug:no}/acts/{slug:act}", summary="Act on a case")
def act(request: HttpRequest, no: str, act: str, asked: Acting, key: Key) -> HttpResponse:
    """Do one act; what is legal now stands in ``allowed`` of the case."""
    seq = asked.expected_seq
    return reply(perform(_actor(request), no, act, asked.payload, papers=_papers(asked), key=key, expected_seq=seq))


@router.get("/cases", summary="My cases")
def cases(request: HttpRequest) -> HttpResponse:
    """Those of the person or company, newest first; 200 at most."""
    actor = _actor(request)
    mine = my_cases(actor)[:200]
    begun = begun_for_sides(actor, mine)
    return reply({"cases": [row_outline(one, begun.get(one.no)) for one in mine]})


@router.get("/cases/{slug:no}", summary="Read a case")
def case(request: HttpRequest, no: str) -> HttpResponse:
    """Acts, deadlines with their working, what may be done next, letters, ways on."""
    return reply(case_outline(_actor(request), view_case(_actor(request), no)))


@router.get("/queues/{slug:name}", summary="A queue of the office")
def queue(request: HttpRequest, name: str, listing: Query[Listing]) -> HttpResponse:
    """Fifty rows, what is due first, and the mark to go on from."""
    if name not in QUEUES:
        raise NotFoundError(name)
    page = list_queue(_actor(request), name, **listing.model_dump())
    return reply({"rows": [row_outline(one) for one in page.rows], "after": page.after})


@router.post("/evidence", summary="Hand in a file", response={201: dict[str, Any]})
def evidence(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    """Hashed before anything else; the id goes into ``papers`` of an act."""
    row = receive_evidence(_actor(request), file.chunks(), BY_NAME)
    found = {"id": str(row.id), "sha256": row.sha256, "sm3": row.sm3, "size": row.size, "type": row.media_type}
    return reply(found, 201)


@router.get("/letters/{uuid:letter}", summary="A signed letter as PDF")
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """For those whom the case concerns."""
    name, pdf = letter_pdf(_actor(request), letter)
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)

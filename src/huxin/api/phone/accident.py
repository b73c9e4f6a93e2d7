"""At the roadside: seal photos in pieces without an account, then cover, days and whom to call."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from huxin.api.phone.operations import Body, PhoneAnswer, Words, caller, example, operation
from huxin.casework.api import reply
from huxin.casework.service import (
    NotFoundError,
    add_piece,
    begin_in_pouch,
    begin_upload,
    city_pack,
    claim,
    find_pouch,
    locker,
    piece_in_pouch,
    pouch_number,
)
from huxin.evidence.service import PIECE, Evidence, Upload
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.dates import SHANGHAI
from huxin.measures.injuries.after import dates_after, report_by
from huxin.measures.injuries.pages.shared_cover import (
    ITEM,
    covers_left_open,
    recorded,
    regimes,
    way,
    ways_of,
)
from huxin.measures.injuries.pages.shared_platforms import offered
from huxin.measures.injuries.pages.shared_pouches import accident_day, opened_pouch
from huxin.people.service import Cover

router = Router(tags=["phone"])

_SECRET = "q3hT0n5bV8yK2mWc7ZrL1dXs9EaUfGjP"  # noqa: S105 - of an example


class Secret(Body):
    """``secret``: 32 signs of base64url that the phone drew; whoever has it sees the sealed files."""

    model_config = example(secret=_SECRET)
    secret: str = Field(max_length=60)


class Beginning(Secret):
    """``digest``: SHA-256 of the whole file, in hexadecimal; the same file goes on where it stopped."""

    model_config = example(secret=_SECRET, digest="ab" * 32, size=312_400)
    digest: str = Field(max_length=64)
    size: int


class SentPiece(Body):
    """A piece of the file, at most ``piece`` bytes, in base64."""

    model_config = example(upload=str(UUID(int=1)), number=0, content="/9j/4AAQ")
    upload: UUID
    number: int
    content: str


class SealedPiece(SentPiece):
    """The same under the secret of the phone."""

    model_config = example(secret=_SECRET, upload=str(UUID(int=1)), number=0, content="/9j/4AAQ")
    secret: str = Field(max_length=60)


class UploadState(PhoneAnswer):
    """``next``: the piece that is missing.  ``evidence``: the sealed file, once its last piece came."""

    upload: UUID
    next: int
    piece: int
    evidence: UUID | None


class SealedFile(PhoneAnswer):
    """What was received when, with its digests."""

    id: UUID
    type: str
    size: int
    received_at: str
    sha256: str
    sm3: str


class Sealed(PhoneAnswer):
    """The pouch by its number; ``until``: when it is dropped unless somebody has claimed it."""

    no: str
    claimed: bool
    until: str
    files: list[SealedFile]


class OwnFiles(PhoneAnswer):
    """A person's own files, the newest first."""

    files: list[SealedFile]


class Taps(Secret):
    """Three taps, each may stay open; ``day``: of the accident, without it that of the first photo."""

    model_config = example(secret=_SECRET, hurt="yes", on_order="yes", platform="美团")
    hurt: Literal["yes", "no", "unknown"] = "unknown"
    on_order: Literal["yes", "no", "unknown"] = "unknown"
    platform: str = Field("", max_length=60)
    day: str = Field("", max_length=20)


class RecordedCover(PhoneAnswer):
    """A cover that stands in the register."""

    company: str
    platform: str
    kind: str
    first: date
    last: date | None


class LastDay(PhoneAnswer):
    """By when who has to do what; ``provisional``: that year's holidays may still move it."""

    label: Words
    who: Words
    day: date
    provisional: bool
    clause: str


class OpenWay(PhoneAnswer):
    """A procedure that may be open."""

    id: str
    label: str
    limits: list[str]


class ReportDay(PhoneAnswer):
    """By when to report to the platform."""

    day: date
    clause: str


class After(PhoneAnswer):
    """``recorded`` is what the register holds; ``possible`` is never more than possible."""

    accident: date
    call: list[str]
    recorded: list[RecordedCover]
    possible: list[str]
    dates: list[LastDay]
    report: ReportDay | None
    ways: list[OpenWay]
    platforms: list[str]


@operation(router, "/accident/begin", "Begin to seal a file", who="everybody", answer=UploadState)
def begin(request: HttpRequest, body: Beginning) -> HttpResponse:
    """The pouch is opened with its first file; no account is asked for."""
    return reply(_state(*begin_in_pouch(opened_pouch(request, body.secret), body.digest, body.size)))


@operation(router, "/accident/piece", "Send a piece of it", who="everybody", answer=UploadState, refuses=(404,))
def piece(request: HttpRequest, body: SealedPiece) -> HttpResponse:
    """Sealed with the last piece, and only where the digest is the phone's own."""
    content = _content(body.content)
    return reply(_state(*piece_in_pouch(find_pouch(body.secret), body.secret, body.upload, body.number, content)))


@operation(router, "/accident/sealed", "What is sealed", who="everybody", answer=Sealed, refuses=(404,))
def sealed(request: HttpRequest, body: Secret) -> HttpResponse:
    """Number, time and digests of everything under the secret."""
    pouch = find_pouch(body.secret)
    files = [_file(one) for one in pouch.files.order_by("received_at")]
    until = pouch.expires_at.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return reply({"no": pouch_number(pouch), "claimed": bool(pouch.holder), "until": until, "files": files})


@operation(router, "/accident/after", "Cover, days and whom to call", who="everybody", answer=After, refuses=(404,))
def after(request: HttpRequest, body: Taps) -> HttpResponse:
    """Which cover the taps leave open on that day; what is recorded only for whoever signed in."""
    if ITEM not in city_pack().items:
        raise NotFoundError(ITEM)
    accident = accident_day(find_pouch(body.secret), body.day)
    covers = covers_left_open(body.platform, accident)
    ways, report = ways_of(covers), report_by(accident)
    return reply(
        {
            "accident": accident.isoformat(),
            "call": [] if body.hurt == "no" else ["120", "122"],
            "recorded": [cover_line(one) for one in recorded(actor_of(request), accident)],
            "possible": [regimes()[one] for one in covers if one in regimes()],
            "dates": [
                {
                    "label": dict(one.label), "who": dict(one.who), "day": one.day.isoformat(),
                    "provisional": one.provisional, "clause": one.clause,
                }
                for one in dates_after(accident, ways)
            ],
            "report": None if report is None else {"day": report[0].isoformat(), "clause": report[1]},
            "ways": [way(name) for name in ways],
            "platforms": list(offered()),
        }
    )  # fmt: skip


@operation(router, "/accident/claim", "Make sealed files one's own", who="me", answer=Sealed, refuses=(404,))
def take(request: HttpRequest, body: Secret) -> HttpResponse:
    """From then on they can be chosen in every application; done again it changes nothing."""
    claim(caller(request), body.secret)
    return sealed(request, body)


class Size(Body):
    """``key``: of the phone's own, the same for the same file; ``size`` in bytes."""

    model_config = example(key="5b0e9c1f7a", size=312_400)
    key: str = Field(max_length=80)
    size: int


@operation(router, "/files", "My files", who="me", answer=OwnFiles)
def files(request: HttpRequest) -> HttpResponse:
    """Everything that the person ever sent, to be chosen again."""
    return reply({"files": [_file(one) for one in locker(caller(request))]})


@operation(router, "/files/begin", "Begin to send a file", who="worker", answer=UploadState)
def file_begin(request: HttpRequest, body: Size) -> HttpResponse:
    """For an application or an act; the same key goes on where it stopped."""
    return reply(_state(*begin_upload(caller(request, "worker"), body.key, body.size)))


@operation(router, "/files/piece", "Send a piece of it", who="worker", answer=UploadState, refuses=(404,))
def file_piece(request: HttpRequest, body: SentPiece) -> HttpResponse:
    """With the last one ``evidence`` names the file for ``papers``."""
    return reply(_state(*add_piece(caller(request, "worker"), body.upload, body.number, _content(body.content))))


def _content(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError):
        raise InputError("base64", "content", text[:20], "base64", _("这一段没有传完整，再传一次。")) from None


def _state(upload: Upload, following: int) -> dict[str, Any]:
    evidence = str(upload.evidence_id) if upload.evidence_id else None
    return {"upload": str(upload.id), "next": following, "piece": PIECE, "evidence": evidence}


def _file(row: Evidence) -> dict[str, Any]:
    return {
        "id": str(row.id), "type": row.media_type, "size": row.size, "sha256": row.sha256, "sm3": row.sm3,
        "received_at": row.received_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }  # fmt: skip


def cover_line(row: Cover) -> dict[str, Any]:
    """A record of cover, as the answers have it."""
    return {
        "company": row.company.name, "platform": row.platform, "kind": row.kind, "first": row.cover_from.isoformat(),
        "last": row.cover_to.isoformat() if row.cover_to else None,
    }  # fmt: skip

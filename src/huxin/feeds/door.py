"""The door for programs: a company posts a batch, and reads its receipts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from huxin.core.service import KeyReusedError
from huxin.feeds import apart
from huxin.feeds.landing import FeedDelivery, Landed, receive
from huxin.feeds.limiter import TooManyError, turn
from huxin.feeds.models import Batch
from huxin.feeds.problems import problem
from huxin.feeds.receipts import as_json
from huxin.feeds.rendering import receipt_pdf
from huxin.feeds.replies import same_request
from huxin.feeds.signing import SignedRequest, UnsignedError, check_signature
from huxin.files.limits import BusyError
from huxin.identity.service import access
from huxin.law import InputError
from huxin.law.cleaning import whole_number

CHUNK: Final = 1 << 20
TYPES: Final = {
    "application/vnd.apache.parquet": ".parquet",
    "application/x-ndjson": ".ndjson",
    "application/gzip": ".ndjson.gz",
}
Door = Callable[..., HttpResponse]


def signed_by_company(method: str) -> Callable[[Door], Door]:
    """Lets nobody in whose request is not signed by a key of the company in the address."""

    def mark(view: Door) -> Door:
        @csrf_exempt
        @access("company_key")
        @wraps(view)
        def guarded(request: HttpRequest, company: str, **rest: Any) -> HttpResponse:
            try:
                signed = check_signature(request, company)
            except UnsignedError as error:
                return problem(401, error, **{"WWW-Authenticate": "Huxin-Signature"})
            if request.method != method:
                told = InputError("method", "method", str(request.method), method, f"Use {method}.")
                return problem(405, told, Allow=method)
            return view(request, signed, company, **rest)

        return guarded

    return mark


@signed_by_company("POST")
def post_batch(request: HttpRequest, signed: SignedRequest, company: str, kind: str) -> HttpResponse:
    """Land one batch: 201 with receipt and report, 200 when the same bytes are here already."""
    if kind == "warnings":
        hint = (
            "Warnings come from the weather service: POST /api/v1/weather/warnings with a key of the emergency office."
        )
        return problem(403, InputError("forbidden", "kind", kind, "orders or oncall", hint))
    try:
        with turn(company), apart.door():
            by = f"key-{signed.key.id}"
            landed = _receive(request, signed, FeedDelivery(company, kind, _name(request), by, settings.FEED_PATIENCE))
    except BusyError as error:
        told = InputError("busy", "company", company, "a free place for reading", str(error))
        return problem(503, told, **{"Retry-After": str(error.retry_after)})
    except TooManyError as error:
        told = InputError("rate", "company", company, f"{settings.FEED_RATE} batches a minute", str(error))
        return problem(429, told, **{"Retry-After": str(error.seconds)})
    except KeyReusedError:
        hint = "Send every batch under a key of its own, and repeat a key only with the same bytes."
        return problem(409, InputError("idempotency_key", "Idempotency-Key", signed.idempotency_key, "a new key", hint))
    except InputError as error:
        return problem(_STATUS.get(error.problem.code, 422), error)
    answer = {"receipt": as_json(landed.batch), "report": landed.batch.report}
    return JsonResponse(answer, status=201 if landed.fresh else 200, json_dumps_params={"ensure_ascii": False})


_STATUS: Final = {
    "too_big": 413, "file_too_big": 413, "length": 411, "media_type": 415, "kind": 404, "digest": 400,
    "idempotency_key": 400, "company": 400, "interrupted": 400, "limit_seconds": 413, "limit_memory": 413,
    "limit_written": 413, "limit_result": 413,
}  # fmt: skip


@signed_by_company("GET")
def show_receipt(request: HttpRequest, signed: SignedRequest, company: str, batch: str, form: str) -> HttpResponse:
    """The receipt of a batch of this company, as JSON with its report or as PDF."""
    found = Batch.objects.filter(id=batch, company=company).first()
    if found is None or form not in ("json", "pdf"):
        return problem(404, InputError("batch", "batch", batch, "the id of a receipt", "It stands in the answer."))
    if form == "pdf":
        return HttpResponse(receipt_pdf(found), content_type="application/pdf")
    text = json.dumps({"receipt": as_json(found), "report": found.report}, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json")


def _receive(request: HttpRequest, signed: SignedRequest, delivery: FeedDelivery) -> Landed:
    if not signed.idempotency_key or len(signed.idempotency_key) > 80:
        got, hint = (
            signed.idempotency_key or "nothing",
            "Use a new UUID for each batch, the same one when you repeat it.",
        )
        raise InputError("idempotency_key", "Idempotency-Key", got, "1 to 80 characters", hint)
    if not signed.sha256:
        hint = "Content-Digest: sha-256=:BASE64:, over the body as it is sent."
        raise InputError("digest", "Content-Digest", "nothing", "sha-256 of the body", hint)
    _check_length(request)

    def agreed(sha256: str) -> None:
        if sha256 != signed.sha256:
            hint = "The body changed on the way, or the digest is of something else. Send it again."
            raise InputError("digest", "Content-Digest", signed.sha256, sha256, hint)

    with same_request(delivery, signed):
        return receive(_body(request), delivery, agreed)


def _check_length(request: HttpRequest) -> None:
    length = request.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit()):
        raise InputError("length", "Content-Length", length or "nothing", "a number of bytes", "Say how long it is.")
    size = whole_number(length, 15, None)
    if size is None or size > settings.FEED_LIMIT:
        raise InputError("too_big", "Content-Length", length, f"at most {settings.FEED_LIMIT}", "Send it in parts.")


def _body(request: HttpRequest) -> Iterator[bytes]:
    while chunk := _read(request):
        yield chunk


def _read(request: HttpRequest) -> bytes:
    try:
        return request.read(CHUNK)
    except OSError as error:
        raise InputError("interrupted", "body", str(error), "the whole body", "Send it again.") from None


def _name(request: HttpRequest) -> str:
    """A name for what came, with the ending of its media type.  Raises InputError for another type."""
    sent = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    packed = request.headers.get("Content-Encoding", "").strip().lower()
    if sent == "application/x-ndjson" and packed == "gzip":
        return "batch.ndjson.gz"
    if sent not in TYPES or packed not in ("", "identity"):
        got = f"{sent or 'nothing'} {packed}".strip()
        hint = "Send Parquet, or NDJSON packed with gzip."
        raise InputError("media_type", "Content-Type", got, ", ".join(TYPES), hint)
    return f"batch{TYPES[sent]}"

"""What goes wrong as a problem document (RFC 9457): what, where, why, how to mend it."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse, JsonResponse

from huxin.law import InputError

TITLES: Final = {
    400: "The request cannot be read",
    401: "The request is not signed by a key of the company",
    403: "Not by this door",
    404: "There is no such thing",
    405: "This method is not allowed here",
    409: "The idempotency key was used for something else",
    411: "The request does not say how long it is",
    413: "The delivery is too big",
    415: "The delivery is of a kind that is not taken",
    422: "The delivery cannot be read",
    429: "Too many deliveries",
    503: "Others are read just now",
}


def problem(status: int, error: InputError, **headers: str) -> HttpResponse:
    """One document for every refusal; nothing was kept."""
    told = vars(error.problem)
    body = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": str(error), **told}
    answer = JsonResponse(body, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})
    answer.headers["Content-Type"] = "application/problem+json"
    return answer

"""Problem documents (RFC 9457): what programs are told when something is not taken, in the parts of an InputError."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language

from huxin.law import InputError


def is_program(request: HttpRequest) -> bool:
    """Whether a program asks, so that it is answered in JSON and never led to a page."""
    return request.path.startswith("/api/")


def problem(status: int, code: str, title: str, hint: str, **more: Any) -> JsonResponse:
    """``type``, ``title``, ``status``, ``code``, ``hint``, and where it fits ``field``, ``got``, ``wanted``."""
    body = {"type": "about:blank", "title": title, "status": status, "code": code, "hint": hint} | more
    return JsonResponse(body, status=status, content_type="application/problem+json", json_dumps_params=SORTED)


def hint_of(error: InputError) -> str:
    """How to mend it, in the language of the page or request that is answered."""
    return error.problem.in_words(get_language() or "zh")


def problem_of(error: InputError, status: int = 422) -> JsonResponse:
    """What was wrong with an input, where, and how to mend it."""
    found = error.problem
    return problem(
        status, found.code, str(error), hint_of(error), field=found.field, got=found.got, wanted=found.wanted
    )


SORTED = {"ensure_ascii": False, "sort_keys": True}

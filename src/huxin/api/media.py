"""What a program may send: each operation takes the types that its description names, and says so for every other one.

A form of a browser is not JSON.  Once something has read it as a form, its bytes are gone for whoever reads JSON, so
that the type is looked at before the caller is asked for and before anything is read.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from ninja.openapi.schema import BODY_CONTENT_TYPES
from ninja.operation import Operation
from ninja.parser import Parser

from huxin.core.service import problem
from huxin.law.cleaning import whole

JSON: Final = "application/json"
FORM: Final = "multipart/form-data"
_SILENT: Final = frozenset({"GET", "HEAD", "OPTIONS"})
Run = Callable[..., HttpResponseBase]


class WholeJson(Parser):
    """JSON as the standard has it: no NaN, no number without end, no half of a character, no depth without bound."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value that a body holds.  Raises ValueError, RecursionError."""
        found = json.loads(request.body, parse_constant=_none)
        if not whole(found):
            raise ValueError("half a character")
        return found


def _none(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def media_types(operation: Operation) -> tuple[str, ...]:
    """The content types that an operation takes; JSON where it reads no body at all."""
    told = (operation.openapi_extra or {}).get("requestBody", {}).get("content", {})
    sources = {model.__ninja_param_source__ for model in operation.models} & set(BODY_CONTENT_TYPES)
    if "file" in sources:
        return (FORM,)
    return tuple(told) or tuple(BODY_CONTENT_TYPES[one] for one in sources) or (JSON,)


def typed(run: Run) -> Run:
    """415 for a body of a type that the operation does not take.  Raises TypeError for what is no operation."""
    operation = getattr(run, "__self__", None)
    if not isinstance(operation, Operation):
        raise TypeError(f"{run!r} is not the run of an operation: it stands first among the decorators")
    types = media_types(operation)

    @wraps(run)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in _SILENT or request.META.get("CONTENT_LENGTH") in (None, "", "0"):
            return run(request, *args, **kwargs)
        sent = (request.content_type or "").lower()
        if sent in types:
            return run(request, *args, **kwargs)
        wanted = ", ".join(types)
        title = f"Content-Type: {sent[:80] or 'nothing'} is not taken here"
        hint = f"Send the header Content-Type: {types[0]} and a body of that type. /api/openapi.json describes it."
        answer = problem(415, "media_type", title, hint, field="Content-Type", got=sent[:80], wanted=wanted)
        answer.headers["Accept"] = wanted
        return answer

    return guarded

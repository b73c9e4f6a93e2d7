"""One declaration for an operation of the phone: its address, who may call it, what it answers and how it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router, Schema
from ninja.constants import NOT_SET
from ninja.errors import HttpError
from pydantic import ConfigDict

from huxin.identity.service import RULES, Actor

Run = TypeVar("Run", bound=Callable[..., Any])
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80)]
Who = Literal["everybody", "worker", "me"]
"""``worker`` and ``me`` as in ``identity.access``: also a delegate for a person, the person alone."""
Words = dict[str, str]
"""``{"zh", "en"}``."""
_REFUSED: Final = {
    400: "No JSON", 401: "Nobody known is calling", 403: "Known, but this is not yours", 404: "Not there for you",
    409: "Somebody acted meanwhile, or it was done before", 422: "What is wrong, where, how to mend it",
    410: "The data was erased, or the papers were disposed of",
    429: "Too much is asked; Retry-After says when again",
}  # fmt: skip


class Body(Schema):
    """What is sent: names that an operation does not know are refused."""

    model_config = ConfigDict(extra="forbid")


def example(**values: Any) -> ConfigDict:
    """The configuration of a body, with what one may look like."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [values]})


class PhoneAnswer(Schema):
    """What is answered; it holds what is declared and nothing else."""

    model_config = ConfigDict(extra="forbid")


class ProblemAnswer(Schema):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    hint: str
    field: str = ""
    got: str = ""
    wanted: str = ""


def operation(
    router: Router,
    path: str,
    summary: str,
    *,
    who: Who,
    answer: type[Schema],
    status: int = 200,
    refuses: tuple[int, ...] = (),
) -> Callable[[Run], Run]:
    """Declare an operation; ``refuses``: how it may say no beside what every operation may say."""
    always = (400, 422, 429) if who == "everybody" else (400, 401, 403, 422, 429)
    refused = {
        str(code): {
            "description": _REFUSED[code],
            "content": {"application/problem+json": {"schema": ProblemAnswer.model_json_schema()}},
        }
        for code in sorted({*always, *refuses})
    }
    return router.post(
        path, auth=None if who == "everybody" else NOT_SET, summary=summary, response={status: answer},
        openapi_extra={"responses": refused}, url_name=f"phone{path.replace('/', '-')}",
    )  # fmt: skip


def caller(request: HttpRequest, who: Literal["worker", "me"] = "me") -> Actor:
    """Who calls.  Raises HttpError 403 for whoever may not."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if not RULES[who](actor):
        raise HttpError(403, _("这一步要劳动者本人来办：用自己的账号登录。"))
    return actor

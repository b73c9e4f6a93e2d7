"""One API for all rooms: who calls, what a refusal looks like, and the OpenAPI description at /api/openapi.json."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from huxin.api import law
from huxin.api.media import WholeJson, typed
from huxin.api.phone import accident, asking, entry, matters, mine
from huxin.casework import api as cases
from huxin.casework.imports import api as lists
from huxin.casework.service import ConflictError, DisposedError, ForbiddenError, NotFoundError
from huxin.core.service import problem, problem_of
from huxin.files.limits import BusyError
from huxin.files.sandbox import asks
from huxin.identity.service import Actor, LockedError, account_of_key, actor_for, actor_of
from huxin.law import InputError
from huxin.measures.employment import api as agreements
from huxin.measures.insurance import api as cover
from huxin.measures.places import api as places
from huxin.measures.safety import api as weather
from huxin.people.service import ErasedError


class ApiKeyAuth(HttpBearer):
    """``Authorization: Bearer huxin_…``: a key of an account."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of the key; None for one that is unknown or taken back."""
        account = account_of_key(token)
        if account is None:
            return None
        request.user = account
        actor = actor_for(account)
        asks(str(actor.owner or actor.key))
        return actor


def session(request: HttpRequest) -> Actor | None:
    """Whoever signed in on a page, with every factor they need; a change needs the page's CSRF token too."""
    actor = actor_of(request)
    return None if actor.kind in ("nobody", "half") or check_csrf(request) is not None else actor


api = NinjaAPI(
    title="Huxin 护新",
    version="1",
    description="Cases, papers and the law of a city's notice on platform workers.",
    urls_namespace="api",
    docs_url=None,
    auth=[ApiKeyAuth(), session],
    parser=WholeJson(),
)
api.add_decorator(typed, mode="view")
api.add_router("v1/", cases.router)
api.add_router("v1/law/", law.router)
api.add_router("v1/weather/", weather.router)
api.add_router("v1/lists", lists.router)
api.add_router("v1/agreements", agreements.router)
api.add_router("v1/cover", cover.router)
api.add_router("v1/places", places.router)
for _part in (entry, accident, asking, matters, mine):
    api.add_router("v1/phone", _part.router)


@api.exception_handler(InputError)
def _input(request: HttpRequest, error: InputError) -> HttpResponse:
    return problem_of(error)


@api.exception_handler(BusyError)
def _busy(request: HttpRequest, error: BusyError) -> HttpResponse:
    answer = problem(503, "busy", str(error), f"Nothing was taken in. Send it again in {error.retry_after} seconds.")
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


@api.exception_handler(NotFoundError)
@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, "not_found", "Not found", "It does not exist, or it is not yours to see. Check the number.")


@api.exception_handler(ErasedError)
@api.exception_handler(DisposedError)
def _gone(request: HttpRequest, error: Exception) -> HttpResponse:
    hint = "The person had the data erased, or the papers were disposed of when their time was over."
    return problem(410, "gone", "No longer there", hint)


@api.exception_handler(ForbiddenError)
@api.exception_handler(PermissionError)
def _forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(403, "forbidden", str(error), "See 'allowed' of the case for what is yours to do.")


@api.exception_handler(LockedError)
def _locked(request: HttpRequest, error: LockedError) -> HttpResponse:
    hint = _("试错太多次了，过 %(minutes)s 分钟再试。") % {"minutes": error.minutes}
    answer = problem(429, "locked", "Too many wrong tries", hint)
    answer.headers["Retry-After"] = str(error.minutes * 60)
    return answer


@api.exception_handler(ConflictError)
def _conflict(request: HttpRequest, error: ConflictError) -> HttpResponse:
    hint = "Read the case again; for another request use another Idempotency-Key."
    return problem(409, "conflict", str(error), hint, **({} if error.seq is None else {"seq": error.seq}))


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    hint = "Send 'Authorization: Bearer <key>', or sign in on the page and send its X-CSRFToken."
    return problem(401, "sign_in", "Nobody known is calling", hint)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    title = HTTPStatus(error.status_code).phrase
    if error.status_code == HTTPStatus.BAD_REQUEST:
        hint = "Send JSON in UTF-8: whole characters (no lone \\ud800), no NaN, not nested without end."
        return problem(400, "json", str(error), hint, field="body")
    return problem(error.status_code, title.lower().replace(" ", "_"), title, str(error))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first fault, in the parts of every other one."""
    first: dict[str, Any] = error.errors[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    got = str(first.get("input", ""))[:80]
    title, hint = f"{place}: {first['msg']}", "Compare with /api/openapi.json."
    return problem(422, str(first["type"]), title, hint, field=place, got=got, wanted=first["msg"])

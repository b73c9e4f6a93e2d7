"""In and out: by account and password, or by the ticket of the province's app."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.errors import HttpError
from ninja.utils import check_csrf

from huxin.api.phone.operations import Body, PhoneAnswer, Words, example, operation
from huxin.casework.api import reply
from huxin.casework.service import NotFoundError, city_pack
from huxin.core.service import problem
from huxin.identity.service import (
    SINGLE_SIGN_ON,
    Account,
    actor_of,
    came_by,
    check_sign_in,
    idle_minutes,
    jar,
    origin_of,
    province_ticket,
    remember,
)
from huxin.law import InputError
from huxin.people.service import account_by_number

router = Router(tags=["phone"])

SIGN_IN = ("v1/phone/sign-in", "v1/phone/sign-in-by-ticket", "v1/phone/case-by-code/ask", "v1/phone/case-by-code/look")
"""Operations that are counted as tries to get in."""


class Here(PhoneAnswer):
    """``csrf``: sent back as X-CSRFToken.  ``own_password``: one that somebody else chose is changed on its page."""

    city: Words
    demo: bool
    csrf: str
    signed_in: bool
    name: str
    own_password: bool
    idle_minutes: int | None
    ticket: bool


class SigningIn(Body):
    """An account of a worker and its password."""

    model_config = example(username="worker-1", password="…")  # noqa: S106 - of an example
    username: str
    password: str


class Ticket(Body):
    """The one-time ticket that the province's app gave."""

    model_config = example(ticket="tk_5f0c")
    ticket: str


@operation(router, "/start", "Who is here, and the token for every call", who="everybody", answer=Here)
def start(request: HttpRequest) -> HttpResponse:
    """The first call of a shell, and the one after a 401."""
    return _here(request)


@operation(router, "/sign-in", "Sign in", who="everybody", answer=Here, refuses=(403,))
def sign_in(request: HttpRequest, body: SigningIn) -> HttpResponse:
    """Workers alone: companies and staff have pages of their own.  The same words whatever of it is wrong."""
    _same_site(request)
    account = check_sign_in(body.username.strip(), body.password, origin_of(request))
    if account is None or account.kind != "worker":
        hint = _("账号或密码不对，再看一遍。企业和工作人员从网页登录。")
        raise InputError("sign_in", "username", "an account and a password", "those of a worker", hint)
    return _enter(request, account)


@operation(router, "/sign-in-by-ticket", "Sign in by ticket", who="everybody", answer=Here, refuses=(403, 404, 409))
def sign_in_by_ticket(request: HttpRequest, body: Ticket) -> HttpResponse:
    """A ticket is good once.  Whoever has no account yet is told 409 with ``next``, the page that opens one."""
    if not settings.TICKET_TOKEN_URL:
        raise NotFoundError("ticket")
    _same_site(request)
    user = province_ticket.user_of_ticket(body.ticket)
    account = province_ticket.account_of(user)
    if account is not None and account.kind == "worker":
        came_by(request, SINGLE_SIGN_ON)
        return _enter(request, account, SINGLE_SIGN_ON)
    if account is None and user.kind == "person" and account_by_number(user.number)[1] is None:
        hint = _("这里还没有你的账号，打开下一页开一个。")
        answer = problem(409, "no_account", "No account yet", hint, next=reverse("account:register"))
        jar.hand_out(answer, province_ticket.hold(user))
        return answer
    raise HttpError(
        403, _("这里没有你能用的劳动者账号。企业和工作人员从网页登录；账号停用了，到就近的窗口问，或者打 12333。")
    )


@operation(router, "/sign-out", "Sign out", who="everybody", answer=Here, refuses=(403,))
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session ends; what the phone keeps is the shell's to drop."""
    _same_site(request)
    logout(request)
    return _here(request)


def _same_site(request: HttpRequest) -> None:
    """Another site cannot sign somebody in or out.  Raises HttpError 403."""
    if check_csrf(request) is not None:
        raise HttpError(403, _("这一页开得太久了，重新打开再试。"))


def _enter(request: HttpRequest, account: Account, way: str = "") -> HttpResponse:
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    if way:
        came_by(request, way)
    remember(request, account)
    return _here(request)


def _here(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    account = request.user if isinstance(request.user, Account) else None
    known = actor.kind == "worker" and account is not None
    return reply(
        {
            "city": dict(city_pack().label),
            "demo": settings.DEMO,
            "csrf": get_token(request),
            "signed_in": known,
            "name": account.label if known and account is not None else "",
            "own_password": not (known and account is not None and account.must_change),
            "idle_minutes": idle_minutes(account) if known and account is not None else None,
            "ticket": bool(settings.TICKET_TOKEN_URL),
        }
    )

"""Default deny: a view that does not say who may enter answers 403 to everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, URLResolver

from huxin.core.http.problems import is_program
from huxin.files.sandbox import asks
from huxin.identity.actor import Actor, actor_of
from huxin.identity.kept_forms import keep, last_account
from huxin.identity.roles import ADMINISTRATORS

View = TypeVar("View", bound=Callable[..., Any])
RULES: Final[dict[str, Callable[[Actor], bool]]] = {
    "public": lambda actor: True,
    "api": lambda actor: True,
    "company_key": lambda actor: True,  # a program without an account: the view itself checks its signature first
    "signed_in": lambda actor: actor.kind in ("worker", "officer", "company", "delegate"),
    "worker": lambda actor: actor.kind == "worker",
    "me": lambda actor: actor.kind == "worker" and not actor.on_behalf,
    "company": lambda actor: actor.kind == "company",
    "company_accounts": lambda actor: actor.kind == "company" and actor.may("accounts"),
    "company_signing": lambda actor: actor.kind == "company" and actor.may("signing"),
    "company_filing": lambda actor: actor.kind == "company" and actor.may("filing"),
    "company_lists": lambda actor: actor.kind == "company" and actor.may("lists"),
    "company_keys": lambda actor: actor.kind == "company" and actor.may("keys"),
    "officer": lambda actor: actor.kind == "officer" and not actor.roles & ADMINISTRATORS,
    "staff": lambda actor: actor.kind == "officer",
    "half": lambda actor: actor.kind in ("half", "officer"),
    "account": lambda actor: actor.kind in ("half", "officer", "worker", "company", "delegate") and not actor.on_behalf,
    "delegate": lambda actor: actor.kind == "delegate" or actor.on_behalf,
    "handler": lambda actor: "handler" in actor.roles,
    "approver": lambda actor: "approver" in actor.roles,
    "finance": lambda actor: "finance" in actor.roles,
    "policy_admin": lambda actor: "policy_admin" in actor.roles,
    "auditor": lambda actor: bool(actor.roles & {"auditor", "audit_admin"}),
    "system_admin": lambda actor: "system_admin" in actor.roles,
    "security_admin": lambda actor: "security_admin" in actor.roles,
}
"""Who may enter a page.  What may be done to a case is decided by its procedure, not here.

``api``: the operation says itself who may call it, and denies everybody where it does not.
"""


def access(rule: str) -> Callable[[View], View]:
    """Say who may enter a view.  Raises KeyError for a rule that does not exist."""
    RULES[rule]

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


class DefaultDenyMiddleware:
    """Lets a request through to a view only where the view's rule holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: object) -> HttpResponse | None:
        """None lets the view run; a visitor is sent to sign in; anybody else is told no."""
        rule = getattr(view, "access_rule", None)
        actor = actor_of(request)
        if rule is not None and RULES[rule](actor):
            asks(str(actor.owner or actor.key))
            return None
        if rule is not None and actor.kind in ("nobody", "half") and by_script(request):
            return JsonResponse({"code": "signed_out"}, status=401)
        if rule is not None and actor.kind == "nobody" and not is_program(request):
            idle = {"idle": "1"} if getattr(request, "ended_by_idling", False) else {}
            return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode(_onward(request) | idle)}")
        if rule is not None and actor.kind == "half" and not is_program(request):
            return HttpResponseRedirect(f"{settings.SECOND_FACTOR_URL}?{urlencode(_onward(request))}")
        raise PermissionDenied


def by_script(request: HttpRequest) -> bool:
    """Whether a script of a page asks, which cannot follow anybody to the sign-in."""
    return request.headers.get("X-Requested-With") == "fetch"


def _onward(request: HttpRequest) -> dict[str, str]:
    """Where the sign-in leads: to the address that was asked for, with what was sent there, if it was a form."""
    account = last_account(request) if request.method == "POST" else None
    kept = keep(request, account, request.path, dict(request.POST.lists())) if account is not None else None
    if kept is None:
        return {"next": request.get_full_path()}
    return {"next": f"{request.path}?{urlencode({'kept': kept})}", "waits": "1"}


def routes(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterable[tuple[str, str | None]]:
    """Every route with its access rule; None where a view has none."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, getattr(pattern.callback, "access_rule", None)

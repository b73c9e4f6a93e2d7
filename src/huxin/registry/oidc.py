"""Single sign-on of the staff by OpenID Connect: code flow with PKCE, state and nonce; the client is authlib's.

It proves one factor, unless the identity token says that several were shown (``amr``).
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from huxin.law import InputError
from huxin.registry.accounts import subject_digest
from huxin.registry.actors import STAFF
from huxin.registry.models import Account, Identity

STRONG: Final = frozenset({"mfa", "otp", "hwk"})


def offered() -> bool:
    """Whether a provider is set up."""
    return bool(settings.OIDC_ISSUER)


def to_provider(request: HttpRequest, back: str) -> HttpResponseBase:
    """Send the browser to the provider.  Raises InputError when the provider does not answer."""
    try:
        answer: HttpResponseBase = _client().authorize_redirect(request, back)
    except OSError:
        raise _unusable() from None
    return answer


def account_from(request: HttpRequest) -> tuple[Account | None, bool]:
    """(the account that the provider's answer is about, whether several factors were shown).

    None for somebody whose identity is linked to no account of the staff.  Raises InputError for an answer that does
    not hold: another state, nonce, signature or client, or a provider that does not answer.
    """
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    try:
        token: dict[str, Any] = _client().authorize_access_token(request)
    except (AuthlibBaseError, JoseError, OSError, KeyError, ValueError):
        raise _unusable() from None
    claims = token.get("userinfo") or {}
    if not claims.get("sub"):
        raise _unusable()
    row = (
        Identity.objects.select_related("account")
        .filter(
            provider="oidc",
            subject=subject_digest("oidc", str(claims["sub"])),
            account__is_active=True,
            account__kind__in=STAFF,
        )
        .first()
    )
    return (row.account if row is not None else None), bool(STRONG & set(claims.get("amr") or ()))


def _client() -> Any:
    return _registered(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@cache
def _registered(issuer: str, client_id: str, secret: str) -> Any:
    try:
        from authlib.integrations.django_client import OAuth
    except ImportError:
        hint = "Install Huxin with the extra 'sso', or leave HUXIN_OIDC_ISSUER out."
        raise InputError("missing", "HUXIN_OIDC_ISSUER", issuer, "the extra 'sso'", hint) from None
    oauth = OAuth()
    oauth.register(
        "staff",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
    )
    return oauth.create_client("staff")


def _unusable() -> InputError:
    return InputError(
        "provider",
        "code",
        "no usable answer",
        "a signed answer to our question",
        "统一登录没有成功。再试一次，或者用账号密码登录。",
    )

"""Single sign-on of the staff by OpenID Connect: code flow with PKCE, state and nonce; the client is authlib's.

It proves one factor, unless the identity token says that several were shown.  Who somebody is stands in the signed
identity token alone: without one nobody comes in, and nothing else that a provider says is read.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from huxin.identity import jar, oidc_client
from huxin.identity.accounts import subject_digest
from huxin.identity.actor import STAFF
from huxin.identity.models import Account, Identity
from huxin.law import InputError
from huxin.law.cleaning import whole

LEEWAY: Final = 120
"""Seconds by which two clocks may differ."""


def offered() -> bool:
    """Whether a provider is set up."""
    return bool(settings.OIDC_ISSUER)


def to_provider(request: HttpRequest, back: str) -> HttpResponseBase:
    """Send the browser to the provider; it keeps what the answer has to fit, and no row is written here.

    Raises InputError when the provider does not answer.
    """
    try:
        with jar.in_place_of_session(request, {}) as held:
            answer: HttpResponseBase = _client().authorize_redirect(request, back)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError):
        raise _unusable() from None
    jar.hand_out(answer, held)
    return answer


def account_from(request: HttpRequest) -> tuple[Account | None, bool]:
    """(the account that the provider's answer is about, whether several factors were shown).

    None for somebody whose identity is linked to no open account of the staff.  Raises InputError for an answer that
    does not hold: another state, nonce, signature or client, claims of a wrong shape, no identity token, or a provider
    that does not answer.
    """
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    try:
        with jar.in_place_of_session(request, jar.content_of(request)):
            token: dict[str, Any] = _client().authorize_access_token(request)
        claims = token["userinfo"] if token.get("id_token") else {}
        _check(claims)
        several = oidc_client.strong(claims, settings.OIDC_STRONG_ACR)
    except (AuthlibBaseError, JoseError, OSError, RuntimeError, LookupError, ValueError, TypeError, AttributeError):
        raise _unusable() from None
    row = (
        Identity.objects.select_related("account")
        .filter(
            provider="oidc",
            subject=subject_digest("oidc", claims["sub"]),
            account__is_active=True,
            account__kind__in=STAFF,
        )
        .first()
    )
    return (row.account if row is not None else None), several


def _check(claims: Mapping[str, Any]) -> None:
    """What the standard asks of an identity token, beside signature, nonce and at_hash.  Raises ValueError."""
    audience, now = claims.get("aud"), time.time()
    names = [audience] if isinstance(audience, str) else audience
    subject, ways = claims.get("sub"), claims.get("amr", [])
    faults = {
        "iss": claims.get("iss") != settings.OIDC_ISSUER,
        "aud": not isinstance(names, list) or settings.OIDC_CLIENT_ID not in names,
        "azp": ((isinstance(names, list) and len(names) > 1) or "azp" in claims)
        and claims.get("azp") != settings.OIDC_CLIENT_ID,
        "exp": not _number(claims.get("exp")) or claims["exp"] < now - LEEWAY,
        "iat": not _number(claims.get("iat")) or claims["iat"] > now + LEEWAY,
        "nonce": not isinstance(claims.get("nonce"), str) or not claims["nonce"],
        "sub": not isinstance(subject, str) or not 0 < len(subject) <= 255 or not whole(subject),
        "amr": not isinstance(ways, list) or not all(isinstance(one, str) for one in ways),
        "acr": not isinstance(claims.get("acr", ""), str),
    }
    wrong = [name for name, fault in faults.items() if fault]
    if wrong:
        raise ValueError(", ".join(wrong))


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _client() -> Any:
    return oidc_client.client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def _unusable() -> InputError:
    return InputError(
        "provider",
        "code",
        "no usable answer",
        "a signed answer to our question",
        _("统一登录没有成功。再试一次，或者用账号密码登录。"),
    )

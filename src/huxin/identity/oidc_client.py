"""authlib's OpenID Connect client, made to ask through our own bounded door and to take signed tokens only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from huxin.core.http.outside import ask
from huxin.law import InputError

SIGNED: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key that only the provider has: none and shared secrets are not among them."""


@cache
def client(issuer: str, client_id: str, secret: str) -> Any:
    """A client for a provider.  Raises InputError where the extra is not installed."""
    try:
        from authlib.integrations.django_client import OAuth
        from authlib.integrations.django_client.apps import DjangoOAuth2App
        from authlib.integrations.requests_client import OAuth2Session
        from requests import PreparedRequest, Response
        from requests.adapters import BaseAdapter
    except ImportError:
        hint = "Install Huxin with the extra 'sso', or leave HUXIN_OIDC_ISSUER out."
        raise InputError("missing", "HUXIN_OIDC_ISSUER", issuer, "the extra 'sso'", hint) from None

    class Bounded(BaseAdapter):
        """Raises AwayError, an OSError, for a provider that does not answer in time."""

        def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
            sent = request.body.encode() if isinstance(request.body, str) else request.body
            body = sent if isinstance(sent, bytes) else None
            headers = {str(name): _text(value) for name, value in request.headers.items()}
            found = ask(request.method or "GET", request.url or "", headers | {"Accept-Encoding": "identity"}, body)
            answer = Response()
            answer.status_code, answer._content, answer.url = found.status, found.body, request.url or ""
            answer.headers.update(found.headers)
            answer.request = request
            return answer

        def close(self) -> None:
            return None

    class Session(OAuth2Session):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.trust_env, self.max_redirects = False, 0
            self.mount("https://", Bounded())
            self.mount("http://", Bounded())

    class App(DjangoOAuth2App):  # type: ignore[misc]
        client_cls = Session

        def load_server_metadata(self) -> Any:
            found = super().load_server_metadata()
            offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
            found["id_token_signing_alg_values_supported"] = [one for one in SIGNED if one in offered]
            return found

    class Providers(OAuth):  # type: ignore[misc]
        oauth2_client_cls = App

    oauth = Providers()
    oauth.register(
        "staff",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
    )
    return oauth.create_client("staff")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def strong(claims: Mapping[str, Any], accepted: tuple[str, ...]) -> bool:
    """Whether an identity token says that several factors were shown.

    ``accepted``: values of ``acr`` that the city agreed on with its provider; where it has some, only they count.
    Else ``amr`` (RFC 8176) has to name ``mfa``, or ways of two kinds: one of them alone is one factor.
    """
    if accepted:
        return claims.get("acr") in accepted
    ways = set(claims.get("amr") or ())
    return "mfa" in ways or sum(bool(ways & kind) for kind in _KINDS) >= 2


_KINDS: Final = (
    frozenset({"pwd", "pin", "kba"}),
    frozenset({"otp", "hwk", "swk", "sms", "tel", "sc"}),
    frozenset({"face", "fpt", "iris", "retina", "vbm"}),
)
"""What somebody knows, has, and is."""

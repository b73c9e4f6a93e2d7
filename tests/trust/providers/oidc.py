"""A real OpenID Connect provider in a process of its own: django-oauth-toolkit, with one person who is signed in.

``python -m tests.trust.providers.oidc FOLDER PORT CALLBACK`` makes its database and key, prints a line, and serves.
The person's ``amr`` is what the file ``amr.json`` in the folder says at the time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

CLIENT, SECRET, SUBJECT = "huxin", "a-secret-between-the-two", "staff-7"


def configure(folder: Path, port: int) -> None:
    """A whole Django project in one call."""
    from django.conf import settings

    key = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider",
        ],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", f"{__name__}.SignedIn"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        USE_TZ=True,
        AMR_FILE=folder / "amr.json",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.decode(),
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "SCOPES": {"openid": "who you are"},
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "PKCE_REQUIRED": True,
        },
    )  # fmt: skip


class SignedIn:
    """Whoever comes is the person of the test: signing in at the provider is not what is tested."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        from django.contrib.auth import get_user_model

        request.user = get_user_model().objects.get(username=SUBJECT)
        return self.get_response(request)


def __getattr__(name: str) -> Any:
    """Addresses and validator, made when Django asks for them: its settings have to stand first."""
    if name == "urlpatterns":
        from django.urls import include, path

        return [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
    if name == "Validator":
        from django.conf import settings
        from oauth2_provider.oauth2_validators import OAuth2Validator

        class Validator(OAuth2Validator):
            oidc_claim_scope = None

            def get_additional_claims(self, request: Any) -> dict[str, Any]:
                return {"sub": SUBJECT, "amr": json.loads(settings.AMR_FILE.read_text())}

        return Validator
    raise AttributeError(name)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        return None


def main() -> None:
    folder, port, callback = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    sys.modules["tests.trust.providers.oidc"] = sys.modules[__name__]
    configure(folder, port)
    import django
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    django.setup()
    call_command("migrate", verbosity=0)
    from oauth2_provider.models import get_application_model

    get_user_model().objects.create_user(SUBJECT)
    get_application_model().objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        redirect_uris=callback,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        algorithm="RS256",
        skip_authorization=True,
    )
    server = make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

"""What every answer carries, whoever asks for whatever."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as configured
from django.http import HttpResponseBase
from django.test import Client

from tests.trust.routes import ROUTES
from tests.trust.test_accounts import PASSWORD, officer_account
from tests.trust.town import Town

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<style\b|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|href=\"javascript:", re.IGNORECASE)
WHO = ("nobody", "worker_own", "handler", "auditor", "admin_system", "finance")


def pages(town: Town) -> list[tuple[str, str, HttpResponseBase]]:
    """The first address of every route, for people who may and people who may not."""
    first = {path: things(town)[0].path for path, things in ROUTES.items()}
    return [(path, who, town.client(who).get(address)) for path, address in first.items() for who in WHO]


def test_every_answer_is_safe_for_the_browser(town: Town, quiet: None) -> None:
    faults = []
    for path, who, answer in pages(town):
        headers = answer.headers
        wanted = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        faults += [f"{path} {who}: {name}" for name, text in wanted.items() if headers.get(name) != text]
        policy = headers.get("Content-Security-Policy", "")
        if "unsafe" in policy or "default-src" not in policy or "*" in policy:
            faults.append(f"{path} {who}: policy {policy!r}")
        if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
            faults.append(f"{path} {who}: referrer")
        kind = headers.get("Content-Type", "")
        if answer.status_code == 200 and kind.startswith("text/html") and INLINE.search(answer.content.decode()):
            faults.append(f"{path} {who}: something inline")
        kept = headers.get("Cache-Control", "")
        if "no-store" not in kept or "private" not in kept:
            faults.append(f"{path} {who}: cached")
    assert faults == []


def test_cookies_are_closed_to_scripts_and_other_sites(db: None) -> None:
    account = officer_account()
    client = Client()
    client.get("/login/")
    client.post("/login/", {"username": account.username, "password": PASSWORD})
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
    assert configured.SESSION_COOKIE_HTTPONLY
    assert configured.SESSION_COOKIE_SECURE
    assert configured.CSRF_COOKIE_SECURE
    assert configured.SECURE_HSTS_SECONDS >= 31_536_000

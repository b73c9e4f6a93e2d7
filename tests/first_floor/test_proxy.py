"""Behind a proxy that ends TLS, forms of https pages are taken; without the setting they are refused in words."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support import make_officer

pytestmark = pytest.mark.django_db
HEADERS = {"HTTP_HOST": "testserver", "HTTP_ORIGIN": "https://testserver", "HTTP_X_FORWARDED_PROTO": "https"}


@pytest.fixture(autouse=True)
def _pages(settings, tmp_path):
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", verbosity=0, interactive=False)


@pytest.mark.parametrize(("behind", "status"), [(True, 302), (False, 403)])
def test_a_form_from_an_https_page(settings, behind: bool, status: int) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind else None
    settings.CSRF_COOKIE_SECURE = False
    make_officer("handler")
    client = Client(enforce_csrf_checks=True)
    client.get("/login/", headers={"x-forwarded-proto": "https"})
    token = client.cookies["csrftoken"].value
    sent = {"language": "en", "next": "/", "csrfmiddlewaretoken": token}
    answer = client.post("/language/", sent, **HEADERS, HTTP_REFERER="https://testserver/login/")
    assert answer.status_code == status
    if status == 403:
        assert "没有交上" in answer.content.decode()

"""Addresses and what stands on a page: every name means one address, every form is a form of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huxin.casework.service import open_pouch, put_in, view_case
from tests.portals.conftest import signed_in
from tests.support import JPEG, City

pytestmark = pytest.mark.django_db


def names(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield space + one.name


def test_no_two_addresses_share_a_name() -> None:
    assert {name: count for name, count in Counter(names(get_resolver().url_patterns)).items() if count > 1} == {}


def test_the_printable_guide_of_a_service_is_there() -> None:
    name = "social-insurance-subsidy"
    start = Client().get(reverse("worker:apply", args=[name])).text
    address = reverse("worker:service_guide", args=[name])
    assert f'href="{address}"' in start
    assert Client().get(address).status_code == 200


def test_more_photos_go_into_a_pouch_without_signing_in_as_a_browser_sends_them() -> None:
    pouch, secret = open_pouch("192.0.2.7")
    put_in(pouch, secret, [JPEG])
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(reverse("worker:sealed", args=[secret]))
    assert page.headers["Referrer-Policy"] == "same-origin"  # a stricter one makes the browser say 'Origin: null'
    token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"csrfmiddlewaretoken": token, "photos": SimpleUploadedFile("second.jpg", JPEG + b"2", "image/jpeg")}
    answer = browser.post(page.request["PATH_INFO"], sent, headers={"Origin": "http://testserver"})
    assert answer.status_code == 302
    assert pouch.files.count() == 2


def test_export_unmasked_exports_and_takes_nothing_over() -> None:
    city = City()
    no = city.file()
    browser = signed_in(city.handler)
    text = browser.get("/agency/queue/due/").text
    assert no in text
    form = next(part.split("</form>")[0] for part in text.split("<form")[1:] if 'name="reason"' in part)
    assert 'name="case"' not in form
    action = form.split('action="')[1].split('"')[0]
    answer = browser.post(action, {"query": "", "reason": "和社保库核对"})
    assert "-UNMASKED" in answer.headers["Content-Disposition"]
    assert view_case(city.handler, no).last("assign") is None

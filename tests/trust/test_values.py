"""Every field of every form that stands on a page, with texts that a database or a font may not take.

Forms are read from the pages as a browser reads them, so that none is forgotten; each field gets each text while the
others stand as the page gave them.  ``HUXIN_MATRIX=whole`` tries every text in every field of every page; else a part
of the addresses is drawn, each field gets NUL and one other text, and each form every text in all its fields at once.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from huxin.identity.service import api_keys
from huxin.ui.submission import SubmissionMiddleware
from tests.support import make_company
from tests.trust.routes import ROUTES, WHOLE
from tests.trust.test_canaries import client_of
from tests.trust.test_screens import pages, route_of
from tests.trust.town import Town, undone

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(4 * 3600)]
TEXTS: Final[dict[str, str]] = {
    "NUL": "\0",
    "NUL inside": "a\0b",
    "ten thousand": "长" * 10_000,
    "ten thousand digits": "9" * 10_000,
    "emoji": "👷🏽‍♀️🏳️‍🌈👩‍👩‍👧‍👦",
    "extension A": "㐀䶿",
    "extension B": "𠀀𪛟",
    "extension C": "𪜀𫜹",
    "extension D": "𫝀𫠝",
    "extension E": "𫠠𬺡",
    "extension F": "𬺰𮯠",
    "extension G": "\U00030000\U0003134a",
    "extension H": "\U00031350\U000323af",
    "extension I": "\U0002ebf0\U0002ee5d",
    "extension J": "\U000323b0\U00033479",
    "compatibility": "\uf900\U0002f800⺁⿰",
    "not a character": "\ufffe\uffff\U0010ffff",
    "private": "\ue000\U000f0000",
    "turned round": "\u202eabc\u2066\u200f",
    "stacked": "a" + "\u0301" * 300,
    "full width": "１２３．４５－６７",
}
FILLED: Final = (
    "hidden",
    "text",
    "number",
    "date",
    "search",
    "tel",
    "month",
    "password",
    "email",
    "time",
    "datetime-local",
    "url",
    "",
)


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page."""

    who: str
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]

    @property
    def known_by(self) -> tuple[str, str, str, tuple[str, ...]]:
        """What makes it another form than the one on the next page: whose desk, where to, what it asks."""
        kind = self.who.partition("_")[0]
        return kind, route_of(self.action) or self.action, self.method, tuple(name for name, _ in self.fields)


class Forms(HTMLParser):
    """The forms of a page: action, method, and what a browser would send untouched."""

    def __init__(self, who: str, path: str) -> None:
        super().__init__()
        self.who, self.path = who, path
        self.found: list[Form] = []
        self._open: tuple[str, str, dict[str, str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self._open = found.get("action") or self.path, (found.get("method") or "get").lower(), {}
        elif self._open is None:
            return
        elif tag == "select":
            self._select = name
            self._open[2].setdefault(name, "")
        elif tag == "option" and self._select and ("selected" in found or not self._open[2][self._select]):
            self._open[2][self._select] = found.get("value", "")
        elif tag == "textarea" and name:
            self._open[2].setdefault(name, "")
        elif tag in ("input", "button") and name:
            kind = found.get("type", "")
            if kind in FILLED or "checked" in found or name not in self._open[2]:
                self._open[2][name] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "form" and self._open is not None:
            action, method, fields = self._open
            fields.pop("csrfmiddlewaretoken", None)
            self.found.append(Form(self.who, urlsplit(action).path or self.path, method, tuple(fields.items())))
            self._open = None


PART: Final = 5
"""One in so many addresses is drawn where not all are tried."""


def forms_of(town: Town, draw: random.Random) -> list[Form]:
    """Every form that looks different, once for each kind of person."""
    found: dict[object, Form] = {}
    addresses = set(ROUTES if WHOLE else draw.sample(sorted(ROUTES), len(ROUTES) // PART))
    for who, path, html, _ in pages(town, addresses):
        page = Forms(who, path)
        page.feed(html)
        for one in page.found:
            found.setdefault(one.known_by, one)
    return list(found.values())


def tries(form: Form, draw: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """(what is tried, what is sent)."""
    right = dict(form.fields)
    for text, value in TEXTS.items():
        yield f"{text} everywhere", dict.fromkeys(right, value)
    for name in right:
        for text in TEXTS if WHOLE else ("NUL", draw.choice(list(TEXTS)[1:])):
            yield f"{text} in {name}", {**right, name: TEXTS[text]}


def test_every_field_of_every_form_takes_or_refuses_every_text(town: Town, quiet: None, settings) -> None:
    settings.POUCHES_AN_HOUR = 10**9
    settings.RATES = {}
    draw, statuses, faults = random.Random(os.environ.get("HUXIN_SEED", "15")), Counter[int](), []
    forms = forms_of(town, draw)
    assert len(forms) > (100 if WHOLE else 15)
    for form in forms:
        for what, sent in tries(form, draw):
            with undone():
                client = town.client(form.who)
                answer = client.post(form.action, sent) if form.method == "post" else client.get(form.action, sent)
            statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                faults.append(f"{answer.status_code} {form.method} {form.action} by {form.who}: {what}")
    count = sum(len(form.fields) for form in forms)
    told = f"{len(forms)} forms, {count} fields, {statuses.total()} requests on {connection.vendor}"
    print(f"\n{told}: {dict(sorted(statuses.items()))}")
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:60]])
    assert count > (400 if WHOLE else 40)


def test_what_a_page_wrote_into_a_form_of_an_act_may_come_back_as_any_number(town: Town, quiet: None) -> None:
    """Python reads no number of thousands of digits, and no column of a database holds one of thirty."""
    tried = 0
    for who, path, html, _ in pages(town, {one for one in ROUTES if one.endswith("cases/<slug:no>/")}):
        page = Forms(who, path)
        page.feed(html)
        for form in (one for one in page.found if "seq" in dict(one.fields)):
            tried += 1
            for digits in (30, 10_000):
                with undone():
                    answer = town.client(who).post(form.action, {**dict(form.fields), "seq": "9" * digits})
                assert answer.status_code < 500, (form.action, digits)
    assert tried > 5


def test_nul_in_a_name_and_a_value_reaches_no_view(settings) -> None:
    """Nobody can type it, and a field that no procedure checks would be a fault of ours on PostgreSQL."""
    company = make_company()
    client = client_of(company)
    assert client.post("/company/keys/", {"label": "a\0b", "x\0": "\0"}).status_code == 200
    assert [one.label for one in api_keys(company)] == ["ab"]
    assert client.get("/company/cases/", {"after": "\0", "\0": "1"}).status_code < 500
    asked = SubmissionMiddleware(lambda request: HttpResponse())
    for method in ("GET", "POST"):
        request = getattr(RequestFactory(), method.lower())("/x/?q=%00", {"a\0": ["1\0", "2"], "b": "\0"})
        asked.process_view(request, lambda _: None)
        sent = request.GET if method == "GET" else request.POST
        assert {name: values for name, values in sent.lists() if name != "q"} == {"a": ["1", "2"], "b": [""]}

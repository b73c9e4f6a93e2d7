"""Every page as it stands: it parses strictly, its forms stand beside each other, and every address that takes a form
is sent to by a form of some page or by a script that is named here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from huxin.identity.service import routes
from tests.trust.routes import GUARDS, ROUTES, WHOLE
from tests.trust.test_matrix import undone
from tests.trust.town import Town

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]

READERS = ("worker_own", "company", "handler", "approver", "finance", "policy_admin", "auditor", "admin_system",
           "admin_security", "admin_audit", "delegate_own", "nobody")  # fmt: skip
"""Who reads the pages: somebody of every kind."""
BY_SCRIPT = {
    "files/upload/": "worker/upload.js",
    "files/upload/<uuid:upload_id>/<int:number>/": "worker/upload.js",
    "sealed/<slug:secret>/pieces/": "worker/seal.js",
    "sealed/<slug:secret>/pieces/<uuid:upload_id>/<int:number>/": "worker/seal.js",
}
"""Addresses that a page's script sends to, with the script."""
FOR_PROGRAMS = ("api/", "healthz", "readyz", "metrics")
STEPS_AWAY = {
    "agency/cases/<slug:no>/letters/<uuid:letter_id>/again/": "desk/_letters.html",
    "agency/corrections/": "agency/corrections.html",
    "agency/counter/<slug:name>/": "desk/file.html",
    "agency/findings/<slug:name>/": "agency/finding.html",
    "agency/groups/<slug:code>/<slug:matter>/": "agency/group.html",
    "agency/imports/": "agency/imports.html",
    "agency/pay-checks/<slug:no>/": "agency/pay/batch.html",
    "agency/training/<slug:no>/": "agency/training/class.html",
    "agency/weather/": "agency/weather.html",
    "cases/<slug:no>/calculator/": "worker/cases/calculator.html",
    "cases/<slug:no>/do/<slug:name>/": "worker/cases/act.html",
    "cases/<slug:no>/onward/<slug:to>/": "worker/cases/_thread.html",
    "help/disputes/<slug:name>/": "worker/cases/begun.html",
    "me/delete/": "worker/me/delete.html",
    "places/": "places/home.html",
    "second-factor/": "account/second_factor.html",
    "sso/register/": "account/register.html",
    "sso/register/company/": "account/register.html",
}
"""Addresses whose form stands on a page in a state that this town is not in, with the template that holds it."""
TEMPLATES = "".join(one.read_text(encoding="utf-8") for one in sorted(Path("src/huxin").rglob("*.html")))
TARGETS = frozenset(re.findall(r"""action="{% url '([a-z_:]+)'""", TEMPLATES))
"""Names to which a form of some template sends; such a form may stand on pages that the town has no case for."""


def named_routes(
    patterns: Iterable[URLPattern | URLResolver] | None = None, space: str = "", before: str = ""
) -> Iterator[tuple[str, str]]:
    """(name, route) of every address."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from named_routes(one.url_patterns, inner, before + str(one.pattern))
        elif one.name:
            yield space + one.name, before + str(one.pattern)


class Page(HTMLParser):
    """Forms with their addresses, ids, and what is wrong with how they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.actions: list[str | None] = []
        self.ids: dict[str, int] = defaultdict(int)
        self.wrong: list[str] = []
        self.no_referrer = False
        self._forms = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids[str(found["id"])] += 1
        if tag == "form":
            if self._forms:
                self.wrong.append("a form inside a form")
            self._forms += 1
            if (found.get("method") or "get").lower() == "post":
                self.actions.append(found.get("action"))
        elif tag in ("button", "input") and found.get("formaction"):
            self.actions.append(found["formaction"])
        elif tag == "meta" and found.get("name") == "referrer":
            self.no_referrer = found.get("content") == "no-referrer"

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._forms -= 1


def pages(town: Town, only: Collection[str] = ROUTES) -> Iterator[tuple[str, str, str, str]]:
    """(reader, path, HTML, referrer policy) of every page of the matrix; of a route's addresses some."""
    rules = dict(routes(get_resolver().url_patterns))
    for route, things in ((route, things) for route, things in ROUTES.items() if route in only):
        readers = [who for who in READERS if GUARDS[str(rules[route])](who)]
        paths = list(dict.fromkeys(thing.path for thing in things(town) if "GET" in thing.answers))
        for path in paths[: 8 if WHOLE else 3] if not route.startswith(FOR_PROGRAMS) else ():
            for who in readers:
                with undone():
                    answer = town.client(who).get(path)
                    if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
                        policy = answer.headers.get("Referrer-Policy", "")
                        yield who, path, answer.content.decode(), policy


_WORDS = re.compile(r">[^<>&]+<")
_NUMBERS = re.compile(r"[0-9]+|[\u3000-\u9fff]+")


def skeleton(html: str) -> str:
    """A page without its plain words and numbers: what cannot change how it parses.  65 is a character as well."""
    return _NUMBERS.sub("65", _WORDS.sub("><", html))


@cache
def strict_errors_of(bones: str) -> tuple[str, ...]:
    """The faults of a page with these bones; pages that differ in words alone are parsed once."""
    return tuple(strict_errors(bones))


def strict_errors(html: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return [f"{name} {values or ''}" for _, name, values in parser.errors]


def route_of(path: str) -> str | None:
    try:
        return resolve(path).route
    except Resolver404:
        return None


def test_every_page_parses_and_every_form_address_stands_on_a_page(town: Town, quiet: None) -> None:
    faults: set[str] = set()
    sent_to: set[str | None] = set()
    count = 0
    for who, path, html, policy in pages(town):
        count += 1
        page = Page()
        page.feed(html)
        faults |= {f"{path} ({who}): {one}" for one in page.wrong}
        faults |= {f"{path} ({who}): id '{one}' stands {n} times" for one, n in page.ids.items() if n > 1}
        faults |= {f"{path} ({who}): {one}" for one in strict_errors_of(skeleton(html))}
        if page.actions and (page.no_referrer or policy == "no-referrer"):
            faults.add(f"{path}: its forms would be sent with 'Origin: null'")
        sent_to |= {route_of(urlsplit(action or path).path or path) for action in page.actions}
    assert count > 200
    assert not faults, "\n".join([f"{len(faults)} faults", *sorted(faults)[:60]])
    sent_to |= {route for name, route in named_routes() if name in TARGETS}
    posts = {path for path, things in ROUTES.items() if any("POST" in one.answers for one in things(town))}
    wanted = {path for path in posts if not path.startswith(FOR_PROGRAMS)}
    assert wanted <= set(dict(routes(get_resolver().url_patterns)))
    missing = sorted(wanted - sent_to - set(BY_SCRIPT) - set(STEPS_AWAY))
    assert not missing, "\n".join(["no form sends to", *missing])


@pytest.mark.parametrize(("route", "script"), BY_SCRIPT.items())
def test_a_scripted_address_is_the_scripts_own(route: str, script: str) -> None:
    found = list(Path("src/huxin").rglob(f"static/{script}"))
    assert found, script
    sends = "words.pieces" if route.startswith("files/") else 'page(row.secret) + "pieces/"'
    assert "data-pieces=" in TEMPLATES
    assert sends in found[0].read_text(encoding="utf-8")


@pytest.mark.parametrize(("route", "template"), STEPS_AWAY.items())
def test_a_form_that_is_steps_away_stands_in_its_template(route: str, template: str) -> None:
    assert route in dict(routes(get_resolver().url_patterns))
    found = list(Path("src/huxin").rglob(f"templates/{template}"))
    assert found, template
    assert re.search(r'<form[^>]*method="post"', found[0].read_text(encoding="utf-8"))

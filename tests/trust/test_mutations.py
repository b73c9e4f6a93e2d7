"""Forms that no browser sends: every POST route, every kind of person, fields changed at random.

Whatever comes, the answer is no fault of ours, and nothing that was sent comes back as markup.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import get_resolver

from huxin.casework.service import city_pack
from huxin.identity.service import routes
from tests.support import answers
from tests.trust.routes import GUARDS, ROUTES, Thing
from tests.trust.town import Town, undone

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(6 * 3600)]
POSTS: Final = int(os.environ.get("HUXIN_POSTS", "400"))
MARK: Final = "hx7"
MARKUP: Final = f"\"><{MARK} onload=alert(1)>'</script><{MARK}>"
UNESCAPED: Final = re.compile(rf"<{MARK}\b|&lt;{MARK}[^&]*>\s*alert|href=[\"']javascript:{MARK}")
NASTY: Final[tuple[str, ...]] = (
    MARKUP, f"javascript:{MARK}()", "{{ 7*7 }}{% debug %}", "' OR 1=1 --", "\0", "a\0b", "\ud7ff\ue000", "ｅ１２３",
    "𠮷" * 90, "-1", "0", "00", "1e999", "NaN", "Infinity", "999999999999999999999", "9" * 400, "١٢٣", "½", "1.", ".5",
    "1,000", "−5", "0000-00-00", "9999-12-31", "2026-02-30", "2026-13", "10000-01", "0001-01", "2025-1", "T", "true",
    "[]", "{}", "null", "../../etc/passwd", "..%2f", "%00", "\r\nSet-Cookie: a=b", " ", "\u202e", "\ufeff", "x" * 5000,
    "account-1", "account-", "330304", "9223372036854775808", "00000000-0000-0000-0000-000000000000",
    "//evil.example/", "http://evil.example/",
)  # fmt: skip
"""Texts that broke something somewhere."""
ODD: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1.5, 1e308, float("inf"), float("nan"), 10**30, 10**400, [], {}, [[[[]]]], {"a": {"b": [None]}},
    "\ud800", "a\udfffb", {"\ud800": 1}, {"\0": "\0"}, ["\0"], "2026-02-30", "\0", [{"id": "x"}] * 200, {"": ""},
    ["00000000-0000-0000-0000-000000000000"], MARKUP,
)  # fmt: skip
"""Values that JSON can hold and a form cannot."""
PAGES: Final = """
    key seq next username password case name query drop more language value from parameter document reason
    size row queue photos to born kind group first last paid number do text file read sha256 state
    enrolment score proctor seen proof code slide choice q-phone q-brakes sheet badge whom each by later
    later_source who fresh summary share-高 risk-高 credit-A item-fees
"""
"""Fields that pages add."""


def field_names() -> list[str]:
    """Every field that any form of the product asks for, and those that pages add."""
    found = {one.name for procedure in city_pack().procedures.values() for one in procedure.fields_of("file")}
    for procedure in city_pack().procedures.values():
        found |= {one.name for act in procedure.acts.values() for one in act.payload}
        found |= {f"kept-{paper.id}" for paper in procedure.evidence} | {paper.id for paper in procedure.evidence}
    return sorted(found | set(PAGES.split()))


def post_things(town: Town) -> list[tuple[str, Thing]]:
    """(access rule, address) of everything that takes a POST."""
    rules = dict(routes(get_resolver().url_patterns))
    found = [(str(rules[path]), thing) for path in ROUTES for thing in ROUTES[path](town) if "POST" in thing.answers]
    assert len({thing.path for _rule, thing in found}) > 30
    return found


def value(draw: random.Random) -> Any:
    """A nasty text, a mended one, a file, or several."""
    kind = draw.random()
    if kind < 0.06:
        stream = io.BytesIO(draw.choice((b"", b"\xff\xd8\xff\xe0x", b"PK\x03\x04", b"%PDF-1.7", draw.randbytes(40))))
        stream.name = draw.choice((MARKUP, "a.jpg", "../x", "x" * 300))
        return stream
    if kind < 0.2:
        return [draw.choice(NASTY) for _ in range(draw.randrange(0, 4))]
    text = draw.choice(NASTY)
    return text + draw.choice(NASTY) if kind < 0.4 else text


def mutated(thing: Thing, names: list[str], draw: random.Random) -> dict[str, Any]:
    """The right form, or a whole application, with fields changed, added and left out."""
    form: dict[str, Any] = dict(thing.form) | (answers() if draw.random() < 0.6 else {})
    form = {name: value if isinstance(value, list | str) else str(value) for name, value in form.items()}
    for name in draw.sample(sorted(form), min(len(form), draw.randrange(0, 4))):
        form[name] = value(draw)
    for name in draw.sample(names, draw.randrange(1, 12)):
        form[name] = value(draw)
    for name in draw.sample(sorted(form), min(len(form), draw.randrange(0, 2))):
        del form[name]
    if draw.random() < 0.05:
        form[draw.choice(NASTY)] = draw.choice(NASTY)
    return form


def posts(town: Town, draw: random.Random) -> Iterator[tuple[str, Thing, dict[str, Any]]]:
    """Somebody who may, most of the time; each address comes up again and again."""
    names, things = field_names(), post_things(town)
    while True:
        draw.shuffle(things)
        for rule, thing in things:
            allowed = [who for who in town.people if GUARDS[rule](who)]
            who = draw.choice(allowed if draw.random() < 0.9 else sorted(town.people))
            yield who, thing, mutated(thing, names, draw)


def send(client: Client, thing: Thing, form: dict[str, Any], draw: random.Random) -> Any:
    kind = draw.random()
    if kind < 0.03:
        return client.post(
            thing.path, draw.randbytes(60), content_type=draw.choice(("text/xml", "multipart/form-data; x", ""))
        )
    if thing.path.startswith("/api/") and kind < 0.8:
        keyed = {"Idempotency-Key": uuid.uuid4().hex if kind < 0.7 else str(draw.choice(NASTY)).encode().hex()[:90]}
        return client.post(thing.path, as_json(thing, form, draw), content_type="application/json", headers=keyed)
    return client.post(thing.path, form)


def as_json(thing: Thing, form: dict[str, Any], draw: random.Random) -> str:
    """The same as a program sends it: as what the operation takes, with values that no form can hold."""
    if draw.random() < 0.05:
        return draw.choice(("[" * 100_000, '{"a":' * 5_000, "9" * 5_000, '"\\ud800"', "nul", "\ufeff{}"))
    flat: dict[str, Any] = {name: found for name, found in form.items() if isinstance(found, list | str)}
    for name in draw.sample(sorted(flat), min(len(flat), draw.randrange(0, 4))):
        flat[name] = draw.choice(ODD)
    asked: dict[str, Any] = dict(thing.json or {}) if draw.random() < 0.7 else {}
    if draw.random() < 0.2:
        return json.dumps(asked | flat)
    place = draw.choice(("payload", "facts", "answers"))
    asked |= {place: flat} | ({"paper": "written-agreement"} if place == "answers" else {})
    if draw.random() < 0.2:
        asked[draw.choice(("papers", "expected_seq", "origin", "by", "on", "readings", place))] = draw.choice(ODD)
    return json.dumps(asked)


def test_no_form_breaks_it_and_nothing_comes_back_as_markup(town: Town, quiet: None, settings) -> None:
    settings.POUCHES_AN_HOUR = 10**9
    draw = random.Random(os.environ.get("HUXIN_SEED", "135"))
    source, statuses, faults = posts(town, draw), Counter[int](), []
    for _ in range(POSTS):
        who, thing, form = next(source)
        with undone():
            answer = send(town.client(who), thing, form, draw)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            faults.append(f"{answer.status_code} {thing.path} by {who}: {form}")
        if (
            UNESCAPED.search(body.decode("utf-8", "replace"))
            or "evil.example" in answer.headers.get("Location", "")[:24]
        ):
            faults.append(f"unescaped: {thing.path} by {who}: {form}")
    print(f"\n{POSTS} mutated posts: {dict(sorted(statuses.items()))}")
    assert faults[:5] == []
    assert statuses[400] > POSTS // 50


def test_the_check_itself_finds_what_it_looks_for() -> None:
    from django.utils.html import escape

    assert UNESCAPED.search(MARKUP)
    assert UNESCAPED.search(f'<a href="javascript:{MARK}()">')
    assert not UNESCAPED.search(escape(MARKUP))

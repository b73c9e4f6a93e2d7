"""Who may do what: every route × method × person × case, and every act × person × case.

The list of routes comes from the resolver, the list of acts from the pack.  The expected answer is worked out here
from the name of the access rule and the scope of the person; nothing of ``huxin.identity.access`` decides it.
"""

from __future__ import annotations

import os
import random
import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django.urls import ResolverMatch, get_resolver, resolve

from huxin.casework.models import Act, Adoption, PayBatch
from huxin.identity.access import DefaultDenyMiddleware
from huxin.identity.service import Trace, routes
from huxin.people.service import Viewing
from tests.trust.routes import GUARDS, LEADS, METHODS, ROUTES, SIGNED, WHOLE, Thing
from tests.trust.town import Town, undone

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(4 * 3600)]
Try = tuple[str, str, set[int], str]
"""(method, who, statuses, kind): what somebody does and what they may get."""
SEED = os.environ.get("HUXIN_SEED", "135")
RULES = dict(routes(get_resolver().url_patterns))
SECRET = re.compile("金丝雀|云雀儿|百灵鸟|1380000|62220200|陈小花")
"""Names, numbers and cards of the town's people: nobody who is turned away may see one."""


def body_of(answer: HttpResponseBase) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace")


def test_no_route_is_unlisted() -> None:
    assert set(RULES) == set(ROUTES)
    assert {path: rule for path, rule in RULES.items() if rule not in GUARDS} == {}


def expected(
    rule: str, thing: Thing, method: str, who: str, town: Town, *, leads: bool = False
) -> tuple[set[int], str]:
    """The statuses that this person may get, and whether that is ``login``, ``no``, ``hidden`` or ``yes``."""
    if rule == SIGNED:
        return {401}, "no"
    if rule == "api" and method not in thing.answers:
        return {405}, "method"  # said before anybody is asked who calls
    if not GUARDS[rule](who) and not thing.for_all:
        if rule == "api":
            return {401}, "login"
        if who.startswith("half"):
            return {302}, "half"
        return ({302}, "login") if who == "nobody" else ({403}, "no")
    if leads and method == "GET":
        return {302}, "yes"
    if method not in thing.answers:
        return {405}, "method"
    if thing.may is not None and method in thing.may and who not in thing.may[method]:
        return {403}, "no"
    far = thing.place is not None and not town.sees(who, thing.place, thing.path)
    if far or (thing.sees is not None and not thing.sees(who)):
        return {404}, "hidden"
    return thing.instead.get(who, thing.answers)[method], "yes"


def wrong(answer: HttpResponseBase, wanted: set[int], kind: str) -> str | None:
    """What is wrong with an answer; None where it is right."""
    if answer.status_code not in wanted:
        return f"{answer.status_code}, wanted {sorted(wanted)}"
    to = answer.headers.get("Location", "")
    if kind == "login" and answer.status_code == 302 and not to.startswith("/login/?next="):
        return f"led to {to!r} and not to sign in"
    if kind == "half" and not to.startswith("/second-factor/?next="):
        return f"led to {to!r} and not to the second factor"
    if kind == "yes" and (to.startswith("/login/") or "//" in to):
        return f"let in, and led to {to!r}"
    if kind not in ("yes", "method") and SECRET.search(body_of(answer)):
        return "turned away, but shown personal data"
    return None


PANEL = ("worker_own", "worker_far", "handler", "handler_market", "finance", "admin_security", "delegate_own")
"""Who tries the further things of an owner: somebody in scope and somebody outside for every rule."""


def tries(thing: Thing, rule: str, people: Iterable[str], met: set[str | None]) -> Iterator[tuple[str, str]]:
    """Every method and person on the first thing of each owner; on the others a panel, as the route answers."""
    first = thing.place not in met or WHOLE
    met.add(thing.place)
    for who in people:
        if first or (GUARDS[rule](who) and who in PANEL):
            yield from ((method, who) for method in METHODS if first or method in thing.answers)


FEW: Final = 2
"""So many of those whom a route lets in, and of those whom it answers no such method, try each method of it, except in
test-all; whoever is turned away always does.

So many of the latter see the page of the refusal too."""
SAME: Final = ("yes", "method")
"""What is the same whoever asks: it came in, or there is no such method."""


def drawn(plan: list[Try], always: Iterable[str], draw: random.Random) -> list[Try]:
    """The tries that are made: everybody who is turned away, and of the others a few, drawn anew for each address and
    method; of those who are let in ``always`` are among them."""
    if WHOLE:
        return plan
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for method, who, _, kind in plan:
        if kind in SAME:
            alike[method, kind].append(who)
    chosen = {
        (method, who)
        for (method, kind), people in alike.items()
        for who in (
            *draw.sample(people, min(FEW, len(people))),
            *(one for one in people if kind == "yes" and one in always),
        )
    }
    return [one for one in plan if one[3] not in SAME or one[:2] in chosen]


AWAY: Final = ("login", "no", "half")
"""How somebody is turned away at the door, before the page is asked."""


def whole_way(asked: list[Try], draw: random.Random) -> set[tuple[str, str]]:
    """(method, who) of those who go through the whole service, a refusal's page and all.

    Whoever may come in does, and whom the page itself refuses; of those turned away at the door, or by the method, a
    visitor and a few, drawn anew for each address and method.  The others are asked at the same door or the same view,
    which is all that refuses them.
    """
    if WHOLE:
        return {(method, who) for method, who, _, _ in asked}
    away: dict[str, list[str]] = defaultdict(list)
    for method, who, _, kind in asked:
        if kind in (*AWAY, "method"):
            away[method].append(who)
    few = {
        (method, who)
        for method, people in away.items()
        for who in (*draw.sample(people, min(FEW, len(people))), "nobody")
    }
    return {
        (method, who)
        for method, who, _, kind in asked
        if method in ("GET", "POST") and (kind not in (*AWAY, "method") or (method, who) in few)
    }


COUNTED: Final = (Act, PayBatch, Adoption, Trace, Viewing)


def counts() -> tuple[int, ...]:
    """How many rows stand in the tables that nobody who is turned away adds to."""
    names = [connection.ops.quote_name(table._meta.db_table) for table in COUNTED]
    each = ", ".join(f"(SELECT COUNT(*) FROM {name})" for name in names)  # noqa: S608 - our own tables
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}")
        return tuple(cursor.fetchone())


def ask(town: Town, thing: Thing, method: str, who: str, kind: str, *, whole: bool) -> HttpResponseBase:
    """Through the whole service, or the short way; whom the door lets in by mistake goes on through the whole."""
    if not whole and (kind == "method" or method not in ("GET", "POST")):
        return short_way(town, thing, method, who)
    if not whole and (refused := at_the_door(town, thing, method, who)) is not None:
        return refused
    client = town.client(who)
    if method == "POST" and thing.json is not None:
        asked = {"Idempotency-Key": uuid.uuid4().hex}
        return client.post(thing.path, thing.json, content_type="application/json", headers=asked)
    return client.post(thing.path, thing.form) if method == "POST" else client.generic(method, thing.path)


DOOR = DefaultDenyMiddleware(lambda request: HttpResponse())
view_of = cache(resolve)


def request_of(town: Town, thing: Thing, method: str, who: str) -> tuple[HttpRequest, ResolverMatch]:
    """What the door gets to see, with the real session, and the view behind it."""
    if method == "POST" and thing.json is None:
        request = RequestFactory().post(thing.path, thing.form)
    else:
        request = RequestFactory().generic(method, thing.path)
    request.user, request.session = town.signed_in(who)
    return request, view_of(request.path_info)


def at_the_door(town: Town, thing: Thing, method: str, who: str) -> HttpResponseBase | None:
    """The door's own answer; None where it lets somebody in."""
    request, match = request_of(town, thing, method, who)
    try:
        return DOOR.process_view(request, match.func)
    except PermissionDenied:
        return HttpResponse(status=403)


def short_way(town: Town, thing: Thing, method: str, who: str) -> HttpResponseBase:
    """The real session, the real door and the real view, without the other middleware and without a rendered page."""
    request, match = request_of(town, thing, method, who)
    try:
        return DOOR.process_view(request, match.func) or match.func(request, *match.args, **match.kwargs)
    except PermissionDenied:
        return HttpResponse(status=403)
    except Http404:
        return HttpResponse(status=404)


@dataclass
class Tally:
    """What everybody may get, and what was asked of it and answered."""

    faults: list[str] = field(default_factory=list)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    cells: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    for_all: set[str] = field(default_factory=set)
    asked: int = 0
    whole: int = 0

    def met(self, path: str) -> set[str]:
        return {kind for route, kind in self.kinds if route == path}

    def summary(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for (_, kind), count in self.kinds.items():
            found[kind] += count
        return dict(found)


def check(town: Town, path: str, rule: str, tally: Tally) -> None:
    """One route, for everybody."""
    draw = random.Random(f"{SEED} {path}")
    before, met = counts(), set[str | None]()
    for thing in ROUTES[path](town):
        if thing.for_all:
            tally.for_all.add(path)
        plan = [
            (method, who, *expected(rule, thing, method, who, town, leads=path in LEADS))
            for method, who in tries(thing, rule, town.people, met)
        ]
        tally.kinds.update((path, kind) for _, _, _, kind in plan)
        tally.cells[path] |= {(method, who) for method, who, _, _ in plan}
        asked = drawn(plan, {"worker_own", *thing.instead}, draw)
        whole = whole_way(asked, draw)
        tally.asked += len(asked)
        tally.whole += len(whole)
        for method, who, wanted, kind in asked:
            with undone():
                answer = ask(town, thing, method, who, kind, whole=(method, who) in whole)
                fault = wrong(answer, wanted, kind)
                if fault is None and method == "POST" and kind != "yes" and counts() != before:
                    fault = "turned away, but something was written"
            if fault is not None:
                tally.faults.append(f"{method} {thing.path} by {who}: {fault}")


def test_every_route_for_everybody(town: Town, quiet: None) -> None:
    tally = Tally()
    for path, rule in RULES.items():
        assert rule is not None, path
        check(town, path, rule, tally)
    many = f"{len(RULES)} routes × {len(METHODS)} methods × {len(town.people)} people"
    asked = f"{tally.kinds.total()} cells, {tally.asked} asked, {tally.whole} of the whole service"
    print(f"\n{many}: {asked} {tally.summary()}")
    assert not tally.faults, "\n".join([f"{len(tally.faults)} faults", *tally.faults[:60]])
    everything = {(method, who) for method in METHODS for who in town.people}
    assert {path: everything - tally.cells[path] for path in RULES if tally.cells[path] != everything} == {}
    assert [path for path, rule in RULES.items() if rule != SIGNED and "yes" not in tally.met(path)] == []
    closed = [path for path, rule in RULES.items() if rule != "public" and path not in tally.for_all]
    assert [path for path in closed if not tally.met(path) & {"login", "no"}] == []

"""Every message of success in the pages is reached only after a look at the state that it claims."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import huxin
from huxin.casework.models import Letter, PayBatch
from huxin.casework.service import today, uncertain_parameters
from huxin.identity.service import Account, Actor, actor_for
from huxin.measures.places.models import Place
from tests.portals.conftest import signed_in
from tests.support import City, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
ROOT = Path(huxin.__file__).parent
ROOMS = ("ui", "web", "measures")
DRAWN = {
    "measures/inspections/pages/office_draws.py": "inspections/test_pages.py",
    "measures/careers/pages/office_training.py": "measures/test_careers_pages.py",
    "measures/careers/pages/worker_learning.py": "measures/test_careers_pages.py",
    "measures/employment/pages/worker_agreements.py": "measures/test_agreements.py",
    "measures/employment/pages/company_agreements.py": "measures/test_agreements.py",
}
"""Modules whose pages need a town of their own, with the tests that walk them."""


@cache
def modules() -> list[tuple[str, ast.Module]]:
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return [(str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def imported(tree: ast.Module) -> set[str]:
    """What a module takes from the one place that reads the notes."""
    taken = (one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == "huxin.ui.success")
    return {alias.name for one in taken for alias in one.names}


def calls(tree: ast.Module, *names: str) -> list[ast.Call]:
    called = set(names) & imported(tree)
    return [
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in called
    ]


def test_each_message_states_what_it_claims_and_no_check_is_a_constant() -> None:
    """``Told(words, holds)``: the second is read from somewhere, never written down as true."""
    found = 0
    for name, tree in modules():
        for one in calls(tree, "Told"):
            found += 1
            assert len(one.args) == 2, f"{name}:{one.lineno}"
            assert not isinstance(one.args[1], ast.Constant), f"{name}:{one.lineno}"
            read = [part for part in ast.walk(one.args[1]) if isinstance(part, ast.Name)]
            assert read, f"{name}:{one.lineno}"
        for one in calls(tree, "named"):
            assert len(one.args) == 3, f"{name}:{one.lineno}"
    assert found >= 30


def test_the_note_of_an_act_is_read_in_one_place() -> None:
    """A page cannot ask what was done without giving the state that bears it out."""
    offered = {"Told", "done", "named", "recorded", "not_taken", "went"}
    for name, tree in modules():
        taken = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == "huxin.ui.success"]
        assert {alias.name for one in taken for alias in one.names} <= offered, name
        assert name == "ui/success.py" or "_went" not in ast.unparse(tree), name


def claimed() -> dict[str, int]:
    """How many messages each module holds."""
    found = {name: len(calls(tree, "Told", "named", "recorded")) for name, tree in modules() if name != "ui/success.py"}
    return {name: count for name, count in found.items() if count}


# --- a note without the act ---


def forged(client: Client, path: str, query: dict[str, str]) -> str:
    """The page as the one who did not do it would see it, had the note been written before the act."""
    if not client.session.session_key:
        client.get("/help/injury/")
    session = client.session
    session["went"] = {"path": path, "query": query, "refused": []}
    session.save()
    cookies = client.cookies
    cookies["sessionid"] = session.session_key
    return client.get(path, query).text


def case_page(desk: str, who: str, *acts: str) -> Callable[[], Iterator[tuple[Client, str, dict[str, str]]]]:
    def make() -> Iterator[tuple[Client, str, dict[str, str]]]:
        city = City()
        no = city.file()
        for act in acts:
            yield signed_in(getattr(city, who)), f"{desk}/cases/{no}/", {"done": act}

    return make


def page(path: str, actor: Callable[[], Actor | Account], **query: str) -> Callable[[], Iterator[Any]]:
    def make() -> Iterator[tuple[Client, str, dict[str, str]]]:
        who = actor()
        yield signed_in(who if isinstance(who, Actor) else actor_for(who)), path, query

    return make


def of_role(role: str, **more: str) -> Callable[[], Actor]:
    return lambda: make_officer(role, county="", **more)


def an_account() -> Iterator[tuple[Client, str, dict[str, str]]]:
    other = Account.objects.get(pk=make_officer("handler").account_id)
    admin = signed_in(make_officer("security_admin", county=""))
    for what in ("asked", "changed"):
        yield admin, f"/agency/accounts/{other.username}/", {"done": what}


def a_colleague() -> Iterator[tuple[Client, str, dict[str, str]]]:
    name = Account.objects.get(pk=make_officer("handler").account_id).username
    for what in ("leave", "back"):
        yield signed_in(make_officer("approver")), f"/agency/team/{name}/", {"done": what}


def a_waiting_area() -> Iterator[tuple[Client, str, dict[str, str]]]:
    Place.objects.create(
        code="w1", name="南站候客区", kind="ridehail_waiting", county="330302", lng=120.6, lat=27.9, raw_x="0",
        raw_y="0", crs="wgs84", source="a test",
    )  # fmt: skip
    office = make_officer("handler", county="", department="transport")
    yield signed_in(office), "/agency/places/waiting/w1/", {"saved": "1"}


def a_batch() -> Iterator[tuple[Client, str, dict[str, str]]]:
    made = make_officer("finance")
    PayBatch.objects.create(no="P2026-000001", by_id=made.pk, at=timezone.now(), cases=[], total_fen=0)
    yield signed_in(made), "/agency/pay/P2026-000001/", {"done": "checked"}


def a_parameter() -> Iterator[tuple[Client, str, dict[str, str]]]:
    name = uncertain_parameters(today())[0].parameter.id
    yield signed_in(make_officer("policy_admin", county="")), "/agency/parameters/", {"saved": name}


def a_file_of_orders() -> Iterator[tuple[Client, str, dict[str, str]]]:
    for name in (str(uuid.uuid4()), "of nothing"):
        yield signed_in(make_company()), "/company/orders/", {"done": name}


PAGES: dict[str, list[Callable[[], Iterator[Any]]]] = {
    "web/worker/cases.py": [
        case_page("", "worker", "complete", "withdraw", "appeal", "add_evidence", "message", "sign")
    ],
    "web/office/case.py": [
        case_page("/agency", "handler", "accept", "propose", "decide", "note", "letter_again", "collect")
    ],
    "web/company/cases.py": [],
    "measures/governance/pages/company_orders.py": [a_file_of_orders],
    "web/worker/files.py": [page("/files/", make_worker, done="claimed")],
    "web/worker/me.py": [page("/me/", make_worker, done="correct"), page("/me/", make_worker, done="consent")],
    "web/worker/home.py": [page("/", make_worker, done="deleted")],
    "measures/safety/pages/company_weather.py": [page("/company/weather/", make_company, saved="address")],
    "measures/employment/pages/company_agreements.py": [
        page("/company/agreements/", make_company, done="back", of=str(uuid.UUID(int=5)))
    ],
    "web/office/accounts.py": [
        page("/agency/accounts/", of_role("security_admin"), done="asked"),
        page("/agency/accounts/", of_role("security_admin"), done="agreed"),
        page("/agency/accounts/", of_role("security_admin"), done="refused"),
        an_account,
    ],
    "web/office/operations.py": [
        page("/agency/operations/", of_role("system_admin"), done="again", of=f"letters/{uuid.UUID(int=5)}"),
    ],
    "web/office/parameters.py": [a_parameter],
    "web/office/team.py": [a_colleague],
    "measures/places/pages/office_places.py": [
        page("/agency/places/", lambda: make_officer("handler", department="union"), put="nowhere")
    ],
    "measures/places/pages/office_waiting.py": [a_waiting_area],
    "measures/subsidies/pages/office_pay.py": [a_batch],
    "measures/careers/pages/worker_training.py": [page("/training/events/", make_worker, done="enter")],
    "web/office/queue.py": [page("/agency/queue/due/", lambda: make_officer("handler"), taken="5")],
    "web/office/firms.py": [
        page("/agency/firms/", lambda: make_officer("handler"), done="asked"),
        page("/agency/firms/", lambda: make_officer("handler"), done="refused", of=str(uuid.UUID(int=5))),
    ],
    "web/company/people.py": [page("/company/people/", make_company, done="nobody")],
    "web/office/corrections.py": [page("/agency/corrections/", lambda: make_officer("handler"), done="1")],
    "measures/safety/pages/office_weather.py": [
        page("/agency/weather/", lambda: make_officer("handler"), issued="2026-000001")
    ],
    "measures/inspections/pages/office_site.py": [
        page("/agency/site/", lambda: make_officer("handler"), sent="2026-000001")
    ],
    "measures/inspections/pages/office_inspections.py": [
        page("/agency/inspections/directories/", lambda: make_officer("handler"), done=name, row="1")
        for name in ("list", "recuse", "registry")
    ],
}
"""By module: pages with a note of something that was not done."""


def test_every_module_that_claims_success_is_tried() -> None:
    assert set(claimed()) - set(PAGES) - set(DRAWN) == set()
    assert [name for name in DRAWN.values() if not (ROOT.parents[1] / "tests" / name).exists()] == []


@pytest.mark.parametrize("module", PAGES)
def test_a_note_alone_says_nothing(module: str) -> None:
    for make in PAGES[module]:
        for client, path, query in make():
            text = forged(client, path, query)
            assert "<main" in text
            told = text.split("<main", 1)[1].split("</main>", 1)[0]
            assert 'role="status"' not in told, f"{path} {query}"


def test_a_letter_that_waits_for_its_turn_is_no_claim_that_it_was_queued_again() -> None:
    city = City()
    no = city.file()
    city.decide(no)
    Letter.objects.filter(case=no).update(tries=5)
    client = signed_in(city.handler)
    assert "已经重新排队生成" not in forged(client, f"/agency/cases/{no}/", {"done": "letter_again"})

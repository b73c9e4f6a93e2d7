"""Single sign-on against running providers: the staff by OpenID Connect, the public by ticket."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from django.http import HttpResponse
from django.test import Client

from huxin.registry.models import Identity, UsedTicket
from huxin.registry.service import SINGLE_SIGN_ON, Account, link_identity, presence_of
from tests.server import free_port
from tests.support import id_number, make_officer, make_worker
from tests.trust.providers import oidc, ticket

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
HERE = "http://testserver"


@contextmanager
def running(*arguments: str) -> Iterator[None]:
    """A provider in its own process, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, env={"PATH": "/usr/bin:/bin"}
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def staff_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder, port = tmp_path_factory.mktemp("provider"), free_port()
    (folder / "amr.json").write_text("[]")
    with running("tests.trust.providers.oidc", str(folder), str(port), f"{HERE}/sso/staff/back/"):
        yield f"http://127.0.0.1:{port}/o", folder


@pytest.fixture
def staff(settings, staff_provider: tuple[str, Path]) -> Path:
    settings.OIDC_ISSUER, folder = staff_provider
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = oidc.CLIENT, oidc.SECRET
    (folder / "amr.json").write_text("[]")
    return folder


@pytest.fixture(scope="module")
def ticket_provider() -> Iterator[str]:
    port = free_port()
    with running("tests.trust.providers.ticket", str(port)):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def tickets(settings, ticket_provider: str) -> None:
    settings.TICKET_TOKEN_URL, settings.TICKET_USER_URL = f"{ticket_provider}/token", f"{ticket_provider}/user"
    settings.TICKET_APP_ID, settings.TICKET_APP_SECRET = ticket.APP, ticket.SECRET


def linked_officer() -> Account:
    account = Account.objects.get(pk=make_officer("handler").account_id)
    link_identity(make_officer("security_admin"), account, "oidc", oidc.SUBJECT)
    return account


def to_provider(client: Client) -> str:
    """Where the provider sends the browser back to."""
    there = client.get("/sso/staff/")["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0]
    assert asked["nonce"][0]
    answer = requests.get(there, allow_redirects=False, timeout=20)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix(HERE)


def test_an_officer_comes_in_and_still_owes_the_second_factor(staff: Path) -> None:
    account, client = linked_officer(), Client()
    answer = client.get(to_provider(client))
    assert (answer.status_code, answer["Location"]) == (302, "/second-factor/")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.get("/agency/queue/due/")["Location"].startswith("/second-factor/")


def test_a_provider_that_saw_two_factors_is_believed(staff: Path) -> None:
    linked_officer()
    (staff / "amr.json").write_text(json.dumps(["pwd", "otp"]))
    client = Client()
    assert client.get(to_provider(client))["Location"] == "/agency/"
    assert client.get("/agency/queue/due/").status_code == 200


def test_an_answer_works_once_and_only_in_the_browser_that_asked(staff: Path) -> None:
    linked_officer()
    client, other = Client(), Client()
    back = to_provider(client)
    assert other.get(back).status_code == 400
    assert "_auth_user_id" not in other.session
    assert client.get(back).status_code == 302
    assert Client().get(back).status_code == 400
    assert client.get(back).status_code == 400


def test_a_changed_state_is_refused(staff: Path) -> None:
    linked_officer()
    client = Client()
    parts = urlsplit(to_provider(client))
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | {"state": "another"}
    assert client.get(f"{parts.path}?{urlencode(query)}").status_code == 400


def test_somebody_who_is_not_linked_stays_outside(staff: Path) -> None:
    client = Client()
    answer = client.get(to_provider(client))
    assert answer.status_code == 403
    assert "这里还没有你的账号" in answer.content.decode()
    account = linked_officer()
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get(to_provider(client)).status_code == 403
    assert oidc.SUBJECT not in Identity.objects.get().subject


def test_a_wrong_secret_and_a_provider_that_is_away_get_a_plain_page(staff: Path, settings) -> None:
    linked_officer()
    settings.OIDC_CLIENT_SECRET = "another"
    client = Client()
    assert client.get(to_provider(client)).status_code == 400
    settings.OIDC_ISSUER = f"http://127.0.0.1:{free_port()}/o"
    answer = client.get("/sso/staff/")
    assert answer.status_code == 400
    assert "账号密码" in answer.content.decode()


def come_with(sent: str) -> tuple[HttpResponse, Client]:
    client = Client()
    return client.get(f"/sso/ticket/?{urlencode({'ticketId': sent})}"), client


def number_of(account: Account) -> str:
    from huxin.registry.service import details_of

    assert account.person is not None
    return details_of(account.person).id_number


def test_a_ticket_lets_a_worker_in_once(tickets: None) -> None:
    account = Account.objects.get(pk=make_worker().account_id)
    sent = f"person:{number_of(account)}:1"
    answer, client = come_with(sent)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/cases/").status_code == 200
    assert presence_of(answer.wsgi_request).login_method == SINGLE_SIGN_ON
    again, stranger = come_with(sent)
    assert again.status_code == 400
    assert "已经用过" in again.content.decode()
    assert "_auth_user_id" not in stranger.session
    assert number_of(account) not in UsedTicket.objects.get().digest


def test_a_legal_person_comes_in_only_where_it_was_linked(tickets: None) -> None:
    code = "91330300MA0TEST01X"
    assert come_with(f"legal:{code}:1")[0].status_code == 403
    account = Account.objects.get(pk=make_officer("handler").account_id)
    link_identity(make_officer("security_admin"), account, "ticket", code)
    answer, client = come_with(f"legal:{code}:2")
    assert answer["Location"] == "/second-factor/"
    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize("sent", ["", "nobody-knows", "robot:1:1", "broken:1", "person::1", "x" * 600])
def test_a_ticket_that_is_none_gets_a_plain_page(tickets: None, sent: str) -> None:
    answer, client = come_with(sent)
    assert answer.status_code == 400
    assert "_auth_user_id" not in client.session


def test_an_unknown_person_is_told_where_to_go(tickets: None) -> None:
    from datetime import date

    answer, _ = come_with(f"person:{id_number(date(1990, 1, 1), 999)}:1")
    assert answer.status_code == 403
    assert "12333" in answer.content.decode()


def test_a_provider_that_is_away_gets_a_plain_page(tickets: None, settings) -> None:
    settings.TICKET_TOKEN_URL = f"http://127.0.0.1:{free_port()}/token"
    assert come_with("person:1:1")[0].status_code == 400


def test_without_a_provider_there_is_no_such_page() -> None:
    assert Client().get("/sso/staff/").status_code == 404
    assert Client().get("/sso/ticket/?ticketId=1").status_code == 404

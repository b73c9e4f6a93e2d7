"""Single sign-on against running providers: the staff by OpenID Connect, the public by ticket."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from django.http import HttpResponse
from django.test import Client

from huxin.core.http import outside
from huxin.core.service import verify
from huxin.identity.accounts import link_identity
from huxin.identity.models import Bucket, Identity, UsedTicket
from huxin.identity.oidc import _check
from huxin.identity.service import SINGLE_SIGN_ON, Account, Trace, presence_of, subject_digest
from huxin.people.service import Details, add_person, details_of, erase_person
from tests.server import free_port
from tests.support import credit_code, id_number, make_company, make_officer, make_worker
from tests.trust.providers import oidc, ticket

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
HERE = "http://testserver"


@pytest.fixture(autouse=True)
def _asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about what a provider says; how long one may take is another file's matter."""
    monkeypatch.setattr(outside, "STEP", 60.0)
    monkeypatch.setattr(outside, "WHOLE", 60.0)
    outside.forget_away()


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
    link_identity(make_officer("security_admin"), account, "oidc", subject_digest("oidc", oidc.SUBJECT))
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
    """From the province's app, and the button of our page."""
    client = Client()
    client.get(f"/sso/ticket/?{urlencode({'ticketId': sent})}")
    return client.post("/sso/ticket/", {"ticketId": sent}), client


def number_of(account: Account) -> str:
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
    code = "91330300MA0TE5T011"
    assert come_with(f"legal:{code}:1")[0]["Location"] == "/sso/register/company/"
    account = Account.objects.get(pk=make_officer("handler").account_id)
    link_identity(make_officer("security_admin"), account, "ticket", subject_digest("ticket", code))
    answer, client = come_with(f"legal:{code}:2")
    assert answer["Location"] == "/second-factor/"
    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize("sent", ["", "nobody-knows", "robot:1:1", "broken:1", "person::1", "x" * 600])
def test_a_ticket_that_is_none_gets_a_plain_page(tickets: None, sent: str) -> None:
    answer, client = come_with(sent)
    assert answer.status_code == 400
    assert "_auth_user_id" not in client.session


def newcomer(serial: int = 999) -> str:
    return id_number(date(1990, 1, 1), serial)


def test_a_first_ticket_opens_an_account_once(tickets: None) -> None:
    number = newcomer()
    answer, client = come_with(f"person:{number}:1:欧阳晓燕")
    assert (answer.status_code, answer["Location"]) == (302, "/sso/register/")
    assert "_auth_user_id" not in client.session
    page = client.get("/sso/register/").content.decode()
    assert "欧阳晓燕" in page
    assert number not in page
    assert "f-name" not in page
    refused = client.post("/sso/register/", {"county": "", "phone": "12345"})
    assert refused.status_code == 400
    assert not Account.objects.filter(kind="worker").exists()
    made = client.post("/sso/register/", {"county": "330304", "phone": "138 0000 1111", "name": "别人"})
    assert (made.status_code, made["Location"]) == (302, "/")
    assert client.get("/cases/").status_code == 200
    account = Account.objects.get(kind="worker")
    assert account.person is not None
    details = details_of(account.person)
    assert (details.name, details.phone, account.person.county) == ("欧阳晓燕", "13800001111", "330304")
    assert account.label == "欧***"
    trace = Trace.objects.get(account=account, what="registered")
    assert trace.content == {"way": "ticket", "known": False, "name_said_by": "provider"}
    assert verify().intact
    assert client.get("/sso/register/").status_code == 400
    again, later = come_with(f"person:{number}:2:欧阳晓燕")
    assert again["Location"] == "/"
    assert later.session["_auth_user_id"] == str(account.pk)
    assert come_with(f"person:{number}:2:欧阳晓燕")[0].status_code == 400


def test_a_name_that_the_provider_does_not_say_is_the_persons_word(tickets: None) -> None:
    client = come_with(f"person:{newcomer()}:1")[1]
    assert client.post("/sso/register/", {"county": "330304", "name": "李4"}).status_code == 400
    assert client.post("/sso/register/", {"county": "999999", "name": "李四"}).status_code == 400
    assert client.post("/sso/register/", {"county": "330304", "name": "李四"}).status_code == 302
    assert Trace.objects.get(what="registered").content["name_said_by"] == "person"


def test_two_browsers_open_one_account(tickets: None) -> None:
    clients = [come_with(f"person:{newcomer()}:{n}:李四")[1] for n in (1, 2)]
    for client in clients:
        assert client.post("/sso/register/", {"county": "330304"})["Location"] == "/"
    assert clients[0].session["_auth_user_id"] == clients[1].session["_auth_user_id"]
    assert Account.objects.filter(kind="worker").count() == 1


def test_somebody_known_from_an_import_gets_an_account_and_keeps_what_is_known(tickets: None) -> None:
    born = date(1990, 1, 1)
    person = add_person(Details("李四", newcomer(), born, "M60", "330304", "13800000000"), "330302")
    client = come_with(f"person:{newcomer()}:1:李思")[1]
    assert "已经有登记" in client.get("/sso/register/").content.decode()
    assert client.post("/sso/register/", {}).status_code == 302
    account = Account.objects.get(kind="worker")
    assert account.person == person
    assert details_of(person).name == "李四"


def test_somebody_who_was_erased_comes_back_as_somebody_new(tickets: None) -> None:
    gone = Account.objects.get(pk=make_worker().account_id)
    number = number_of(gone)
    assert gone.person is not None
    erase_person(gone.person)
    client = come_with(f"person:{number}:1:陈小花")[1]
    assert client.post("/sso/register/", {"county": "330304"}).status_code == 302
    account = Account.objects.get(kind="worker", is_active=True)
    assert account.person_id != gone.person_id


def test_a_number_that_is_none_opens_nothing(tickets: None) -> None:
    client = come_with("person:330304199013400012:1:李四")[1]
    assert client.post("/sso/register/", {"county": "330304"}).status_code == 400
    assert not Account.objects.filter(kind="worker").exists()


def test_the_first_ticket_of_a_company_opens_its_first_account(tickets: None) -> None:
    code = credit_code(41)
    answer, client = come_with(f"legal:{code}:1:瓯江闪送有限公司")
    assert answer["Location"] == "/sso/register/company/"
    assert client.get("/sso/register/").status_code == 400
    assert "瓯江闪送有限公司" in client.get("/sso/register/company/").content.decode()
    assert client.post("/sso/register/company/", {"kind": "platform"}).status_code == 400
    made = client.post("/sso/register/company/", {"kind": "platform", "label": "周管"})
    assert (made.status_code, made["Location"]) == (302, "/company/")
    assert client.get("/company/people/").status_code == 200
    assert come_with(f"legal:{code}:2")[0]["Location"] == "/company/"
    Identity.objects.all().delete()
    assert come_with(f"legal:{code}:3")[0].status_code == 403


def test_the_ticket_stands_for_a_lost_password(tickets: None) -> None:
    account = Account.objects.get(pk=make_worker().account_id)
    client = come_with(f"person:{number_of(account)}:1")[1]
    page = client.get("/password/").content.decode()
    assert account.username in page
    assert "f-old" not in page
    assert client.post("/password/", {"new": "short"}).status_code == 400
    assert client.post("/password/", {"new": "a long new password"}).status_code == 302
    by_name = Client()
    assert by_name.post("/login/", {"username": account.username, "password": "a long new password"}).status_code == 302
    assert by_name.post("/password/", {"new": "another long password"}).status_code == 400


def test_a_provider_that_is_away_gets_a_plain_page(tickets: None, settings) -> None:
    settings.TICKET_TOKEN_URL = f"http://127.0.0.1:{free_port()}/token"
    assert come_with("person:1:1")[0].status_code == 400


def test_without_a_provider_there_is_no_such_page() -> None:
    assert Client().get("/sso/staff/").status_code == 404
    assert Client().get("/sso/ticket/?ticketId=1").status_code == 404


def test_nothing_is_written_by_looking(staff: Path, tickets: None, settings) -> None:
    """Neither on the way out nor with tickets that nobody asked for: no session, no ticket, no device."""
    from django.contrib.sessions.models import Session

    settings.TICKET_LOGIN_URL = "https://province.example/login"
    for number in range(5):
        Client().get("/sso/staff/")
        Client().get("/sso/staff/back/?code=x&state=y")
        Client().get("/sso/ticket/start/")
        Client().get(f"/sso/ticket/?ticketId=person:1:{number}")
        client = Client()
        state = parse_qs(urlsplit(client.get("/sso/ticket/start/")["Location"]).query)["state"][0]
        client.get(f"/sso/ticket/?ticketId=nobody:{number}&state={state}")
    assert not Session.objects.exists()
    assert not UsedTicket.objects.exists()
    assert not Bucket.objects.exists()


def test_a_ticket_under_a_link_signs_nobody_in(tickets: None) -> None:
    """Somebody sends their own ticket to another, who would work on in a stranger's name."""
    account = Account.objects.get(pk=make_worker().account_id)
    sent = f"person:{number_of(account)}:1"
    victim = Client(enforce_csrf_checks=True)
    page = victim.get(f"/sso/ticket/?{urlencode({'ticketId': sent})}")
    assert page.status_code == 200
    assert "别人发给你的链接" in page.content.decode()
    assert "_auth_user_id" not in victim.session
    from_elsewhere = victim.post("/sso/ticket/", {"ticketId": sent}, headers={"origin": "https://evil.example"})
    assert from_elsewhere.status_code == 403
    assert "_auth_user_id" not in victim.session


@pytest.mark.parametrize("changed", ["", "x", "of another browser"])
def test_a_ticket_comes_back_to_the_browser_that_asked(tickets: None, settings, changed: str) -> None:
    settings.TICKET_LOGIN_URL = "https://province.example/login?app=huxin"
    account = Account.objects.get(pk=make_worker().account_id)
    sent = f"person:{number_of(account)}:1"
    client, other = Client(), Client()

    def state_of(one: Client) -> str:
        asked = parse_qs(urlsplit(one.get("/sso/ticket/start/")["Location"]).query)
        assert asked["app"] == ["huxin"]
        return asked["state"][0]

    state, foreign = state_of(client), state_of(other)
    wrong = foreign if changed.startswith("of") else changed
    assert client.get(f"/sso/ticket/?{urlencode({'ticketId': sent, 'state': wrong})}").status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.get(f"/sso/ticket/?{urlencode({'ticketId': sent, 'state': state})}").status_code == 302
    assert client.session["_auth_user_id"] == str(account.pk)


def test_a_company_code_opens_no_desk_to_a_natural_person(tickets: None) -> None:
    company = Account.objects.get(pk=make_company().account_id)
    assert company.person is not None
    code = company.person.company.credit_code
    link_identity(make_officer("security_admin"), company, "ticket", subject_digest("ticket", code))
    for number, sent in enumerate((f"person:{code}", "person:1", f"legal:{id_number(date(1990, 1, 1), 9)}")):
        answer, client = come_with(f"{sent}:{number}")
        assert answer.status_code in (400, 403), sent
        assert "_auth_user_id" not in client.session
    answer, client = come_with(f"legal:{code}:9")
    assert client.session["_auth_user_id"] == str(company.pk)


def test_a_closed_account_comes_in_by_neither_way(tickets: None, staff: Path) -> None:
    worker = Account.objects.get(pk=make_worker().account_id)
    Account.objects.filter(pk=worker.pk).update(is_active=False)
    assert come_with(f"person:{number_of(worker)}:1")[0].status_code == 403
    officer = linked_officer()
    Account.objects.filter(pk=officer.pk).update(is_active=False)
    client = Client()
    assert client.get(to_provider(client)).status_code == 403


def test_a_subject_is_that_one_letter_for_letter(staff: Path) -> None:
    account = Account.objects.get(pk=make_officer("handler").account_id)
    link_identity(make_officer("security_admin"), account, "oidc", subject_digest("oidc", oidc.SUBJECT.upper()))
    client = Client()
    assert client.get(to_provider(client)).status_code == 403


@pytest.mark.parametrize(
    ("amr", "several"),
    [
        (["otp"], False), (["hwk"], False), (["pwd"], False), (["otp", "hwk"], False), (["pwd", "pin"], False),
        ([], False), (["pwd", "otp"], True), (["mfa"], True), (["pwd", "fpt"], True), (["something"], False),
    ],
)  # fmt: skip
def test_one_way_alone_is_one_factor(staff: Path, amr: list[str], several: bool) -> None:
    linked_officer()
    (staff / "amr.json").write_text(json.dumps(amr))
    client = Client()
    there = client.get(to_provider(client))["Location"]
    assert there == ("/agency/" if several else "/second-factor/")


def test_where_an_acr_was_agreed_on_nothing_else_counts(staff: Path, settings) -> None:
    linked_officer()
    settings.OIDC_STRONG_ACR = ("urn:city:two-factors",)
    (staff / "amr.json").write_text(json.dumps(["pwd", "otp", "mfa"]))
    client = Client()
    assert client.get(to_provider(client))["Location"] == "/second-factor/"


@pytest.mark.parametrize("amr", ["otp", {"otp": 1}, [{"otp": 1}], [["otp"]], 7, [None], {"a": {}}, True])
def test_ways_of_a_wrong_shape_are_refused_in_words(staff: Path, amr: object) -> None:
    linked_officer()
    (staff / "amr.json").write_text(json.dumps(amr))
    client = Client()
    answer = client.get(to_provider(client))
    assert answer.status_code == 400
    assert "账号密码" in answer.content.decode()
    assert "_auth_user_id" not in client.session


CLAIMS = {"iss": "https://idp.example", "aud": "huxin", "exp": 4_000_000_000, "iat": 1, "nonce": "n", "sub": "s"}


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://idp.example/"}, {"iss": None}, {"aud": "other"}, {"aud": ["huxin", "other"]}, {"aud": 1},
        {"aud": ["huxin", "other"], "azp": "other"}, {"azp": "other"}, {"exp": 1}, {"exp": "4000000000"}, {"exp": True},
        {"exp": None}, {"iat": 4_000_000_000}, {"iat": None}, {"nonce": ""}, {"nonce": None}, {"nonce": 1}, {"sub": ""},
        {"sub": 7}, {"sub": ["s"]}, {"sub": "s" * 256}, {"sub": None}, {"sub": "\ud800"}, {"amr": "otp"}, {"acr": 1},
    ],
)  # fmt: skip
def test_a_token_has_to_say_what_the_standard_asks(settings, change: dict[str, object]) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "https://idp.example", "huxin"
    _check(CLAIMS)
    _check({**CLAIMS, "aud": ["huxin"], "amr": ["pwd"], "azp": "huxin"})
    with pytest.raises(ValueError):
        _check({name: value for name, value in {**CLAIMS, **change}.items() if value is not None})


def test_who_somebody_is_stands_in_the_signed_token_alone(
    staff: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider, or whoever sits on the way to it, that answers with words instead of an identity token."""
    linked_officer()
    real, client = outside.ask, Client()

    def without_token(method: str, url: str, *more: object) -> outside.Response:
        answer = real(method, url, *more)
        if not url.endswith("/token/"):
            return answer
        content = {**json.loads(answer.body), "userinfo": {**CLAIMS, "sub": oidc.SUBJECT, "iss": settings.OIDC_ISSUER}}
        del content["id_token"]
        return outside.Response(200, answer.headers, json.dumps(content).encode())

    back = to_provider(client)
    monkeypatch.setattr("huxin.identity.oidc_client.ask", without_token)
    answer = client.get(back)
    assert answer.status_code == 400
    assert "_auth_user_id" not in client.session


def test_unsigned_and_shared_secret_tokens_are_not_among_what_is_taken() -> None:
    from huxin.identity.oidc_client import SIGNED

    assert not {"none", "HS256", "HS384", "HS512"} & set(SIGNED)

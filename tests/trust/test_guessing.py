"""Guessing at the door: counts that a right password does not set back, waits that strangers cannot turn on others."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from huxin.identity import tries
from huxin.identity.devices import COOKIE
from huxin.identity.models import Tries
from huxin.identity.service import Account, mfa, unlock
from tests.support import make_officer, make_worker
from tests.trust.routes import WHOLE
from tests.trust.test_accounts import PASSWORD, enrolled, first_step, now_code, officer_account, security
from tests.trust.town import FEBRUARY

pytestmark = pytest.mark.django_db
HOURS = 24 if WHOLE else 6
"""For so long somebody who knows the password goes on guessing."""


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(FEBRUARY, tick=False) as moved:
        yield moved


def sign_in(client: Client, name: str, password: str) -> str:
    """``in``, ``wrong`` or ``wait``."""
    answer = client.post("/login/", {"username": name, "password": password})
    return "in" if answer.status_code == 302 else "wait" if "再试。" in answer.content.decode() else "wrong"


def code(client: Client, text: str) -> str:
    answer = client.post("/second-factor/", {"code": text})
    return "in" if answer.status_code in (200, 302) else "wait" if "过 " in answer.content.decode() else "wrong"


def worker_account() -> Account:
    account = Account.objects.get(pk=make_worker().account_id)
    account.set_password(PASSWORD)
    account.save()
    return account


def known_device(account: Account, at: time_machine.Traveller) -> tuple[Client, bytes]:
    """A browser in which the account signed in with both factors, and the seed."""
    client = first_step(account)
    from tests.trust.test_accounts import seed_of

    seed = seed_of(client.get("/second-factor/").content.decode())
    client.post("/second-factor/", {"code": now_code(seed)})
    client.post("/logout/")
    at.shift(60)
    return client, seed


def test_a_right_password_does_not_set_wrong_codes_back(at: time_machine.Traveller, settings) -> None:
    account = officer_account()
    seed, _ = enrolled(account)
    at.shift(60)
    said = [code(first_step(account), "000000") for _ in range(settings.LOGIN_ATTEMPTS + 11)]
    assert said == ["wrong"] * settings.LOGIN_ATTEMPTS + ["wait"] * 11
    assert code(first_step(account), now_code(seed)) == "wait"
    looked_at = 0
    for _ in range(HOURS * 50 // 3):  # hours of trying again as soon as it may
        at.shift(216)
        looked_at += code(first_step(account), "000000") == "wrong"
    assert looked_at <= HOURS * 60 / settings.LOGIN_LOCK_MINUTES + 10


def test_waits_double_and_end_by_themselves(at: time_machine.Traveller, settings) -> None:
    account, client = worker_account(), Client()
    assert [sign_in(client, account.username, "x") for _ in range(6)] == ["wrong"] * 5 + ["wait"]
    for seconds in (30, 60, 120, 240, 480, 900, 900):
        at.shift(seconds - 1)
        assert sign_in(client, account.username, PASSWORD) == "wait", seconds
        at.shift(2)
        assert sign_in(client, account.username, "x") == "wrong", seconds
    at.shift(901)
    assert sign_in(client, account.username, PASSWORD) == "in"
    assert sign_in(Client(), account.username, "x") == "wrong"


def test_a_stranger_locks_neither_a_worker_nor_an_administrator_out(at: time_machine.Traveller, settings) -> None:
    settings.LOGIN_ATTEMPTS_ANYWHERE = 8
    for account in (worker_account(), officer_account("security_admin")):
        officer = account.kind == "officer"
        own, seed = known_device(account, at) if officer else (Client(), b"")
        assert officer or sign_in(own, account.username, PASSWORD) == "in"
        own.post("/logout/")
        for number in range(40):
            sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), account.username, "x")
        assert sign_in(Client(REMOTE_ADDR="198.51.100.99"), account.username, PASSWORD) == "wait"
        assert sign_in(own, account.username, PASSWORD) == "in"
        assert not officer or code(own, now_code(seed)) == "in"


def test_an_administrator_whose_password_is_known_gets_in_from_their_own_device(at: time_machine.Traveller) -> None:
    account = officer_account("security_admin")
    own, seed = known_device(account, at)
    assert [code(first_step(account), "000000") for _ in range(6)][-1] == "wait"
    assert sign_in(own, account.username, PASSWORD) == "in"
    assert code(own, now_code(seed)) == "in"


def test_another_address_is_not_stopped_by_few_wrong_tries(at: time_machine.Traveller) -> None:
    account = worker_account()
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    assert [sign_in(stranger, account.username, "x") for _ in range(6)][-1] == "wait"
    assert sign_in(Client(REMOTE_ADDR="198.51.100.8"), account.username, PASSWORD) == "in"


def test_a_device_that_is_known_waits_for_itself(at: time_machine.Traveller, settings) -> None:
    account, client = worker_account(), Client()
    assert sign_in(client, account.username, PASSWORD) == "in"
    client.post("/logout/")
    assert [sign_in(client, account.username, "x") for _ in range(6)] == ["wrong"] * 5 + ["wait"]
    assert sign_in(Client(), account.username, PASSWORD) == "in"


def test_a_changed_cookie_is_a_strange_device_and_a_new_password_makes_one(at: time_machine.Traveller) -> None:
    account, client = worker_account(), Client()
    assert sign_in(client, account.username, PASSWORD) == "in"
    assert client.cookies[COOKIE]["httponly"]
    request = client.post("/logout/").wsgi_request
    from huxin.identity.devices import device_of

    found = device_of(request)
    assert found is not None
    assert found.knows(account)
    account.set_password("another long password")
    assert not found.knows(account)
    request.COOKIES[COOKIE] = request.COOKIES[COOKIE][:-2] + "xx"
    assert device_of(request) is None


def test_unknown_names_get_the_same_answers(at: time_machine.Traveller) -> None:
    name = officer_account().username
    answers = []
    for who in (name, "nobody-of-that-name", "nul\0in-it"):
        client = Client()
        pages = [client.post("/login/", {"username": who, "password": "x"}) for _ in range(7)]
        answers.append([(page.status_code, page.content.decode().replace(who, "")) for page in pages])
    plain = [[(status, text.partition("</form>")[0].count("再试")) for status, text in one] for one in answers]
    assert plain[0] == plain[1] == plain[2]
    assert not Tries.objects.filter(key__contains=name).exists()


def test_unknown_names_take_the_same_time(settings) -> None:
    """With the hash of the product itself; medians of interleaved tries."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.LOGIN_ATTEMPTS = settings.LOGIN_ATTEMPTS_ANYWHERE = 1000
    name = officer_account().username
    spent: dict[str, list[float]] = {name: [], "nobody-of-that-name": []}
    client = Client()
    for _ in range(9):
        for who, times in spent.items():
            began = time.perf_counter()
            client.post("/login/", {"username": who, "password": "x"})
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in spent.values())
    assert 0.2 < known / unknown < 5


def test_tries_are_counted_before_they_are_looked_at(settings) -> None:
    """Many at once cannot slip through: each is on the count before the password is compared."""
    scope = [tries.TryScope("password", 3)]
    for _ in range(3):
        tries.begin("x", scope)
    with pytest.raises(tries.LockedError) as wait:
        tries.begin("x", scope)
    assert 0 < wait.value.seconds <= tries.FIRST_WAIT


def test_opening_an_account_ends_every_wait(at: time_machine.Traveller) -> None:
    account = officer_account()
    enrolled(account)
    at.shift(60)
    assert [code(first_step(account), "000000") for _ in range(6)][-1] == "wait"
    assert tries.waiting([account]) == {account.pk}
    unlock(security(), account)
    assert tries.waiting([account]) == set()
    assert code(first_step(account), "000000") == "wrong"


def test_the_server_opens_an_account_that_nobody_else_can(at: time_machine.Traveller) -> None:
    from huxin.identity.models import Trace
    from huxin.identity.service import open_from_server

    account = officer_account("security_admin")
    assert [sign_in(Client(), account.username, "x") for _ in range(6)][-1] == "wait"
    Account.objects.filter(pk=account.pk).update(is_active=False)
    open_from_server(account)
    assert sign_in(Client(), account.username, PASSWORD) == "in"
    assert Trace.objects.get(account=account).by is None


def test_a_wrong_old_password_is_counted_too(at: time_machine.Traveller, settings) -> None:
    client = Client()
    account = worker_account()
    client.force_login(account)
    form = {"old": "x", "new": "quite another password"}
    for _ in range(settings.LOGIN_ATTEMPTS):
        assert client.post("/password/", form).status_code == 400
    assert client.post("/password/", form | {"old": PASSWORD}).status_code == 400
    assert Account.objects.get(pk=account.pk).check_password(PASSWORD)


def test_thousands_share_an_address_and_each_device_has_its_own_limit(at: time_machine.Traveller, settings) -> None:
    settings.RATES = {"sign_in": 3, "sign_in_address": 30, "submit": 5, "address": 100}
    devices = [Client(REMOTE_ADDR="100.64.0.1") for _ in range(10)]
    said = [one.post("/login/", {"username": "x", "password": "y"}).status_code for one in devices for _ in range(3)]
    assert said == [400] * 30
    assert devices[0].post("/login/", {"username": "x", "password": "y"}).status_code == 429
    fresh = [Client(REMOTE_ADDR="100.64.0.1").post("/login/", {}).status_code for _ in range(5)]
    assert fresh == [429] * 5
    assert Client(REMOTE_ADDR="100.64.0.2").post("/login/", {}).status_code == 400


def test_whoever_signed_in_here_before_does_not_count_with_the_strangers(at: time_machine.Traveller, settings) -> None:
    account, own = worker_account(), Client(REMOTE_ADDR="100.64.0.1")
    assert sign_in(own, account.username, PASSWORD) == "in"
    own.post("/logout/")
    settings.RATES = {"sign_in": 3, "sign_in_address": 5, "submit": 5, "address": 100}
    for _ in range(20):
        Client(REMOTE_ADDR="100.64.0.1").post("/login/", {})
    assert sign_in(own, account.username, PASSWORD) == "in"


def test_reading_makes_no_device_and_writes_no_row(django_assert_num_queries) -> None:
    client = Client()
    for path in ("/login/", "/accident/", "/verify/", "/sso/ticket/?ticketId=1", "/sso/staff/"):
        client.get(path)
    assert COOKIE not in client.cookies
    assert not Tries.objects.exists()


def test_an_accident_is_sealed_by_device_and_not_by_network(settings) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.evidence.conftest import picture

    settings.POUCHES_AN_HOUR, settings.POUCHES_AN_ADDRESS = 2, 6

    def seal(client: Client) -> int:
        return client.post("/accident/", {"photos": SimpleUploadedFile("a.jpg", picture())}).status_code

    one, two, signed_in = (Client(REMOTE_ADDR="100.64.0.1") for _ in range(3))
    assert [seal(one) for _ in range(3)] == [302, 302, 429]
    assert [seal(two) for _ in range(3)] == [302, 302, 429]
    assert [seal(Client(REMOTE_ADDR="100.64.0.1")) for _ in range(3)] == [302, 302, 429]
    signed_in.force_login(worker_account())
    assert [seal(signed_in) for _ in range(3)] == [302, 302, 429]


def test_codes_are_not_used_up_by_a_wait(at: time_machine.Traveller) -> None:
    account = Account.objects.get(pk=make_officer("handler").account_id)
    row = mfa.set_seed(account, b"1" * 20, timezone.now())
    for _ in range(5):
        mfa.check(account, "000000")
    right = mfa.code_at(b"1" * 20, mfa.step_of(timezone.now()))
    with pytest.raises(tries.LockedError):
        mfa.check(account, right)
    row.refresh_from_db()
    assert row.last_step == 0


@pytest.mark.parametrize("door", ["/code/", "/cases/code/enter/"])
def test_wrong_codes_of_one_device_make_no_other_wait(door: str, at: time_machine.Traveller, settings) -> None:
    """Thousands stand behind the address of a carrier; each device that guesses waits for itself."""
    settings.LOGIN_ATTEMPTS_ANYWHERE = 20
    rude, form = Client(), {"code": "1234-5678", "new": PASSWORD, "no": "2026-000001"}

    def waits(client: Client) -> bool:
        answer = client.post(door, form)
        assert answer.status_code == 400
        return "再试" in answer.content.decode() and "过 " in answer.content.decode()

    said = [waits(rude) for _ in range(settings.LOGIN_ATTEMPTS + 3)]
    assert said == [False] * settings.LOGIN_ATTEMPTS + [True] * 3
    assert not waits(Client())
    flood = [waits(Client()) for _ in range(settings.LOGIN_ATTEMPTS_ANYWHERE)]
    assert flood[-1]  # who throws the cookie away each time is stopped all the same

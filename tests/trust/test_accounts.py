"""Two factors, idle sign-ins, separate administrators, accounts that nobody uses, limits."""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from huxin.core.service import verify
from huxin.identity import mfa, rate_limit
from huxin.identity.accounts import change_scope, reset_factor
from huxin.identity.models import AccountChange, Bucket, SecondFactor, Trace
from huxin.identity.service import (
    ADMINISTRATORS,
    ROLES,
    Account,
    AccountForm,
    Actor,
    access_log,
    actor_for,
    lock,
    make_account,
    retire_stale,
    routes,
    tidy_up,
    two_hands,
    unlock,
)
from huxin.law import InputError
from tests.support import make_delegate, make_officer, make_worker
from tests.trust.town import FEBRUARY

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
RULES = dict(routes(get_resolver().url_patterns))
OUT = "api/v1/phone/sign-out"
CLOSED = [path for path, rule in RULES.items() if rule not in ("public", "half", "account") and path != OUT]
NAMED = {"uuid": "00000000-0000-0000-0000-000000000000", "uuidstr": "00000000-0000-0000-0000-000000000000"}
OPEN_OPERATIONS = re.compile(
    r"^/api/(v1/law/|v1/weather/(in-force|key)$|v1/places/(nearest|waiting)$|openapi\.json$|$"
    r"|v1/phone/(start|sign-|accident/(?!claim)|what-can-i-get|calculate|limitation|relation|respondents|case-by-code/))"
)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(FEBRUARY, tick=False) as moved:
        yield moved


def officer_account(*roles: str) -> Account:
    account = Account.objects.get(pk=make_officer(*(roles or ("handler",))).account_id)
    account.set_password(PASSWORD)
    account.save()
    return account


def first_step(account: Account, password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post("/login/", {"username": account.username, "password": password})
    assert (answer.status_code, answer["Location"]) == (302, "/second-factor/")
    return client


def seed_of(page: str) -> bytes:
    """What somebody types into their phone from the page."""
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert shown
    text = shown[1].replace(" ", "")
    return b32decode(text + "=" * (-len(text) % 8))


def now_code(seed: bytes, ahead: int = 0) -> str:
    return mfa.code_at(seed, mfa.step_of(timezone.now()) + ahead)


def enrolled(account: Account) -> tuple[bytes, list[str]]:
    """Set up through the pages; answers seed and recovery codes."""
    client = first_step(account)
    seed = seed_of(client.get("/second-factor/").content.decode())
    page = client.post("/second-factor/", {"code": now_code(seed)}).content.decode()
    return seed, re.findall(r"<code>([0-9a-f-]{20})</code>", page)


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, the last six of its eight digits."""
    known = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: mfa.code_at(b"12345678901234567890", at // 30) for at in known} == known


def test_no_page_of_the_staff_opens_with_one_factor() -> None:
    client = first_step(officer_account("handler", "approver", "finance"))
    assert len(CLOSED) > 100
    for path in CLOSED:
        address = "/" + re.sub(r"<(\w+):\w+>", lambda found: NAMED.get(found[1], "1"), path)
        if RULES[path] in ("api", "company_key"):
            read, form = client.get(address), client.post(address, {"a": "b"})
            json = client.post(address, {"a": "b"}, content_type="application/json")
            found = read.status_code, *sorted((form.status_code, json.status_code))  # one of them is of a type it takes
            refused = found[0] in (401, 405) and found[1] in (401, 405) and found[2] in (401, 405, 415)
            assert OPEN_OPERATIONS.match(address) or refused, (address, found)
            continue
        for answer in (client.get(address), client.post(address, {})):
            told = answer.status_code, answer.headers.get("Location", "").partition("?")[0]
            assert told == (302, "/second-factor/"), address


def test_the_second_factor_is_set_up_once_and_asked_for_each_time(at: time_machine.Traveller) -> None:
    account = officer_account()
    seed, codes = enrolled(account)
    assert len(set(codes)) == mfa.RECOVERY_CODES
    at.shift(60)
    client = first_step(account)
    page = client.get("/second-factor/").content.decode()
    assert "<code>" not in page
    assert client.post("/second-factor/", {"code": "000000", "next": "/agency/pay/"}).status_code == 400
    answer = client.post("/second-factor/", {"code": now_code(seed), "next": "/agency/calendar/"})
    assert (answer.status_code, answer["Location"]) == (302, "/agency/calendar/")
    assert client.get("/agency/queue/due/").status_code == 200


def test_a_code_is_good_once(at: time_machine.Traveller) -> None:
    account = officer_account()
    seed, _ = enrolled(account)
    used = now_code(seed)
    assert first_step(account).post("/second-factor/", {"code": used}).status_code == 400
    at.shift(30)
    assert first_step(account).post("/second-factor/", {"code": used}).status_code == 400
    assert first_step(account).post("/second-factor/", {"code": now_code(seed)}).status_code == 302
    assert first_step(account).post("/second-factor/", {"code": now_code(seed, 5)}).status_code == 400


def test_a_recovery_code_is_good_once_and_kept_as_a_digest(at: time_machine.Traveller) -> None:
    account = officer_account()
    seed, codes = enrolled(account)
    row = SecondFactor.objects.get(account=account)
    assert seed not in bytes(row.sealed_seed)
    assert not set(codes) & set(row.recovery)
    assert first_step(account).post("/second-factor/", {"code": codes[0]}).status_code == 302
    assert first_step(account).post("/second-factor/", {"code": codes[0]}).status_code == 400
    assert first_step(account).post("/second-factor/", {"code": codes[1].upper()}).status_code == 302


def test_wrong_codes_make_the_next_one_wait(at: time_machine.Traveller, settings) -> None:
    account = officer_account()
    seed, _ = enrolled(account)
    at.shift(60)
    client = first_step(account)
    for _try in range(settings.LOGIN_ATTEMPTS):
        assert client.post("/second-factor/", {"code": "000000"}).status_code == 400
    answer = client.post("/second-factor/", {"code": now_code(seed)})
    assert answer.status_code == 400
    assert "过 1 分钟再试" in answer.content.decode()
    at.shift(settings.LOGIN_LOCK_MINUTES * 60 + 1)
    assert first_step(account).post("/second-factor/", {"code": now_code(seed)}).status_code == 302


@pytest.mark.parametrize(("kind", "minutes"), [("staff", 15), ("public", 30)])
def test_whoever_is_away_is_signed_out(at: time_machine.Traveller, kind: str, minutes: int) -> None:
    actor, path = (make_officer("handler"), "/agency/queue/due/") if kind == "staff" else (make_worker(), "/cases/")
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    for _visit in range(3):
        at.shift((minutes - 1) * 60)
        assert client.get(path).status_code == 200
    at.shift(minutes * 60 + 61)
    answer = client.get(path)
    assert answer["Location"].startswith("/login/?next=")
    assert "idle=1" in answer["Location"]
    assert "登录就能接着填" in client.get(answer["Location"]).content.decode()


def test_a_draft_outlives_the_sign_in(at: time_machine.Traveller) -> None:
    account = Account.objects.get(pk=make_worker().account_id)
    client = Client()
    client.force_login(account)
    step = "/apply/social-insurance-subsidy/trade/"
    assert client.post(step, {"trade": "takeaway"}).status_code == 302
    at.shift(3600)
    assert client.get(step).status_code == 302
    client.force_login(account)
    assert re.search(r'value="takeaway"\s+checked', client.get(step).content.decode())


WANTED = AccountForm("li-4", "李四", "hrss", "330304", ("handler",))


def security() -> Actor:
    return make_officer("security_admin", county="", department="")


def test_a_new_account_has_a_password_for_once(at: time_machine.Traveller) -> None:
    account, password = make_account(security(), WANTED)
    client = first_step(account, password)
    seed = seed_of(client.get("/second-factor/").content.decode())
    page = client.post("/second-factor/", {"code": now_code(seed)}).content.decode()
    assert 'href="/password/"' in page
    assert client.get("/agency/queue/due/")["Location"].startswith("/second-factor/")
    for old, new in ((password, password), (password, "short"), ("wrong", "quite another password")):
        assert client.post("/password/", {"old": old, "new": new}).status_code == 400
    assert client.post("/password/", {"old": password, "new": "quite another password"}).status_code == 302
    assert client.get("/agency/queue/due/").status_code == 200
    assert [row.what for row in Trace.objects.filter(account=account).order_by("at", "what")] == [
        "made",
        "password_changed",
    ]


def test_every_change_is_sealed_and_nobody_changes_their_own() -> None:
    admin, account = security(), Account.objects.get(pk=make_officer("handler").account_id)
    change_scope(admin, account, ["approver"], "hrss", "")
    lock(admin, account)
    unlock(admin, account)
    reset_factor(admin, account)
    whats = list(Trace.objects.filter(account=account).order_by("at").values_list("what", flat=True))
    assert whats == ["scope", "locked", "unlocked", "factor_reset"]
    assert Trace.objects.get(what="scope").content["before"]["roles"] == ["handler"]
    own = Account.objects.get(pk=admin.account_id)
    for change in (lock, unlock, reset_factor):
        with pytest.raises(InputError, match="own"):
            change(admin, own)
    with pytest.raises(InputError, match="own"):
        change_scope(admin, own, ["handler"], "hrss", "")
    assert Account.objects.get(pk=own.pk).roles == ["security_admin"]
    assert verify().intact
    Trace.objects.filter(what="scope").update(content={})
    assert not verify().intact


SCOPE = {"roles": ("approver",), "department": "hrss", "county": ""}


@pytest.mark.parametrize("what", two_hands.CHANGES)
def test_no_change_of_a_staff_account_is_made_by_one_person(what: str) -> None:
    """Asked for by one administrator nothing changes; not the one who asked agrees, nor the account itself."""
    first, second = security(), security()
    target = None if what == "made" else Account.objects.get(pk=make_officer("handler").account_id)
    if what == "factor_reset":
        assert target is not None
        SecondFactor.objects.create(account=target, sealed_seed=b"x")
    said = {"made": {**vars(WANTED)}, "scope": SCOPE, "linked": {"provider": "oidc", "subject": "d" * 64}}.get(what, {})
    before = (Account.objects.count(), SecondFactor.objects.count())
    row = two_hands.ask(first, what, target, said)
    assert isinstance(row, AccountChange)
    for alone in (first, actor_for(target) if target is not None else first):
        with pytest.raises(InputError) as caught:
            two_hands.answer(alone, row.id, agreed=True)
        assert caught.value.problem.code == "second_person"
    assert (Account.objects.count(), SecondFactor.objects.count()) == before
    if target is not None:
        target.refresh_from_db()
        assert (target.roles, target.must_change) == (["handler"], False)
    account, password = two_hands.answer(second, row.id, agreed=True)
    assert account is not None
    assert bool(password) == (what in ("made", "password_reset"))
    with pytest.raises(InputError):
        two_hands.answer(second, row.id, agreed=True)
    whats = list(Trace.objects.filter(kind="account").order_by("at").values_list("what", flat=True))
    assert whats[:2] == [f"asked_{what}", f"agreed_{what}"]
    assert verify().intact


def test_a_refused_change_is_never_made() -> None:
    first, second = security(), security()
    row = two_hands.ask(first, "made", None, {**vars(WANTED)})
    assert isinstance(row, AccountChange)
    two_hands.answer(second, row.id, agreed=False)
    assert two_hands.waiting() == []
    assert not Account.objects.filter(username=WANTED.username).exists()


def test_the_pages_ask_and_the_second_administrator_sees_the_password(at: time_machine.Traveller) -> None:
    first, second = security(), security()
    clients = [Client(), Client()]
    for client, who in zip(clients, (first, second), strict=True):
        client.force_login(Account.objects.get(pk=who.account_id))
    form = {"username": "li-4", "label": "李四", "department": "hrss", "county": "330304", "roles": ["finance"]}
    assert clients[0].post("/agency/accounts/", form).status_code == 302
    change = {"change": str(two_hands.waiting()[0].id), "answer": "agree"}
    assert clients[0].post("/agency/accounts/", change).status_code == 400
    assert not Account.objects.filter(username="li-4").exists()
    shown = clients[1].post("/agency/accounts/", change).content.decode()
    assert re.search(r"<strong class=\"num\">(\w{4}-){3}\w{4}</strong>", shown)
    assert clients[1].post("/agency/accounts/", {"change": "no-uuid"}).status_code == 404


def test_a_delegate_changes_a_password_that_was_reset_before_anything_else(at: time_machine.Traveller) -> None:
    delegate = Account.objects.get(pk=make_delegate().account_id)
    password = two_hands.ask(security(), "password_reset", delegate)
    assert isinstance(password, str)
    client = Client()
    client.post("/login/", {"username": delegate.username, "password": password})
    for path in ("/", "/delegate/", "/cases/", "/agency/", "/me/"):
        answer = client.get(path, follow=True)
        assert path == "/" or answer.redirect_chain[-1][0].startswith("/password/"), path
    new = {"old": password, "new": "quite another password"}
    assert client.post("/password/", new)["Location"] == "/delegate/"
    assert client.get("/delegate/").status_code == 200


@pytest.mark.parametrize("role", sorted(name for name, role in ROLES.items() if role.alone))
def test_an_administrator_does_nothing_else(role: str) -> None:
    with pytest.raises(InputError, match="alone"):
        make_account(security(), AccountForm("x-1", "某", "hrss", "", (role, "handler")))
    with pytest.raises(InputError, match="alone"):
        make_account(security(), AccountForm("x-1", "某", "hrss", "", tuple(ADMINISTRATORS)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "a b"}, "username"),
        ({"label": " "}, "label"),
        ({"roles": ()}, "roles"),
        ({"roles": ("king",)}, "roles"),
        ({"department": ""}, "department"),
    ],
)
def test_a_form_that_does_not_fit_says_why(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        make_account(security(), AccountForm(**{**vars(WANTED), **changes}))  # type: ignore[arg-type]
    assert caught.value.problem.field == field
    assert not Account.objects.filter(username="li-4").exists()


def test_a_name_is_given_once() -> None:
    make_account(None, WANTED)
    with pytest.raises(InputError, match="free"):
        make_account(None, WANTED)


def test_a_locked_account_is_put_out_at_once() -> None:
    account, client = officer_account(), Client()
    client.force_login(account)
    assert client.get("/agency/queue/due/").status_code == 200
    lock(security(), account)
    assert client.get("/agency/queue/due/")["Location"].startswith("/login/")


def test_an_account_that_nobody_uses_is_closed(at: time_machine.Traveller, settings) -> None:
    unused, used, worker = officer_account(), officer_account(), make_worker()
    at.shift((settings.STALE_DAYS - 1) * 86400)
    Account.objects.filter(pk=used.pk).update(last_login=timezone.now())
    assert retire_stale(timezone.now()) == 0
    at.shift(2 * 86400)
    tidy_up(timezone.now())
    active = {one.pk: one.is_active for one in Account.objects.all()}
    assert active == {unused.pk: False, used.pk: True, worker.account_id: True}
    assert Trace.objects.get().what == "retired"
    assert retire_stale(timezone.now()) == 0
    unlock(security(), unused)
    assert retire_stale(timezone.now()) == 0
    stale = Account.objects.filter(is_active=True, kind="officer", last_login__lt=timezone.now() - timedelta(days=90))
    assert not stale.exists()


def test_a_bucket_empties_and_fills_again(at: time_machine.Traveller) -> None:
    assert [rate_limit.take("submit", "somebody", 3) for _ in range(5)] == [0, 0, 0, 20, 20]
    assert rate_limit.take("submit", "somebody else", 3) == 0
    at.shift(20)
    assert [rate_limit.take("submit", "somebody", 3) for _ in range(2)] == [0, 20]
    at.shift(3600)
    assert [rate_limit.take("submit", "somebody", 3) for _ in range(4)] == [0, 0, 0, 20]
    assert not {row.key for row in Bucket.objects.all()} & {"somebody", "somebody else"}
    at.shift(7200)
    rate_limit.drop_old_buckets(timezone.now())
    assert not Bucket.objects.exists()


def test_too_many_sign_ins_get_a_plain_page_and_others_none(at: time_machine.Traveller, settings) -> None:
    settings.RATES = {"sign_in": 3, "submit": 5, "address": 50}
    client, form = Client(REMOTE_ADDR="10.0.0.7"), {"username": "x", "password": "y"}
    assert [client.post("/login/", form).status_code for _ in range(5)] == [400, 400, 400, 429, 429]
    answer = client.post("/login/", form)
    assert "一分钟里提交得太多" in answer.content.decode()
    assert int(answer["Retry-After"]) > 0
    assert client.get("/login/").status_code == 200
    assert Client(REMOTE_ADDR="10.0.0.8").post("/login/", form).status_code == 400
    at.shift(60)
    assert client.post("/login/", form).status_code == 400


def test_one_who_sends_too_much_stops_nobody_else(at: time_machine.Traveller, settings) -> None:
    settings.RATES = {"sign_in": 3, "submit": 4, "address": 12}
    one, other = Client(), Client()
    for client in (one, other):
        client.force_login(Account.objects.get(pk=make_officer("handler").account_id))
    path = "/agency/queue/due/views/"
    assert [one.post(path).status_code for _ in range(6)] == [302] * 4 + [429] * 2
    assert [other.post(path).status_code for _ in range(4)] == [302] * 4
    assert [other.post("/language/").status_code for _ in range(3)] == [429] * 3  # the address is spent
    assert one.get("/agency/queue/due/").status_code == 200


def test_behind_a_proxy_the_address_is_the_one_that_it_wrote(settings, rf) -> None:
    asked = rf.get("/", headers={"x-forwarded-for": "6.6.6.6, 10.1.2.3"})
    assert rate_limit.address_of(asked) == "127.0.0.1"
    settings.BEHIND_PROXY = True
    assert rate_limit.address_of(asked) == "10.1.2.3"


def test_the_access_log_names_routes_and_accounts_and_ends(at: time_machine.Traveller, settings, tmp_path) -> None:
    actor = make_officer("handler")
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    client.get("/agency/cases/2026-000001/?q=13800000000")
    client.get("/agency/accounts/")
    client.get("/13800000000/")
    day = timezone.localdate()
    lines = access_log.latest(day)
    assert [(one["route"], one["status"], one["who"]) for one in lines] == [
        ("—", 404, actor.key),
        ("agency/accounts/", 403, actor.key),
        ("agency/cases/<slug:no>/", 404, actor.key),
    ]
    path = tmp_path / "logs" / f"access-{day.isoformat()}.jsonl"
    assert path.stat().st_mode & 0o077 == 0
    assert "13800000000" not in path.read_text()
    at.shift((settings.ACCESS_LOG_DAYS + 1) * 86400)
    assert settings.ACCESS_LOG_DAYS > 184
    assert access_log.drop_old(timezone.now()) == 1
    assert not path.exists()


def test_each_administrator_has_a_page_of_their_own_and_no_case() -> None:
    homes = {"system_admin": "/agency/system/", "security_admin": "/agency/accounts/", "audit_admin": "/agency/audit/"}
    assert set(homes) == ADMINISTRATORS
    for role, home in homes.items():
        client = Client()
        client.force_login(Account.objects.get(pk=make_officer(role).account_id))
        assert client.get("/agency/")["Location"] == home
        assert client.get(home).status_code == 200
        for closed in {*homes.values(), "/agency/queue/all/", "/agency/calendar/"} - {home}:
            answer = client.get(closed)
            assert answer.status_code == 403
            assert "不是给你看的" in answer.content.decode()


def test_a_delegate_is_not_staff() -> None:
    client = Client()
    client.force_login(Account.objects.get(pk=make_delegate().account_id))
    assert client.get("/delegate/").status_code == 200
    assert client.get("/cases/").status_code == 403
    assert client.get("/agency/").status_code == 403


def test_a_bound_that_is_no_number_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from huxin.core.limits import bound

    assert bound("HUXIN_STALE_DAYS") == 90
    monkeypatch.setenv("HUXIN_STALE_DAYS", "0")
    with pytest.raises(ValueError, match="HUXIN_STALE_DAYS is '0'"):
        bound("HUXIN_STALE_DAYS")
    monkeypatch.setenv("HUXIN_STALE_DAYS", "120")
    assert bound("HUXIN_STALE_DAYS") == 120

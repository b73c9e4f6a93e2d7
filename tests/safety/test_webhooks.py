"""Messages to platforms: signed, sent again, acknowledged in the answer; addresses that we may not knock at."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from huxin.casework.service import view_case
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.measures.safety.models import Attempt, Delivery
from huxin.measures.safety.service import (
    MOST_TRIES,
    deliveries_of,
    public_key,
    set_webhook,
    sync,
    webhook_of,
)
from tests.safety.support import NOW, warning
from tests.safety.test_orders import drafted, issue
from tests.safety.tls import receiver
from tests.support import make_company, make_officer, send_deliveries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO, settings.WEBHOOK_NETWORKS = True, ["127.0.0.0/8"]


def free_leases() -> None:
    Delivery.objects.update(leased_until=None)


def test_the_message_is_signed_over_its_time_and_says_what_is_in_force() -> None:
    company = make_company()
    with receiver() as (url, got):
        set_webhook(company, url)
        no = drafted(warning())
        issue(no)
        assert send_deliveries() == 1
        assert send_deliveries() == 0
    ((headers, body),) = got
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key()))
    signature = bytes.fromhex(headers["Huxin-Signature"].removeprefix("ed25519="))
    key.verify(signature, headers["Huxin-Timestamp"].encode() + b"." + body)
    with pytest.raises(InvalidSignature):
        key.verify(signature, b"1." + body)
    told = json.loads(body)
    assert (told["event"], told["order"], told["extend_minutes"]) == ("weather-order.issued", no, 60)
    assert told["source"] == {"law": "浙江省气象灾害防御条例 29", "own_choice": False}
    assert [one.act for one in view_case(SYSTEM, no).steps] == ["file", "issue", "serve"]


def test_an_answer_can_acknowledge() -> None:
    company = make_company("甲平台")
    with receiver(answer=b'{"acknowledged": true, "done_what": "\xe5\x81\x9c\xe6\xb4\xbe"}') as (url, _):
        set_webhook(company, url)
        no = drafted(warning())
        issue(no)
        send_deliveries()
    step = view_case(SYSTEM, no).steps[-1]
    assert (step.act, step.by, step.payload) == ("acknowledge", "unit", {"party": "甲平台", "done_what": "停派"})


@pytest.mark.parametrize("answer", [b"", b"ok", b"[]", b'{"acknowledged": "yes"}', b"[" * 4000])
def test_any_other_answer_is_a_receipt_and_no_more(answer: bytes) -> None:
    company = make_company()
    with receiver(answer=answer) as (url, _):
        set_webhook(company, url)
        no = drafted(warning())
        issue(no)
        assert send_deliveries() == 1
    assert view_case(SYSTEM, no).steps[-1].act == "serve"


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_not_taken_is_sent_again_and_given_up_in_the_end(status: int) -> None:
    company = make_company()
    with receiver(status) as (url, got):
        set_webhook(company, url)
        issue(drafted(warning()))
        assert send_deliveries() == 0
        assert send_deliveries() == 0  # its turn has not come
        assert len(got) == 1
        for _ in range(MOST_TRIES + 3):
            free_leases()
            send_deliveries()
    assert len(got) == MOST_TRIES
    (row,) = deliveries_of(company)
    assert row.delivered_at is None
    assert [one.status for one in row.attempts.all()] == [status] * MOST_TRIES


def test_nobody_there_is_a_try_too() -> None:
    company = make_company()
    set_webhook(company, "http://127.0.0.1:9/hook")
    issue(drafted(warning()))
    send_deliveries()
    (attempt,) = Attempt.objects.all()
    assert (attempt.status, attempt.said) == (None, "ConnectionRefusedError")


def test_who_was_told_of_the_order_is_told_of_its_end() -> None:
    company = make_company()
    with receiver() as (url, got):
        set_webhook(company, url)
        issue(drafted(warning()))
        send_deliveries()
        sync(NOW.replace(hour=23))
        send_deliveries()
    assert [json.loads(body)["event"] for _, body in got] == ["weather-order.issued", "weather-order.ended"]


def test_an_address_is_taken_back() -> None:
    company = make_company()
    set_webhook(company, "http://127.0.0.1:9/hook")
    assert set_webhook(company, "") is None
    assert webhook_of(company) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://open.example.cn/", "https://", "ftp://a.example/", "https://user@a.example/", "https://127.0.0.1/",
        "https://10.1.2.3/", "https://[::1]/", "https://169.254.169.254/latest", "https://localhost/", "nonsense",
        "https://a.example:99999/", "https://" + "a" * 300, "https://nobody.invalid/",
    ],
)  # fmt: skip
def test_addresses_inside_a_network_are_refused(settings: Any, url: str) -> None:
    settings.DEMO, settings.WEBHOOK_NETWORKS = False, []
    with pytest.raises(InputError):
        set_webhook(make_company(), url)


def test_only_a_company_has_an_address() -> None:
    with pytest.raises(PermissionError):
        set_webhook(make_officer("handler"), "http://127.0.0.1:9/")

"""The door for programs: who gets in, what is answered, and that one flood is nobody else's."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from huxin.core.service import Entry
from huxin.feeds import limiter
from huxin.feeds.door import post_batch
from huxin.feeds.models import Batch, CompanyKey
from huxin.feeds.service import add_key, check_receipt, receipt_in_pdf, revoke_key
from huxin.feeds.signing import signed_text
from huxin.law import InputError
from huxin.supervision.synth.defects import SENDER
from tests.feeds.support import Sender, digest, ndjson, rows, send

pytestmark = pytest.mark.django_db
OTHER = "91330300MA0000002W"


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    limiter.forget()


@pytest.fixture
def sender() -> Sender:
    made = add_key(SENDER)
    assert made.secret is not None
    return Sender(made.id, made.secret)


def body_of(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer.content))


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """A problem document with every part, and nothing was kept."""
    found = body_of(answer)
    assert (answer.status_code, found["status"], found["code"]) == (status, status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert all(found[name] for name in ("type", "title", "detail", "field", "wanted", "hint"))
    assert Batch.objects.count() == 0
    return found


def test_a_signed_batch_lands_and_is_answered_the_same_again(sender: Sender) -> None:
    body = ndjson(rows(5) + rows(1, seed=2, trade="taxi"))
    first = sender.post(body, **{"Idempotency-Key": "one"})
    assert first.status_code == 201
    told = body_of(first)
    assert check_receipt(told["receipt"]).good
    assert (told["report"]["accepted"], told["report"]["quarantined"]) == (5, {"unknown_trade": 1})
    again = sender.post(body, **{"Idempotency-Key": "one"})
    under_another_key = sender.post(body, **{"Idempotency-Key": "two"})
    assert (again.status_code, under_another_key.status_code) == (200, 200)
    assert body_of(again) == told == body_of(under_another_key)
    assert Entry.objects.filter(kind="feed").count() == 1
    other = sender.post(ndjson(rows(2, seed=9)), **{"Idempotency-Key": "one"})
    assert (other.status_code, body_of(other)["code"]) == (409, "idempotency_key")
    assert Batch.objects.count() == 1


def test_a_receipt_can_be_fetched_by_its_company_alone(sender: Sender) -> None:
    receipt = body_of(sender.post(ndjson(rows(3))))["receipt"]
    path = f"/api/v1/feeds/{SENDER}/batches/{receipt['id']}"
    assert body_of(sender.get(f"{path}.json"))["receipt"] == receipt
    assert receipt_in_pdf(sender.get(f"{path}.pdf").content) == receipt  # type: ignore[attr-defined]
    assert sender.get(f"{path}.exe").status_code == 404
    assert sender.get(f"/api/v1/feeds/{SENDER}/batches/{'0' * 32}.json").status_code == 404
    made = add_key(OTHER)
    stranger = Sender(made.id, made.secret or "", OTHER)
    assert stranger.get(f"/api/v1/feeds/{OTHER}/batches/{receipt['id']}.json").status_code == 404
    assert stranger.get(f"{path}.json").status_code == 401


def test_packed_lines_and_parquet_are_taken(sender: Sender) -> None:
    packed = gzip.compress(ndjson(rows(4)))
    assert sender.post(packed, **{"Content-Type": "application/gzip"}).status_code == 201
    encoded = gzip.compress(ndjson(rows(4, seed=2)))
    path = f"/api/v1/feeds/{SENDER}/orders/batches"
    headers = sender.headers("POST", path, encoded) | {"Content-Encoding": "gzip"}
    assert send(path, encoded, headers).status_code == 201
    refused_ = sender.post(b"PAR1 nothing", **{"Content-Type": "application/vnd.apache.parquet"})
    assert (refused_.status_code, body_of(refused_)["code"]) == (422, "parquet")


def test_an_ed25519_key_signs_too() -> None:
    private = Ed25519PrivateKey.generate()
    made = add_key(SENDER, private.public_key().public_bytes_raw().hex())
    assert made.secret is None
    sender = Sender(made.id, "00")
    path, body = f"/api/v1/feeds/{SENDER}/orders/batches", ndjson(rows(2))
    headers = sender.headers("POST", path, body)
    names = ("Huxin-Timestamp", "Idempotency-Key", "Content-Type", "Content-Digest")
    signature = private.sign(signed_text("POST", path, *(headers[name] for name in names)))
    good = headers | {"Huxin-Signature": base64.b64encode(signature).decode()}
    assert send(path, body, headers).status_code == 401
    assert send(path, body, good).status_code == 201
    with pytest.raises(InputError):
        add_key(SENDER, "not a key")


@pytest.mark.parametrize(
    "change",
    [
        {"Huxin-Signature": "AAAA"},
        {"Huxin-Signature": "not base64!"},
        {"Huxin-Signature": ""},
        {"Huxin-Key": "somebody"},
        {"Huxin-Timestamp": ""},
        {"Huxin-Timestamp": "tomorrow"},
        {"Huxin-Timestamp": "1500000000"},
    ],
)
def test_nobody_gets_in_without_a_signature_that_fits(sender: Sender, change: dict[str, str]) -> None:
    code = "timestamp" if "Huxin-Timestamp" in change else "signature"
    refused(sender.post(ndjson(rows(1)), **change), 401, code)


@pytest.mark.parametrize("header", ["Idempotency-Key", "Content-Digest", "Content-Type", "Huxin-Timestamp"])
def test_what_is_signed_cannot_be_exchanged(sender: Sender, header: str) -> None:
    path, body = f"/api/v1/feeds/{SENDER}/orders/batches", ndjson(rows(1))
    headers = sender.headers("POST", path, body)
    other = {
        "Idempotency-Key": "another",
        "Content-Digest": digest(b"another"),
        "Content-Type": "application/gzip",
        "Huxin-Timestamp": str(int(headers["Huxin-Timestamp"]) + 1),
    }
    refused(send(path, body, headers | {header: other[header]}), 401, "signature")
    refused(send(path.replace("orders", "oncall"), body, headers), 401, "signature")
    refused(send(path.replace(SENDER, OTHER), body, headers), 401, "signature")


def test_a_revoked_key_opens_nothing_and_secrets_do_not_lie_open(sender: Sender) -> None:
    key = CompanyKey.objects.get()
    assert sender.secret not in bytes(key.sealed)
    revoke_key(sender.key)
    refused(sender.post(ndjson(rows(1))), 401, "signature")
    with pytest.raises(InputError):
        revoke_key("nobody")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"Content-Digest": ""}, 400, "digest"),
        ({"Content-Digest": digest(b"something else")}, 400, "digest"),
        ({"Content-Digest": "md5=:AAAA:"}, 401, "digest"),
        ({"Idempotency-Key": ""}, 400, "idempotency_key"),
        ({"Idempotency-Key": "x" * 81}, 400, "idempotency_key"),
        ({"Content-Type": "text/html"}, 415, "media_type"),
    ],
)
def test_a_request_that_is_wrong_is_told_what_and_how(
    sender: Sender, change: dict[str, str], status: int, code: str
) -> None:
    refused(sender.post(ndjson(rows(1)), **change), status, code)


def test_sizes_and_kinds(sender: Sender, settings: Any) -> None:
    settings.FEED_LIMIT = 500
    refused(sender.post(ndjson(rows(9))), 413, "too_big")
    refused(sender.post(b"{}", kind="cover"), 404, "kind")
    refused(sender.post(b"{}", kind="warnings"), 403, "forbidden")
    path = f"/api/v1/feeds/{SENDER}/orders/batches"
    assert sender.get(path).status_code == 405
    assert sender.post(b"").status_code == 415


def test_a_flood_is_turned_away_and_others_are_not(
    sender: Sender, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FEED_RATE = 30
    clock = SimpleNamespace(monotonic=lambda: clock.now, now=100.0)
    monkeypatch.setattr(limiter, "time", clock)
    body = ndjson(rows(1))
    answers = [sender.post(body) for _ in range(limiter.LEAST_BURST + 3)]
    assert [one.status_code for one in answers] == [201] + [200] * (limiter.LEAST_BURST - 1) + [429] * 3
    told = body_of(answers[-1])
    assert (told["code"], told["status"]) == ("rate", 429)
    assert int(answers[-1].headers["Retry-After"]) >= 1
    made = add_key(OTHER)
    other = Sender(made.id, made.secret or "", OTHER)
    assert other.post(ndjson(rows(1, company_id=OTHER))).status_code == 201
    clock.now += 2 * int(answers[-1].headers["Retry-After"])
    assert sender.post(body).status_code == 200


def test_what_is_turned_away_is_not_read_and_costs_no_write(
    sender: Sender, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The body of a request over the limit breaks whoever reads it: nobody does, and the database is only asked."""
    settings.FEED_RATE = 30
    monkeypatch.setattr(limiter, "time", SimpleNamespace(monotonic=lambda: 100.0))
    for _ in range(limiter.LEAST_BURST):
        assert sender.post(ndjson(rows(1))).status_code in (200, 201)
    path, body = f"/api/v1/feeds/{SENDER}/orders/batches", ndjson(rows(3, seed=7))
    plain = sender.headers("POST", path, body)
    request = RequestFactory().post(path, content_type=plain.pop("Content-Type"), headers=plain)
    request.META |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": Unreadable()}
    request._stream = Unreadable()  # type: ignore[attr-defined]
    before = Batch.objects.count()
    with CaptureQueriesContext(connection) as queries:
        answer = post_batch(request, company=SENDER, kind="orders")
    assert answer.status_code == 429
    assert [one["sql"].split()[0] for one in queries] == ["SELECT"]
    assert Batch.objects.count() == before
    settings.FEED_RATE = 60_000
    limiter.forget()
    with pytest.raises(AssertionError, match="was read"):  # what would have been read breaks, so the test can fail
        post_batch(request, company=SENDER, kind="orders")


class Unreadable:
    """A body that nobody may touch."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")


def test_all_page_processes_share_the_turns_of_a_company(settings: Any) -> None:
    """Another process has the turn: there is none left here, until it ends or dies."""
    code = (
        "import sys, django; django.setup()\n"
        "from huxin.feeds import limiter\n"
        "with limiter.turn(sys.argv[1]): print('inside', flush=True); sys.stdin.read()"
    )
    environment = {
        **os.environ,
        "HUXIN_DATA": str(settings.LAKE_FOLDER.parent),
        "DJANGO_SETTINGS_MODULE": "huxin.config.settings",
    }
    other = subprocess.Popen(
        [sys.executable, "-c", code, SENDER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "inside\n"
        with pytest.raises(limiter.TooManyError), limiter.turn(SENDER):
            pass
        with limiter.turn(OTHER):
            pass
    finally:
        other.kill()
        other.wait(20)
    with limiter.turn(SENDER):
        pass


@pytest.mark.parametrize("left", [b"", b"nonsense", b"1.0", b"0.0 1e300"])
def test_a_bucket_that_is_damaged_or_from_another_life_is_full(settings: Any, left: bytes) -> None:
    settings.FEED_RATE = 30
    with limiter.turn(SENDER):
        pass
    (bucket,) = (settings.LAKE_FOLDER / ".turns").glob("*.bucket")
    bucket.write_bytes(left)
    for _ in range(limiter.LEAST_BURST):
        with limiter.turn(SENDER):
            pass


def test_a_company_has_one_turn_at_a_time() -> None:
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with limiter.turn(SENDER):
            inside.set()
            leave.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert inside.wait(20)
    with pytest.raises(limiter.TooManyError), limiter.turn(SENDER):
        pass
    with limiter.turn(OTHER):
        pass
    leave.set()
    thread.join()
    with limiter.turn(SENDER):
        pass

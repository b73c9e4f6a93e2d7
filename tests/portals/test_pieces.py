"""An accident's photos in pieces: without signing in, under the phone's own secret, whole or not at all, once."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client

from huxin.casework.service import claim, find_pouch
from huxin.core.service import verify
from huxin.evidence.models import Evidence, Pouch, Upload
from huxin.evidence.service import PIECE
from tests.evidence.conftest import picture
from tests.support import make_worker

pytestmark = pytest.mark.django_db
SECRET = "abcdefgh" * 4
PHOTO = picture() + b"\0" * (PIECE + 1000)
KEY = hashlib.sha256(PHOTO).hexdigest()


def begin(client: Client, content: bytes = PHOTO, secret: str = SECRET, key: str = "") -> Any:
    sent = {"key": key or hashlib.sha256(content).hexdigest(), "size": str(len(content))}
    return client.post(f"/sealed/{secret}/pieces/", sent)


def piece(client: Client, upload: str, number: int, content: bytes = PHOTO, secret: str = SECRET) -> Any:
    part = content[number * PIECE : (number + 1) * PIECE]
    where = f"/sealed/{secret}/pieces/{upload}/{number}/"
    return client.post(where, part, content_type="application/octet-stream")


def send(client: Client, content: bytes = PHOTO, secret: str = SECRET) -> Any:
    state = begin(client, content, secret).json()
    while not state["evidence"]:
        state = piece(client, state["upload"], state["next"], content, secret).json()
    return state


def test_a_photo_in_pieces_is_sealed_with_the_digest_that_the_phone_took() -> None:
    client = Client()
    send(client)
    row = Evidence.objects.get()
    assert row.sha256 == KEY
    assert KEY in client.get(f"/sealed/{SECRET}/").text
    assert verify().intact


def test_what_is_asked_again_is_answered_alike_and_kept_once() -> None:
    client = Client()
    first = begin(client).json()
    assert begin(client).json() == first
    after = piece(client, first["upload"], 0).json()
    assert after["next"] == 1
    assert piece(client, first["upload"], 0).json() == after
    assert begin(client).json()["next"] == 1  # a closed tab goes on here
    done = piece(client, first["upload"], 1).json()
    again = piece(client, first["upload"], 1).json()
    assert done["evidence"] == again["evidence"]
    assert begin(client).json()["evidence"] == done["evidence"]
    assert (Pouch.objects.count(), Evidence.objects.count(), Upload.objects.count()) == (1, 1, 1)


def test_a_file_that_is_not_what_the_phone_hashed_is_not_sealed() -> None:
    client = Client()
    state = begin(client, key="0" * 64).json()
    piece(client, state["upload"], 0)
    refused = piece(client, state["upload"], 1)
    assert refused.status_code == 400
    assert refused.json()["code"] == "differs"
    assert not Evidence.objects.exists()
    assert begin(client, key="0" * 64).json()["next"] == 0


@pytest.mark.parametrize("secret", ["short", "a" * 31, "a" * 33, "_" * 31 + "é"])
def test_a_secret_that_is_none_opens_no_pouch(secret: str) -> None:
    assert begin(Client(), secret=secret).status_code in (400, 404)
    assert not Pouch.objects.exists()


@pytest.mark.parametrize(("key", "size"), [("x", 10), ("", 10), (KEY, 0), (KEY, 10**9), (KEY.upper(), 10)])
def test_a_wrong_key_or_size_is_refused_in_words(key: str, size: int) -> None:
    answer = Client().post(f"/sealed/{SECRET}/pieces/", {"key": key, "size": str(size)})
    assert answer.status_code == 400
    assert answer.json()["hint"]


def test_the_upload_of_another_pouch_and_another_format_are_refused() -> None:
    client = Client()
    state = begin(client).json()
    begin(client, secret="b" * 32)
    assert piece(client, state["upload"], 0, secret="b" * 32).status_code == 404
    where = f"/sealed/{SECRET}/pieces/{state['upload']}/0/"
    assert client.post(where, {"a": "b"}).status_code == 400
    assert piece(client, state["upload"], 0, PHOTO[:10]).status_code == 400


def test_a_photo_that_comes_after_the_pouch_was_claimed_belongs_to_the_same_person() -> None:
    client, worker = Client(), make_worker()
    send(client)
    claim(worker, SECRET)
    other = picture(5) + b"\0" * PIECE
    send(client, other)
    assert set(Evidence.objects.values_list("owner", flat=True)) == {worker.person_id}
    assert find_pouch(SECRET).files.count() == 2


def test_too_many_pouches_wait_and_are_not_refused_for_good(settings: Any) -> None:
    settings.POUCHES_AN_HOUR = 1
    client = Client()
    assert begin(client).status_code == 200
    assert begin(client, secret="b" * 32).status_code == 429
    assert begin(client).status_code == 200

"""Evidence first: sealed without signing in, opened by the holder of the link, claimed once, gone when nobody comes."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huxin.casework.evidence.anonymous import drop_unclaimed
from huxin.casework.evidence.files import unlock
from huxin.casework.evidence.scan_queue import QUEUE
from huxin.casework.service import (
    ForbiddenError,
    NotFoundError,
    claim,
    find_pouch,
    locker,
    open_pouch,
    perform,
    put_in,
    unclaimed_days,
)
from huxin.core.service import verify
from huxin.evidence.models import Custody, Evidence, Pouch
from huxin.evidence.service import place, stored
from huxin.identity.service import Account
from huxin.law import InputError
from huxin.people.service import Person, erase_person
from tests.evidence.conftest import picture
from tests.support import City, key, make_worker

pytestmark = pytest.mark.django_db


def photo(content: bytes | None = None) -> io.BytesIO:
    stream = io.BytesIO(picture() if content is None else content)
    stream.name = "photo.jpg"
    return stream


def test_two_taps_seal_a_photo_without_signing_in() -> None:
    nobody = Client()
    start = nobody.get("/accident/")
    assert start.status_code == 200
    answer = nobody.post("/accident/", {"photos": [photo(), photo(picture(3))]})
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert address.startswith("/sealed/")
    page = nobody.get(address)
    text = page.content.decode()
    for row in Evidence.objects.all():
        assert row.sha256 in text
        assert row.sm3 in text
    assert page.headers["Referrer-Policy"] == "same-origin"
    receipt = nobody.get(f"{address}receipt.pdf")
    assert receipt.content.startswith(b"%PDF")
    assert b"HUXIN-RECEIPT-1:" in receipt.content


def test_the_service_itself_cannot_open_an_unclaimed_pouch() -> None:
    pouch, secret = open_pouch("203.0.113.9")
    row = put_in(pouch, secret, photo())
    assert secret not in str(Pouch.objects.values().get())
    with pytest.raises(NotFoundError):
        unlock(row, stored(row))
    assert QUEUE.work_off() == 0


def test_claimed_once_and_then_used_in_a_case() -> None:
    worker, content = make_worker(), picture()
    pouch, secret = open_pouch("203.0.113.9")
    row = put_in(pouch, secret, photo(content))
    claim(worker, secret)
    claim(worker, secret)
    row.refresh_from_db()
    assert unlock(row, stored(row)) == content
    assert [one.id for one in locker(worker)] == [row.id]
    assert QUEUE.work_off() == 1
    with pytest.raises(ForbiddenError):
        claim(make_worker(), secret)
    city = City(worker=worker)
    no = city.file()
    perform(worker, no, "add_evidence", {}, papers={"platform_orders": [str(row.id)]}, key=key())
    from huxin.casework.service import open_evidence

    assert open_evidence(city.handler, no, row.id) == ("image/jpeg", content)
    assert Custody.objects.filter(evidence=row, what="claimed").count() == 1
    assert verify().intact


def test_erasing_the_person_erases_what_they_claimed() -> None:
    worker = make_worker()
    pouch, secret = open_pouch("203.0.113.9")
    row = put_in(pouch, secret, photo())
    claim(worker, secret)
    erase_person(Person.objects.get(id=worker.person_id))
    row.refresh_from_db()
    from huxin.people.service import ErasedError

    with pytest.raises((ErasedError, NotFoundError)):
        unlock(row, stored(row))
    assert verify().intact


def test_what_nobody_claims_goes_and_the_log_stays_whole() -> None:
    pouch, secret = open_pouch("203.0.113.9")
    row = put_in(pouch, secret, photo())
    assert drop_unclaimed(timezone.now() + timedelta(days=unclaimed_days() - 1)) == 0
    later = timezone.now() + timedelta(days=unclaimed_days() + 1)
    assert drop_unclaimed(later) == 1
    assert drop_unclaimed(later) == 0
    assert not place(row).exists()
    assert verify().intact
    Pouch.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFoundError):
        find_pouch(secret)


def test_a_file_that_vanished_without_being_dropped_shows() -> None:
    pouch, secret = open_pouch("203.0.113.9")
    place(put_in(pouch, secret, photo())).unlink()
    assert "evidence" in str(verify().fault)


def test_limits_are_plain_words_and_not_a_fault(settings) -> None:
    settings.POUCHES_AN_HOUR, settings.POUCHES_AN_ADDRESS, settings.POUCH_FILES = 2, 2, 2
    for _ in range(2):
        open_pouch("203.0.113.9")
    with pytest.raises(InputError, match="hour"):
        open_pouch("203.0.113.9")
    _, secret = open_pouch("203.0.113.10")
    pouch = find_pouch(secret)
    for shade in range(2):
        put_in(pouch, secret, photo(picture(shade)))
    with pytest.raises(InputError, match="at most 2"):
        put_in(pouch, secret, photo(picture(9)))
    nobody = Client(REMOTE_ADDR="203.0.113.9")
    assert nobody.post("/accident/", {"photos": [photo()]}).status_code == 429


def test_nothing_sent_or_nothing_usable_leaves_no_pouch() -> None:
    nobody = Client()
    assert nobody.post("/accident/").status_code == 400
    answer = nobody.post("/accident/", {"photos": [photo(b"MZ\x90\0 a program")]})
    assert answer.status_code == 400
    assert "这里收的是" in answer.content.decode()
    assert not Pouch.objects.exists()


def test_the_door_after_signing_in() -> None:
    worker = make_worker()
    _, secret = open_pouch("203.0.113.9")
    put_in(find_pouch(secret), secret, photo())
    client = Client()
    asked = client.get(f"/sealed/{secret}/claim/")
    assert asked.headers["Location"].startswith("/login/?next=")
    client.force_login(Account.objects.get(pk=worker.account_id))
    assert client.get(f"/sealed/{secret}/claim/").status_code == 200
    assert client.post(f"/sealed/{secret}/claim/").headers["Location"] == "/files/?done=claimed"
    other = Client()
    other.force_login(Account.objects.get(pk=make_worker().account_id))
    assert other.post(f"/sealed/{secret}/claim/").status_code == 403
    assert client.post(f"/sealed/{secret}/", {"photos": [photo(picture(4))]}).status_code == 200
    assert Evidence.objects.count() == 1


def test_a_photo_that_comes_while_the_pouch_is_claimed_belongs_to_whoever_claims_it() -> None:
    """The page read the pouch as nobody's; by the time the file is here somebody has it."""
    pouch, secret = open_pouch("203.0.113.9")
    first = put_in(pouch, secret, [picture()])
    worker = make_worker()
    stale = Pouch.objects.get(id=pouch.id)
    claim(worker, secret)
    late = put_in(stale, secret, [picture(kind="PNG")])
    assert late.owner == Evidence.objects.get(id=first.id).owner == worker.person_id
    assert late.id in {row.id for row in locker(worker)}
    assert Custody.objects.filter(evidence_id=late.id, what="claimed").exists()
    assert unlock(late, stored(late)) == picture(kind="PNG")
    assert put_in(stale, secret, [picture(kind="PNG")]).id == late.id
    assert verify().intact


def test_a_file_for_a_pouch_that_has_gone_is_refused_with_words() -> None:
    pouch, secret = open_pouch("203.0.113.9")
    Pouch.objects.filter(id=pouch.id).delete()
    with pytest.raises(InputError) as refused:
        put_in(pouch, secret, [picture()])
    assert refused.value.problem.code == "gone"

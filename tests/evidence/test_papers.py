"""Files of a person: kept once, opened by those who may, with a preview, a chain of custody and a locker."""

from __future__ import annotations

import hashlib
import io
import uuid

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.test import Client
from PIL import Image

from huxin.casework.evidence.files import WithheldError, locker, shown_paper, unlock
from huxin.casework.evidence.scan_queue import QUEUE, rescue
from huxin.casework.service import NotFoundError, add_piece, begin_upload, evidence_rows, open_evidence, view_case
from huxin.casework.service import receive_evidence as receive
from huxin.core.models import Entry
from huxin.core.service import verify
from huxin.evidence.models import Custody, Evidence, Upload
from huxin.evidence.service import PIECE, drop_old_uploads, preview_place, stored
from huxin.identity.service import Account
from huxin.law import InputError
from huxin.people.service import Person, erase_person
from tests.evidence.conftest import picture
from tests.support import City, make_officer, make_worker

pytestmark = pytest.mark.django_db


def sent(actor, content: bytes) -> Evidence:
    return receive(actor, io.BytesIO(content))


def browser(actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def test_the_original_is_hashed_as_it_came_and_stays_as_it_is(worker) -> None:
    content = picture()
    row = sent(worker, content)
    sm3 = Hash(SM3())
    sm3.update(content)
    assert (row.sha256, row.sm3) == (hashlib.sha256(content).hexdigest(), sm3.finalize().hex())
    assert QUEUE.work_off() == 1
    row.refresh_from_db()
    assert unlock(row, stored(row)) == content
    assert content[:64] not in stored(row)
    assert row.examined_at is not None


def test_a_preview_is_small_upright_and_tells_nothing_of_the_camera(worker) -> None:
    row = sent(worker, picture(size=(2400, 1200)))
    QUEUE.work_off()
    kind, small = shown_paper(row, "account-1", small=True)
    assert kind == "image/jpeg"
    assert b"SECRETCAMERA" not in small
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (600, 1200)
        assert not image.getexif()


def test_a_broken_picture_has_no_preview_and_is_kept(worker) -> None:
    row = sent(worker, b"\xff\xd8\xff\xe0 not much of a photo")
    assert QUEUE.work_off() == 1
    assert not preview_place(row).exists()
    assert shown_paper(row, "account-1", small=True)[1].endswith(b"photo")


def test_a_picture_that_unpacks_to_a_giant_is_not_opened(worker) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    row = sent(worker, out.getvalue())
    assert QUEUE.work_off() == 1
    assert not preview_place(row).exists()


def test_what_was_sent_once_is_not_kept_twice(worker) -> None:
    first, again = sent(worker, picture()), sent(worker, picture())
    other = sent(make_worker(), picture())
    assert first.id == again.id != other.id
    assert Entry.objects.filter(kind="evidence").count() == 2
    assert [row.id for row in locker(worker)] == [first.id]


def test_every_look_and_every_download_is_sealed(worker) -> None:
    city = City(worker=worker)
    no = city.file()
    row = evidence_rows(view_case(worker, no))[0][1]
    for _ in range(3):
        open_evidence(city.handler, no, row.id)
    for _ in range(2):
        open_evidence(city.handler, no, row.id, export=True)
    found = list(Custody.objects.order_by("at").values_list("what", "by"))
    assert found == [("viewed", city.handler.key)] + [("exported", city.handler.key)] * 2
    assert verify().intact
    Custody.objects.filter(what="exported").first().delete()
    assert "custody" in str(verify().fault)


def test_nobody_opens_what_is_not_theirs(worker) -> None:
    city = City(worker=worker)
    no = city.file()
    row = evidence_rows(view_case(worker, no))[0][1]
    far = make_officer("handler", county="330302")
    with pytest.raises(NotFoundError):
        open_evidence(far, no, row.id)
    assert browser(make_worker()).get(f"/files/{row.id}/").status_code == 404
    assert browser(worker).get(f"/files/{row.id}/").status_code == 200
    assert Custody.objects.filter(by=far.key).count() == 0


@pytest.mark.parametrize("scan", ["infected", "pending", "error"])
def test_a_file_that_may_hold_a_virus_is_shown_to_nobody(worker, scan: str) -> None:
    city = City(worker=worker)
    no = city.file()
    row = evidence_rows(view_case(worker, no))[0][1]
    Evidence.objects.filter(id=row.id).update(scan=scan)
    with pytest.raises(WithheldError):
        open_evidence(city.handler, no, row.id)
    officer = browser(city.handler)
    page = officer.get(f"/agency/cases/{no}/")
    assert page.status_code == 200
    assert f"{row.id}/?small" not in page.content.decode()
    for address in (f"/agency/cases/{no}/evidence/{row.id}/", f"/agency/cases/{no}/evidence/{row.id}/?save=1"):
        assert officer.get(address).status_code == 403
    assert browser(worker).get(f"/files/{row.id}/").status_code == 403


def test_the_case_page_says_who_had_a_file(worker) -> None:
    city = City(worker=worker)
    no = city.file()
    row = evidence_rows(view_case(worker, no))[0][1]
    officer = browser(city.handler)
    answer = officer.get(f"/agency/cases/{no}/evidence/{row.id}/?save=1")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = officer.get(f"/agency/cases/{no}/").content.decode()
    assert "收到并封存 · 申请人" in page
    assert f"下载原件 · {city.handler.label}" in page
    assert "没查毒" in page


def test_a_file_of_an_erased_person_cannot_be_read_and_the_queue_goes_on(worker) -> None:
    row = sent(worker, picture())
    erase_person(Person.objects.get(id=worker.person_id))
    assert QUEUE.work_off() == 1
    row.refresh_from_db()
    assert row.examined_at is not None
    assert verify().intact


def test_pieces_make_the_file_in_any_order_of_trying(worker) -> None:
    content = picture() + b"z" * (2 * PIECE + 17)
    upload, following = begin_upload(worker, "the-key", len(content))
    assert following == 0
    add_piece(worker, upload.id, 0, content[:PIECE])
    add_piece(worker, upload.id, 0, content[:PIECE])
    again, following = begin_upload(worker, "the-key", len(content))
    assert (again.id, following) == (upload.id, 1)
    pieces = [content[at : at + PIECE] for at in range(0, len(content), PIECE)]
    for number in range(len(pieces) - 1, 0, -1):
        done, _following = add_piece(worker, upload.id, number, pieces[number])
    assert done.evidence is not None
    assert unlock(done.evidence, stored(done.evidence)) == content
    assert begin_upload(worker, "the-key", len(content))[0].evidence_id == done.evidence_id
    assert add_piece(worker, upload.id, 0, pieces[0])[0].evidence_id == done.evidence_id
    assert Evidence.objects.count() == 1


def test_pieces_lie_encrypted_and_old_ones_go(worker, settings) -> None:
    content = picture() + b"plain words" * 30_000
    upload, _ = begin_upload(worker, "k", len(content))
    add_piece(worker, upload.id, 0, content[:PIECE])
    from pathlib import Path

    (kept,) = Path(settings.EVIDENCE_FOLDER).rglob("*.piece")
    assert b"plain words" not in kept.read_bytes()
    from datetime import timedelta

    assert drop_old_uploads(upload.opened_at + timedelta(days=8)) == 1
    assert not kept.exists()
    assert not Upload.objects.exists()


def test_a_piece_that_does_not_fit_says_so(worker) -> None:
    upload, _ = begin_upload(worker, "k", PIECE + 5)
    for number, content in ((0, b"short"), (1, b"far too long"), (7, b"x")):
        with pytest.raises(InputError, match="bytes"):
            add_piece(worker, upload.id, number, content)
    with pytest.raises(NotFoundError):
        add_piece(make_worker(), upload.id, 0, b"x" * PIECE)
    with pytest.raises(InputError):
        begin_upload(worker, "k", PIECE + 6)
    with pytest.raises(InputError):
        begin_upload(worker, "big", 21_000_000)


def test_a_refused_file_of_pieces_is_not_kept(worker) -> None:
    upload, _ = begin_upload(worker, "k", 6)
    with pytest.raises(InputError):
        add_piece(worker, upload.id, 0, b"MZMZMZ")
    assert not Evidence.objects.exists()


def test_the_form_takes_what_was_sent_before(worker) -> None:
    row = sent(worker, picture())
    client = browser(worker)
    page = client.get("/apply/social-insurance-subsidy/papers/").content.decode()
    assert f'value="{row.id}"' in page
    stranger = sent(make_worker(), picture(7))
    refused = client.post("/apply/social-insurance-subsidy/papers/", {"kept-platform_orders": str(stranger.id)})
    assert refused.status_code == 400
    taken = client.post("/apply/social-insurance-subsidy/papers/", {"kept-platform_orders": str(row.id), "more": "1"})
    assert taken.status_code == 200
    assert "第 1 份" in taken.content.decode()
    again = client.post("/apply/social-insurance-subsidy/papers/", {"kept-platform_orders": str(row.id)})
    assert again.status_code == 302


def test_the_rescuer_gives_up_on_a_scanner_that_was_taken_away(worker) -> None:
    row = sent(worker, picture())
    Evidence.objects.filter(id=row.id).update(scan="pending", tries=8)
    from django.utils import timezone

    rescue(timezone.now())
    row.refresh_from_db()
    assert (row.scan, row.tries) == ("unscanned", 0)


def test_unknown_files_are_not_found(worker) -> None:
    client = browser(worker)
    for address in (f"/files/{uuid.uuid4()}/", f"/files/{uuid.uuid4()}/receipt.pdf", "/cases/2026-999999/receipt.pdf"):
        assert client.get(address).status_code == 404

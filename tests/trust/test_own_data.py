"""What is one's own: seen masked, taken away whole, put right, agreed to and taken back, deleted."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count, Sum
from django.test import Client

from huxin.casework.models import Act, Case, Draft, Letter
from huxin.casework.service import (
    letter_pdf,
    pay,
    perform,
    receive_evidence,
    save_draft,
    view_case,
)
from huxin.core.service import verify
from huxin.evidence.models import Evidence
from huxin.identity.models import Trace
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from huxin.people.models import ContributionMonth, Correction, Person, Viewing
from huxin.people.service import ErasedError, consents, corrections, details_of, open_bytes, owner_of
from tests.support import (
    JPEG,
    PROCEDURE,
    City,
    issue_waiting,
    key,
    make_delegate,
    make_officer,
    make_worker,
    photo,
    rebuild,
)
from tests.trust.town import FEBRUARY, MARCH

pytestmark = pytest.mark.django_db


def client_of(actor: Actor, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def paid_case(clock: Any, city: City) -> str:
    clock.move_to(FEBRUARY)
    no = city.file(from_month="2025-01", to_month="2025-03")
    city.decide(no)
    issue_waiting()
    clock.move_to(MARCH)
    pay(city.finance, [no], key=key())
    return no


def statistics() -> list[dict[str, Any]]:
    """What the city counts: cases and money by county, procedure and result."""
    groups = Case.objects.values("county", "procedure", "status", "paid_in").order_by("county", "procedure", "status")
    return list(groups.annotate(cases=Count("no"), money=Sum("amount_fen")))


def test_the_page_shows_masked_values_only(clock: Any) -> None:
    text = client_of(make_worker(name="金丝雀")).get("/me/").content.decode()
    assert "金**" in text
    assert "138****0000" in text
    for secret in ("金丝雀", "13800000000", "6222020000000000001", "1981"):
        assert secret not in text


def test_everything_about_oneself_comes_in_one_file(clock: Any) -> None:
    city = City(make_worker(name="金丝雀"))
    no = paid_case(clock, city)
    save_draft(city.worker.own_person, PROCEDURE, {"answers": {"trade": "takeaway"}, "papers": {}, "key": key()})
    consents.give(city.worker, "survey")
    answer = client_of(city.worker).post("/me/data.zip")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    person = json.loads(archive.read("person.json"))
    assert person["details"]["name"] == "金丝雀"
    assert len(person["registers"]["months"]) == 12
    assert person["drafts"] == {PROCEDURE: {"trade": "takeaway"}}
    assert [one["purpose"] for one in person["consents"] if one["given"]] == ["survey"]
    case = json.loads(archive.read(f"cases/{no}.json"))
    assert [act["act"] for act in case["acts"]] == ["file", "accept", "propose", "decide", "pay"]
    assert all(len(act["sealed"]) == 64 for act in case["acts"])
    letters = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert letters
    assert archive.read(letters[0]).startswith(b"%PDF-")
    sums = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
    assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in sums} == sums
    papers = [one for one in case["files"] if one["kind"] == "platform_orders"]
    assert papers[0]["sha256"] in sums.values()


def test_a_file_that_may_hold_a_virus_is_named_and_not_handed_out(clock: Any) -> None:
    city = City()
    no = city.file()
    Evidence.objects.update(scan="infected")
    answer = client_of(city.worker).post("/me/data.zip")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    (name,) = (one for one in archive.namelist() if one.startswith(f"cases/{no}/") and not one.endswith(".pdf"))
    told = json.loads(archive.read(name))
    assert (told["scan"], told["sha256"]) == ("infected", Evidence.objects.get().sha256)
    assert JPEG not in b"".join(archive.read(one) for one in archive.namelist())


def test_a_deleted_person_cannot_be_read_and_everything_else_stays(clock: Any) -> None:
    city = City(make_worker(name="金丝雀"))
    no = paid_case(clock, city)
    letter = Letter.objects.filter(case_id=no, issued_at__isnull=False).first()
    assert letter is not None
    save_draft(city.worker.own_person, PROCEDURE, {"answers": {"phone": "13800000000"}, "papers": {}, "key": key()})
    corrections.ask_correction(city.worker, "phone", "13900000000")
    before, rows = statistics(), Act.objects.count()
    client = client_of(city.worker)
    assert client.post("/me/delete/", {"word": "好"}).status_code == 400
    assert details_of(Person.objects.get(id=city.worker.person_id)).name == "金丝雀"
    assert "删好了" in client.post("/me/delete/", {"word": "删除"}, follow=True).content.decode()
    person = Person.objects.get(id=city.worker.person_id)
    for read in (
        lambda: details_of(person),
        lambda: view_case(city.handler, no),
        lambda: open_bytes(person, b"x" * 40, "evidence"),
    ):
        with pytest.raises(ErasedError):
            read()
    with pytest.raises(LookupError):
        letter_pdf(city.handler, letter.id)
    assert not ContributionMonth.objects.filter(person=person).exists()
    assert not Draft.objects.exists()
    assert not Correction.objects.exists()
    assert verify().intact
    assert statistics() == before
    assert Act.objects.count() == rows
    assert Evidence.objects.exists()
    assert client.get("/me/")["Location"].startswith("/login/")
    assert not client.login(username=Account.objects.get(person=person).username, password="x")


def test_pages_about_a_deleted_person_say_so(clock: Any) -> None:
    city = City(make_worker(name="金丝雀"))
    no = paid_case(clock, city)
    client_of(city.worker).post("/me/delete/", {"word": "delete"})
    officer = client_of(city.handler)
    assert officer.get("/agency/queue/all/").status_code == 200
    for path in (f"/agency/cases/{no}/", f"/agency/cases/{no}/preview.pdf"):
        answer = officer.get(path)
        assert answer.status_code == 410
        assert "已经删除" in answer.content.decode()
    assert officer.post(f"/agency/cases/{no}/do/note/", {"text": "x", "key": key()}).status_code == 410
    assert officer.get("/agency/queue/all.csv").status_code == 200
    export = officer.post("/agency/queue/all.csv", {"reason": "和银行核对"})
    assert "—" in b"".join(export.streaming_content).decode()  # type: ignore[attr-defined]
    assert issue_waiting() == 0


def test_an_open_or_unpaid_case_keeps_the_data_for_now(clock: Any) -> None:
    city = City()
    no = city.file()
    client = client_of(city.worker)
    assert no in client.get("/me/delete/").content.decode()
    assert client.post("/me/delete/", {"word": "删除"}).status_code == 400
    city.decide(no)
    assert "钱还没有发给你" in client.get("/me/delete/").content.decode()
    assert client.post("/me/delete/", {"word": "删除"}).status_code == 400
    assert details_of(Person.objects.get(id=city.worker.person_id)).name
    assert not Trace.objects.filter(kind="erasure").exists()
    assert rebuild(Case.objects.get(no=no)).status == "done"


def test_a_correction_is_asked_for_answered_and_sealed(clock: Any) -> None:
    worker, handler = make_worker(), make_officer("handler")
    mine, desk = client_of(worker), client_of(handler)
    far = client_of(make_officer("handler", county="330302"))
    for form in ({"field": "phone", "wanted": ""}, {"field": "password", "wanted": "x"}):
        assert mine.post("/me/corrections/", form).status_code == 400
    assert mine.post("/me/corrections/", {"field": "birth_date", "wanted": "昨天"}).status_code == 400
    assert mine.post("/me/corrections/", {"field": "phone", "wanted": "13912345678"}).status_code == 302
    row = Correction.objects.get()
    assert b"13912345678" not in bytes(row.sealed)
    assert "13912345678" not in far.get("/agency/corrections/").content.decode()
    assert far.post("/agency/corrections/", {"id": row.id, "accept": "yes"}).status_code == 404
    shown = desk.get("/agency/corrections/").content.decode()
    assert "139****5678" in shown
    assert "13912345678" not in shown
    assert desk.post("/agency/corrections/", {"id": row.id, "accept": "no"}).status_code == 400
    assert desk.post("/agency/corrections/", {"id": row.id, "accept": "yes"}).status_code == 302
    assert desk.post("/agency/corrections/", {"id": row.id, "accept": "yes"}).status_code == 404
    person = Person.objects.get(id=worker.person_id)
    assert details_of(person).phone == "13912345678"
    assert "改好了" in mine.get("/me/").content.decode()
    assert verify().intact
    Trace.objects.filter(what="answered").update(content={})
    assert not verify().intact


def test_a_consent_is_taken_back_as_easily_as_given(clock: Any) -> None:
    worker = make_worker()
    client = client_of(worker)
    for given, stands in (("yes", True), ("no", False), ("yes", True)):
        assert client.post("/me/consents/", {"purpose": "survey", "given": given}).status_code == 302
        assert consents.agreed(worker.own_person, "survey") is stands
        assert not consents.agreed(worker.own_person, "delegate")
        clock.shift(1)
    assert client.post("/me/consents/", {"purpose": "everything", "given": "yes"}).status_code == 400
    assert Trace.objects.filter(kind="consent").count() == 3
    assert verify().intact
    Trace.objects.filter(kind="consent").first().delete()  # type: ignore[union-attr]
    assert not verify().intact


def test_a_delegate_acts_while_the_consent_stands(clock: Any) -> None:
    city, delegate = City(make_worker(name="金丝雀")), make_delegate()
    no, name = city.file(), Account.objects.get(pk=delegate.account_id).username
    hand = client_of(delegate)
    choice = {"person": str(city.worker.person_id)}
    hand.post("/delegate/", choice)
    assert hand.get(f"/cases/{no}/").status_code == 403
    client_of(city.worker).post("/me/consents/", {"purpose": "delegate", "delegate": name, "given": "yes"})
    assert hand.post("/delegate/", choice)["Location"] == "/cases/"
    assert hand.get(f"/cases/{no}/").status_code == 200
    for own in ("/me/", "/me/delete/"):
        assert hand.get(own).status_code == 403
    assert hand.post("/me/data.zip").status_code == 403
    for own in ("/agreements/", "/hours/", "/cover/", "/files/"):
        assert hand.get(own).status_code == 403
    assert hand.post(f"/cases/{no}/do/withdraw/", {"key": key(), "reason": "换平台"}).status_code == 302
    assert not Act.objects.filter(case_id=no, act="withdraw").exists()
    paper = SimpleUploadedFile("orders.jpg", JPEG, "image/jpeg")
    said = {"key": key(), "remark": "补一张", "platform_orders": paper}
    assert hand.post(f"/cases/{no}/do/add_evidence/", said).status_code == 302
    act = Act.objects.get(case_id=no, act="add_evidence")
    assert act.actor_id == delegate.account_id
    clock.shift(1)
    client_of(city.worker).post("/me/consents/", {"purpose": "delegate", "delegate": name, "given": "no"})
    assert hand.get(f"/cases/{no}/").status_code == 403
    assert "还没有人请你代办" in hand.get("/delegate/").content.decode()
    assert verify().intact


def test_a_delegate_is_named_by_an_account_that_exists(clock: Any) -> None:
    client = client_of(make_worker())
    officer = Account.objects.get(pk=make_officer("handler").account_id)
    for name in ("", "nobody", officer.username):
        form = {"purpose": "delegate", "delegate": name, "given": "yes"}
        answer = client.post("/me/consents/", form)
        assert answer.status_code == 400
        assert "没有这个代办人账号" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "secret"),
    [
        ("name", "金丝雀"),
        ("id_number", "330304198105"),
        ("birth_date", ""),
        ("phone", "13800000000"),
        ("bank_card", "6222020000000000001"),
        ("form.bank_card", "6222020000000000000"),
        ("form.phone", "13800000000"),
    ],
)
def test_each_masked_field_opens_with_a_reason_once(clock: Any, field: str, secret: str) -> None:
    city = City(make_worker(name="金丝雀"))
    no, desk = city.file(), client_of(city.handler)
    secret = secret or str(details_of(owner_of(city.worker)).birth_date)
    page = f"/agency/cases/{no}/"
    assert field in desk.get(page).content.decode()
    assert desk.post(f"{page}unmask/", {"field": field, "reason": " "}).status_code == 400
    assert not Viewing.objects.exists()
    shown = desk.post(f"{page}unmask/", {"field": field, "reason": "和社保库核对"})
    assert secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    row = Viewing.objects.get()
    assert (row.field, row.account_id, row.person_id) == (field, city.handler.account_id, city.worker.person_id)
    if field != "birth_date":
        assert secret not in desk.get(page).content.decode()
    assert verify().intact


def test_an_unmasked_export_needs_a_reason_and_says_what_it_is(clock: Any) -> None:
    city = City(make_worker(name="金丝雀"))
    city.file()
    desk = client_of(city.handler)
    plain = b"".join(desk.get("/agency/queue/all.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "金丝雀" not in plain
    refused = desk.post("/agency/queue/all.csv", {"reason": " "})
    assert refused.status_code == 400
    assert not Trace.objects.filter(kind="export").exists()
    for kind in ("csv", "xlsx"):
        answer = desk.post(f"/agency/queue/all.{kind}", {"reason": "和银行核对", "query": "status=received"})
        assert "UNMASKED" in answer["Content-Disposition"]
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        if kind == "csv":
            assert "金丝雀" in content.decode()
            assert "未遮盖" in content.decode().splitlines()[0]
    rows = Trace.objects.filter(kind="export")
    assert [(row.what, row.content) for row in rows] == [
        ("queue-all", {"reason": "和银行核对", "filters": {"status": "received"}})
    ] * 2
    assert verify().intact


def sent(worker: Actor, number: int) -> Any:
    """A photo that is like no other."""
    return receive_evidence(worker, io.BytesIO(JPEG + bytes([number])))


def test_a_day_has_so_many_uploads(clock: Any, settings: Any) -> None:
    settings.UPLOADS_PER_DAY = 3
    worker, other = make_worker(), make_worker()
    for number in range(3):
        sent(worker, number)
    with pytest.raises(InputError, match="3 files"):
        sent(worker, 4)
    assert photo(other)
    clock.shift(86400)
    assert sent(worker, 5)
    settings.UPLOADS_PER_DAY, settings.UPLOAD_MB_PER_DAY = 60, 0
    with pytest.raises(InputError, match="0 MB a day"):
        sent(worker, 6)
    assert Evidence.objects.count() == 5


def test_a_delegate_files_for_somebody_else(clock: Any) -> None:
    from huxin.casework.service import file_case
    from huxin.identity.actor import on_behalf_of
    from tests.support import answers

    worker, delegate = make_worker(), make_delegate()
    account = Account.objects.get(pk=delegate.account_id)
    consents.give(worker, "delegate", account.username)
    hand = on_behalf_of(account, str(worker.person_id))
    papers = {"platform_orders": [photo(hand)]}
    no = file_case(hand, PROCEDURE, answers(), papers=papers, key=key())["no"]
    assert Case.objects.get(no=no).applicant_id == worker.person_id
    assert view_case(worker, str(no)).steps[0].actor == account
    assert perform(worker, str(no), "withdraw", {"reason": "自己来"}, key=key())["status"] == "withdrawn"

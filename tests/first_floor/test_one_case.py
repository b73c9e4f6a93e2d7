"""One application from the phone to the pay list, through the service."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest
import time_machine
from pypdf import PdfReader

from huxin.casework.models import Act, Counter, Letter
from huxin.casework.service import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    allowed_for,
    batches,
    check_batch,
    check_signature,
    file_case,
    letter_pdf,
    letters_of,
    my_cases,
    open_evidence,
    pay,
    pay_csv,
    pay_xlsx,
    perform,
    preview_act,
    preview_decision,
    receive_evidence,
    to_pay,
    view_case,
)
from huxin.core.models import Entry
from huxin.core.service import verify
from huxin.evidence.service import Evidence
from huxin.law import InputError
from tests.support import JPEG, PROCEDURE, City, answers, issue_waiting, key, make_officer, make_worker, photo, rebuild

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 2, 10, 4, tzinfo=UTC)


@pytest.fixture
def city():
    with time_machine.travel(NOON, tick=False) as clock:
        town = City()
        town.clock = clock
        yield town


def test_an_application_becomes_money(city):
    no = city.file()
    perform(city.handler, no, "ask_completion", {"items": "看不清订单日期"}, key=key())
    perform(city.worker, no, "complete", {}, papers={"platform_orders": [photo(city.worker)]}, key=key())
    assert city.decide(no)["status"] == "done"
    assert view_case(city.worker, no).case.amount_fen == 713920

    assert issue_waiting() == 3
    dossier = view_case(city.worker, no)
    letters = letters_of(dossier)
    assert [letter.template for letter in letters] == ["completion-notice", "acceptance-notice", "subsidy-decision"]
    name, pdf = letter_pdf(city.worker, letters[-1].id)
    assert name.endswith(".pdf")
    assert check_signature(pdf).good

    waiting = to_pay(city.finance)
    assert [(row.no, row.ready) for row in waiting] == [(no, False)]
    with pytest.raises(InputError, match="after 'publicity' has ended"):
        pay(city.finance, [no], key=key())
    city.clock.move_to(datetime(2026, 3, 20, 4, tzinfo=UTC))
    done = pay(city.finance, [no], key=key())
    assert done["total"] == "7139.20"
    assert to_pay(city.finance) == []
    batch = batches(city.finance)[0].no
    with pytest.raises(InputError, match="second person"):
        pay_csv(city.finance, batch)
    check_batch(make_officer("finance"), batch, expected_fen=713920)
    assert pay_csv(city.finance, batch).decode("utf-8-sig").splitlines()[1].startswith(f"{no},陈小花,330304")
    sheet = openpyxl.load_workbook(io.BytesIO(pay_xlsx(city.finance, batch))).active
    assert sheet["E2"].value == 7139.2
    assert sheet["D2"].value == "6222020000000000000"
    assert verify().intact


def test_the_row_equals_the_fold_of_the_acts(city):
    no = city.file()
    city.decide(no)
    case = view_case(city.handler, no).case
    again = rebuild(case)
    assert {f.attname: getattr(again, f.attname) for f in case._meta.fields} == {
        f.attname: getattr(case, f.attname) for f in case._meta.fields
    }


def test_the_same_request_is_done_once(city):
    papers, request = {"platform_orders": [photo(city.worker)]}, key()
    first = file_case(city.worker, PROCEDURE, answers(), papers=papers, key=request)
    assert file_case(city.worker, PROCEDURE, answers(), papers=papers, key=request) == first
    assert len(my_cases(city.worker)) == 1
    with pytest.raises(ConflictError):
        file_case(city.worker, PROCEDURE, answers(to_month="2025-11"), papers=papers, key=request)


def test_two_officers_cannot_overwrite_each_other(city):
    no = city.file()
    seen = view_case(city.handler, no).case.seq
    perform(city.handler, no, "accept", {}, key=key(), expected_seq=seen)
    other = make_officer("handler")
    with pytest.raises(ConflictError) as conflict:
        perform(other, no, "refuse", {"clause": "x", "reason": "y"}, key=key(), expected_seq=seen)
    assert conflict.value.seq == seen + 1
    assert view_case(city.handler, no).case.status == "in_progress"


def test_money_needs_two_people(city):
    both = make_officer("handler", "approver")
    city.handler = both
    no = city.file()
    payload = city.propose(no)
    with pytest.raises(InputError, match="another person"):
        perform(both, no, "decide", payload, key=key())
    with pytest.raises(InputError, match="what was proposed"):
        perform(city.approver, no, "decide", payload | {"amount": "8000.00"}, key=key())


def test_another_amount_needs_a_reason(city):
    no = city.file()
    with pytest.raises(InputError, match=r"7139\.20"):
        city.propose(no, amount="9000.00")


def test_what_the_rules_refuse_cannot_be_granted(city):
    no = city.file(has_exclusion=True, exclusions=["capital"])
    with pytest.raises(InputError, match="refused"):
        city.propose(no, amount="100.00")


def test_an_earlier_grant_counts_as_used(city):
    first = city.file(to_month="2025-06")
    city.decide(first)
    second = view_case(city.worker, city.file(from_month="2025-07"))
    found = second.evaluate().as_json()["outputs"]
    assert found["months_used_after"]["value"] == 12
    assert found["months_granted"]["value"] == 6


def test_a_month_is_paid_once(city):
    one, two = city.file(), city.file()
    payload = city.propose(two)
    city.decide(one)
    with pytest.raises(InputError, match=r"0\.00|refused"):
        perform(city.approver, two, "decide", payload, key=key())
    third = view_case(city.handler, city.file()).evaluate()
    assert third.verdict == "refused"
    assert {reason["code"] for reason in third.as_json()["reasons"]} == {"already_subsidised"}


def test_an_officer_sees_only_the_own_county_and_department(city):
    no = city.file()
    for stranger in (
        make_officer("handler", county="330302"),
        make_officer("handler", department="market"),
        make_worker(),
    ):
        with pytest.raises(NotFoundError):
            view_case(stranger, no)
        with pytest.raises(NotFoundError):
            perform(stranger, no, "accept", {}, key=key())
    assert view_case(make_officer("handler", county=""), no).case.no == no


def test_each_does_only_what_is_theirs(city):
    no = city.file()
    assert "accept" in allowed_for(city.handler, view_case(city.handler, no))
    assert allowed_for(city.worker, view_case(city.worker, no)) == ["withdraw", "message", "add_evidence"]
    with pytest.raises(ForbiddenError):
        perform(city.worker, no, "accept", {}, key=key())
    auditor = make_officer("auditor", county="", department="audit")
    assert view_case(auditor, no).case.no == no
    with pytest.raises(ForbiddenError):
        perform(auditor, no, "accept", {}, key=key())
    with pytest.raises(ForbiddenError):
        to_pay(city.handler)


def test_a_preview_is_not_a_letter(city):
    no = city.file()
    with pytest.raises(NotFoundError):
        preview_decision(city.approver, no)
    city.propose(no)
    pdf = preview_decision(city.approver, no)
    assert pdf.startswith(b"%PDF")
    assert not check_signature(pdf).present


def test_the_papers_of_an_act_are_seen_before_it_and_nothing_is_kept(city):
    no = city.file()
    before = (Act.objects.count(), Letter.objects.count(), Entry.objects.count(), Counter.objects.count())
    pdf = preview_act(city.handler, no, "accept", {}, expected_seq=1)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "受理通知书" in text.replace(" ", "")
    assert "预览，未生效" in text
    assert not check_signature(pdf).present
    assert (Act.objects.count(), Letter.objects.count(), Entry.objects.count(), Counter.objects.count()) == before
    with pytest.raises(ForbiddenError):
        preview_act(city.approver, no, "accept", {}, expected_seq=1)
    with pytest.raises(NotFoundError):
        preview_act(city.worker, no, "accept", {}, expected_seq=1)
    with pytest.raises(InputError):
        preview_act(city.handler, no, "ask_completion", {}, expected_seq=1)


def test_one_changed_byte_breaks_a_signature(city):
    no = city.file()
    perform(city.handler, no, "accept", {}, key=key())
    issue_waiting()
    letter = letters_of(view_case(city.worker, no))[0]
    pdf = bytearray(letter_pdf(city.worker, letter.id)[1])
    at = pdf.index(b"stream", len(pdf) // 4) + 10
    pdf[at] ^= 1
    assert not check_signature(bytes(pdf)).good
    with pytest.raises(NotFoundError):
        letter_pdf(make_worker(), letter.id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to_month": "2027-01"}, "to_month"),
        ({"bank_card": "12"}, "bank_card"),
        ({"phone": "call me"}, "phone"),
        ({"declared": False}, "declared"),
        ({"trade": "astronaut"}, "trade"),
        ({"county": "110101"}, "county"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_bad_answer_files_nothing(city, changes, field):
    with pytest.raises(InputError) as refused:
        city.file(**changes)
    assert field in refused.value.problem.field
    assert my_cases(city.worker) == []
    assert verify().intact


def test_a_missing_paper_or_a_foreign_file_files_nothing(city):
    stranger = photo(make_worker())
    for papers in ({}, {"platform_orders": [stranger]}, {"platform_orders": ["nonsense"]}, {"other": [stranger]}):
        with pytest.raises(InputError):
            file_case(city.worker, PROCEDURE, answers(), papers=papers, key=key())
    assert my_cases(city.worker) == []


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program", b"<html>", b"<svg xmlns='x'/>", b"PK\x03\x04 zip"])
def test_a_file_of_another_kind_is_refused(city, content):
    with pytest.raises(InputError, match="jpeg"):
        receive_evidence(city.worker, io.BytesIO(content))
    assert Evidence.objects.count() == 0


def test_a_file_that_is_too_big_is_refused_and_leaves_nothing(city, settings, tmp_path):
    def chunks():
        yield JPEG
        for _ in range(50):
            yield b"x" * 1_000_000

    with pytest.raises(InputError, match="20 MB"):
        receive_evidence(city.worker, chunks())
    assert not any((tmp_path / "evidence").rglob("*.*"))


def test_evidence_is_stored_encrypted_and_opens_for_the_office(city, tmp_path):
    no = city.file()
    assert not any(JPEG in path.read_bytes() for path in (tmp_path / "evidence").rglob("*.sealed"))
    row = Evidence.objects.get()
    assert open_evidence(city.handler, no, row.id)[1] == JPEG
    with pytest.raises(NotFoundError):
        open_evidence(make_officer("handler", county="330302"), no, row.id)


def test_names_are_only_names(city):
    worker = make_worker(name='<script>alert(1)</script> #import "x"')
    city.worker = worker
    no = city.file()
    perform(city.handler, no, "accept", {}, key=key())
    assert issue_waiting() == 1

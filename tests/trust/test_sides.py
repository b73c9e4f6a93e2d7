"""Who may read which letter, file and name: reporter and firm, complainant, the many sides of one order, delegates."""

from __future__ import annotations

import io
import random
import re
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from huxin.casework.case.secrecy import _DIGITS, _bare, _called
from huxin.casework.case.serialize import case_outline
from huxin.casework.evidence.files import receive_evidence
from huxin.casework.models import Case, CaseParty, Letter, Reminder
from huxin.casework.outbox.delivery import reminder_text
from huxin.casework.service import (
    NotFoundError,
    carried,
    city_pack,
    covers_case,
    evidence_of,
    exports_any,
    file_case,
    letter_pdf,
    letters_of,
    list_queue,
    locker,
    notice_text,
    open_evidence,
    perform,
    preview_decision,
    view_case,
)
from huxin.evidence.service import BY_NAME
from huxin.identity.service import SYSTEM, Account, Actor, Trace, make_api_key
from huxin.law import InputError
from huxin.measures.governance.models import Asked, Finding, FindingFile, Part
from huxin.people.service import Correction, Person, Viewing, company_of, consents, corrections, details_of
from tests.first_floor.test_parties import code_of, do, form, mediation
from tests.support import (
    JPEG,
    id_number,
    issue_waiting,
    key,
    make_company,
    make_delegate,
    make_officer,
    make_worker,
    paper,
    photo,
)
from tests.trust.test_canaries import client_of
from tests.trust.test_content import officer_client

pytestmark = pytest.mark.django_db


def text_of(actor: Actor, letter: Letter) -> str:
    pages = PdfReader(io.BytesIO(letter_pdf(actor, letter.id)[1])).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def person_of(actor: Actor) -> Any:
    return details_of(Person.objects.select_related("data_key").get(id=actor.own_person))


@pytest.fixture
def reported(clock: Any) -> tuple[Actor, Actor, Actor, str, str]:
    """(reporter, firm, office, number of the case, the reporter's photo) of a hazard that the firm must mend."""
    worker, firm = make_worker(name="欧阳举"), make_company("甲送（演示）")
    office = make_officer("handler", "approver", department="emergency")
    picture = photo(worker)
    answers = form("hazard-report", platform="甲送", spot="仓库后门没有灯")
    no = str(file_case(worker, "hazard-report", answers, papers={"photo": [picture]}, key=key())["no"])
    do(office, no, "accept")
    do(office, no, "inspect")
    do(office, no, "rectify", company_code=code_of(firm), to=company_of(firm).name, found="后门没有灯", orders="装灯")
    issue_waiting()
    return worker, firm, office, no, picture


def test_the_firm_learns_nothing_of_who_reported_it(reported: tuple[Actor, Actor, Actor, str, str]) -> None:
    worker, firm, _office, no, picture = reported
    who = person_of(worker)
    seen = view_case(firm, no)
    outline = str(case_outline(firm, seen))
    page = client_of(firm).get(f"/company/cases/{no}/").content.decode()
    for text in (outline, page):
        assert not any(one in text for one in (who.name, who.name[:1], who.id_number, who.phone, "仓库后门"))
    assert case_outline(firm, seen)["applicant"] == "举报人"
    assert [one.template for one in letters_of(seen)] == ["correction-order"]
    assert seen.evidence == []
    with pytest.raises(NotFoundError):
        evidence_of(firm, no, picture)  # type: ignore[arg-type]
    assert client_of(firm).get(f"/company/cases/{no}/evidence/{picture}/").status_code == 404


def test_each_side_of_a_report_gets_its_own_letters(reported: tuple[Actor, Actor, Actor, str, str]) -> None:
    worker, firm, office, no, _ = reported
    who, company = person_of(worker), company_of(firm)
    letters = {one.template: one for one in letters_of(view_case(office, no))}
    assert set(letters) == {"hazard-receipt", "acceptance-notice", "correction-order"}
    order = text_of(firm, letters["correction-order"])
    assert f"{company.name}（统一社会信用代码{company.credit_code}）：" in order
    assert not any(one in order for one in (who.name, who.id_number, who.phone, "身份证号", "office:"))
    for name in ("hazard-receipt", "acceptance-notice"):
        assert who.name in text_of(worker, letters[name])
        with pytest.raises(NotFoundError):
            letter_pdf(firm, letters[name].id)
    with pytest.raises(NotFoundError):
        letter_pdf(worker, letters["correction-order"].id)
    assert client_of(firm).get(f"/letters/{letters['hazard-receipt'].id}/").status_code == 404


def disguised(who: Any) -> list[str]:
    """Name and number in other writings."""
    full = str.maketrans("0123456789", "０１２３４５６７８９")
    words = str.maketrans("0123456789", "零一二三四五六七八九")
    return [
        "Ouyang Ju", "欧阳师傅来过电话", "姓欧阳的", "小欧阳", "欧阳某某",
        "·".join(who.name), "“" + "”“".join(who.name) + "”", "\u200b".join(who.name), who.phone.translate(full),
        who.phone.translate(words), f"{who.phone[:3]}-{who.phone[3:7]}（{who.phone[7:]}）",
        who.id_number.translate(full),
    ]  # fmt: skip


def test_the_firm_learns_neither_when_it_was_reported_nor_what_the_office_did_before(clock: Any) -> None:
    """The minute of a report tells who was on duty; a deadline counted from its day tells the day."""
    worker, firm = make_worker(name="欧阳举"), make_company("甲送（演示）")
    office = make_officer("handler", "approver", department="emergency")
    clock.move_to(datetime(2026, 2, 3, 6, 17, 41, tzinfo=UTC))
    no = str(file_case(worker, "hazard-report", form("hazard-report", platform="甲送"), papers={}, key=key())["no"])
    clock.move_to(datetime(2026, 2, 4, 1, tzinfo=UTC))
    do(office, no, "accept")
    clock.move_to(datetime(2026, 2, 9, 2, tzinfo=UTC))
    do(office, no, "inspect")
    do(office, no, "rectify", company_code=code_of(firm), to=company_of(firm).name, found="后门没有灯", orders="装灯")
    issue_waiting()
    seen = view_case(firm, no)
    (order,) = letters_of(seen)
    program = make_api_key(firm, "tests")[1]
    listed = Client().get("/api/v1/cases", headers={"Authorization": f"Bearer {program}"}).json()["cases"]
    ways = {
        "outline": str(case_outline(firm, seen)), "list": str(listed), "letter": text_of(firm, order),
        "page": client_of(firm).get(f"/company/cases/{no}/").content.decode(),
        "cases": client_of(firm).get("/company/cases/").content.decode(),
    }  # fmt: skip
    for way, text in ways.items():
        for said in ("2026-02-03", "2026-02-04", "2月3日", "2月4日", "14:17", "09:00"):
            assert said not in text, (way, said)
    assert case_outline(firm, seen)["filed_at"] == "2026-02-09T10:00:00+08:00"
    assert [one["filed_at"] for one in listed] == ["2026-02-09T10:00:00+08:00"]
    assert case_outline(firm, seen)["clocks"] == []
    assert case_outline(worker, view_case(worker, no))["filed_at"] == "2026-02-03T14:17:41+08:00"


def test_a_short_message_does_not_say_that_somebody_reported(reported: tuple[Actor, Actor, Actor, str, str]) -> None:
    """A telephone may be the firm's, and lies on a table."""
    secret = view_case(SYSTEM, reported[3])
    other = file_case(make_worker(), "arbitration", form("arbitration"), papers={}, key=key())["no"]
    plain = view_case(SYSTEM, str(other))
    for message in ("completion-asked", "decided", "refused", "extended"):
        for language in ("zh", "en"):
            said = notice_text(secret, message, language)
            assert reported[3] in said
            assert not any(word in said for word in (secret.procedure.label[language], "隐患", "举报", "甲送"))
        assert plain.procedure.label["zh"] in notice_text(plain, message)
    due = Reminder(case=secret.case, clock="look", kind="soon", due=date(2026, 2, 20))
    assert secret.procedure.label["zh"] not in reminder_text(due, secret)


def test_an_officer_cannot_hand_the_firm_the_reporters_own_picture(
    reported: tuple[Actor, Actor, Actor, str, str],
) -> None:
    """Saved from the case and handed in again it is the same file, with the place and the camera in it."""
    worker, firm, office, no, picture = reported
    _, content = open_evidence(worker, no, uuid.UUID(picture), export=True)
    again = str(receive_evidence(office, io.BytesIO(content), BY_NAME).id)
    kind = next(one.id for one in city_pack().procedures["hazard-report"].evidence)
    with pytest.raises(InputError) as caught:
        perform(office, no, "decide", form("hazard-report", "decide"), papers={kind: [again]}, key=key())
    assert caught.value.problem.code == "shows_reporter"
    own = str(receive_evidence(office, io.BytesIO(JPEG + b"another"), BY_NAME).id)
    perform(office, no, "decide", form("hazard-report", "decide"), papers={kind: [own]}, key=key())
    assert content not in [open_evidence(firm, no, uuid.UUID(one["id"]))[1] for one in view_case(firm, no).evidence]


@pytest.mark.parametrize("how", ["smaller", "png", "other camera data", "only the camera data"])
def test_nor_the_same_picture_saved_anew(how: str, clock: Any) -> None:
    worker, firm = make_worker(name="欧阳举"), make_company("甲送（演示）")
    office = make_officer("handler", "approver", department="emergency")
    there, other = a_picture(1), a_picture(2)
    mine = str(receive_evidence(worker, io.BytesIO(saved(there, "JPEG", taken="2026:02:03 10:00:00"))).id)
    answers = form("hazard-report", company_code=code_of(firm))
    kind = next(one.id for one in city_pack().procedures["hazard-report"].evidence)
    no = str(file_case(worker, "hazard-report", answers, papers={kind: [mine]}, key=key())["no"])
    do(office, no, "accept")
    again = {
        "smaller": saved(there.resize((200, 150)), "JPEG"),
        "png": saved(there, "PNG"),
        "other camera data": saved(there, "JPEG", taken="2020:01:01 00:00:00"),
        "only the camera data": saved(other, "JPEG", taken="2026:02:03 10:00:00"),
    }[how]
    order = next(one for one in city_pack().procedures["hazard-report"].acts.values() if one.id == "decide")
    with pytest.raises(InputError) as caught:
        sent = str(receive_evidence(office, io.BytesIO(again), BY_NAME).id)
        perform(office, no, order.id, form("hazard-report", "decide"), papers={kind: [sent]}, key=key())
    assert caught.value.problem.code == "shows_reporter"
    own = str(receive_evidence(office, io.BytesIO(saved(other, "JPEG")), BY_NAME).id)
    perform(office, no, order.id, form("hazard-report", "decide"), papers={kind: [own]}, key=key())


def a_picture(seed: int) -> Image.Image:
    """A picture of coarse patches, as a place looks."""
    draw = random.Random(seed)
    small = Image.new("RGB", (12, 9))
    small.putdata([tuple(draw.randrange(256) for _ in range(3)) for _ in range(108)])
    return small.resize((800, 600), Image.Resampling.BICUBIC)


def saved(picture: Image.Image, kind: str, taken: str = "") -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    if taken:
        exif[272] = "Phone 12"
        exif.get_ifd(34665)[36867] = taken
    picture.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "said", "named"),
    [
        ("陈小花", "陈师傅说没有灯", True),
        ("陈小花", "小花反映的", True),
        ("陈小花", "陈某花", True),
        ("陈小花", "chen xiaohua", True),
        ("陈小花", "陈总答应三天内改好", False),
        ("陈小花", "陈列架没有固定", False),
        ("时安全", "八小时内装好安全灯", False),
        ("李安", "Alliance 公司", False),
        ("王师", "老师傅和王经理在场", False),
    ],
)
def test_how_somebody_is_spoken_of(name: str, said: str, named: bool) -> None:
    words = [_bare(said), _bare(said.translate(_DIGITS))]
    assert any(re.search(one, text) for one in _called(_bare(name)) for text in words) is named


def test_an_officer_cannot_write_the_reporter_into_what_the_firm_reads(
    reported: tuple[Actor, Actor, Actor, str, str],
) -> None:
    worker, firm, office, no, _ = reported
    who = person_of(worker)
    for said in (f"{who.name}说没有灯", f"电话 {who.phone}", who.id_number, " ".join(who.name), *disguised(who)):
        with pytest.raises(InputError) as caught:
            do(office, no, "decide", result=said)
        assert caught.value.problem.code == "names_reporter"
        assert who.name not in str(caught.value)
    do(office, no, "note", text=f"{who.name}来过电话")  # inside the office it may be written
    assert "来过电话" not in str(case_outline(firm, view_case(firm, no)))
    do(office, no, "decide", result="灯装好了")
    answers = form("inquiry", company_code=code_of(firm), facts=f"{who.name}报告的", finding_no="")
    with pytest.raises(InputError) as caught:
        file_case(office, "inquiry", answers, papers={}, key=key(), origin=no)
    assert caught.value.problem.code == "names_reporter"
    after = str(file_case(office, "inquiry", {**answers, "facts": "没有灯"}, papers={}, key=key(), origin=no)["no"])
    do(office, after, "send", to=company_of(firm).name)
    assert case_outline(firm, view_case(firm, after))["origin"] == no  # the firm knows of the order it was given


def test_a_penalty_is_addressed_to_the_firm_and_not_to_the_office_that_filed_it(clock: Any) -> None:
    office, firm = make_officer("handler", "approver"), make_company("甲送（演示）")
    company = company_of(firm)
    answers = form("penalty", company=company.name, company_code=company.credit_code)
    no = str(file_case(office, "penalty", answers, papers={}, key=key())["no"])
    do(office, no, "inspect")
    do(office, no, "propose", outcome="fined", amount="1000.00")
    with pytest.raises(NotFoundError):
        view_case(firm, no)
    do(office, no, "inform", to=company.name)
    issue_waiting()
    (notice,) = letters_of(view_case(firm, no))
    text = text_of(firm, notice)
    assert text.count(f"{company.name}（统一社会信用代码{company.credit_code}）：") == 1
    assert "office:" not in text
    assert "身份证号" not in text
    assert "propose" not in [one.act for one in view_case(firm, no).steps]
    with pytest.raises(NotFoundError):
        preview_decision(firm, no)


def test_a_letter_to_both_sides_is_one_for_each(clock: Any) -> None:
    worker, firm, office = make_worker(name="欧阳举"), make_company("甲送（演示）"), make_officer("handler")
    no = mediation(worker, firm)
    do(office, no, "accept")
    do(office, no, "fail", why="no_agreement")
    issue_waiting()
    mine = [one for one in letters_of(view_case(worker, no)) if one.template == "mediation-end"]
    theirs = [one for one in letters_of(view_case(firm, no)) if one.template == "mediation-end"]
    assert len(mine) == len(theirs) == 1
    assert mine[0].id != theirs[0].id
    assert "你于" in text_of(worker, mine[0])
    assert "你于" not in text_of(firm, theirs[0])
    assert person_of(worker).id_number[-4:] not in text_of(firm, theirs[0])


@pytest.mark.parametrize("secret", [True, False])
def test_a_complainant_is_named_only_in_the_result_and_not_who_asked_for_secrecy(secret: bool, clock: Any) -> None:
    worker, firm = make_worker(name="欧阳举"), make_company("甲送（演示）")
    office = make_officer("handler", "approver")
    procedure = city_pack().procedures["labour-inspection-complaint"]
    assert procedure.applicant_is == "complainant"
    answers = form("labour-inspection-complaint", company_code=code_of(firm), keep_secret=secret)
    no = str(file_case(worker, procedure.id, answers, papers={}, key=key())["no"])
    do(office, no, "accept")
    seq = Case.objects.get(no=no).seq
    CaseParty.objects.create(case_id=no, person_id=firm.person_id, role="unit", since=seq + 1)
    do(office, no, "inspect")
    assert case_outline(firm, view_case(firm, no))["applicant"] == "投诉人"
    assert "欧" not in str(case_outline(firm, view_case(firm, no)))
    do(office, no, "decide", outcome="corrected")
    issue_waiting()
    (result,) = letters_of(view_case(firm, no))
    assert ("欧阳举" in text_of(firm, result)) is not secret
    assert ("监察投诉一案" in text_of(firm, result)) is secret  # nor on which day it was filed


def test_going_on_hands_over_only_what_its_beginner_may_see(clock: Any) -> None:
    worker, firm, office = make_worker(name="欧阳举"), make_company("甲送（演示）"), make_officer("handler")
    said = {"company_code": code_of(firm), "phone": "18611112222", "story": "老板的表弟打我", "delegates": "张三"}
    no = str(file_case(worker, "one-stop-mediation", form("one-stop-mediation", **said), papers={}, key=key())["no"])
    do(office, no, "accept")
    do(office, no, "fail", why="no_agreement")
    theirs = carried(firm, no, "arbitration")
    assert theirs.answers["company_code"] == code_of(firm)
    assert not {"phone", "story", "delegates"} & set(theirs.answers)
    assert theirs.masked == {}
    assert carried(worker, no, "arbitration").answers["phone"] == "18611112222"
    page = client_of(firm).get(f"/company/file/arbitration/?from={no}").content.decode()
    assert "18611112222" not in page
    assert "表弟" not in page


def test_an_officer_hands_on_a_number_that_stays_masked_on_the_screen(clock: Any) -> None:
    union = make_officer("handler", "approver", department="union")
    answers = form("union-supervision-letter", phone="18611112222")
    no = str(file_case(union, "union-supervision-letter", answers, papers={}, key=key())["no"])
    do(union, no, "serve", to="甲送（演示）")
    do(union, no, "decide", outcome="handed_on")
    found = carried(union, no, "labour-inspection-complaint")
    assert found.answers["phone"] == "186****2222"
    assert found.in_full({"phone": "186****2222"}) == {"phone": "18611112222"}
    assert found.in_full({"phone": "18699998888"}) == {"phone": "18699998888"}
    assert found.as_shown({"phone": "18611112222"}) == {"phone": "186****2222"}


def test_platforms_of_one_order_read_nothing_of_each_other(clock: Any) -> None:
    one, two = make_company("甲送（演示）"), make_company("乙送（演示）")
    office = make_officer("handler", "approver", department="emergency")
    answers = form("weather-order", effective_at="2026-02-10T08:00:00+08:00", expires_at="2026-02-10T20:00:00+08:00")
    no = str(file_case(office, "weather-order", answers, papers={}, key=key())["no"])
    perform(office, no, "issue", {}, key=key())
    perform(one, no, "acknowledge", form("weather-order", "acknowledge", party=company_of(one).name), key=key())
    issue_waiting()
    outline = case_outline(two, view_case(two, no))
    text = str(outline)
    assert company_of(one).name not in text
    assert company_of(one).credit_code not in text
    assert {step.act for step in view_case(two, no).steps} == {"serve"}
    assert next(row.template for row in letters_of(view_case(two, no))) == "weather-order"
    assert [step.payload["to"] for step in view_case(two, no).steps if step.act == "serve"] == [company_of(two).name]
    assert {clock["party"] for clock in outline["clocks"]} <= {None, company_of(two).name}
    records = [row for row in letters_of(view_case(two, no)) if row.template == "service-record"]
    assert [row.addressee_id for row in records] == [two.person_id]
    assert "acknowledge" in {step.act for step in view_case(one, no).steps}


def test_a_delegate_reads_what_was_consented_to(clock: Any) -> None:
    worker, hand = make_worker(), make_delegate()
    consents.give(worker, "delegate", Account.objects.get(pk=hand.account_id).username)
    photo(worker)
    client = client_of(hand)
    client.post("/delegate/", {"person": str(worker.person_id)})
    assert client.get("/cases/").status_code == 200
    for path in ("/hours/", "/cover/", "/files/", "/agreements/", "/me/"):
        assert client.get(path).status_code == 403, path
    acting = Actor("worker", hand.account_id, worker.person_id, worker.roles, on_behalf=True)
    assert len(locker(worker)) == 1
    assert locker(acting) == []


def a_finding(name: str, county: str, code: str) -> Finding:
    """A kept finding about one company in one county."""
    file = FindingFile.objects.create(id=uuid.uuid4(), sha256=name, rows=1, kept_at=timezone.now(), kept_by="system")
    row = Finding.objects.create(
        id=name, file=file, detector="daily_hours", clause="x", status="law", severity="high", certainty="certain",
        company=code, companies=[code], county=county, day=date(2026, 2, 1), started_at=1, ended_at=2, rule_hash="r",
        pack_hash="p",
    )  # fmt: skip
    Part.objects.create(finding=row, company=code, measure=1.0)
    return row


def test_a_finding_of_another_county_or_company_cannot_be_marked_as_asked(clock: Any) -> None:
    office, firm, other = make_officer("handler"), make_company("甲送（演示）"), make_company("乙送（演示）")
    own = a_finding("near", "330304", code_of(firm))
    for foreign in (a_finding("far", "330302", code_of(firm)), a_finding("theirs", "330304", code_of(other))):
        answers = form("inquiry", company_code=code_of(firm), finding_no=foreign.id)
        with pytest.raises(InputError) as caught:
            file_case(office, "inquiry", answers, papers={}, key=key())
        assert caught.value.problem.code == "reference"
    assert not Case.objects.filter(procedure="inquiry").exists()
    answers = form("inquiry", company_code=code_of(firm), finding_no=own.id)
    no = str(file_case(office, "inquiry", answers, papers={}, key=key())["no"])
    assert [(one.finding_id, one.case_id) for one in Asked.objects.all()] == [(own.id, no)]


# --- officers: what a role reads and takes away ---


def test_a_role_reads_the_procedures_that_name_it(clock: Any) -> None:
    worker, firm = make_worker(), make_company()
    no = mediation(worker, firm)
    other = str(file_case(worker, "arbitration", form("arbitration"), papers={}, key=key())["no"])
    reads = {role: {case.no for case in list_queue(make_officer(role), "all").rows} for role in ("handler", "approver")}
    assert reads == {"handler": {no, other}, "approver": {no, other}}
    assert {case.no for case in list_queue(make_officer("mediator"), "all").rows} == {no}
    for role in ("policy_admin", "finance", "court_clerk"):
        actor = make_officer(role)
        assert list_queue(actor, "all").rows == []
        with pytest.raises(NotFoundError):
            view_case(actor, no)
    assert view_case(make_officer("mediator"), no).case.no == no
    with pytest.raises(NotFoundError):
        view_case(make_officer("mediator"), other)


def test_an_export_in_full_is_for_the_roles_of_a_procedure_and_needs_a_reason(clock: Any) -> None:
    mediation(make_worker(name="欧阳举"), make_company())
    for role in ("policy_admin", "mediator", "finance"):
        answer = officer_client(make_officer(role)).post("/agency/queue/all.csv", {"reason": "和银行逐个核对"})
        assert answer.status_code == 403, role
    handler = officer_client(make_officer("handler"))
    for reason in ("", ".", "……", "aaaa", "1111", "啊啊啊啊", "查 330304198105030011"):
        assert handler.post("/agency/queue/all.csv", {"reason": reason}).status_code == 400, reason
    assert not Trace.objects.filter(kind="export").exists()
    answer = handler.post("/agency/queue/all.csv", {"reason": "和银行逐个核对"})
    assert "欧阳举" in b"".join(answer.streaming_content).decode()
    assert Trace.objects.get(kind="export").content["reason"] == "和银行逐个核对"
    masked = b"".join(handler.get("/agency/queue/all.csv").streaming_content).decode()
    assert "欧阳举" not in masked


def test_a_number_in_words_and_in_a_field_is_masked_until_somebody_says_why(clock: Any) -> None:
    firm, office = make_company(), make_officer("handler")
    number = id_number(date(1981, 5, 3), 88)
    answers = form("agreement-filing", company_code=code_of(firm), worker_id_number=number)
    signed = next(one for one in city_pack().procedures["agreement-filing"].evidence if one.id == "signed_text")
    no = str(
        file_case(firm, "agreement-filing", answers, papers={"signed_text": [paper(firm, signed)]}, key=key())["no"]
    )
    client = officer_client(office)
    assert number not in client.get(f"/agency/cases/{no}/").content.decode()
    assert number not in client.get(f"/agency/cases/{no}/sheet/").content.decode()
    field = {"field": "form.worker_id_number"}
    assert client.post(f"/agency/cases/{no}/unmask/", {**field, "reason": "."}).status_code == 400
    assert number in client.post(f"/agency/cases/{no}/unmask/", {**field, "reason": "和身份证核对"}).content.decode()
    assert Viewing.objects.get().reason == "和身份证核对"
    worker = make_worker()
    story = f"我是{number}，电话１３８１２３４５６７８，卡 6222020000000000012"
    no = str(file_case(worker, "arbitration", form("arbitration", story=story), papers={}, key=key())["no"])
    page = client.get(f"/agency/cases/{no}/").content.decode()
    assert not any(one in page for one in (number, "１３８１２３４５６７８", "6222020000000000012"))
    assert view_case(worker, no).answers["story"] == story


# --- corrections ---


def test_corrections_are_for_who_holds_the_register_masked_and_checked(clock: Any) -> None:
    worker = make_worker()
    row = corrections.ask_correction(worker, "phone", "13912345678")
    for department in ("court", "union", "emergency"):
        client = officer_client(make_officer("handler", department=department))
        assert client.get("/agency/corrections/").status_code == 403, department
        answer = client.post("/agency/corrections/", {"id": str(row.id), "accept": "yes"})
        assert answer.status_code == 403
    client = officer_client(make_officer("handler"))
    page = client.get("/agency/corrections/").content.decode()
    assert "13912345678" not in page
    assert "139****5678" in page
    sent = {"id": str(row.id), "show": "yes"}
    assert client.post("/agency/corrections/", {**sent, "reason": "."}).status_code == 400
    assert "13912345678" in client.post("/agency/corrections/", {**sent, "reason": "打电话核对"}).content.decode()
    assert Viewing.objects.get().field == "phone"
    assert client.post("/agency/corrections/", {"id": str(row.id), "accept": "yes"}).status_code == 302
    assert person_of(worker).phone == "13912345678"


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("id_number", "330304198105030012"),
        ("id_number", "<b>330304</b>"),
        ("id_number", "33030419810503001X"),
        ("birth_date", "2031-01-01"),
        ("birth_date", "1990-02-30"),
        ("birth_date", "1990-05-03"),
        ("phone", "123"),
        ("phone", "<script>"),
        ("bank_card", "6222"),
        ("bank_card", "六二二二"),
        ("name", "<img src=x>"),
        ("name", "陈\x00花"),
        ("name", "陈" * 60),
    ],
)
def test_a_correction_is_checked_like_a_form(field: str, wanted: str, clock: Any) -> None:
    worker = make_worker()
    before = person_of(worker)
    with pytest.raises(InputError) as caught:
        corrections.ask_correction(worker, field, wanted)
    assert caught.value.problem.field == "wanted"
    assert person_of(worker) == before


def test_a_new_number_brings_its_birth_date_and_is_nobody_elses(clock: Any) -> None:
    worker, other = make_worker(), make_worker()
    handler, holders = make_officer("handler"), {"hrss"}
    number = id_number(date(1982, 7, 9), 3)
    row = corrections.ask_correction(worker, "id_number", number)
    corrections.answer_correction(handler, holders, row.id, accept=True, answer="")
    assert (person_of(worker).id_number, person_of(worker).birth_date) == (number, date(1982, 7, 9))
    row = corrections.ask_correction(worker, "id_number", person_of(other).id_number)
    with pytest.raises(InputError) as caught:
        corrections.answer_correction(handler, holders, row.id, accept=True, answer="")
    assert caught.value.problem.code == "taken"
    assert person_of(worker).id_number == number


def test_nobody_without_an_account_of_the_desk_answers(clock: Any) -> None:
    worker = make_worker()
    row = corrections.ask_correction(worker, "phone", "13912345678")
    with pytest.raises(Correction.DoesNotExist):
        corrections.answer_correction(make_officer("approver"), {"hrss"}, row.id, accept=True, answer="")


def test_who_confirms_what_differs_reads_a_case_only_while_a_proposal_stands(clock: Any) -> None:
    """A policy administrator confirms sums above the rules, and reads no other case of the people it is about."""
    worker, admin = make_worker(), make_officer("policy_admin")
    procedure = city_pack().procedures["startup-subsidy"]
    assert any("policy_admin" in act.by for act in procedure.acts.values())
    no = str(file_case(worker, procedure.id, form(procedure.id), papers={}, key=key())["no"])
    case, proposer = Case.objects.get(no=no), make_officer("handler")
    for status, proposed, reads in (
        ("received", None, False),
        ("in_progress", None, False),
        ("in_progress", proposer.account_id, True),
        ("done", proposer.account_id, False),
    ):
        Case.objects.filter(no=no).update(status=status, proposed_by_id=proposed)
        case.refresh_from_db()
        assert covers_case(admin, case) is reads, status
        assert bool(list_queue(admin, "all").rows) is reads, status
    assert not exports_any(admin)

"""From the open class to the certificate and the subsidy: who may, what is kept, what nobody can change."""

from __future__ import annotations

import io
import json
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from huxin.casework.law.city import forget_adoptions
from huxin.casework.service import (
    Case,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    adopt,
    check_signature,
    city_pack,
    file_case,
    perform,
    today,
    view_case,
)
from huxin.core.service import verify
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.careers import telling
from huxin.measures.careers.certifying import check_code
from huxin.measures.careers.models import Certificate, Enrolment, ExamRecord, Progress, Revocation
from huxin.measures.careers.service import (
    SUBSIDY,
    begin_subsidy,
    begun_otherwise,
    certificate_pdf,
    check_certificate,
    close_lesson,
    enrol,
    enter_result,
    events,
    exam_rules,
    find_class,
    ladder,
    learnt,
    listed_items,
    mark,
    my_certificates,
    my_enrolments,
    open_classes,
    own_certificate,
    own_enrolment,
    paper_digest,
    paper_of,
    participants,
    revoked_on,
    standing_in,
    turn_page,
    why_no_exam,
    why_revoked,
)
from huxin.people.service import Engagement, Person, company_of, details_of, erase_person
from tests.measures.careers_support import (
    COURSE,
    SITTING,
    answers,
    certify,
    hand_in,
    learn,
    number_end,
    opened,
    passed,
)
from tests.support import issue_waiting, key, make_company, make_delegate, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
LISTED: dict[str, Any] = {
    "occupation_title": "网约配送员", "occupation_code": "4-02-07-10", "level": "5", "mode": "online", "hours": 40,
    "standard": "网约配送员国家职业技能标准", "need": "骑手多", "county": "330304", "phone": "13800000000",
}  # fmt: skip


@pytest.fixture
def worker() -> Actor:
    return make_worker()


def enrolled(worker: Actor, no: str) -> str:
    return str(enrol(worker, no, key=key())["id"])


# --- classes and enrolment ---


def test_a_class_stands_in_the_list_once_the_office_lets_it_open() -> None:
    company = make_company()
    said = answers()
    no = str(file_case(company, "training-class", said, papers={"plan": [photo(company)]}, key=key())["no"])
    assert open_classes(today()) == []
    perform(make_officer("handler"), no, "accept", {}, key=key())
    (one,) = open_classes(today())
    assert (one.case_id, one.name, one.course, one.seats) == (no, "网约配送员初级班", COURSE, 30)
    assert one.organiser == "瓯江闪送（演示）"
    assert open_classes(today() + timedelta(days=1)) == []
    done = {"outcome": "finished", "result": "办完了"}
    perform(make_officer("approver"), no, "decide", done, key=key())
    assert open_classes(today()) == []
    assert find_class(no).name == one.name


def test_a_place_is_taken_once_and_sealed(worker: Actor) -> None:
    no = opened()
    first = enrolled(worker, no)
    assert enrolled(worker, no) == first
    assert [str(one.id) for one in my_enrolments(worker)] == [first]
    assert open_classes(today())[0].taken == 1  # type: ignore[attr-defined]
    assert verify().intact
    Enrolment.objects.update(person_id=make_worker().person_id)
    assert str(verify().fault).startswith("enrolment")


def test_the_same_key_is_one_request(worker: Actor) -> None:
    no, other, one = opened(), opened(), key()
    first = enrol(worker, no, key=one)
    assert enrol(worker, no, key=one) == first
    with pytest.raises(ConflictError):
        enrol(worker, other, key=one)
    assert Enrolment.objects.count() == 1


def test_no_more_places_than_there_are(worker: Actor) -> None:
    no = opened(seats=1)
    enrolled(worker, no)
    with pytest.raises(InputError, match="free place"):
        enrolled(make_worker(), no)


def test_nobody_enrols_in_what_is_over_or_not_there(worker: Actor) -> None:
    with pytest.raises(NotFoundError):
        enrolled(worker, "2026-999999")
    over = opened(ends_on=(today() - timedelta(days=1)).isoformat(), starts_on="2020-01-01")
    with pytest.raises(InputError, match="class that is open"):
        enrolled(worker, over)
    for stranger in (make_company(), make_officer("handler"), make_delegate()):
        with pytest.raises(ForbiddenError):
            enrolled(stranger, opened())


def test_an_enrolment_is_its_owners(worker: Actor) -> None:
    enrolment = enrolled(worker, opened())
    for stranger in (make_worker(), make_officer("handler"), make_delegate()):
        with pytest.raises(NotFoundError):
            own_enrolment(stranger, enrolment)


# --- lessons ---


def test_learning_goes_on_where_it_stopped(worker: Actor) -> None:
    row = own_enrolment(worker, enrolled(worker, opened()))
    assert standing_in(row, "riding").slide == 0
    assert turn_page(row, "riding", 0) == 1
    assert turn_page(row, "riding", 2) == 1, "a slide that was not reached is not skipped"
    assert turn_page(row, "riding", 1) == 2
    assert turn_page(row, "riding", 0) == 1, "looking back loses nothing"
    assert standing_in(row, "riding").slide == 2
    assert turn_page(row, "riding", -7) == 1
    again = own_enrolment(worker, str(row.id))
    assert standing_in(again, "riding").slide == 2
    with pytest.raises(NotFoundError):
        turn_page(row, "nonsense", 0)


def test_a_lesson_closes_when_every_answer_is_right(worker: Actor) -> None:
    row = own_enrolment(worker, enrolled(worker, opened()))
    questions = city_pack().courses[COURSE].lessons[0].questions
    right = {one.id: one.right for one in questions}
    with pytest.raises(NotFoundError):
        close_lesson(row, "riding", right)
    for slide in range(3):
        turn_page(row, "riding", slide)
    marked = close_lesson(row, "riding", {**right, questions[0].id: "look"})
    assert [one.right for one in marked] == [False, True]
    assert not standing_in(row, "riding").done
    assert [one.right for one in close_lesson(row, "riding", {"phone": "no option"})] == [None, None]
    close_lesson(row, "riding", right)
    assert standing_in(row, "riding").done
    close_lesson(row, "riding", {})
    assert standing_in(row, "riding").done, "what is done stays done"
    assert not learnt(row)


def test_every_question_of_the_course_can_be_answered_and_tells_why() -> None:
    course = city_pack().courses[COURSE]
    for questions in (*(one.questions for one in course.lessons), course.exam):
        assert all(one.right for one in mark(questions, {one.id: one.right for one in questions}))
        for one in questions:
            assert set(one.why) == set(one.ask) == {"zh", "en"}


# --- the examination ---


def test_nobody_sits_before_every_lesson_is_done(worker: Actor) -> None:
    enrolment = enrolled(worker, opened())
    assert why_no_exam(own_enrolment(worker, enrolment)) == "lessons"
    with pytest.raises(ConflictError):
        hand_in(worker, enrolment)
    learn(worker, enrolment)
    assert why_no_exam(own_enrolment(worker, enrolment)) == ""
    assert hand_in(worker, enrolment) == {"id": str(ExamRecord.objects.get().id), "score": 100, "passed": True}
    assert why_no_exam(own_enrolment(worker, enrolment)) == "passed"
    with pytest.raises(ConflictError):
        hand_in(worker, enrolment)


def test_a_record_holds_who_when_what_and_cannot_be_changed(worker: Actor) -> None:
    enrolment = passed(worker, opened())
    one = ExamRecord.objects.get()
    assert (str(one.enrolment_id), one.attempt, one.score, one.pass_mark) == (enrolment, 1, 100, 60)
    assert one.pack_hash == city_pack().hash
    assert one.device != SITTING.device
    assert len(one.device) == len(one.session) == len(one.paper) == 64
    assert b"brakes" not in bytes(one.sealed)
    assert verify().intact
    ExamRecord.objects.update(score=61)
    assert str(verify().fault).startswith("exam")


def test_a_paper_stays_until_it_is_handed_in_and_the_next_is_another(worker: Actor) -> None:
    enrolment = enrolled(worker, opened())
    learn(worker, enrolment)
    row = own_enrolment(worker, enrolment)
    first = paper_digest(paper_of(row))
    assert paper_digest(paper_of(own_enrolment(worker, enrolment))) == first
    assert len(paper_of(row)) == exam_rules().questions < len(city_pack().courses[COURSE].exam)
    assert not hand_in(worker, enrolment, wrong=5)["passed"]
    assert ExamRecord.objects.get().paper == first
    assert paper_digest(paper_of(own_enrolment(worker, enrolment))) != first
    with pytest.raises(ConflictError):
        hand_in(worker, enrolment, seen=first)


@pytest.mark.parametrize(("wrong", "score", "good"), [(0, 100, True), (4, 60, True), (5, 50, False), (10, 0, False)])
def test_the_pass_mark_is_the_packs(worker: Actor, wrong: int, score: int, good: bool) -> None:
    enrolment = enrolled(worker, opened())
    learn(worker, enrolment)
    found = hand_in(worker, enrolment, wrong=wrong)
    assert (found["score"], found["passed"]) == (score, good)
    assert not exam_rules().certain, "a proposal until the city adopts it"


def test_tries_of_a_day_are_counted(worker: Actor) -> None:
    enrolment = enrolled(worker, opened())
    learn(worker, enrolment)
    for _ in range(exam_rules().tries):
        hand_in(worker, enrolment, wrong=10)
    assert why_no_exam(own_enrolment(worker, enrolment)) == "tries"
    with pytest.raises(ConflictError):
        hand_in(worker, enrolment)
    assert [one.attempt for one in ExamRecord.objects.order_by("attempt")] == [1, 2, 3]


def test_only_the_person_sits_and_says_so(worker: Actor) -> None:
    enrolment = enrolled(worker, opened())
    learn(worker, enrolment)
    with pytest.raises(InputError, match="your own number"):
        hand_in(worker, enrolment, proof="0000")
    with pytest.raises(InputError, match="every question"):
        hand_in(worker, enrolment, said={})
    hand = Actor("worker", make_delegate().account_id, worker.person_id, worker.roles, on_behalf=True)
    with pytest.raises(NotFoundError):
        hand_in(hand, enrolment)
    with pytest.raises(NotFoundError):
        hand_in(worker, enrolled(make_worker(), opened()))
    assert not ExamRecord.objects.exists()


def test_the_same_paper_twice_is_one_record(worker: Actor) -> None:
    enrolment, one = enrolled(worker, opened()), key()
    learn(worker, enrolment)
    row = own_enrolment(worker, enrolment)
    said, seen = {one.id: one.right for one in paper_of(row)}, paper_digest(paper_of(row))
    first = hand_in(worker, enrolment, said=said, seen=seen, key=one)
    assert hand_in(worker, enrolment, said=said, seen=seen, key=one) == first
    assert ExamRecord.objects.count() == 1


def test_a_classroom_has_its_results_from_the_office(worker: Actor) -> None:
    no = opened(course=None, mode="offline")
    enrolment, handler = enrolled(worker, no), make_officer("handler")
    for bad in (-1, 101):
        with pytest.raises(InputError, match="0 to 100"):
            enter_result(handler, enrolment, bad, "蔡平", key=key())
    with pytest.raises(InputError, match="who watched"):
        enter_result(handler, enrolment, 80, " ", key=key())
    for stranger in (worker, make_officer("approver"), make_officer("handler", county="330302"), make_company()):
        with pytest.raises(ForbiddenError):
            enter_result(stranger, enrolment, 80, "蔡平", key=key())
    assert not enter_result(handler, enrolment, 59, "蔡平", key=key())["passed"]
    assert enter_result(handler, enrolment, 80, "蔡平", key=key())["passed"]
    with pytest.raises(ConflictError):
        enter_result(handler, enrolment, 90, "蔡平", key=key())
    assert ExamRecord.objects.order_by("attempt").last().examiner_id == handler.account_id  # type: ignore[union-attr]
    certify(no)
    assert Certificate.objects.get().person_id == worker.person_id
    assert verify().intact
    online = enrolled(make_worker(), opened())
    with pytest.raises(ConflictError):
        enter_result(handler, online, 80, "蔡平", key=key())


# --- certificates ---


def test_an_officer_certifies_whoever_passed(worker: Actor) -> None:
    no = opened()
    with pytest.raises(InputError, match="somebody who passed"):
        certify(no)
    assert Case.objects.get(no=no).seq == 2, "nothing was written"
    passed(worker, no)
    failed = make_worker()
    enrolment = enrolled(failed, no)
    learn(failed, enrolment)
    hand_in(failed, enrolment, wrong=10)
    with pytest.raises(ForbiddenError):
        perform(make_officer("handler"), no, "certify", {"standard": "标准"}, key=key())
    certify(no)
    (one,) = my_certificates(worker)
    assert my_certificates(failed) == []
    assert (one.kind, one.occupation, one.level) == ("training", "delivery_rider", "5")
    assert one.number.startswith("PX")
    assert "瓯江闪送（演示）" in one.issuer
    assert "瓯海区" in one.issuer
    assert verify().intact
    passed(make_worker(), no)
    certify(no)
    assert Certificate.objects.count() == 2, "the second time only for those who have none"


def test_whoever_has_number_and_code_learns_a_masked_name(worker: Actor) -> None:
    passed(worker, no := opened())
    certify(no)
    one = Certificate.objects.get()
    found = check_certificate(f" {one.number.lower()} ", check_code(one.number).lower())
    assert found is not None
    assert (found.name, found.occupation["zh"], found.level["zh"]) == ("陈**", "网约配送员", "五级（初级工）")
    assert (found.issued_on, found.revoked_on) == (today(), None)
    for number, code in ((one.number, "00000000"), ("PX2020-000001", check_code(one.number)), ("\0", ""), ("", "")):
        assert check_certificate(number, code) is None
    erase_person(Person.objects.get(id=worker.person_id))
    assert check_certificate(one.number, check_code(one.number)) is None


def test_the_paper_is_signed_and_says_how_to_check_it(worker: Actor) -> None:
    passed(worker, no := opened())
    certify(no)
    one = Certificate.objects.get()
    _, pdf = certificate_pdf(worker, one.id, "http://testserver/check/?number=" + one.number)
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    assert check_signature(pdf).good
    for part in ("职业培训合格证书", "陈小花", one.number, check_code(one.number), "网约配送员国家职业技能标准"):
        assert part in text
    with pytest.raises(NotFoundError):
        certificate_pdf(make_worker(), one.id, "http://testserver/check/")


def test_a_revoked_certificate_says_so_to_everybody_and_why_to_its_holder(worker: Actor) -> None:
    passed(worker, no := opened())
    certify(no)
    one, approver = Certificate.objects.get(), make_officer("approver")
    said = {"certificate_no": "PX2020-000009", "reason": "替考", "clause": "考试规定"}
    with pytest.raises(InputError, match="kept here"):
        perform(approver, no, "revoke", said, key=key())
    perform(approver, no, "revoke", {**said, "certificate_no": one.number}, key=key())
    one = own_certificate(worker, one.id)
    assert revoked_on(one) == today()
    assert why_revoked(one) == {"reason": "替考", "clause": "考试规定"}
    checked = check_certificate(one.number, check_code(one.number))
    assert checked is not None
    assert checked.revoked_on == today()
    with pytest.raises(NotFoundError):
        certificate_pdf(worker, one.id, "http://testserver/check/")
    with pytest.raises(ConflictError):
        begin_subsidy(worker, one.id)
    with pytest.raises(InputError):
        perform(approver, no, "revoke", {**said, "certificate_no": one.number}, key=key())
    assert verify().intact
    Revocation.objects.all().delete()
    assert not verify().intact, "nobody makes it valid again by deleting a row"


def test_the_holder_is_told_once_of_either(worker: Actor, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    passed(worker, no := opened())
    certify(no)
    number = Certificate.objects.get().number
    assert [telling.QUEUE.work_off() for _ in range(2)] == [1, 0]
    said = {"certificate_no": number, "reason": "替考", "clause": "考试规定"}
    perform(make_officer("approver"), no, "revoke", said, key=key())
    assert [telling.QUEUE.work_off() for _ in range(2)] == [1, 0]
    sent = [json.loads(line) for line in (tmp_path / "outbox" / "sms.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["to"] for one in sent] == ["13800000000"] * 2
    assert ["发下来了" in sent[0]["text"], "被撤销了" in sent[1]["text"]] == [True, True]
    assert not any(word in one["text"] for one in sent for word in (number, "替考"))
    assert max(len(one["text"]) for one in sent) <= 70


def test_nobody_is_told_who_is_not_there_any_more(worker: Actor, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    passed(worker, no := opened())
    certify(no)
    erase_person(Person.objects.get(id=worker.person_id))
    assert telling.QUEUE.work_off() == 1
    assert not (tmp_path / "outbox").exists()


def sits(worker: Actor, *, level: str = "5", **said: Any) -> tuple[str, Actor]:
    """An assessment whose examination is today, and the handler."""
    answers = {"occupation": "delivery_rider", "level": level, "years": 0, "county": "330304", "phone": "13800000000"}
    no = str(file_case(worker, "skill-assessment", {**answers, **said}, papers={}, key=key())["no"])
    handler = make_officer("handler")
    perform(handler, no, "accept", {}, key=key())
    when = {"exam_on": today().isoformat(), "exam_time": "09:00", "place": "评价中心", "assessor": "市技能评价中心"}
    perform(handler, no, "schedule", when, key=key())
    return no, handler


def tail(worker: Actor) -> str:
    return details_of(Person.objects.get(id=worker.person_id)).id_number[-4:]


def marks(worker: Actor, theory: int = 82) -> dict[str, Any]:
    return {"theory_score": theory, "practice_score": 88, "proctor": "蔡平", "id_tail": tail(worker)}


def assessed(worker: Actor, number: str, level: str = "5") -> str:
    no, handler = sits(worker, level=level)
    perform(handler, no, "examine", marks(worker), key=key())
    result = {"certificate_no": number, "clause": "国家职业技能标准"}
    perform(make_officer("approver"), no, "decide", result, key=key())
    return no


def test_an_assessment_ends_in_a_level_certificate_under_the_bodys_own_number(worker: Actor) -> None:
    no = assessed(worker, "y330300-0001")
    (one,) = my_certificates(worker)
    assert (one.number, one.kind, one.level, one.issuer) == ("Y330300-0001", "level", "5", "市技能评价中心")
    with pytest.raises(InputError, match="number of its own"):
        assessed(make_worker(), "Y330300-0001")
    said = {"result": "撤销", "reason": "资料是假的", "clause": "评价管理规定"}
    perform(make_officer("approver"), no, "revoke", said, key=key())
    assert revoked_on(own_certificate(worker, one.id)) == today()
    assert verify().intact


def test_the_marks_decide_and_an_officer_cannot_say_otherwise(worker: Actor) -> None:
    no, handler = sits(worker)
    perform(handler, no, "examine", marks(worker, theory=10), key=key())
    approver = make_officer("approver")
    for said in ({"outcome": "passed", "certificate_no": "Y1"}, {"certificate_no": "Y1"}):
        with pytest.raises(InputError):
            perform(approver, no, "decide", {"clause": "标准", **said}, key=key())
    perform(approver, no, "decide", {"clause": "标准"}, key=key())
    dossier = view_case(worker, no)
    assert dossier.case.status == "refused"
    assert "理论 10 分" in dossier.last("decide").payload["reason"]  # type: ignore[union-attr]
    assert my_certificates(worker) == []


def test_a_level_needs_the_one_below_and_years_need_records(worker: Actor) -> None:
    for said, field in (({"level": "4"}, "payload.level"), ({"years": 3}, "payload.years")):
        with pytest.raises(InputError) as caught:
            sits(worker, **said)
        assert caught.value.problem.field == field
    assessed(worker, "Y330300-0005")
    assessed(worker, "Y330300-0004", level="4")
    span = {"since": today() - timedelta(days=800), "form": "civil", "trade": "takeaway", "county": "330304"}
    company = company_of(make_company())
    Engagement.objects.create(id=uuid.uuid4(), company=company, person_id=worker.person_id, **span)
    no, _handler = sits(worker, years=2)
    assert view_case(worker, no).answers["proven_months"] >= 24


def test_marks_are_of_whoever_applied_and_come_after_the_examination(worker: Actor) -> None:
    no, handler = sits(worker)
    with pytest.raises(InputError) as other:
        perform(handler, no, "examine", {**marks(worker), "id_tail": "0000"}, key=key())
    assert other.value.problem.code == "identity"
    later = {"exam_on": (today() + timedelta(days=5)).isoformat(), "exam_time": "09:00", "place": "x", "assessor": "y"}
    perform(handler, no, "schedule", later, key=key())
    with pytest.raises(InputError) as early:
        perform(handler, no, "examine", marks(worker), key=key())
    assert early.value.problem.code == "too_early"
    with pytest.raises(InputError) as hour:
        perform(handler, no, "schedule", {**later, "exam_time": "99:99"}, key=key())
    assert hour.value.problem.field == "payload.exam_time"


# --- the subsidy ---


def listed(in_shortage: bool = False) -> str:
    """The item stands in the subsidy catalogue."""
    company, handler, approver = make_company(), make_officer("handler"), make_officer("approver")
    papers = {"syllabus": [photo(company)]}
    no = str(file_case(company, "training-item-listing", LISTED, papers=papers, key=key())["no"])
    perform(handler, no, "accept", {}, key=key())
    review = {"reviewers": "蔡平", "opinion": "同意", "in_shortage": in_shortage}
    perform(handler, no, "review", review, key=key())
    decided = {"outcome": "listed", "result": "进目录", "valid_from": "2020-01-01"}
    perform(approver, no, "decide", decided, key=key())
    return no


def claimed(worker: Actor) -> str:
    """A subsidy case as it begins from the certificate."""
    from huxin.casework.service import load_draft

    assert worker.person_id is not None
    (one,) = my_certificates(worker)
    begin_subsidy(worker, one.id)
    draft = load_draft(worker.person_id, SUBSIDY)
    rest = {
        "course_paid_by": "free", "unemployment_insured": False, "bank_card": "6222020000000000000",
        "phone": "13800000000", "declared": True,
    }  # fmt: skip
    payload = {**draft["answers"], **rest}
    return str(file_case(worker, SUBSIDY, payload, papers={}, key=key(), origin=draft.get("origin"))["no"])


def test_the_case_begins_with_what_the_certificate_says(worker: Actor) -> None:
    passed(worker, no := opened())
    certify(no)
    one = Certificate.objects.get()
    dossier = view_case(worker, claimed(worker))
    assert dossier.answers["certificate_no"] == one.number
    assert {name: dossier.answers[name] for name in ("occupation", "level", "issued_on", "county")} == {
        "occupation": "delivery_rider", "level": "5", "issued_on": today().isoformat(), "county": "330304",
    }  # fmt: skip


def test_what_was_begun_for_another_certificate_is_told_apart(worker: Actor) -> None:
    from huxin.casework.service import load_draft, save_draft

    passed(worker, no := opened())
    certify(no)
    (one,) = my_certificates(worker)
    assert worker.person_id is not None
    assert not begun_otherwise(worker, one)
    save_draft(worker.person_id, SUBSIDY, {"answers": {"certificate_no": "X1", "phone": "1"}, "papers": {}, "key": "k"})
    assert begun_otherwise(worker, one)
    begin_subsidy(worker, one.id, keep=True)
    assert load_draft(worker.person_id, SUBSIDY)["answers"]["phone"] == "1"
    begin_subsidy(worker, one.id)
    assert "phone" not in load_draft(worker.person_id, SUBSIDY)["answers"]
    with pytest.raises(NotFoundError):
        begin_subsidy(make_worker(), one.id)


def test_the_sum_comes_from_the_law_item_and_is_an_estimate(worker: Actor) -> None:
    listed(in_shortage=True)
    passed(worker, no := opened())
    certify(no)
    found = view_case(worker, claimed(worker)).evaluate()
    assert found is not None
    result = found.as_json()
    assert (found.verdict, found.certainty, result["outputs"]["amount"]["value"]) == ("granted", "estimate", "1500.00")
    assert "training.ladder" in result["uncertain_parameters"]


LADDER = "5=800.00, 4=1200.00, 3=1600.00, 2=2000.00, 1=2400.00"


def adopted(boss: Actor) -> None:
    """The city has made the ladder and the least age its own."""
    adopt(boss, "training.ladder", LADDER, date(2020, 1, 1), "温人社〔2026〕3号", key=key())
    adopt(boss, "training.least_age", "16", date(2020, 1, 1), "温人社〔2026〕3号", key=key())
    forget_adoptions()  # what a commit does


def test_no_money_is_granted_before_the_city_has_adopted_the_ladder(worker: Actor) -> None:
    listed()
    passed(worker, no := opened())
    certify(no)
    case = claimed(worker)
    handler, approver = make_officer("handler"), make_officer("approver")
    perform(handler, case, "accept", {}, key=key())
    grant = {"outcome": "granted", "amount": "800.00", "clause": "温人社发〔2021〕135号 二(二)"}
    with pytest.raises(InputError, match="adopted"):
        perform(handler, case, "propose", grant, key=key())
    adopted(make_officer("policy_admin", county=""))
    found = view_case(handler, case).evaluate()
    assert found is not None
    assert (found.certainty, found.as_json()["outputs"]["amount"]["value"]) == ("decision", "800.00")
    with pytest.raises(InputError, match=r"800\.00"):
        perform(handler, case, "propose", {**grant, "amount": "1000.00"}, key=key())
    perform(handler, case, "propose", grant, key=key())
    perform(approver, case, "decide", grant, key=key())
    assert Case.objects.get(no=case).amount_fen == 80_000
    assert issue_waiting() >= 1
    assert ladder(today())["5"].certain
    again = view_case(worker, claimed(worker)).evaluate()
    assert again is not None
    assert (again.verdict, [one["code"] for one in again.as_json()["reasons"]][:1]) == ("refused", ["already_paid"])


@pytest.mark.parametrize(
    "text", ["800", "5=800.00", f"{LADDER}, 0=1.00", LADDER.replace("800.00", "much"), f"{LADDER},{' ' * 60}", ""]
)
def test_a_table_is_adopted_whole_or_not_at_all(text: str) -> None:
    boss = make_officer("policy_admin", county="")
    with pytest.raises(InputError):
        adopt(boss, "training.ladder", text, date(2020, 1, 1), "温人社〔2026〕3号", key=key())
    assert not any(amount.certain for amount in ladder(today()).values())


def test_an_item_that_is_not_listed_leaves_the_sum_open(worker: Actor) -> None:
    passed(worker, no := opened())
    certify(no)
    found = view_case(worker, claimed(worker)).evaluate()
    assert found is not None
    assert found.verdict == "insufficient_evidence"
    assert "shortage_on_issue" in found.as_json()["missing"]


def test_a_revoked_certificate_gives_nothing(worker: Actor) -> None:
    listed()
    passed(worker, no := opened())
    certify(no)
    case, one = claimed(worker), Certificate.objects.get()
    said = {"certificate_no": one.number, "reason": "替考", "clause": "考试规定"}
    perform(make_officer("approver"), no, "revoke", said, key=key())
    found = view_case(worker, case).evaluate()
    assert found is not None
    assert found.verdict == "insufficient_evidence"


def test_a_certificate_from_elsewhere_is_the_officers_to_look_up(worker: Actor) -> None:
    said = {
        "certificate_no": "S000033030001", "occupation": "courier", "level": "4", "issued_on": "2026-01-05",
        "course_paid_by": "free", "unemployment_insured": False, "bank_card": "6222020000000000000",
        "county": "330304", "phone": "13800000000", "declared": True,
    }  # fmt: skip
    no = str(file_case(worker, SUBSIDY, said, papers={}, key=key())["no"])
    assert view_case(worker, no).evaluate() is None


def test_an_assessment_goes_on_as_a_thread(worker: Actor) -> None:
    no = assessed(worker, "Y330300-0002")
    assert Case.objects.get(no=claimed(worker)).origin_id == no


# --- what the office and the public see ---


def test_an_office_sees_its_own_classes_with_masked_names(worker: Actor) -> None:
    no = opened()
    passed(worker, no)
    enrolled(make_worker(name="百灵鸟"), no)
    one, people = participants(make_officer("handler"), no)
    assert one.name == "网约配送员初级班"
    assert [(who.name, who.lessons_done, len(who.exams)) for who in people] == [("陈**", 4, 1), ("百**", 0, 0)]
    assert participants(make_officer("auditor", county="", department="audit"), no)
    for stranger in (make_officer("handler", county="330302"), make_officer("handler", department="market"), worker):
        with pytest.raises(NotFoundError):
            participants(stranger, no)
    erase_person(Person.objects.get(id=worker.person_id))
    assert participants(make_officer("handler"), no)[1][0].name == "—"


def test_the_catalogue_is_what_was_decided() -> None:
    assert listed_items() == []
    no = listed(in_shortage=True)
    (one,) = listed_items()
    assert (one.occupation, one.level, one.in_shortage, one.until) == ("delivery_rider", "5", True, None)
    off = {"result": "移出", "valid_to": "2026-06-01", "reason": "没人报"}
    perform(make_officer("approver"), no, "delist", off, key=key())
    (one,) = listed_items()
    assert one.holds(date(2026, 5, 31))
    assert not one.holds(date(2026, 6, 1))
    assert {level: amount.certain for level, amount in ladder(today()).items()} == dict.fromkeys("54321", False)


PILOT = {
    "project_name": "骑手夜校", "idea": "晚上上课", "goal": "一半的人考出证", "people": 2, "budget": "1000.00",
    "starts_on": "2026-03-01", "ends_on": "2026-12-01", "county": "330304", "phone": "13800000000",
}  # fmt: skip


def pilot(company: Actor, **said: Any) -> str:
    papers = {"plan": [photo(company)]}
    no = str(file_case(company, "pilot-project", {**PILOT, **said}, papers=papers, key=key())["no"])
    perform(make_officer("approver"), no, "accept", {}, key=key())
    return no


def taking_part(worker: Actor, **said: Any) -> dict[str, Any]:
    details = details_of(Person.objects.get(id=worker.person_id))
    return {"kind": "person", "id_number": details.id_number, "name": details.name, "joined_on": "2026-03-02", **said}


def test_a_pilot_counts_registered_people_and_money_within_its_budget() -> None:
    company, approver = make_company(), make_officer("approver")
    assert events("pilot-project") == []
    no = pilot(company)
    workers = [make_worker(), make_worker()]
    for worker in workers:
        perform(company, no, "enrol", taking_part(worker), key=key())
    spend = {"amount": "600.50", "for_what": "教室", "spent_on": "2026-03-05"}
    perform(company, no, "spend", spend, key=key())
    perform(company, no, "report", {"progress": "开了三期"}, key=key())
    (one,) = events("pilot-project")
    assert (one.open, one.facts["project_name"]) == (True, "骑手夜校")
    assert (one.result["people_reached"], one.result["spent"]) == (2, "600.50")
    assert not {"phone", "id_number", "name"} & (one.facts | one.result).keys()
    perform(approver, no, "decide", {"outcome": "achieved", "result": "好", "next_step": "推广"}, key=key())
    assert view_case(approver, no).last("decide").payload["people_reached"] == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("act", "said", "field"),
    [
        ("enrol", {"name": "别人"}, "payload.id_number"),  # a wrong reference
        ("enrol", {"joined_on": "2026-02-01"}, "payload.joined_on"),  # before the start
        ("enrol", {"kind": "company", "company_code": "91330300MADEM00011"}, "payload.company_code"),
        ("spend", {"amount": "1000.01"}, "payload.amount"),
        ("spend", {"spent_on": "2026-02-01"}, "payload.spent_on"),
        ("report", {"people_reached": 99}, "payload.people_reached"),
    ],
)
def test_a_pilot_takes_nothing_that_cannot_be_true(act: str, said: dict[str, Any], field: str) -> None:
    company = make_company()
    no = pilot(company)
    whole = {
        "enrol": taking_part(make_worker()), "report": {"progress": "好"},
        "spend": {"amount": "1.00", "for_what": "教室", "spent_on": "2026-03-05"},
    }[act]  # fmt: skip
    if said.get("kind") == "company":
        whole = {"joined_on": "2026-03-02"}
    with pytest.raises(InputError) as caught:
        perform(company, no, act, {**whole, **said}, key=key())
    assert caught.value.problem.field == field


def test_a_pilot_is_achieved_with_those_who_were_planned_and_after_its_start() -> None:
    company, approver, worker = make_company(), make_officer("approver"), make_worker()
    no = pilot(company)
    perform(company, no, "enrol", taking_part(worker), key=key())
    with pytest.raises(InputError) as twice:
        perform(company, no, "enrol", taking_part(worker), key=key())
    assert twice.value.problem.code == "twice"
    decision = {"outcome": "achieved", "result": "好", "next_step": "推广"}
    with pytest.raises(InputError) as unreported:
        perform(approver, no, "decide", decision, key=key())
    assert unreported.value.problem.code == "illegal_act"
    perform(company, no, "report", {"progress": "开了三期"}, key=key())
    with pytest.raises(InputError) as few:
        perform(approver, no, "decide", decision, key=key())
    assert few.value.problem.field == "payload.outcome"
    later = pilot(company, starts_on=(today() + timedelta(days=9)).isoformat(), ends_on="2030-01-01")
    perform(company, later, "report", {"progress": "还没开始"}, key=key())
    with pytest.raises(InputError) as early:
        perform(approver, later, "decide", {**decision, "outcome": "partly"}, key=key())
    assert early.value.problem.code == "too_early"


def test_progress_of_two_people_is_apart(worker: Actor) -> None:
    no, other = opened(), make_worker()
    mine, theirs = own_enrolment(worker, enrolled(worker, no)), own_enrolment(other, enrolled(other, no))
    turn_page(mine, "riding", 0)
    assert standing_in(theirs, "riding").slide == 0
    assert Progress.objects.count() == 1
    assert number_end(worker) != ""

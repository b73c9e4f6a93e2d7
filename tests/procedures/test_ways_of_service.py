"""送达: every way of service, what it must prove and from which day each clock counts by it."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader

from huxin.casework.models import Letter
from huxin.casework.service import NotFoundError, blank_receipt, letter_pdf, letters_of, perform, view_case
from huxin.identity.service import Actor
from huxin.law import InputError, load_pack
from huxin.law.clocks import ActRecord
from huxin.law.tests.casework_support import act, clock, due, report
from tests.first_floor.test_parties import code_of, do
from tests.procedures.test_who_writes_to_whom import opened, page, texts
from tests.support import issue_waiting, key, make_company, make_officer, make_worker

TAKEN = [act("file", "2026-01-05", by="worker"), act("accept", "2026-01-06")]
DECIDED = [*TAKEN, act("decide", "2026-03-09", outcome="supported", final_for_unit=False)]
FINAL = [*TAKEN, act("decide", "2026-03-09", outcome="supported", final_for_unit=True)]
PROOF: dict[str, dict[str, Any]] = {
    "in_person": {"served_on": "2026-03-10", "received_by": "陈小花"},
    "post": {"served_on": "2026-03-10", "mail_no": "EMS1"},
    "electronic": {"served_on": "2026-03-10", "sent_to": "13800000000"},
    "left": {"left_on": "2026-03-10", "refused_why": "拒绝签收", "left_before": "社区李某"},
    "public_notice": {"noticed_on": "2026-03-10", "noticed_at": "本委公告栏", "notice_reason": "下落不明"},
}


def serve(at: str, document: str, to: str, how: str | None = None, **proof: Any) -> ActRecord:
    said = {**(PROOF[how] if how else {}), **proof, **({"how": how} if how else {})}
    return act("serve", at, document=document, to=to, **said)


@pytest.mark.parametrize(
    ("how", "counts", "ends"),
    [  # the award is served on 10 March and typed on 10 April; 15 days by 调解仲裁法 48, 50
        ("in_person", "2026-03-10", "2026-03-25"),
        ("post", "2026-03-10", "2026-03-25"),
        ("electronic", "2026-03-10", "2026-03-25"),
        ("left", "2026-03-13", "2026-03-30"),  # 办案规则 20: three days after it was left; 28 March is a Saturday
        ("public_notice", "2026-04-09", "2026-04-24"),  # 浙江省劳动人事争议调解仲裁条例 35: thirty days
    ],
)
def test_the_time_to_sue_counts_from_the_day_that_each_way_gives(how: str, counts: str, ends: str) -> None:
    acts = [*DECIDED, serve("2026-04-10", "award", "worker", how)]
    found = clock("arbitration", "sue", acts, "2026-04-10", party="worker")
    assert (str(found.started_on), str(found.due)) == (counts, ends)


def test_an_award_received_on_10_march_and_typed_on_20_march_leaves_until_25_march() -> None:
    acts = [*DECIDED, serve("2026-03-20", "award", "worker", "in_person")]
    assert due("arbitration", "sue", acts, "2026-03-20", party="worker") == "2026-03-25"


@pytest.mark.parametrize(
    ("name", "acts", "document", "to", "wanted", "ends"),
    [
        ("arbitration", TAKEN, "claim", "respondent", "answer", "2026-03-24"),
        ("arbitration", DECIDED, "award", "worker", "sue", "2026-03-25"),
        ("arbitration", DECIDED, "award", "unit", "sue", "2026-03-25"),
        ("arbitration", FINAL, "award", "worker", "sue", "2026-03-25"),
        ("arbitration", FINAL, "award", "unit", "set_aside", "2026-04-09"),
        ("arbitration", DECIDED, "final_award", "unit", "set_aside", "2026-04-09"),
        ("penalty", [act("file", "2026-01-05"), act("inspect", "2026-01-06"), act("inform", "2026-03-09", to="unit")],
         "notice", "unit", "hearing_request", "2026-03-17"),
        ("capability-reappraisal", [], "conclusion", "worker", "apply", "2026-03-25"),
    ],
)  # fmt: skip
def test_every_clock_of_a_service_counts_from_the_receipt(
    name: str, acts: list[ActRecord], document: str, to: str, wanted: str, ends: str
) -> None:
    served = [*acts, serve("2026-03-20", document, to, "in_person")]
    found = [one for one in report(name, served, "2026-03-20").clocks if one.id == wanted]
    assert [str(one.due) for one in found] == [ends]


@pytest.mark.parametrize(
    ("how", "proof", "code"),
    [
        ("in_person", {"served_on": "2026-03-21"}, "future"),
        ("in_person", {"served_on": "2026-03-08"}, "before_the_paper"),
        ("left", {"left_on": "2026-03-18"}, "not_served_yet"),
        ("public_notice", {"noticed_on": "2026-03-10"}, "not_served_yet"),
        ("left", {"left_on": "2026-03-10", "served_on": "2026-03-10"}, "served_on"),
    ],
)
def test_no_clock_starts_before_the_way_is_done(how: str, proof: dict[str, str], code: str) -> None:
    acts = [*DECIDED, serve("2026-03-20", "award", "worker", how, **proof)]
    with pytest.raises(InputError) as caught:
        report("arbitration", acts, "2026-03-20")
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    ("how", "proof"),
    [
        ("in_person", "送达回证上签收的那天"),
        ("left", "留置、张贴之日起满三日"),
        ("public_notice", "发出公告之日起满 30 日"),
        (None, "没有写哪天送到，按登记那天算"),
    ],
)
def test_a_clock_says_from_which_day_and_by_which_proof_it_counts(how: str | None, proof: str) -> None:
    acts = [*DECIDED, serve("2026-04-10", "award", "worker", how)]
    assert proof in clock("arbitration", "sue", acts, "2026-04-10", party="worker").lines[0]


def test_elsewhere_what_is_left_with_witnesses_counts_at_once() -> None:
    ways = {one.id: one for one in load_pack("wenzhou").procedures["penalty"].ways}
    assert (ways["left"].waits, ways["left"].source) == (0, "civil-procedure-law 89")
    assert load_pack("wenzhou").procedures["arbitration"].way("left").waits == 3  # type: ignore[union-attr]


# --- casework: what is not proven is not served ---


@pytest.fixture
def award() -> Any:
    """(worker, firm, office, number) of a case whose award was made on 9 March."""
    with time_machine.travel(datetime(2026, 3, 9, 2, tzinfo=UTC), tick=False) as moved:
        worker, firm, office = (
            make_worker(name="欧阳举"),
            make_company("甲送（演示）"),
            make_officer("handler", "approver"),
        )
        no = opened("arbitration", worker, company_code=code_of(firm), electronic_service=False)
        do(office, no, "accept")
        do(office, no, "decide", outcome="supported", final_for_unit=False)
        issue_waiting()
        moved.move_to(datetime(2026, 3, 20, 2, tzinfo=UTC))
        yield worker, firm, office, no


def refused(office: Actor, no: str, **payload: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        perform(office, no, "serve", payload, key=key())
    return caught.value


@pytest.mark.django_db
def test_what_a_way_must_prove_is_demanded(award: Any) -> None:
    _worker, _firm, office, no = award
    base = {"document": "award", "to": "甲送（演示）"}
    for how, proof in PROOF.items():
        for name in proof:
            less = {key: said for key, said in proof.items() if key != name}
            wrong = refused(office, no, **base, how=how, **less)
            assert wrong.problem.field in (f"payload.{name}", "payload.how"), (how, name)
    assert refused(office, no, **base, how="electronic", **PROOF["electronic"]).problem.code == "way"
    soon = refused(office, no, **base, how="public_notice", **PROOF["public_notice"])
    assert soon.problem.code == "not_served_yet"
    assert "2026-04-09" in soon.problem.hint


@pytest.mark.django_db
def test_a_paper_that_was_not_made_is_not_served(award: Any) -> None:
    _worker, _firm, office, no = award
    wrong = refused(office, no, document="hearing_notice", to="甲送（演示）", how="post", **PROOF["post"])
    assert (wrong.problem.code, "组庭、定开庭时间" in wrong.problem.hint) == ("no_paper", True)
    early = {**PROOF["post"], "served_on": "2026-03-08"}
    assert (
        refused(office, no, document="award", to="甲送（演示）", how="post", **early).problem.code == "before_the_paper"
    )


@pytest.mark.django_db
def test_electronic_service_needs_the_partys_own_yes(award: Any) -> None:
    _worker, firm, office, no = award
    said = {"document": "claim", "to": "甲送（演示）", "how": "electronic", **PROOF["electronic"]}
    assert refused(office, no, **said).problem.code == "consent"
    do(firm, no, "confirm_address", electronic=True, electronic_to="13800000000", phone="13800000000")
    perform(office, no, "serve", said, key=key())
    do(firm, no, "confirm_address", electronic=False, electronic_to=None)
    assert refused(office, no, **said).problem.code == "consent"


@pytest.mark.django_db
def test_the_record_of_service_is_a_form_and_says_what_was_served(award: Any) -> None:
    _worker, firm, office, no = award
    perform(office, no, "serve", {"document": "award", "to": "甲送（演示）", "how": "in_person", **PROOF["in_person"]},
            key=key())  # fmt: skip
    (text,) = texts(office, no, "service-record")
    number = next(one.number.text for one in letters_of(view_case(office, no)) if one.template == "arbitration-award")
    for said in (
        "受送达人甲送（演示）",
        "送达文书仲裁裁决书",
        f"文号{number}",
        "送达方式直接送达",
        "收到日期2026年3月10日",
    ):
        assert said in text, said
    assert "受送达人签名或者盖章" in text
    assert "身份证号" not in text
    assert str(clock_due(firm, no)) == "2026-03-25"


def clock_due(actor: Actor, no: str) -> Any:
    return next(one.due for one in view_case(actor, no).clocks().clocks if one.id == "sue")


@pytest.mark.django_db
def test_a_form_to_be_signed_is_printed_before_and_the_opening_is_noted(award: Any) -> None:
    _worker, firm, office, no = award
    letter = Letter.objects.get(case=no, template="arbitration-award", addressee_id=firm.owner)
    assert letter.number is not None
    text = "".join(page(blank_receipt(office, no, letter.id)).split())
    assert "受送达人甲送（演示）" in text
    assert letter.number.text in text
    with pytest.raises(NotFoundError):
        blank_receipt(firm, no, letter.id)
    letter_pdf(office, letter.id)
    assert Letter.objects.get(id=letter.id).opened_at is None
    name, _ = letter_pdf(firm, letter.id)
    assert Letter.objects.get(id=letter.id).opened_at is not None
    assert name == f"仲裁裁决书_{letter.number.text}.pdf"
    assert len(PdfReader(io.BytesIO(blank_receipt(office, no, letter.id))).pages) == 1

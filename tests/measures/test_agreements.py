"""From answers to a signed paper with its evidence, its copy, its later version, and “不是我签的”."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from huxin.casework.service import Case, ConflictError, ForbiddenError, NotFoundError, check_signature
from huxin.core.service import verify
from huxin.identity.service import SYSTEM, Actor
from huxin.law import InputError
from huxin.law.tests.agreement_support import answers
from huxin.measures.employment.models import Disavowal, Signature
from huxin.measures.employment.papers import sha256, sm3
from huxin.measures.employment.service import (
    agreement_answers,
    agreement_pdf,
    content_of,
    disavow,
    draw_up,
    find_agreement,
    history,
    my_agreements,
)
from huxin.people.service import Agreement, Engagement
from tests.measures.support import EVIDENCE, OTHER, company_actor, make_companies, offered, sign
from tests.support import key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Actor:
    make_companies()
    return make_worker()


def digest(agreement: str) -> str:
    return Agreement.objects.get(id=agreement).text_sha256


def test_drawn_up_read_and_signed_by_both(worker: Actor) -> None:
    agreement = offered(worker)
    content = content_of(find_agreement(worker, agreement))
    assert content is not None
    assert "甲方不向乙方收取押金" in content.text
    assert digest(agreement) == sha256(content.text)
    assert Agreement.objects.get(id=agreement).text_sm3 == sm3(content.text)
    assert sign(worker, agreement, digest(agreement))["status"] == "offered"
    assert sign(company_actor(), agreement, digest(agreement))["status"] == "signed"
    row = Agreement.objects.get(id=agreement)
    assert row.signed_on is not None
    assert [one.party for one in row.signatures.order_by("at")] == ["worker", "company"]
    assert Engagement.objects.get(person_id=worker.person_id).form == "not_fully"
    assert verify().intact


def test_evidence_is_kept_as_digests(worker: Actor) -> None:
    agreement = offered(worker)
    sign(worker, agreement, digest(agreement))
    one = Signature.objects.get()
    assert one.device == sha256(EVIDENCE.device)
    assert one.session == sha256(EVIDENCE.session)
    assert (one.login_method, one.read_to_end, one.text_sha256) == ("password", True, digest(agreement))


def test_three_parties_sign(worker: Actor) -> None:
    agreement = offered(worker, "three-party-agreement")
    sign(worker, agreement, digest(agreement))
    assert sign(company_actor(), agreement, digest(agreement))["status"] == "offered"
    with pytest.raises(NotFoundError):
        sign(make_company(), agreement, digest(agreement))
    assert sign(company_actor(OTHER), agreement, digest(agreement))["status"] == "signed"


def test_the_paper_of_somebody_over_retirement_age_begins_that_form_of_work(worker: Actor) -> None:
    """部令56号 6."""
    agreement = offered(worker, "over-age-agreement")
    sign(worker, agreement, digest(agreement))
    assert sign(company_actor(), agreement, digest(agreement))["status"] == "signed"
    assert Engagement.objects.get(person_id=worker.person_id).form == "over_age"
    row = Agreement.objects.get(id=agreement)
    assert agreement_answers(row)["paper_kind"] == "over_age"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"read_to_end": False}, InputError),
        ({"seen_sha256": "0" * 64}, InputError),
    ],
)
def test_what_was_not_read_is_not_signed(worker: Actor, changes: dict[str, Any], error: type[Exception]) -> None:
    agreement = offered(worker)
    with pytest.raises(error):
        sign(worker, agreement, digest(agreement), **changes)
    assert not Signature.objects.exists()


def test_nobody_signs_twice_or_for_others(worker: Actor) -> None:
    agreement = offered(worker)
    sign(worker, agreement, digest(agreement))
    with pytest.raises(ConflictError):
        sign(worker, agreement, digest(agreement))
    with pytest.raises(ForbiddenError):
        sign(make_officer("handler", county=""), agreement, digest(agreement))
    with pytest.raises(ForbiddenError):
        sign(SYSTEM, agreement, digest(agreement))
    with pytest.raises(NotFoundError):
        sign(make_worker(), agreement, digest(agreement))


def test_the_same_request_again_is_answered_the_same(worker: Actor) -> None:
    agreement = offered(worker)
    one = key()
    first = sign(worker, agreement, digest(agreement), key=one)
    assert sign(worker, agreement, digest(agreement), key=one) == first
    assert Signature.objects.count() == 1


def test_a_new_version_replaces_the_old_one_when_it_is_signed(worker: Actor) -> None:
    old = offered(worker)
    for actor in (worker, company_actor()):
        sign(actor, old, digest(old))
    held = content_of(find_agreement(worker, old))
    assert held is not None
    said = {**held.answers, "unit_price": "6.00"}
    fresh = draw_up(company_actor(), "written-agreement", said, key=key(), instead_of=Agreement.objects.get(id=old).id)
    assert fresh["version"] == 2
    assert Agreement.objects.get(id=old).status == "signed"
    for actor in (worker, company_actor()):
        sign(actor, fresh["id"], digest(fresh["id"]))
    assert Agreement.objects.get(id=old).status == "replaced"
    assert [str(one.id) for one in history(find_agreement(worker, fresh["id"]))] == [fresh["id"], old]
    with pytest.raises(ConflictError):
        draw_up(company_actor(), "written-agreement", said, key=key(), instead_of=Agreement.objects.get(id=old).id)


def test_the_copy_holds_text_digests_and_signatures_and_is_signed(worker: Actor) -> None:
    agreement = offered(worker)
    assert "预览" in "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(agreement_pdf(worker, agreement)[1])).pages
    )
    for actor in (worker, company_actor()):
        sign(actor, agreement, digest(agreement))
    name, pdf = agreement_pdf(worker, agreement)
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    assert name.endswith(".pdf")
    assert check_signature(pdf).good
    assert digest(agreement) in text
    assert "甲方不向乙方收取押金" in text
    assert "甲方：温州瓯越外卖有限公司" in text
    assert not check_signature(pdf.replace(b"%%EOF", b"%%EOX", 1)).good


def test_not_signed_by_me_is_sealed_and_marks_the_paper(worker: Actor) -> None:
    agreement = offered(worker)
    for actor in (worker, company_actor()):
        sign(actor, agreement, digest(agreement))
    answer = disavow(worker, agreement, "那天我在老家，是站长用我的手机签的。", key=key())
    assert answer == {"id": agreement, "case": ""}
    assert Agreement.objects.get(id=agreement).status == "disputed"
    assert "站长".encode() not in bytes(Disavowal.objects.get().sealed)
    assert verify().intact
    with pytest.raises(ConflictError):
        disavow(worker, agreement, "再说一次", key=key())


def test_not_signed_by_me_opens_a_mediation_with_what_is_known(worker: Actor) -> None:
    agreement = offered(worker)
    answer = disavow(worker, agreement, "不是我签的。", key=key(), mediate=True)
    case = Case.objects.get(no=answer["case"])
    assert (case.procedure, case.county, case.applicant_id) == ("one-stop-mediation", "330302", worker.person_id)
    assert Disavowal.objects.get().case_no == case.no
    assert verify().intact


def test_only_the_worker_says_so_and_not_without_words(worker: Actor) -> None:
    agreement = offered(worker)
    with pytest.raises(InputError):
        disavow(worker, agreement, "  ", key=key())
    with pytest.raises(ForbiddenError):
        disavow(company_actor(), agreement, "不是我签的", key=key())
    with pytest.raises(NotFoundError):
        disavow(make_worker(), agreement, "不是我签的", key=key())
    assert not Disavowal.objects.exists()


def test_who_may_draw_up_and_for_whom(worker: Actor) -> None:
    with pytest.raises(ForbiddenError):
        draw_up(company_actor(OTHER), "written-agreement", answers("written-agreement"), key=key())
    with pytest.raises(ForbiddenError):
        draw_up(worker, "written-agreement", answers("written-agreement"), key=key())
    with pytest.raises(InputError, match="goes with the number"):
        offered(worker, worker_name="别人") if False else draw_up(
            SYSTEM, "written-agreement", _said(worker, worker_name="别人"), key=key()
        )
    with pytest.raises(InputError, match="company"):
        draw_up(SYSTEM, "written-agreement", _said(worker, company_code="91330300MA00000030"), key=key())
    assert not Agreement.objects.exists()


def _said(worker: Actor, **changes: Any) -> dict[str, Any]:
    agreement = offered(worker)
    held = content_of(find_agreement(worker, agreement))
    assert held is not None
    Agreement.objects.all().delete()
    return {**held.answers, **changes}


def test_who_sees_it(worker: Actor) -> None:
    agreement = offered(worker)
    assert [str(one.id) for one in my_agreements(worker)] == [agreement]
    assert my_agreements(make_worker()) == []
    assert my_agreements(SYSTEM) == []
    assert find_agreement(make_officer("handler", county="330302"), agreement)
    for stranger in (make_officer("handler", county="330304"), make_officer("handler", department="court")):
        with pytest.raises(NotFoundError):
            find_agreement(stranger, agreement)


@pytest.mark.parametrize("model", ["agreement", "signature", "disavowal"])
def test_a_changed_row_is_found(worker: Actor, model: str) -> None:
    agreement = offered(worker)
    sign(worker, agreement, digest(agreement))
    disavow(worker, agreement, "不是我签的", key=key())
    assert verify().intact
    if model == "agreement":
        Agreement.objects.update(trade="courier")
    elif model == "signature":
        Signature.objects.update(device="0" * 64)
    else:
        Disavowal.objects.update(case_no="2026-000001")
    found = verify()
    assert not found.intact
    assert str(found.fault).startswith(model)

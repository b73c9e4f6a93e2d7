"""A company hands a file in with whatever it answers: the question of an act for a file stands on its page."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huxin.casework.service import evidence_of, perform, view_case
from tests.first_floor.test_parties import code_of
from tests.portals.conftest import signed_in
from tests.procedures.test_fines import FINE, do, on, opened, served
from tests.support import JPEG, key, make_company, make_officer

pytestmark = pytest.mark.django_db


def test_the_receipt_of_a_fine_goes_along_with_its_number() -> None:
    company, handler, approver = make_company(), make_officer("handler"), make_officer("approver")
    with on("2026-03-02"):
        no = opened("penalty", handler, company_code=code_of(company), company="瓯江闪送（演示）")
        do(handler, no, "inspect")
        perform(handler, no, "propose", FINE, key=key())
        do(handler, no, "inform", to="瓯江闪送（演示）", hearing=True)
    with on("2026-03-03"):
        served(handler, no, "notice", "2026-03-03")
    with on("2026-03-11"):
        perform(approver, no, "decide", FINE, key=key())
        served(handler, no, "decision", "2026-03-11")
    with on("2026-03-12"):
        client = signed_in(company)
        form = client.get(f"/company/cases/{no}/").text.split('id="act-report_fine"')[1].split("</form>")[0]
        assert 'name="receipt"' in form
        sent = {"bank": "工行瓯海支行", "receipt_no": "3303-88", "key": key()}
        photo = SimpleUploadedFile("receipt.jpg", JPEG, "image/jpeg")
        answer = client.post(f"/company/cases/{no}/do/report_fine/", {**sent, "receipt": photo})
        assert answer.status_code == 302, answer.content.decode()
        step = view_case(handler, no).last("report_fine")
        assert step is not None
        (given,) = step.evidence
        assert given["kind"] == "receipt"
        assert step.payload["receipt"] == [given["id"]]
        assert evidence_of(handler, no, UUID(given["id"])).media_type == "image/jpeg"
        assert given["id"] in signed_in(handler).get(f"/agency/cases/{no}/").text

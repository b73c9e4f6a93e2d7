"""Letters: asked for in the transaction of the act, issued by ``huxin worker``, read by those they concern."""

from __future__ import annotations

import hashlib
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huxin.casework.audit_digests import letter_digest
from huxin.casework.case.dossier import find_case, open_dossier
from huxin.casework.case.visibility import viewer_of
from huxin.casework.errors import NotFoundError
from huxin.casework.evidence.receipts import qr_code
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.checking import address_of, written_code
from huxin.casework.outbox.letters.issuers import issuer_of
from huxin.casework.outbox.letters.readers import may_read
from huxin.casework.outbox.letters.signing import seal_picture, sign
from huxin.casework.outbox.letters.spelling import data_of, spelled, spelling_of
from huxin.casework.outbox.letters.titles import letter_title, title_of
from huxin.casework.outbox.letters.typeset import typeset
from huxin.core.service import Queue, append
from huxin.identity.service import Actor
from huxin.people.service import ErasedError, open_bytes, seal_bytes

RECEIPT: Final = "service-record"
"""The letter of the pack that is the record of service."""


def _issue(letter: Letter) -> int:
    case = letter.case
    dossier = open_dossier(case)
    body = issuer_of(dossier, letter.template)
    data = {**spelled(data_of(letter), spelling_of(letter)), "check": check_of(letter)}
    data["seal"] = seal_picture(body, case.county)
    pdf = sign(typeset(dossier.pack, letter.template, data), data["title"], body=body, county=case.county)
    with transaction.atomic():
        row = Letter.objects.select_for_update().get(id=letter.id)
        if row.issued_at is not None:
            return 0
        row.sha256 = hashlib.sha256(pdf).hexdigest()
        row.sealed = seal_bytes(case.applicant, pdf, f"letter:{row.id}")
        row.issued_at = timezone.now()
        row.save()
        append("letter", str(row.id), letter_digest(row), "system", row.issued_at)
    return 1


def check_of(letter: Letter) -> dict[str, str] | None:
    """``{"code", "where", "qr"}`` by which anybody checks a paper; None for one from before papers had codes."""
    if not letter.code:
        return None
    where = address_of(letter.code)
    return {"code": written_code(letter.code), "where": where, "qr": qr_code(where) if where else ""}


def letter_pdf(actor: Actor, letter: UUID) -> tuple[str, bytes]:
    """(file name, signed PDF).  Raises NotFoundError for whoever may not read it and while it is not issued yet."""
    row = Letter.objects.select_related("case__applicant__data_key", "number").filter(id=letter).first()
    if row is None or row.issued_at is None or row.sealed is None:
        raise NotFoundError(str(letter))
    case = find_case(actor, row.case_id)
    try:
        dossier = open_dossier(case)
    except ErasedError:
        raise NotFoundError(str(letter)) from None
    if not may_read(viewer_of(actor, dossier), dossier, row):
        raise NotFoundError(str(letter))
    try:
        pdf = open_bytes(row.case.applicant, bytes(row.sealed), f"letter:{row.id}")
    except ErasedError:
        raise NotFoundError(str(letter)) from None
    if row.opened_at is None and row.addressee_id is not None and row.addressee_id == actor.owner:
        Letter.objects.filter(id=row.id, opened_at__isnull=True).update(opened_at=timezone.now())
    return file_name(row), pdf


def file_name(row: Letter) -> str:
    """The name under which a paper is kept: title and number, or the place in the case: no two of a case share it."""
    number = row.number.text if row.number is not None else f"{row.case_id}-{row.act_seq}"
    return f"{letter_title(row)}_{number}.pdf"


def blank_receipt(actor: Actor, no: str, letter: UUID) -> bytes:
    """The record of service 送达回证 of a paper, to be printed, signed by who receives it and scanned back.

    Unsigned: it is a form.  Raises NotFoundError for whoever neither is of the office nor audits it, and for a paper
    that is not issued.
    """
    row = Letter.objects.select_related("case", "number", "addressee__data_key").filter(id=letter, case_id=no).first()
    if row is None or row.issued_at is None:
        raise NotFoundError(str(letter))
    dossier = open_dossier(find_case(actor, row.case_id))
    if not viewer_of(actor, dossier).office or RECEIPT not in dossier.pack.letters:
        raise NotFoundError(str(letter))
    data = data_of(row)
    to = data["addressee"]["name"] if data["addressee"] is not None else ""
    served = {"title": letter_title(row), "number": data["number"], "to": to}
    form = {**data, "title": title_of(RECEIPT), "served": served, "payload": {}, "labels": {}, "check": None}
    form |= {"number": "", "day": ""}
    return typeset(dossier.pack, RECEIPT, form)


QUEUE = Queue("letters", {"zh": "文书", "en": "Letters"}, lambda: Letter.objects.filter(issued_at__isnull=True), _issue)

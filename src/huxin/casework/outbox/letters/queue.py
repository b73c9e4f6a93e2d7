"""Letters: asked for in the transaction of the act, issued by ``huxin worker``, read by those they concern."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huxin.casework.audit_digests import letter_digest
from huxin.casework.case.dossier import Dossier, Step, find_case, open_dossier
from huxin.casework.case.visibility import viewer_of
from huxin.casework.errors import NotFoundError
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.content import letter_data
from huxin.casework.outbox.letters.readers import addressees, may_read
from huxin.casework.outbox.letters.signing import sign
from huxin.casework.outbox.letters.spelling import data_of, spelled, spelling_of
from huxin.casework.outbox.letters.typeset import typeset
from huxin.core.service import Queue, append
from huxin.identity.service import Actor
from huxin.people.service import ErasedError, open_bytes, seal_bytes


def _issue(letter: Letter) -> int:
    case = letter.case
    data = spelled(data_of(letter), spelling_of(letter))
    pdf = sign(typeset(open_dossier(case).pack, letter.template, data), data["title"])
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


def letter_pdf(actor: Actor, letter: UUID) -> tuple[str, bytes]:
    """(file name, signed PDF).  Raises NotFoundError for whoever may not read it and while it is not issued yet."""
    row = Letter.objects.select_related("case__applicant__data_key").filter(id=letter).first()
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
        return f"{row.template}-{row.case_id}.pdf", open_bytes(
            row.case.applicant, bytes(row.sealed), f"letter:{row.id}"
        )
    except ErasedError:
        raise NotFoundError(str(letter)) from None


def preview_decision(actor: Actor, no: str) -> bytes:
    """The decision letter as it would be after the proposal that stands: unsigned, and every page says so."""
    dossier: Dossier = open_dossier(find_case(actor, no))
    if viewer_of(actor, dossier).kind != "office":
        raise NotFoundError(no)  # what is only proposed stays in the office
    proposed: Step | None = dossier.last("propose")
    template = dossier.procedure.acts["decide"].letter if "decide" in dossier.procedure.acts else None
    if proposed is None or template is None:
        raise NotFoundError(no)
    to = addressees(dossier, proposed, template)[0]
    return typeset(dossier.pack, template, letter_data(dossier, proposed, template, to, preview=True))


QUEUE = Queue("letters", {"zh": "文书", "en": "Letters"}, lambda: Letter.objects.filter(issued_at__isnull=True), _issue)

"""Papers before they are made: unsigned, without a number, every page marked; nothing of it is kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.db import transaction
from pypdf import PdfWriter

from huxin.casework.case.dossier import Dossier, Step, find_case, open_dossier
from huxin.casework.case.perform import perform
from huxin.casework.case.visibility import viewer_of
from huxin.casework.errors import NotFoundError
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.content import letter_data
from huxin.casework.outbox.letters.readers import addressees
from huxin.casework.outbox.letters.typeset import typeset
from huxin.identity.service import Actor


def preview_decision(actor: Actor, no: str) -> bytes:
    """The decision letter as it would be after the proposal that stands: unsigned, and every page says so."""
    dossier: Dossier = open_dossier(find_case(actor, no))
    if viewer_of(actor, dossier).kind != "office":
        raise NotFoundError(no)  # what is only proposed stays in the office
    proposed: Step | None = dossier.last("propose")
    templates = dossier.procedure.acts["decide"].letters if "decide" in dossier.procedure.acts else ()
    if proposed is None or not templates:
        raise NotFoundError(no)
    to = addressees(dossier, proposed, templates[0])[0]
    return typeset(dossier.pack, templates[0], letter_data(dossier, proposed, templates[0], to, preview=True))


def preview_act(actor: Actor, no: str, act: str, payload: Mapping[str, Any], *, expected_seq: int | None) -> bytes:
    """The papers that an act would make of what was typed, one copy of each, as one PDF.

    The act is done and taken back, so that it is checked as it will be.  Raises as ``perform`` does, and NotFoundError
    for whoever does not see the case as the office and for an act that makes no paper.
    """
    if viewer_of(actor, open_dossier(find_case(actor, no))).kind != "office":
        raise NotFoundError(no)
    with transaction.atomic():
        done = perform(actor, no, act, payload, key=uuid.uuid4().hex, expected_seq=expected_seq)
        dossier = open_dossier(find_case(actor, no))
        step = dossier.steps[done["seq"] - 1]
        rows = Letter.objects.filter(case_id=no, act_seq=step.seq).select_related("addressee__data_key")
        first = {row.template: row for row in sorted(rows, key=lambda row: row.id.hex, reverse=True)}
        papers = {
            name: letter_data(dossier, step, name, row.addressee, preview=True) | {"number": ""}
            for name, row in first.items()
        }
        transaction.set_rollback(True)
    if not papers:
        raise NotFoundError(no)
    whole = PdfWriter()
    for name in dossier.procedure.acts[act].letters:
        whole.append(BytesIO(typeset(dossier.pack, name, papers[name])))
    out = BytesIO()
    whole.write(out)
    return out.getvalue()

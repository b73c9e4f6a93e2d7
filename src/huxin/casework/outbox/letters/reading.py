"""A letter to read on a small screen: the same data as on the paper, for those who may read the paper.

English is a courtesy translation of titles, questions and plain words; what was written stays in its own language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from huxin.casework.case.dossier import Dossier, find_case, open_dossier
from huxin.casework.case.visibility import viewer_of
from huxin.casework.errors import NotFoundError
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.checking import written_code
from huxin.casework.outbox.letters.content import plain_words
from huxin.casework.outbox.letters.issuers import issuer_name
from huxin.casework.outbox.letters.queue import letter_pdf
from huxin.casework.outbox.letters.readers import may_read
from huxin.casework.outbox.letters.spelling import data_of
from huxin.casework.outbox.letters.titles import letter_title
from huxin.identity.service import Actor
from huxin.law.dates import day_of
from huxin.law.procedures import Field
from huxin.law.procedures.basics import Text2
from huxin.people.service import ErasedError


@dataclass(frozen=True)
class Reading:
    """What stands on a paper, part by part.  ``rows``: question and answer; ``ways``: how to contest it."""

    id: UUID
    no: str
    title: Text2
    body: Text2
    plain: Text2
    number: str
    day: date
    addressee: str
    rows: list[tuple[Text2, str]]
    ways: list[str]
    code: str
    void: bool


def read_letter(actor: Actor, letter: UUID) -> Reading:
    """A letter that was issued, for whoever may read it.  Raises NotFoundError as ``letter_pdf`` does.

    To read it here is to open it: the time of the addressee's first reading is noted.
    """
    letter_pdf(actor, letter)
    row = Letter.objects.select_related("case__applicant__data_key", "number", "addressee__data_key").get(id=letter)
    try:
        dossier = open_dossier(find_case(actor, row.case_id))
        data = data_of(row)
    except ErasedError:
        raise NotFoundError(str(letter)) from None
    if not may_read(viewer_of(actor, dossier), dossier, row):
        raise NotFoundError(str(letter))
    step = dossier.steps[row.act_seq - 1]
    return Reading(
        id=row.id,
        no=row.case_id,
        title={language: letter_title(row, language) for language in ("zh", "en")},
        body={language: issuer_name(dossier, row.template, language) for language in ("zh", "en")},
        plain=plain_words(dossier, step, row.template),
        number=data["number"],
        day=day_of(step.at),
        addressee=data["addressee"]["name"] if data["addressee"] is not None else "",
        rows=[(one.label, _answer(one.name, data)) for one in _printed(dossier, step.act, data)],
        ways=[one["text"] for one in (data["appeal"] or {"routes": []})["routes"]],
        code=written_code(row.code),
        void=row.number is not None and row.number.voided_at is not None,
    )


def _printed(dossier: Dossier, act: str, data: dict[str, Any]) -> list[Field]:
    """The questions of an act that everybody in the case may know; what the program wrote for itself is none."""
    spec = dossier.procedure.acts[act]
    return [
        one
        for one in (spec.payload if spec.public is not None else ())
        if not one.machine and not one.personal and one.kind != "file" and data["payload"].get(one.name)
    ]


def _answer(name: str, data: dict[str, Any]) -> str:
    said = data["labels"].get(name) or data["payload"][name]
    return str({"True": "是", "False": "否"}.get(said, said)) + (
        f" 元（大写：{data['sums'][name]}）" if name in data["sums"] else ""
    )

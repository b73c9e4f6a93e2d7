"""A letter to read on a small screen: the same data as on the paper, for those who may read the paper.

English is a courtesy translation of titles, questions and plain words; what was written stays in its own language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from huxin.casework.case.dossier import Dossier, find_case, open_dossier
from huxin.casework.case.visibility import viewer_of
from huxin.casework.collecting import owed_by_side
from huxin.casework.errors import NotFoundError
from huxin.casework.law.city import number_of_city
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.checking import written_code
from huxin.casework.outbox.letters.issuers import issuer_name
from huxin.casework.outbox.letters.queue import letter_pdf
from huxin.casework.outbox.letters.readers import letter_of, may_read
from huxin.casework.outbox.letters.spelling import data_of
from huxin.casework.outbox.letters.titles import letter_title
from huxin.casework.outbox.letters.wording import chosen, span, span_en, written
from huxin.identity.service import Actor
from huxin.law.dates import day_of
from huxin.law.pack.letter_model import LetterAsk, LetterTitle
from huxin.law.procedures import Field, Procedure, holds
from huxin.law.procedures.basics import Text2
from huxin.people.service import ErasedError

_NO_WORDS: Final = ("file", "months_table")
"""Kinds of answers that no line of words says."""


@dataclass(frozen=True)
class Parts:
    """What a paper means, what it asks for, each with its day where one is known, what it says, how to contest it."""

    plain: Text2
    answer_by: date | None
    """When the office answers at the latest; ``proposed``: by a length that the city has not adopted."""
    proposed: bool
    asks: list[tuple[Text2, Text2 | None]]
    rows: list[tuple[Text2, str]]
    ways: list[Text2]


@dataclass(frozen=True)
class PaperReading:
    """A paper part by part.  ``parts.rows``: question and answer."""

    id: UUID
    no: str
    title: Text2
    body: Text2
    number: str
    day: date
    addressee: str
    parts: Parts
    code: str
    void: bool


def read_letter(actor: Actor, letter: UUID) -> PaperReading:
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
    step, known = dossier.steps[row.act_seq - 1], letter_of(dossier, row.template)
    to = data["addressee"]["name"] if data["addressee"] is not None else ""

    def due(name: str) -> date | None:
        return _due(dossier, name, to)

    def look(name: str) -> Any:
        return number_of_city(name, day_of(step.at))

    return PaperReading(
        id=row.id,
        no=row.case_id,
        title={language: letter_title(row, language) for language in ("zh", "en")},
        body={language: issuer_name(dossier, row.template, language) for language in ("zh", "en")},
        number=data["number"],
        day=day_of(step.at),
        addressee=to,
        parts=parts_of(dossier.procedure, known, step.act, step.payload, dossier.answers, data, due=due, look=look),
        code=written_code(row.code),
        void=row.number is not None and row.number.voided_at is not None,
    )


def parts_of(
    procedure: Procedure,
    letter: LetterTitle,
    act: str,
    payload: Mapping[str, Any],
    answers: Mapping[str, Any],
    data: Mapping[str, Any],
    *,
    due: Callable[[str], date | None],
    look: Callable[[str], Any],
) -> Parts:
    """The parts of a paper from the data that it was set with; ``answers``: those of the form, as they were given.

    ``due``: the last day of a deadline by its id, or of the ``fine``, None while it has not begun; ``look``: a number
    of the pack.
    """
    fits = (one.text for one in (*letter.plain, *letter.means) if holds(one.when, payload))
    side = "applicant" if data["role"] == "applicant" else "respondent"
    routes = (data["appeal"] or {"routes": []})["routes"] if names_ways(letter, payload) else []
    asks = [one for one in letter.asks if holds(one.when, payload) and one.side in (None, side)]
    return Parts(
        plain=next(fits, {"zh": f"这是{data['title']}。", "en": letter.title["en"] + "."}),
        answer_by=date.fromisoformat(data["due_on"]) if letter.answer_by and data["due_on"] else None,
        proposed=bool(data["due_proposed"]),
        asks=[(one.text, _until(procedure, one, payload, due, look)) for one in asks],
        rows=[
            *((one.label, _said(one, answers, data)) for one in _of_the_form(procedure, letter, act, data)),
            *((one.label, _answer(one, data)) for one in _printed(procedure, letter, act, data)),
        ],
        ways=[{"zh": one["text"], "en": one["text_en"]} for one in routes],
    )


def names_ways(letter: LetterTitle, payload: Mapping[str, Any]) -> bool:
    """Whether a paper names the ways to contest what its act decided, as the pack says."""
    one = letter.contest
    if one is None or not holds(one.when, payload) or (one.unless is not None and holds(one.unless, payload)):
        return False
    return one.answered is None or bool(payload.get(one.answered))


def _until(
    procedure: Procedure,
    ask: LetterAsk,
    payload: Mapping[str, Any],
    due: Callable[[str], date | None],
    look: Callable[[str], Any],
) -> Text2 | None:
    """By when, or on which day; how long from receipt where that has not begun; None where the pack says no day."""
    kind, _, name = (ask.by or ask.on or "").partition(".")
    if kind == "payload":
        day = date.fromisoformat(str(payload[name])) if payload.get(name) else None
    else:
        day = due(name or kind) if kind else None
    if day is not None:
        words = ("最晚：", "by") if ask.by is not None else ("日子：", "on")
        return {"zh": f"{words[0]}{written(day)}", "en": f"{words[1]} {day:%d %B %Y}"}
    length, unit = _length(procedure, kind, name, look)
    if length is None:
        return None
    return {"zh": f"收到那天起{span(length, unit)}内", "en": f"within {span_en(length, unit)} of the day you get it"}


def _length(procedure: Procedure, kind: str, name: str, look: Callable[[str], Any]) -> tuple[int | None, str]:
    """How long a time is that begins with the receipt of the paper; None where it begins otherwise."""
    if kind == "fine" and procedure.collection is not None:
        return look(procedure.collection.days), "c"
    clock = next((one for one in procedure.clocks if kind == "clock" and one.id == name), None)
    if clock is None or all(one.act != "serve" for one in clock.start):
        return None, ""
    return (clock.length if isinstance(clock.length, int) else look(clock.length["param"])), clock.unit


def _due(dossier: Dossier, name: str, to: str) -> date | None:
    """The last day of a deadline for whoever a paper is written to; None while it has not begun for them."""
    if name == "fine":
        owed = owed_by_side(dossier)
        return owed.due.until if owed is not None else None
    runs = [one for one in dossier.clocks().clocks if one.id == name and one.party in (None, to)]
    return max((one.due for one in runs if one.due is not None), default=None)


def _printed(procedure: Procedure, letter: LetterTitle, act: str, data: Mapping[str, Any]) -> list[Field]:
    """The questions of an act that everybody in the case may know, of an application those of whoever made it; what
    the program wrote for itself is none."""
    spec = procedure.acts[act]
    own = act == "file" and data["role"] == "applicant"
    asked = procedure.fields_of(act) if own else spec.payload if spec.public is not None else ()
    kept = [one for one in asked if not one.personal or (own and one.name in letter.personal)]
    return [one for one in kept if not one.machine and one.kind not in _NO_WORDS and data["payload"].get(one.name)]


def _of_the_form(procedure: Procedure, letter: LetterTitle, act: str, data: Mapping[str, Any]) -> list[Field]:
    """The questions of the form that the pack names for this paper, as far as its reader may know the answers."""
    asked = procedure.fields_of("file") if act != "file" and "file" in procedure.acts else ()
    return [one for one in asked if one.name in letter.reads and not one.personal and data["answers"].get(one.name)]


def _said(one: Field, answers: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """An answer of the form in words."""
    return chosen(one, answers.get(one.name)) if one.options else str(data["answers"][one.name])


def _answer(one: Field, data: Mapping[str, Any]) -> str:
    """An answer of the act in words; a sum in capitals too."""
    if one.kind == "county":
        return str(data["county"])
    said = data["labels"].get(one.name) or data["payload"][one.name]
    return str({"True": "是", "False": "否"}.get(said, said)) + (
        f" 元（大写：{data['sums'][one.name]}）" if one.name in data["sums"] else ""
    )

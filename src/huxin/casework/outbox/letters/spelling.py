"""A letter that could not be set is set again 重新生成, signs that no font has written as an officer says.

The act and its text stay as they were recorded; the letter says at its end which sign it writes how.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huxin.casework.case.dossier import find_case, open_dossier
from huxin.casework.case.visibility import viewer_of
from huxin.casework.errors import NotFoundError
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.content import letter_data
from huxin.casework.outbox.letters.fonts import stuck, unprintable
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.people.service import open_bytes, seal_bytes

LONGEST: Final = 40
"""Characters that stand for one sign."""


def data_of(letter: Letter) -> dict[str, Any]:
    """What a letter says, as it was known when it was asked for, before any sign is written otherwise."""
    dossier = open_dossier(letter.case)
    step = dossier.steps[letter.act_seq - 1]
    dossier.steps = dossier.steps[: letter.act_seq]
    return letter_data(dossier, step, letter.template, letter.addressee if letter.to else letter.case.applicant)


def missing_signs(letter: Letter) -> list[str]:
    """The signs of a letter that no font of this installation has, as far as nobody has said how to write them."""
    known = spelling_of(letter)
    return [sign for sign in unprintable("".join(_texts(data_of(letter)))) if sign not in known]


def spelling_of(letter: Letter) -> dict[str, str]:
    """How signs are written in this letter: sign to text."""
    if not letter.spelling:
        return {}
    found: dict[str, str] = json.loads(open_bytes(letter.case.applicant, bytes(letter.spelling), _label(letter)))
    return found


def spelled(data: Mapping[str, Any], spelling: Mapping[str, str]) -> dict[str, Any]:
    """The data of a letter with each sign written as said; ``spelled`` lists them for its last line."""
    table = str.maketrans(dict(spelling))
    return {**_written(data, table), "spelled": [[_name(sign), text] for sign, text in spelling.items()]}


def set_again(actor: Actor, no: str, letter_id: UUID, spelling: Mapping[str, str]) -> None:
    """Say how the missing signs of a letter are written and have it set once more.

    Raises NotFoundError for whoever is not of the office of the case and where there is no such letter that failed;
    InputError (``field``: the sign) where a sign is not said, or said in signs that cannot be printed either.
    """
    dossier = open_dossier(find_case(actor, no, lock=False))
    if viewer_of(actor, dossier).kind != "office":
        raise NotFoundError(no)
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(id=letter_id, case_id=no).first()
        if letter is None or not stuck(letter):
            raise NotFoundError(str(letter_id))
        said = {sign: _said(sign, spelling.get(sign, "")) for sign in missing_signs(letter)}
        if said:
            text = json.dumps({**spelling_of(letter), **said}, ensure_ascii=False)
            letter.spelling = seal_bytes(letter.case.applicant, text.encode(), _label(letter))
            letter.spelled_by_id = actor.account_id
        letter.tries, letter.leased_until = 0, None
        letter.save(update_fields=["spelling", "spelled_by", "tries", "leased_until"])


def _said(sign: str, text: str) -> str:
    written = " ".join(text.split())
    if not written or len(written) > LONGEST or unprintable(written):
        hint = _("“%(sign)s”换成什么写，要填 1 到 %(longest)s 个印得出来的字，比如拼音。") % {
            "sign": sign,
            "longest": LONGEST,
        }
        raise InputError("spelling", sign, text, "characters that a letter can print", hint)
    return written


def _label(letter: Letter) -> str:
    return f"spelling:{letter.id}"


def _name(sign: str) -> str:
    """A sign in words that print: its code point and the name that Unicode gives it."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def _written(value: Any, table: Mapping[int, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _written(part, table) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_written(part, table) for part in value]
    return value.translate(table) if isinstance(value, str) else value

"""Who reports or complains is not named 保密 in what an office writes to the other side (劳动保障监察条例 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from huxin.casework.dossier import Dossier, open_dossier
from huxin.casework.errors import DisposedError
from huxin.casework.letters.readers import letter_of
from huxin.casework.visibility import CONCEALED, name_told, plain, standing
from huxin.law import InputError
from huxin.law.procedures import Act
from huxin.law.procedures.model import OFFICERS
from huxin.registry.service import ErasedError, details_of

_DEEP: Final = 10
"""So many hand-overs back somebody who reported is still kept secret."""


def check_unnamed(dossier: Dossier, act: str, by: str, payload: Mapping[str, Any]) -> None:
    """What an officer writes where the other side can read it holds no name and number of who reported or complained,
    in this case or in one from which it was handed over.

    Raises InputError that names the field and not what stands there.
    """
    spec = dossier.procedure.acts[act]
    if by not in OFFICERS or not _reaches_sides(dossier, spec):
        return
    secret = {word for one in _kept_secret(dossier, spec) for word in _secrets(one)}
    for one in dossier.procedure.fields_of(act) if secret else ():
        said = plain(str(payload.get(one.name) or ""))
        if not one.personal and any(word in said for word in secret):
            hint = "这里写了举报人、投诉人的姓名或者号码，对方看得到。去掉以后再交。"
            raise InputError("names_reporter", f"payload.{one.name}", "the applicant's name or number", "none", hint)


def _reaches_sides(dossier: Dossier, spec: Act) -> bool:
    written = spec.letter is not None and letter_of(dossier, spec.letter).to not in ("applicant", "office")
    return spec.public is not None or written


def _kept_secret(dossier: Dossier, spec: Act) -> Iterator[Dossier]:
    """The cases behind this act whose applicant the other side must not learn."""
    if dossier.steps and standing(dossier) != "party":
        since = letter_of(dossier, spec.letter).reveals_applicant_from if spec.letter is not None else None
        asked = standing(dossier) == "complainant" and dossier.unhidden.answers.get(CONCEALED) is not True
        told = asked and (since == spec.id or name_told(dossier, frozenset({since} if since is not None else ())))
        if not told:
            yield dossier
    before = dossier.case.origin
    for _ in range(_DEEP):
        if before is None:
            return
        try:
            earlier = open_dossier(before)
        except (DisposedError, ErasedError):
            earlier = None  # nobody is left who could be named
        if earlier is not None and standing(earlier) != "party":
            yield earlier
        before = before.origin


def _secrets(dossier: Dossier) -> Iterator[str]:
    if dossier.case.applicant.kind != "natural":
        return
    details = details_of(dossier.case.applicant)
    yield from (plain(one) for one in (details.name, details.id_number, details.phone) if len(one) > 1)
    for one in dossier.procedure.fields_of("file"):
        said = str(dossier.unhidden.answers.get(one.name) or "")
        if one.kind in ("phone", "id_number", "bank_card") and said:
            yield plain(said)

"""Who reports or complains is not named 保密 in what an office writes to the other side (劳动保障监察条例 9)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.case.visibility import CONCEALED, name_told, standing
from huxin.casework.errors import DisposedError
from huxin.casework.outbox.letters.readers import letter_of
from huxin.evidence.service import Evidence
from huxin.law import InputError
from huxin.law.procedures import Act
from huxin.law.procedures.model import OFFICERS
from huxin.people.service import ErasedError, details_of

_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000123456789123456789")
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
        raw = str(payload.get(one.name) or "")
        said = _bare(raw), _bare(raw.translate(_DIGITS))
        if not one.personal and any(word in text for text in said for word in secret):
            hint = _("这里写了举报人、投诉人的姓名或者号码，对方看得到。去掉以后再交。")
            raise InputError("names_reporter", f"payload.{one.name}", "the applicant's name or number", "none", hint)


def check_unshown(dossier: Dossier, act: str, by: str, papers: Iterable[Mapping[str, str]]) -> None:
    """What an officer hands in where the other side can open it is no file that a reporter or complainant handed in:
    the same bytes hold the place, the time and the camera of who took them.

    Raises InputError.
    """
    spec = dossier.procedure.acts[act]
    sent = {str(one["id"]) for one in papers}
    if not sent or by not in OFFICERS or not _reaches_sides(dossier, spec):
        return
    theirs = {
        str(one["id"])
        for case in _kept_secret(dossier, spec)
        for step in case.unhidden.steps
        if step.by == case.unhidden.steps[0].by
        for one in step.evidence
    }
    known = set(Evidence.objects.filter(id__in=theirs).values_list("sha256", flat=True))
    if known and Evidence.objects.filter(id__in=sent, sha256__in=known).exists():
        hint = _("这是举报人、投诉人交来的原件，里面有拍摄的时间、地点和手机。自己到现场拍一张，或者截图遮住以后再传。")
        raise InputError("shows_reporter", "papers", "the applicant's own file", "a file of the office", hint)


def _bare(text: str) -> str:
    """Letters and digits alone, each in one writing: what stands between them hides nothing."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())


def _reaches_sides(dossier: Dossier, spec: Act) -> bool:
    if spec.between and not any(one.name == "to" for one in spec.payload):
        return False  # it is written to the applicant
    written = any(letter_of(dossier, one).to not in ("applicant", "office") for one in spec.letters)
    return spec.public is not None or written


def _kept_secret(dossier: Dossier, spec: Act) -> Iterator[Dossier]:
    """The cases behind this act whose applicant the other side must not learn."""
    if dossier.steps and standing(dossier) != "party":
        said = (letter_of(dossier, one).reveals_applicant_from for one in spec.letters)
        since = frozenset(one for one in said if one is not None)
        asked = standing(dossier) == "complainant" and dossier.unhidden.answers.get(CONCEALED) is not True
        told = asked and (spec.id in since or name_told(dossier, since))
        if not told:
            yield dossier
    before = dossier.case.origin
    for _unused in range(_DEEP):
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
    yield from (_bare(one) for one in (details.name, details.id_number, details.phone) if len(one) > 1)
    for one in dossier.procedure.fields_of("file"):
        said = str(dossier.unhidden.answers.get(one.name) or "")
        if one.kind in ("phone", "id_number", "bank_card") and said:
            yield _bare(said)

"""Who reports or complains is not named 保密 in what an office writes to the other side (劳动保障监察条例 9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.case.visibility import CONCEALED, name_told, standing
from huxin.casework.errors import DisposedError, NotFoundError
from huxin.casework.evidence.files import unlock
from huxin.casework.outbox.letters.readers import letter_of
from huxin.evidence.service import PICTURES, Evidence, Likeness, likeness, stored
from huxin.law import InputError
from huxin.law.procedures import Act
from huxin.law.procedures.model import OFFICERS
from huxin.people.service import ErasedError, details_of, letters_of

_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000123456789123456789")
_TITLES: Final = "某|师傅|先生|女士|小姐|同志|大哥|大姐|阿姨|叔|哥|姐|工友|骑手|司机"
"""What is said behind the name of somebody who works; of a firm's people others are usual: 总, 经理, 主管."""
_SPEAKS: Final = "说|讲|反映|举报|投诉|来电|打电话"
_IN_WORDS: Final = frozenset("时区米麦师年车白里商店康")
"""Families that make an ordinary word with 小, 老 or 阿 before them, such as 小时."""
_LONG_FAMILIES: Final = re.compile(
    "欧阳|司马|上官|诸葛|东方|尉迟|皇甫|令狐|慕容|司徒|夏侯|公孙|长孙|端木|宇文|南宫|独孤|轩辕|西门|呼延|申屠|澹台|濮阳|闻人|钟离|鲜于|赫连"
)
"""Family names of two signs 复姓."""
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U000323af]+")
_LONG: Final = 8
"""Letters from which on a name stands in no other word."""
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
        if not one.personal and any(re.search(word, text) for text in said for word in secret):
            hint = _("这里写了举报人、投诉人的姓名、称呼或者号码，对方看得到。去掉以后再交。")
            raise InputError("names_reporter", f"payload.{one.name}", "the applicant's name or number", "none", hint)


def check_unshown(dossier: Dossier, act: str, by: str, papers: Iterable[Mapping[str, str]]) -> None:
    """What an officer hands in where the other side can open it is no file that a reporter or complainant handed in:
    the same picture tells who stood there, saved anew or smaller too, and its bytes the place, the time and the camera.

    Raises InputError; BusyError where pictures cannot be compared just now.
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
    if theirs and _same(sent, theirs):
        hint = _(
            "这是举报人、投诉人交来的照片，另存、缩小了也认得出是谁在那里拍的。自己到现场拍一张，或者只截要紧的一块再传。"
        )
        raise InputError("shows_reporter", "papers", "the applicant's own file", "a file of the office", hint)


def _same(sent: set[str], theirs: set[str]) -> bool:
    """Whether a file that was sent is one of theirs: the same bytes, or the same picture."""
    known = list(Evidence.objects.filter(id__in=theirs))
    fresh = list(Evidence.objects.filter(id__in=sent))
    if {one.sha256 for one in known} & {one.sha256 for one in fresh}:
        return True
    alike = [found for one in known if (found := _likeness(one)) is not None]
    return bool(alike) and any(found.is_of(one) for row in fresh if (found := _likeness(row)) for one in alike)


def _likeness(row: Evidence) -> Likeness | None:
    if row.media_type not in PICTURES:
        return None
    try:
        return likeness(unlock(row, stored(row)))
    except (ErasedError, NotFoundError, FileNotFoundError, InvalidTag):
        return None


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
    yield from (re.escape(_bare(one)) for one in (details.id_number, details.phone) if len(one) > 1)
    yield from _called(_bare(details.name))
    for one in dossier.procedure.fields_of("file"):
        said = str(dossier.unhidden.answers.get(one.name) or "")
        if one.kind in ("phone", "id_number", "bank_card") and said:
            yield re.escape(_bare(said))


def _called(name: str) -> Iterator[str]:
    """Patterns of how somebody of this name is spoken of: 陈小花, chenxiaohua, 陈某花, 陈师傅, 姓陈, 小陈, 小花师傅."""
    if len(name) < 2:
        return
    yield re.escape(name)
    if not _HAN.fullmatch(name):
        return
    letters = letters_of(name).upper()
    yield letters if len(letters) >= _LONG else f"(?<![A-Z]){letters}(?![A-Z])"
    family = name[:2] if len(name) > 2 and _LONG_FAMILIES.match(name) else name[:1]
    given = name[len(family) :]
    yield f"{family}(?:{_TITLES})|姓{family}"
    if family not in _IN_WORDS:
        yield f"[小老阿]{family}(?!总)"
    if len(given) > 1:
        yield f"{given}(?:{_TITLES}|{_SPEAKS})|{family}.{given[-1]}"

"""Papers of the office itself 案卷: what is bound with the papers of an ended case, and the approval sheet 审批表.

Made of the case when they are asked for, unsigned, and kept nowhere: the case is the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.case.queries import evidence_rows, letters_of
from huxin.casework.case.visibility import UNNAMED, eyes, parties_seen, standing
from huxin.casework.errors import NotFoundError
from huxin.casework.evidence.files import WithheldError, shown_paper
from huxin.casework.outbox.letters.content import answers_in_words, chosen_in_words, office_name
from huxin.casework.outbox.letters.fonts import unprintable
from huxin.casework.outbox.letters.issuers import issuer_name
from huxin.casework.outbox.letters.queue import letter_pdf
from huxin.casework.outbox.letters.readers import by_office
from huxin.casework.outbox.letters.titles import letter_title
from huxin.casework.outbox.letters.typeset import layout, set_text
from huxin.casework.outbox.letters.wording import written
from huxin.evidence.service import EXTENSIONS, Evidence
from huxin.law.dates import SHANGHAI, day_of
from huxin.law.procedures.model import OFFICERS, OPEN, STATUS_LABELS
from huxin.people.service import details_of

HERE: Final = Path(__file__).resolve().parent
MISSING: Final = "〓"
"""What printers set for a sign that no font has."""


def case_file(dossier: Dossier) -> bytes:
    """Cover 案卷封面, list of the papers 卷内目录 with their pages, and note 备考表 of an ended case, as one PDF.

    Raises NotFoundError for whoever does not see the case as its office, and while it is still handled.
    """
    if "case_file" not in office_papers(dossier):
        raise NotFoundError(dossier.case.no)
    papers = sorted([*_letters(dossier), *_files(dossier)], key=lambda one: one.at)
    rows, pages = list[dict[str, str]](), 0
    for one in papers:
        first, pages = pages + 1, pages + one.count
        leaves = "—" if not one.count else str(first) if one.count == 1 else f"{first}-{pages}"
        day = written(day_of(one.at))
        rows.append({"title": one.title, "by": one.by, "day": day, "pages": leaves, "note": one.note})
    bare = sum(1 for one in papers if not one.count)
    remark = f"其中 {bare} 件没有页数（录音、录像，或者打不开）。" if bare else ""
    more = {"rows": rows, "pages": pages, "remark": remark, **_ending(dossier)}
    return _set("case_file", dossier, "案卷", more)


def approval_sheet(dossier: Dossier) -> bytes:
    """审批表: the latest proposal, what was sent back, and the decision, with who did each and when.

    Raises NotFoundError for whoever does not see the case as its office, and before anything was proposed or decided.
    """
    if "approval_sheet" not in office_papers(dossier):
        raise NotFoundError(dossier.case.no)
    steps = [_opinion(dossier, one) for one in _approving(dossier)]
    return _set("approval_sheet", dossier, "审批表", {"steps": steps})


def office_papers(dossier: Dossier) -> frozenset[str]:
    """Which of ``case_file`` and ``approval_sheet`` can be made; neither for whoever is not the office of the case."""
    if eyes(dossier).kind != "office":
        return frozenset()
    ended, judged = dossier.case.status not in OPEN, bool(_approving(dossier))
    return frozenset(name for name, there in (("case_file", ended), ("approval_sheet", judged)) if there)


def _approving(dossier: Dossier) -> list[Step]:
    """The latest step of each kind by which officers propose and decide, in the order in which they were done."""
    kinds = {*dossier.procedure.proposals, "send_back", "confirm_difference", "decide", "refuse"}
    latest = {one.act: one for one in dossier.steps if one.act in kinds}
    return sorted(latest.values(), key=lambda one: one.seq)


@dataclass(frozen=True)
class _Paper:
    """A line of the list: since when it lies in the file, what it is, from whom, how many pages, a remark."""

    at: datetime
    title: str
    by: str
    count: int
    note: str


def _set(name: str, dossier: Dossier, title: str, more: Mapping[str, Any]) -> bytes:
    now = timezone.now().astimezone(SHANGHAI)
    data = {
        "title": title,
        "office": office_name(dossier),
        "no": dossier.case.no,
        "procedure": dossier.procedure.label["zh"],
        "sides": _sides(dossier),
        "filed": written(day_of(dossier.case.filed_at)),
        "printed": f"{written(now.date())} {now:%H:%M} 由{eyes(dossier).actor.label}打印",
        "demo": settings.DEMO,
        "preview": False,
        **more,
    }
    return set_own(name, data)


def set_own(name: str, data: Mapping[str, Any]) -> bytes:
    """A paper whose text ``<name>.typ`` is ours and no pack's, set by the layout of letters."""
    return set_text(layout() + (HERE / f"{name}.typ").read_text(encoding="utf-8"), _printable(data), name)


def _sides(dossier: Dossier) -> list[list[str]]:
    """Who stands on a cover that lies open: the sides of a dispute, never who complained or reported."""
    found = []
    if not by_office(dossier):
        kind = standing(dossier)
        found.append(["申请人", details_of(dossier.case.applicant).name if kind == "party" else UNNAMED[kind]])
    return found + [["对方", details_of(one.person).name] for one in parties_seen(dossier)]


def _letters(dossier: Dossier) -> Iterator[_Paper]:
    for row in letters_of(dossier):
        if row.issued_at is None:
            continue
        number = f"（{row.number.text}）" if row.number is not None else ""
        void = row.number is not None and row.number.voided_at is not None
        pages = _pages(letter_pdf(eyes(dossier).actor, row.id)[1])
        title = letter_title(row) + number
        yield _Paper(row.issued_at, title, issuer_name(dossier, row.template), pages, "作废" if void else "")


def _files(dossier: Dossier) -> Iterator[_Paper]:
    """The files of the case: to count the pages of one is to open it, and its custody says so."""
    names = {one.name: one.label["zh"] for act in dossier.procedure.acts.values() for one in act.payload}
    names |= {one.id: one.label["zh"] for one in dossier.procedure.evidence}
    brought = {one["id"]: step.by for step in dossier.steps for one in step.evidence}
    for kind, row in evidence_rows(dossier):
        count, note = _file_pages(dossier, row)
        title = f"{names.get(kind, kind)}（{EXTENSIONS[row.media_type].upper()}）"
        office = brought[str(row.id)] in OFFICERS | {"system"}
        yield _Paper(row.received_at, title, "本单位" if office else "当事人", count, note)


def _file_pages(dossier: Dossier, row: Evidence) -> tuple[int, str]:
    """(pages, remark): a picture is a page, a recording has none."""
    if row.media_type.startswith("image/"):
        return 1, ""
    if row.media_type != "application/pdf":
        return 0, "电子文件"
    try:
        return _pages(shown_paper(row, eyes(dossier).actor.key)[1]), ""
    except (WithheldError, PyPdfError):
        return 0, "打不开"


def _pages(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def _ending(dossier: Dossier) -> dict[str, str]:
    """How and when the case ended, who handled it, and for how long its papers are kept."""
    case, decided = dossier.case, dossier.last("decide")
    outcome = dossier.procedure.outcomes.get(str(decided.payload.get("outcome"))) if decided is not None else None
    years = outcome.retention_years if outcome is not None else None
    steps = [one for one in dossier.steps if one.act not in ("close", "note", "assign")]
    ended = decided if decided is not None else steps[-1]
    return {
        "outcome": outcome.label["zh"] if outcome is not None else STATUS_LABELS[case.status]["zh"],
        "ended": written(day_of(ended.at)),
        "handler": case.handler.label if case.handler is not None else "",
        "kept": f"{years} 年" if years is not None else "",
    }


def _opinion(dossier: Dossier, step: Step) -> dict[str, Any]:
    spec = dossier.procedure.acts[step.act]
    words = answers_in_words(dossier, step.act, step.payload) | chosen_in_words(dossier, step)
    asked = [one for one in spec.payload if one.kind != "file" and not one.personal and words.get(one.name)]
    plain = {"True": "是", "False": "否"}
    moment = step.at.astimezone(SHANGHAI)
    return {
        "label": spec.label["zh"],
        "said": [[one.label["zh"], plain.get(words[one.name], words[one.name])] for one in asked],
        "by": step.actor.label if step.actor is not None else "系统",
        "at": f"{written(moment.date())} {moment:%H:%M}",
    }


def _printable(value: Any) -> Any:
    """The same with a mark for each sign that no font has: such a paper is no evidence of how a name is written."""
    if isinstance(value, Mapping):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_printable(one) for one in value]
    while isinstance(value, str) and (lacking := unprintable(value)):
        value = value.translate({ord(sign): MISSING for sign in lacking})
    return value

"""Photos and files on a form: taken, shown, taken off again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from huxin.casework.service import receive_evidence
from huxin.law import InputError
from huxin.law.procedures import Evidence, holds
from huxin.registry.service import Actor

_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Asked:
    """A paper that the form asks for, and whether it is needed with these answers."""

    paper: Evidence
    needed: bool


def asked_papers(evidence: Iterable[Evidence], answers: Mapping[str, Any]) -> list[Asked]:
    """The applicant's papers; one that a condition asks for is shown only where it holds."""
    found = []
    for paper in evidence:
        needed = paper.required if isinstance(paper.required, bool) else holds(paper.required, answers)
        if paper.source == "applicant" and (needed or isinstance(paper.required, bool)):
            found.append(Asked(paper, needed))
    return found


def take_papers(
    actor: Actor, papers: Iterable[Asked], files: MultiValueDict[str, UploadedFile[bytes]], kept: dict[str, list[str]]
) -> dict[str, str]:
    """Receive what was sent and note it in ``kept``; answers what was refused, by evidence."""
    errors: dict[str, str] = {}
    for one in papers:
        for sent in files.getlist(one.paper.id):
            held = kept.setdefault(one.paper.id, [])
            if len(held) >= one.paper.max_files:
                errors[one.paper.id] = _("这一种最多传 %(n)s 份。") % {"n": one.paper.max_files}
                break
            try:
                held.append(str(receive_evidence(actor, sent.chunks(), one.paper.accepts).id))
            except InputError as error:
                errors[one.paper.id] = error.problem.hint
    return errors


def drop_paper(kept: dict[str, list[str]], paper: str) -> None:
    """Take a file off the form; what was received stays sealed."""
    for ids in kept.values():
        if paper in ids:
            ids.remove(paper)


def show_papers(
    papers: Iterable[Asked], kept: Mapping[str, list[str]], errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """For the template."""
    return [
        {
            "id": one.paper.id,
            "label": one.paper.label,
            "why": one.paper.why,
            "needed": one.needed,
            "files": [{"id": file} for file in kept.get(one.paper.id, [])],
            "room": len(kept.get(one.paper.id, [])) < one.paper.max_files,
            "accept": ",".join(_TYPES[kind] for kind in one.paper.accepts),
            "error": errors.get(one.paper.id, ""),
        }
        for one in papers
    ]

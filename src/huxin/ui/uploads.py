"""Photos and files on a form: taken, shown, taken off again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from huxin.casework.service import belong_to, locker, receive_evidence
from huxin.core.service import hint_of
from huxin.evidence.service import BY_NAME, EXTENSIONS, PICTURES, accepted, wrong_kind
from huxin.evidence.service import Evidence as File
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.procedures import EvidenceSpec, holds
from huxin.ui.formatting import size_text
from huxin.ui.forms import FormProblem

OFFERED: Final = 12
"""How many earlier files a form offers; all of them stand on the page of the person's files."""


@dataclass(frozen=True)
class AskedPaper:
    """A paper that the form asks for, and whether it is needed with these answers."""

    paper: EvidenceSpec
    needed: bool


def asked_papers(evidence: Iterable[EvidenceSpec], answers: Mapping[str, Any]) -> list[AskedPaper]:
    """The applicant's papers; one that a condition asks for is shown only where it holds."""
    found = []
    for paper in evidence:
        needed = paper.required if isinstance(paper.required, bool) else holds(paper.required, answers)
        if paper.source == "applicant" and (needed or isinstance(paper.required, bool)):
            found.append(AskedPaper(paper, needed))
    return found


def take_papers(
    actor: Actor,
    papers: Iterable[AskedPaper],
    files: MultiValueDict[str, UploadedFile[bytes]],
    kept: dict[str, list[str]],
    form: QueryDict,
) -> dict[str, str]:
    """Receive what was sent and note it in ``kept``; answers what was refused, by evidence.

    ``form`` names under ``kept-PAPER`` files that are here already: chosen again, or sent in pieces by the script.
    """
    errors: dict[str, str] = {}
    for one in papers:
        again = _take_again(actor, one.paper, form.getlist(f"kept-{one.paper.id}"), kept)
        refused = [again] if again else []
        for sent in files.getlist(one.paper.id):
            held = kept.setdefault(one.paper.id, [])
            if len(held) >= one.paper.max_files:
                refused.append(file_refused(sent.name, _("这一种最多传 %(n)s 份。") % {"n": one.paper.max_files}))
                continue
            try:
                _keep(held, str(receive_evidence(actor, sent.chunks(), one.paper.taken).id))
            except InputError as error:
                refused.append(file_refused(sent.name, hint_of(error)))
        if refused:
            errors[one.paper.id] = " ".join(refused)
    return errors


def file_refused(name: str | None, why: str) -> str:
    """A file that was not taken, by the name that it has on the phone, and why."""
    return _("“%(name)s”没有收：%(why)s") % {"name": (name or _("没有名字的文件"))[-60:], "why": why}


def nothing_attached(
    act: str, papers: Sequence[AskedPaper], kept: Mapping[str, list[str]], form: QueryDict
) -> list[FormProblem]:
    """An act that brings papers brings one at least; who completes without any is asked first, for it ends there."""
    if not papers or any(kept.values()):
        return []
    if act == "add_evidence":
        return [FormProblem(_("还没选材料。选一份再交。"), f"p-{papers[0].paper.id}")]
    if act == "complete" and form.get("bare") != "yes":
        return [FormProblem(_("你一份材料也没附。补齐只有这一次；确实没有可补的，勾上“我不附材料”再交。"), "bare")]
    return []


def _take_again(actor: Actor, paper: EvidenceSpec, ids: list[str], kept: dict[str, list[str]]) -> str:
    """Note files that are here already; answers why not, or nothing."""
    if not ids:
        return ""
    if not belong_to(actor, ids):
        return _("这个文件我们没有，重新选一次。")
    held = kept.setdefault(paper.id, [])
    if len({*held, *ids}) > paper.max_files:
        return _("这一种最多传 %(n)s 份。") % {"n": paper.max_files}
    fitting = {BY_NAME[name].media_type for name in paper.taken}
    for row in File.objects.filter(id__in=ids):
        if row.media_type not in fitting:
            return hint_of(wrong_kind(EXTENSIONS[row.media_type], paper.taken))
    for one in ids:
        _keep(held, one)
    return ""


def _keep(held: list[str], one: str) -> None:
    """The same file sent twice stands there once."""
    if one not in held:
        held.append(one)


def file_rows(files: Iterable[File]) -> list[dict[str, Any]]:
    """Files for a list: what, how big, when, its hashes, whether it can be shown."""
    return [
        {
            "id": row.id,
            "kind": EXTENSIONS[row.media_type].upper(),
            "size": size_text(row.size),
            "at": row.received_at,
            "sha256": row.sha256,
            "sm3": row.sm3,
            "picture": row.media_type in PICTURES,
            "scan": row.scan,
        }
        for row in files
    ]


def drop_paper(kept: dict[str, list[str]], paper: str) -> None:
    """Take a file off the form; what was received stays sealed."""
    for ids in kept.values():
        if paper in ids:
            ids.remove(paper)


def show_papers(
    actor: Actor, papers: Iterable[AskedPaper], kept: Mapping[str, list[str]], errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """For the template."""
    earlier = file_rows(locker(actor)[:OFFERED])
    return [
        {
            "id": one.paper.id,
            "label": one.paper.label,
            "why": one.paper.why,
            "needed": one.needed,
            "files": [{"id": file} for file in kept.get(one.paper.id, [])],
            "room": len(kept.get(one.paper.id, [])) < one.paper.max_files,
            "accept": accepted(one.paper.taken),
            "earlier": [
                row for row in earlier if _fits(row, one.paper) and str(row["id"]) not in kept.get(one.paper.id, [])
            ],
            "error": errors.get(one.paper.id, ""),
        }
        for one in papers
    ]


def _fits(row: Mapping[str, Any], paper: EvidenceSpec) -> bool:
    return row["scan"] != "infected" and row["kind"] in {BY_NAME[kind].extension.upper() for kind in paper.taken}

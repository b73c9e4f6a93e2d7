"""Papers to post 批量打印: issued papers as one PDF, each behind a page with its address; who printed it and when.

What is printed is a copy on paper; the signed file stays what it is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter

from huxin.casework.case.addressees import person_named
from huxin.casework.case.dossier import Dossier, open_dossier
from huxin.casework.case.queries import visible_cases
from huxin.casework.case.serving import CONFIRMING
from huxin.casework.case.visibility import sides_of, viewer_of
from huxin.casework.errors import NotFoundError
from huxin.casework.models import Letter
from huxin.casework.outbox.case_file import set_own
from huxin.casework.outbox.letters.content import office_name
from huxin.casework.outbox.letters.queue import RECEIPT, letter_pdf
from huxin.casework.outbox.letters.readers import may_read
from huxin.casework.outbox.letters.spelling import data_of
from huxin.casework.outbox.letters.titles import letter_title
from huxin.identity.service import Actor, leave_trace
from huxin.law import InputError
from huxin.people.service import ErasedError

MOST: Final = 50
"""So many papers are listed, and printed, at once."""


@dataclass(frozen=True)
class Post:
    """A paper that can be posted.  ``address`` is empty where nobody confirmed one; then it is written by hand."""

    letter: Letter
    title: str
    number: str
    to: str
    address: str
    office: str


def to_post(
    actor: Actor, cases: Collection[str] = (), *, printed: bool = False, after: UUID | None = None
) -> tuple[list[Post], UUID | None]:
    """The papers with an addressee that the actor's office has not printed, oldest first, or has, newest first.

    At most ``MOST`` a page; beside them what the next page stands ``after``, None on the last.  ``cases``: of these
    alone.  Nothing of a case whose office the actor is not, and no void paper.
    """
    rows = _rows(actor).filter(printed_at__isnull=not printed)
    if cases:
        rows = rows.filter(case_id__in=cases)
    name, way = ("printed_at", "lt") if printed else ("issued_at", "gt")
    before = _rows(actor).filter(id=after).first() if after is not None else None
    if before is not None and (at := getattr(before, name)) is not None:
        rows = rows.filter(Q(**{f"{name}__{way}": at}) | Q(**{name: at}, id__gt=before.id))
    found, last = list[Post](), None
    looked = list(rows.order_by("-printed_at" if printed else "issued_at", "id")[: 4 * MOST + 1])
    for row in looked[: 4 * MOST]:
        if len(found) == MOST:
            return found, last
        one, last = _post(actor, row), row.id
        found += [one] if one is not None else []
    return found, last if len(looked) > 4 * MOST else None


def print_papers(actor: Actor, letters: Collection[UUID], *, two_sided: bool = False) -> bytes:
    """These papers as one PDF, marked as printed by the actor now.

    ``two_sided``: each begins on a leaf of its own.  Raises InputError for none or too many, and NotFoundError for one
    that the actor may not post: then nothing is printed.
    """
    if not 1 <= len(letters) <= MOST:
        hint = _("先勾选 1 到 %(most)s 份。") % {"most": MOST}
        raise InputError("batch", "letter", f"{len(letters)} papers", f"1 to {MOST}", hint)
    whole = PdfWriter()
    with transaction.atomic():
        rows = {one.id: one for one in _rows(actor).filter(id__in=letters).order_by("issued_at", "id")}
        posts = [_post(actor, one) for one in rows.values()]
        if len(rows) != len(set(letters)) or None in posts:
            raise NotFoundError("letter")
        for one in posts:
            if one is not None:
                _add(whole, actor, one, two_sided=two_sided)
        Letter.objects.filter(id__in=list(rows)).update(printed_at=timezone.now(), printed_by_id=actor.account_id)
        leave_trace("export", "printed_letters", actor.pk, content={"letters": [str(one) for one in rows]})
    out = BytesIO()
    whole.write(out)
    return out.getvalue()


def _rows(actor: Actor) -> QuerySet[Letter]:
    rows = Letter.objects.filter(case__in=visible_cases(actor), issued_at__isnull=False).exclude(template=RECEIPT)
    rows = rows.filter(number__voided_at__isnull=True).defer("sealed")
    return rows.select_related("case__applicant__data_key", "number", "addressee__data_key", "printed_by")


def _post(actor: Actor, row: Letter) -> Post | None:
    """None for a paper without an addressee, and for whoever is not the office of its case or may not read it."""
    try:
        dossier = open_dossier(row.case)
        viewer = viewer_of(actor, dossier)
        if viewer.kind != "office" or not may_read(viewer, dossier, row):
            return None
        data = data_of(row)
    except (ErasedError, NotFoundError):
        return None
    if data["addressee"] is None or data["own"]:
        return None
    to = str(data["addressee"]["name"])
    return Post(row, letter_title(row), data["number"], to, _address(dossier, row), office_name(dossier))


def _address(dossier: Dossier, row: Letter) -> str:
    """Where the addressee said that papers reach them 送达地址确认, the latest word; else as the form says."""
    answers, to = dossier.answers, row.addressee_id
    for step in reversed(dossier.steps):
        said = step.payload
        if step.act == CONFIRMING and to is not None and person_named(dossier, str(said.get("party") or "")) == to:
            return "，".join(str(said[name]) for name in ("address", "recipient") if said.get(name))
    if to == dossier.case.applicant_id:
        return str(answers.get("address") or "")
    code = str(answers.get("company_code") or "").upper()
    spoken = (
        row.to == "respondent"
        if to is None
        else any(one.part.person_id == to and code in one.names for one in sides_of(dossier))
    )
    return str(answers.get("company_address") or "") if spoken else ""


def _add(whole: PdfWriter, actor: Actor, one: Post, *, two_sided: bool) -> None:
    paper = PdfReader(BytesIO(letter_pdf(actor, one.letter.id)[1]))
    data = {
        "title": one.title, "number": one.number, "to": one.to, "address": one.address, "office": one.office,
        "no": one.letter.case_id, "pages": len(paper.pages), "demo": settings.DEMO, "preview": False,
    }  # fmt: skip
    cover = PdfReader(BytesIO(set_own("envelope", data)))
    for part in (cover, paper):
        for leaf in part.pages:
            whole.add_page(leaf)
        if two_sided and len(part.pages) % 2:
            whole.add_blank_page()

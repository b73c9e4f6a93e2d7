"""Agreements drawn up here: from the parties' answers to a text that both can read, and its later versions."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.hashes import SM3, Hash
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError, city_pack, keep_pack, today
from huxin.core.service import append, digest_of, once
from huxin.files.rows import born
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.agreements.build import build
from huxin.law.cleaning import cleaned
from huxin.measures.employment.models import Invitation
from huxin.people.service import (
    Agreement,
    Company,
    Engagement,
    ListedPerson,
    Person,
    acts_for,
    details_of,
    people_of,
    same_name,
    seal,
    unseal,
)


@dataclass(frozen=True)
class Content:
    """What an agreement says: the text that is signed, the same in English, the plain lines, the answers."""

    text: str
    english: str
    summary: tuple[str, ...]
    summary_en: tuple[str, ...]
    answers: Mapping[str, Any]


def draw_up(
    actor: Actor,
    paper: str,
    answers: Mapping[str, Any],
    *,
    key: str,
    instead_of: uuid.UUID | None = None,
    draft: bool = False,
) -> dict[str, Any]:
    """Make an agreement and offer it to the worker.  ``instead_of``: the one that it replaces once it is signed.

    ``draft``: keep it for the company alone until ``offer`` sends it.

    Answers ``{"id", "version", "sha256"}``.  Raises ForbiddenError for somebody who does not act for the company,
    InputError for answers that do not fit, ConflictError when the old one already has a successor.
    """
    kind = city_pack().papers.get(paper)
    answers = cleaned(kind.fields, answers) if kind is not None else answers
    code = str(answers.get("company_code", ""))
    if not acts_for(actor, code, "signing"):
        raise ForbiddenError("Only the company itself draws up its agreements.")
    body: dict[str, Any] = {
        "what": "draw_up",
        "paper": paper,
        "answers": dict(answers),
        "instead_of": str(instead_of or ""),
    }
    if draft:
        body["draft"] = True
    return once(actor.key, key, body, lambda: _draw_up(actor, paper, answers, code, instead_of, draft))


def _draw_up(
    actor: Actor, paper: str, answers: Mapping[str, Any], code: str, instead_of: uuid.UUID | None, draft: bool
) -> dict[str, Any]:
    pack = city_pack()
    keep_pack()
    zh, en = build(pack, paper, answers), build(pack, paper, answers, language="en")
    company = Company.objects.filter(credit_code=code).first()
    if company is None:
        hint = _("先在系统里登记这家企业。")
        raise InputError("company", "company_code", code, "a registered company", hint)
    person = _worker(answers)
    before = _before(instead_of, person, company)
    row = Agreement(
        id=uuid.uuid4(), person=person, company=company, paper=paper, trade=answers["trade"], county=answers["county"],
        start_on=date.fromisoformat(answers["start_on"]), end_on=_day(answers.get("end_on")), previous=before,
        version=before.version + 1 if before else 1, text_sha256=sha256(zh.text), text_sm3=sm3(zh.text),
        partner=str(answers.get("partner_code", "")),
        pack_hash=pack.hash, made_at=timezone.now(), made_by=actor.key,
        status="drafted" if draft else "offered",
    )  # fmt: skip
    said = {
        "text": zh.text, "english": en.text, "summary": list(zh.summary), "summary_en": list(en.summary),
        "answers": dict(answers),
    }  # fmt: skip
    row.sealed = seal(person, said, _place(row))
    row.save(force_insert=True)
    if not draft:
        append("agreement", str(row.id), agreement_digest(row), actor.key, row.made_at)
        Invitation.objects.create(agreement=row, asked_at=row.made_at)
    return {"id": str(row.id), "version": row.version, "sha256": row.text_sha256}


def _worker(answers: Mapping[str, Any]) -> Person:
    """Who the other side is, found by number or registered.  Raises InputError."""
    named = ListedPerson(answers["worker_name"], answers["worker_id"], answers["county"], answers["worker_phone"])
    if not born(named.id_number, today()):
        hint = _("身份证号里的出生日期不存在，请对着证件再核一遍。")
        raise InputError("id_birth", "worker_id", "a number", "a number with a day of birth that was", hint)
    person = people_of([named])[named.id_number.upper()]
    if not same_name(details_of(person).name, named.name):
        hint = _("姓名和身份证号对不上，请核对。")
        raise InputError("name", "worker_name", named.name, "the name that goes with the number", hint)
    return person


def _before(old: uuid.UUID | None, person: Person, company: Company) -> Agreement | None:
    if old is None:
        return None
    row = Agreement.objects.select_for_update().filter(id=old, person=person, company=company).first()
    if row is None:
        raise NotFoundError(str(old))
    if successor(row) is not None:
        raise ConflictError("This agreement already has a newer version.")
    return row


def in_force(row: Agreement) -> bool:
    """Whether a new version may replace it: it is signed, here or before it was filed, and nobody disputes it."""
    return row.status == "signed"


def successor(row: Agreement) -> Agreement | None:
    """The newer version of an agreement, drafted, offered or signed; one that was taken back does not count."""
    return row.newer.exclude(status="ended").first()


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _place(row: Agreement) -> str:
    return f"agreement:{row.id}"


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def sm3(text: str) -> str:
    """SM3 (GB/T 32905) of a text in UTF-8."""
    made = Hash(SM3())
    made.update(text.encode())
    return made.finalize().hex()


def find_agreement(actor: Actor, agreement: uuid.UUID | str, *, lock: bool = False) -> Agreement:
    """One that the actor may read: the worker's own, the company's own, the city's by scope; a draft is the company's.

    Raises NotFoundError.
    """
    rows = Agreement.objects.select_related("person__data_key", "company")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    row = rows.filter(id=agreement).first()
    own = row is not None and actor.alone is not None and row.person_id == actor.alone
    firms = (row.company_id, row.partner) if row is not None and row.partner else (row.company_id,) if row else ()
    if row is None or not (own or any(acts_for(actor, firm) for firm in firms) or _at_the_desk(actor, row.county)):
        raise NotFoundError(str(agreement))
    if row.status == "drafted" and not acts_for(actor, row.company_id):
        raise NotFoundError(str(agreement))
    return row


def _at_the_desk(actor: Actor, county: str) -> bool:
    """Whether an officer handles or approves what the labour office of this county does."""
    return actor.covers("hrss", county) and bool(actor.roles & {"handler", "approver"})


def content_of(row: Agreement) -> Content | None:
    """What it says; None for one that the company filed by list.  Raises ErasedError."""
    if row.sealed is None:
        return None
    found = unseal(row.person, bytes(row.sealed), _place(row))
    return Content(
        found["text"], found["english"], tuple(found["summary"]), tuple(found["summary_en"]), found["answers"]
    )


def my_agreements(actor: Actor) -> list[Agreement]:
    """A worker's own, newest first."""
    if actor.alone is None:
        return []
    rows = Agreement.objects.filter(person_id=actor.alone).exclude(status="drafted")
    return list(rows.select_related("company").order_by("-made_at"))


def waiting_to_sign(actor: Actor) -> int:
    """How many wait for the worker's own signature."""
    if actor.alone is None:
        return 0
    rows = Agreement.objects.filter(person_id=actor.alone, status="offered")
    return rows.exclude(signatures__party="worker").count()


def history(row: Agreement) -> list[Agreement]:
    """The agreement and those that it came from, newest first."""
    found = [row]
    while found[-1].previous_id is not None:
        found.append(Agreement.objects.select_related("company").get(id=found[-1].previous_id))
    return found


def agreement_digest(row: Agreement) -> str:
    """Over what was agreed, which never changes; the status is told by signatures and statements."""
    return digest_of(
        {
            "id": str(row.id), "person": str(row.person_id), "company": row.company_id,
            "partner": row.partner, "paper": row.paper,
            "trade": row.trade, "county": row.county, "start": row.start_on,
            "end": row.end_on, "version": row.version,
            "previous": str(row.previous_id or ""), "sha256": row.text_sha256, "sm3": row.text_sm3,
            "sealed": hashlib.sha256(bytes(row.sealed)).hexdigest() if row.sealed else "",
        }
    )  # fmt: skip


def sealed_rows(_unused: str | None = None) -> Iterator[tuple[str, str]]:
    """Every agreement that was offered here, as it is stored now; filed ones are sealed by their filing."""
    for row in Agreement.objects.filter(filing__isnull=True).exclude(status="drafted").iterator(chunk_size=500):
        yield str(row.id), agreement_digest(row)


def start_engagement(row: Agreement, form: str) -> Engagement:
    """The work that a signed agreement begins; the one that is known stays."""
    found, _unused = Engagement.objects.get_or_create(
        person=row.person, company=row.company, form=form, since=row.start_on,
        defaults={"id": uuid.uuid4(), "trade": row.trade, "county": row.county, "until": row.end_on},
    )  # fmt: skip
    return found

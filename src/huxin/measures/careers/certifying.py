"""证书: issued by an officer's act, checked by anybody who has number and code, revoked by an act with its reason."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from huxin.casework.service import (
    Dossier,
    NotFoundError,
    ReferenceQuery,
    Referent,
    Step,
    city_pack,
    next_number,
    office_name,
    qr_code,
    sign,
    typeset,
)
from huxin.core.service import append, index_of
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.measures.careers.catalogue import level_label, occupation_label
from huxin.measures.careers.models import Certificate, ExamRecord, Revocation
from huxin.measures.careers.sealed import row_digest
from huxin.measures.careers.telling import ISSUED, REVOKED, ask
from huxin.people.service import ErasedError, Person, details_of, masked, seal, unseal

ASSESSMENT: Final = "skill-assessment"
TEMPLATE: Final = "training-certificate"
PREFIX: Final = "PX"
"""培训: the beginning of the numbers that are given here."""
CODE: Final = 8
"""Characters of the check code 校验码 that stands on the certificate: its holder tells it to whoever may check."""


@dataclass(frozen=True)
class CertificateCheck:
    """What anybody may learn of a certificate."""

    number: str
    kind: str
    name: str
    occupation: Mapping[str, str]
    level: Mapping[str, str]
    issued_on: date
    issuer: str
    revoked_on: date | None


def certify_class(dossier: Dossier, step: Step) -> None:
    """The office certifies: whoever passed and has no certificate yet gets one.  Raises InputError for nobody."""
    exams = ExamRecord.objects.filter(passed=True, certificate=None, enrolment__training_class=dossier.case.no)
    rows = list(exams.select_related("enrolment__training_class", "enrolment__person").order_by("at", "id"))
    if not rows:
        hint = _("还没有人考试合格，合格了再发证。")
        raise InputError("nobody_passed", "act", "certify", "somebody who passed", hint)
    for exam in rows:
        taken = exam.enrolment.training_class
        number = PREFIX + next_number("certificate", day_of(step.at).year)
        what = {"kind": "training", "occupation": taken.occupation, "level": taken.level, "exam": exam}
        _issue(dossier, step, number, exam.enrolment.person, what)


def certify_assessed(dossier: Dossier, step: Step) -> None:
    """A level was reached: the certificate of the assessing body, under its own number.

    Raises InputError for a number that another certificate has.
    """
    if step.payload.get("outcome") != "passed" or dossier.case.applicant.kind != "natural":
        return
    said = dossier.answers
    number = str(step.payload["certificate_no"]).strip().upper()
    if Certificate.objects.filter(number=number).exists():
        hint = _("这个编号已经发过一张证书，核对一下编号。")
        raise InputError("number_taken", "payload.certificate_no", number, "a number of its own", hint)
    what = {"kind": "level", "occupation": str(said["occupation"]), "level": str(said["level"]), "exam": None}
    _issue(dossier, step, number, dossier.case.applicant, what)


def _issue(dossier: Dossier, step: Step, number: str, person: Person, what: Mapping[str, Any]) -> None:
    scheduled = dossier.last("schedule")
    row = Certificate(
        id=uuid.uuid4(), number=number, person=person, case=dossier.case,
        issuer=str(scheduled.payload["assessor"]) if scheduled is not None else _issuer(dossier),
        standard=str(step.payload.get("standard") or step.payload.get("clause") or "")[:500],
        issued_on=day_of(step.at), issued_at=step.at, **what,
    )  # fmt: skip
    row.save(force_insert=True)
    append("certificate", str(row.id), row_digest(row), step.record.actor or "system", row.issued_at)
    ask(row, ISSUED, row.issued_at)


def _issuer(dossier: Dossier) -> str:
    """Who holds the class, and the office that lets its certificates go out."""
    organiser, office = details_of(dossier.case.applicant).name, office_name(dossier)
    return organiser[:120] if organiser == office else f"{organiser[:60]}（{office[:50]}核发）"


def named_certificate(asked: ReferenceQuery, number: str) -> Referent | None:
    """A certificate that was issued here, for an answer that names one."""
    row = Certificate.objects.filter(number=number.upper()).first()
    return None if row is None else Referent(row.number, row.number, people=frozenset({row.person_id}))


def revoke_named(dossier: Dossier, step: Step) -> None:
    """A certificate of this class holds no more.  Raises InputError for a number that it has not issued."""
    number = str(step.payload["certificate_no"]).strip().upper()
    row = dossier.case.certificates.filter(number=number, revocation=None).first()
    if row is None:
        hint = _("这个班没有发过这个编号的证书，或者已经撤销。")
        raise InputError("no_certificate", "payload.certificate_no", number, "a certificate of this class", hint)
    _revoke(row, step)


def revoke_assessed(dossier: Dossier, step: Step) -> None:
    """The assessment's certificate holds no more."""
    for row in dossier.case.certificates.filter(revocation=None):
        _revoke(row, step)


def _revoke(certificate: Certificate, step: Step) -> None:
    row = Revocation(certificate=certificate, at=step.at)
    said = {"reason": str(step.payload["reason"]), "clause": str(step.payload["clause"])}
    row.sealed = seal(certificate.person, said, f"revocation:{certificate.id}")
    row.save(force_insert=True)
    append("revocation", str(row.pk), row_digest(row), step.record.actor or "system", row.at)
    ask(certificate, REVOKED, row.at)


def my_certificates(actor: Actor) -> list[Certificate]:
    """A person's own, newest first."""
    if actor.alone is None:
        return []
    rows = Certificate.objects.filter(person_id=actor.alone).select_related("revocation")
    return list(rows.order_by("-issued_at"))


def own_certificate(actor: Actor, certificate: uuid.UUID | str) -> Certificate:
    """One of a person's own.  Raises NotFoundError."""
    rows = Certificate.objects.select_related("person__data_key", "case", "revocation")
    found = rows.filter(id=certificate, person_id=actor.alone).first() if actor.alone is not None else None
    if found is None:
        raise NotFoundError(str(certificate))
    return found


def revoked_on(certificate: Certificate) -> date | None:
    """Since when it holds no more."""
    return day_of(certificate.revocation.at) if hasattr(certificate, "revocation") else None


def why_revoked(certificate: Certificate) -> dict[str, str]:
    """``{"reason", "clause"}`` for the holder.  Raises ErasedError."""
    place = f"revocation:{certificate.id}"
    return {**unseal(certificate.person, bytes(certificate.revocation.sealed), place)}


def check_code(number: str) -> str:
    """The code that belongs to a number: nobody finds it without our key."""
    return index_of(f"certificate:{number}")[:CODE].upper()


def check_certificate(number: str, code: str) -> CertificateCheck | None:
    """What anybody may learn who has both; None for a wrong pair, alike whether the number exists or not."""
    number, code = number.strip().upper()[:40], code.strip().upper()
    rows = Certificate.objects.select_related("person__data_key", "revocation")
    row = rows.filter(number=number).first() if "\0" not in number else None
    if row is None or code != check_code(number):
        return None
    try:
        name = masked(details_of(row.person))["name"]
    except ErasedError:
        return None
    labels = occupation_label(row.occupation), level_label(row.level)
    return CertificateCheck(row.number, row.kind, name, *labels, row.issued_on, row.issuer, revoked_on(row))


def certificate_pdf(actor: Actor, certificate: uuid.UUID | str, where: str) -> tuple[str, bytes]:
    """(file name, signed PDF); ``where``: the address of the public check.  Raises NotFoundError, also once revoked."""
    row = own_certificate(actor, certificate)
    if revoked_on(row) is not None:
        raise NotFoundError(str(certificate))
    details = details_of(row.person)
    title = title_of(row.kind)
    data = {
        "title": title, "no": row.number, "office": row.issuer, "demo": settings.DEMO, "preview": False,
        "name": details.name, "id_number": masked(details)["id_number"], "kind": row.kind,
        "occupation": occupation_label(row.occupation)["zh"], "level": level_label(row.level)["zh"],
        "day": f"{row.issued_on.year}年{row.issued_on.month}月{row.issued_on.day}日", "standard": row.standard,
        "code": check_code(row.number), "where": where, "qr": qr_code(where),
    }  # fmt: skip
    return f"certificate-{row.issued_on.isoformat()}.pdf", sign(typeset(city_pack(), TEMPLATE, data), title)


def title_of(kind: str) -> str:
    """What stands at its head."""
    return {"training": "职业培训合格证书", "level": "职业技能等级证书"}[kind]

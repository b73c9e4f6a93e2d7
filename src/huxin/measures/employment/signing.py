"""Signing with evidence, the copy to keep, and “不是我签的”."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    city_pack,
    file_case,
    sign,
    today,
    typeset,
)
from huxin.core.service import append, digest_of, once
from huxin.identity.service import Actor, Presence
from huxin.law import InputError
from huxin.law.dates import SHANGHAI
from huxin.measures.employment.models import Disavowal, Signature
from huxin.measures.employment.papers import content_of, find_agreement, start_engagement
from huxin.people.service import Agreement, acts_for, details_of, seal

FORMS: Final = {
    "labour-contract": "labour",
    "written-agreement": "not_fully",
    "three-party-agreement": "not_fully",
    "over-age-agreement": "over_age",
}
"""The form of work that a signed paper begins; the facts may still say otherwise."""
DISPUTE: Final = "one-stop-mediation"


def parties(row: Agreement) -> tuple[str, ...]:
    """Who has to sign."""
    return ("worker", "company", "partner") if row.paper == "three-party-agreement" else ("worker", "company")


def sign_agreement(
    actor: Actor, agreement: uuid.UUID | str, evidence: Presence, *, read_to_end: bool, seen_sha256: str, key: str
) -> dict[str, Any]:
    """Put one party's signature under an agreement.  Answers ``{"id", "status", "party"}``.

    ``seen_sha256``: the digest of the text that was shown.  Raises InputError when the text was not confirmed as
    read, or is not the one that was shown; ConflictError when it is not open for signing, or signed by this party.
    """
    body = {"what": "sign", "agreement": str(agreement), "sha256": seen_sha256, "read": read_to_end}
    return once(actor.key, key, body, lambda: _sign(actor, agreement, evidence, read_to_end, seen_sha256))


def _sign(
    actor: Actor, agreement: uuid.UUID | str, evidence: Presence, read_to_end: bool, seen_sha256: str
) -> dict[str, Any]:
    row = find_agreement(actor, agreement, lock=True)
    party = _party(actor, row)
    if not read_to_end:
        hint = _("先把全文看完，再勾选“我看完了”。")
        raise InputError("not_read", "read_to_end", "not confirmed", "confirmed", hint)
    if seen_sha256 != row.text_sha256:
        hint = _("协议和你看到的不一样，请重新打开。")
        raise InputError("changed", "seen_sha256", seen_sha256[:12], row.text_sha256[:12], hint)
    if row.status != "offered":
        raise ConflictError("It is not open for signing any more.")
    if row.signatures.filter(party=party).exists():
        raise ConflictError("You have signed it already.")
    one = Signature(
        id=uuid.uuid4(), agreement=row, party=party, account_id=actor.account_id, at=timezone.now(),
        read_to_end=True, text_sha256=row.text_sha256, text_sm3=row.text_sm3, **evidence.hashed(),
    )  # fmt: skip
    one.save(force_insert=True)
    append("signature", str(one.id), signature_digest(one), actor.key, one.at)
    if set(parties(row)) == set(row.signatures.values_list("party", flat=True)):
        _concluded(row)
    return {"id": str(row.id), "status": row.status, "party": party}


def _party(actor: Actor, row: Agreement) -> str:
    """The side for which somebody signs.  Raises ForbiddenError for an onlooker."""
    if actor.alone is not None and actor.alone == row.person_id:
        return "worker"
    if acts_for(actor, row.company_id, "signing") and actor.kind != "system":
        return "company"
    if row.partner and acts_for(actor, row.partner, "signing") and actor.kind != "system":
        return "partner"
    raise ForbiddenError("Only the parties sign.")


def _concluded(row: Agreement) -> None:
    """The last signature is there: the paper holds, and the one before it is replaced."""
    row.status, row.signed_on = "signed", today()
    row.save(update_fields=["status", "signed_on"])
    if row.previous_id is not None:
        Agreement.objects.filter(id=row.previous_id).update(status="replaced")
    start_engagement(row, FORMS[row.paper])


def agreement_pdf(actor: Actor, agreement: uuid.UUID | str) -> tuple[str, bytes]:
    """(file name, PDF) to keep: the text, its digests and who signed when.  Raises NotFoundError for a filed one."""
    row = find_agreement(actor, agreement)
    content = content_of(row)
    if content is None:
        raise NotFoundError(str(agreement))
    pack = city_pack()
    title, *clauses = [part for part in content.text.split("\n\n") if part.strip()]
    partner = str(content.answers.get("partner", ""))
    names = {"worker": details_of(row.person).name, "company": row.company.name, "partner": partner}
    data = {
        "title": title.strip(), "no": f"{str(row.id)[:8]}-{row.version}", "office": row.company.name,
        "demo": settings.DEMO, "preview": row.status == "offered",
        "clauses": [list(part.split("\n", 1)) for part in clauses], "summary": list(content.summary),
        "sha256": row.text_sha256, "sm3": row.text_sm3,
        "signatures": [_signed(one, names[one.party]) for one in row.signatures.order_by("at")],
    }  # fmt: skip
    return f"agreement-{str(row.id)[:8]}.pdf", sign(typeset(pack, "agreement", data), title.strip())


def _signed(one: Signature, name: str) -> dict[str, str]:
    at = one.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return {"party": one.party, "name": name, "at": at, "device": one.device[:16], "method": one.login_method}


def disavow(
    actor: Actor, agreement: uuid.UUID | str, statement: str, *, key: str, mediate: bool = False
) -> dict[str, Any]:
    """“不是我签的”: seal the worker's statement and mark the paper as disputed.

    ``mediate``: open a case of one-stop mediation with it.  Answers ``{"id", "case"}``, case empty when none was
    opened.  Raises InputError for an empty statement, ForbiddenError for anybody but the worker.
    """
    if not statement.strip():
        hint = _("写一句：哪一点不是你签的、你怎么知道的。")
        raise InputError("missing", "statement", "nothing", "a sentence", hint)
    body = {"what": "disavow", "agreement": str(agreement), "statement": statement, "mediate": mediate}
    return once(actor.key, key, body, lambda: _disavow(actor, agreement, statement.strip(), key, mediate))


def _disavow(actor: Actor, agreement: uuid.UUID | str, statement: str, key: str, mediate: bool) -> dict[str, Any]:
    row = find_agreement(actor, agreement, lock=True)
    if actor.alone != row.person_id:
        raise ForbiddenError("Only the worker can say so.")
    if Disavowal.objects.filter(agreement=row).exists():
        raise ConflictError("You have said so already.")
    case = _mediation(actor, row, statement, key) if mediate else ""
    one = Disavowal(agreement=row, at=timezone.now(), case_no=case)
    one.sealed = seal(row.person, {"statement": statement}, f"disavowal:{row.id}")
    one.save(force_insert=True)
    append("disavowal", str(row.id), disavowal_digest(one), actor.key, one.at)
    Agreement.objects.filter(id=row.id).update(status="disputed")
    return {"id": str(row.id), "case": case}


def _mediation(actor: Actor, row: Agreement, statement: str, key: str) -> str:
    """A mediation case from what is known; nothing is typed twice."""
    payload = {
        "matter": "contract", "knew_on": today().isoformat(), "company": row.company.name,
        "company_code": row.company_id, "story": statement,
        "wish": "认定这份协议不是我签的。", "people": "1", "county": row.county,
        "phone": details_of(row.person).phone, "declared": True,
    }  # fmt: skip
    return str(file_case(actor, DISPUTE, payload, papers={}, key=f"{key[:60]} case")["no"])


def signature_digest(row: Signature) -> str:
    """Over everything a signature holds."""
    return digest_of(
        {
            "id": str(row.id), "agreement": str(row.agreement_id), "party": row.party, "account": row.account_id,
            "at": row.at, "method": row.login_method, "device": row.device, "session": row.session,
            "read": row.read_to_end, "sha256": row.text_sha256, "sm3": row.text_sm3,
        }
    )  # fmt: skip


def signatures(_unused: str | None = None) -> Iterator[tuple[str, str]]:
    """Every signature as it is stored now."""
    for row in Signature.objects.iterator(chunk_size=500):
        yield str(row.id), signature_digest(row)


def disavowal_digest(row: Disavowal) -> str:
    """Over everything a statement holds; its words as the hash of the encrypted bytes."""
    sealed = hashlib.sha256(bytes(row.sealed)).hexdigest()
    return digest_of({"agreement": str(row.agreement_id), "at": row.at, "case": row.case_no, "sealed": sealed})


def disavowals(_unused: str | None = None) -> Iterator[tuple[str, str]]:
    """Every statement as it is stored now."""
    for row in Disavowal.objects.all():
        yield str(row.agreement_id), disavowal_digest(row)

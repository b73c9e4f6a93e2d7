"""Numbers of documents 文号 by the rule of the body that makes the paper, without a gap, in a register 发文登记."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.audit_digests import void_digest
from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.errors import NotFoundError
from huxin.casework.models import Counter, DocumentNumber
from huxin.casework.outbox.letters.issuers import issuer_of
from huxin.casework.outbox.letters.readers import letter_of
from huxin.casework.pagination import Leaf, leaf
from huxin.core.service import append
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.dates import day_of

LONGEST: Final = 200
"""Characters of a reason for which a number is made void."""
CODE: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def take_number(dossier: Dossier, step: Step, template: str) -> DocumentNumber | None:
    """The next number of the series of this paper, in the caller's transaction; None for a paper without one.

    The row of the series is locked until that transaction ends, so that a paper that never comes about leaves no gap.
    """
    rule = _rule(dossier, step, template)
    if rule is None:
        return None
    year = day_of(step.at).year
    counter, _unused = Counter.objects.select_for_update().get_or_create(name=rule.replace("{n}", "")[:80])
    counter.last += 1
    counter.save(update_fields=["last"])
    return DocumentNumber.objects.create(
        id=uuid.uuid4(),
        body=issuer_of(dossier, template),
        county=dossier.case.county,
        text=rule.replace("{n}", str(counter.last)),
        year=year,
        serial=counter.last,
        case=dossier.case,
        act_seq=step.seq,
        template=template,
        taken_at=step.at,
    )


def new_code() -> str:
    """A code 校验码 by which anybody who holds a paper may check it: 80 bits, without letters that look alike."""
    return "".join(secrets.choice(CODE) for _unused in range(16))


def number_of(dossier: Dossier, step: Step, template: str) -> str:
    """The number that stands on a paper; empty where it has none, or none yet."""
    case = dossier.case
    rows = DocumentNumber.objects.filter(case_id=case.no, act_seq=step.seq, template=template) if case.no else ()
    return next((one.text for one in rows), "")


def _rule(dossier: Dossier, step: Step, template: str) -> str | None:
    """The number with ``{n}`` left open; None where the letter or the body that makes it has no rule."""
    pack, series = dossier.pack, letter_of(dossier, template).series
    body = pack.agencies.get(issuer_of(dossier, template))
    division = pack.divisions.get(dossier.case.county)
    if series is None or body is None:
        return None
    of_county = body.county_office is not None and division is not None
    pattern = body.county_number if of_county else body.number
    if pattern is None:
        return None
    short = (division.short or division.label["zh"]) if division is not None else ""
    return pattern.format(series=series, year=day_of(step.at).year, county=short, n="{n}")


def register(actor: Actor, *, year: int | None = None, text: str = "", after: str = "") -> Leaf[DocumentNumber]:
    """The numbers of the actor's office, newest first, a page at a time; an auditor sees those of every office.

    ``text``: part of a number, or the number of a case.
    """
    rows = _scope(actor).select_related("case", "voided_by").prefetch_related("letters")
    if year is not None:
        rows = rows.filter(year=year)
    if text.strip():
        rows = rows.filter(Q(text__icontains=text.strip()) | Q(case_id=text.strip()))
    return leaf(rows, "taken_at", datetime.fromisoformat, after)


def _scope(actor: Actor) -> QuerySet[DocumentNumber]:
    rows = DocumentNumber.objects.all() if actor.kind == "officer" else DocumentNumber.objects.none()
    if "auditor" not in actor.roles:
        rows = rows.filter(case__department=actor.department)
    return rows.filter(county=actor.county) if actor.county else rows


def void(actor: Actor, number: UUID, reason: str) -> None:
    """Make a number void 作废 with its reason; the paper no longer holds, and the number is not used again.

    Raises NotFoundError outside the scope and for whoever does not approve, InputError without a reason and for a
    number that is void already.
    """
    if "approver" not in actor.roles:
        raise NotFoundError(str(number))
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST:
        hint = _("写清楚为什么作废，1 到 %(longest)s 个字。") % {"longest": LONGEST}
        raise InputError("reason", "reason", reason, "why the number is void", hint)
    with transaction.atomic():
        row = _scope(actor).select_for_update(of=("self",)).filter(id=number).first()
        if row is None:
            raise NotFoundError(str(number))
        if row.voided_at is not None:
            raise InputError("void", "number", row.text, "a number that holds", _("这个文号已经作废了。"))
        row.voided_at, row.voided_by_id, row.reason = timezone.now(), actor.account_id, why
        row.save(update_fields=["voided_at", "voided_by", "reason"])
        append("number_void", str(row.id), void_digest(row), actor.key, row.voided_at)

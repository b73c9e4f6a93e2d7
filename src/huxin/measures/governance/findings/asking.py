"""From finding to case 由发现到询问: one inquiry filled in beforehand; the finding remembers where it went."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, ReferenceQuery, Referent, Step, city_pack
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.measures.governance.findings.seeing import OwnPart
from huxin.measures.governance.findings.words import detector_words, measured
from huxin.measures.governance.models import STANDS, Asked, Finding, Part
from huxin.people.service import Company

PROCEDURE: Final = "inquiry"
_STATUS: Final = {
    "law": "law", "judicial": "law", "binding": "rule", "guideline": "guideline", "agreement": "agreement",
    "voluntary": "voluntary", "case": "guideline", "draft": "proposal", "proposal": "proposal",
}  # fmt: skip


def asks(actor: Actor) -> bool:
    """Whether this officer opens inquiries: a handler of an office that the pack lets send them."""
    procedure = city_pack().procedures.get(PROCEDURE)
    return procedure is not None and actor.department in procedure.departments and "handler" in actor.roles


def askable(one: Finding) -> list[str]:
    """The companies that can be asked about a finding that stands: those whose own part is over the limit."""
    if one.withdrawn_at is not None:
        return []
    shared = not one.company
    parts = Part.objects.filter(finding=one).order_by("company")
    return [part.company for part in parts if OwnPart(one, part.measure, shared).over]


def inquiry_answers(one: Finding, code: str) -> dict[str, Any]:
    """What the form of an inquiry can know from a finding, for one company: its own part and no other's."""
    company = Company.objects.filter(credit_code=code).first()
    part = Part.objects.filter(finding=one, company=code).first()
    same, seen = alike(one, code), measured(part.measure if part else one.measure, one)
    orders = "、".join([number for each in same or [one] for number in each.order_ids][:60])
    facts = [
        f"{detector_words(one.detector)}：{one.day.isoformat()}，{seen}。",
        f"同一天、同一类的共 {len(same)} 条。" if len(same) > 1 else "",
        f"订单：{orders}" if one.company and orders else "",
    ]
    return {
        "company": company.name if company is not None else "",
        "company_code": code,
        "origin": "cover" if one.detector == "cover_gap" else "orders",
        "finding_no": one.id[:60],
        "source_status": _STATUS.get(one.status, "proposal"),
        "suspected_clause": one.clause,
        "facts": "\n".join(line for line in facts if line)[:2000],
        "county": one.county,
    }


def alike(one: Finding, code: str) -> list[Finding]:
    """Findings of the same company, detector, county and day that nobody asked about yet: one inquiry for all."""
    rows = Finding.objects.filter(
        STANDS, detector=one.detector, county=one.county, day=one.day, parts__company=code, asked=None
    )
    return list(rows.order_by("started_at", "id")[:500])


def named_finding(asked: ReferenceQuery, number: str) -> Referent | None:
    """A finding that an officer may see, for an answer that names one; it is of each company that has a part in it."""
    counties = {"", asked.actor.county} if asked.actor.county else None
    rows = (
        Finding.objects.filter(id=number)
        if counties is None
        else Finding.objects.filter(id=number, county__in=counties)
    )
    one = rows.first()
    companies = Part.objects.filter(finding=one).values_list("company", flat=True) if one is not None else ()
    return None if one is None else Referent(one.id, detector_words(one.detector), companies=frozenset(companies))


def remember(dossier: Dossier, step: Step) -> None:
    """After an inquiry was filed: the finding that it names, and those like it, are asked about.

    Only findings of the case's own county and company.  Raises InputError for one of another county or company, and
    for one that was withdrawn since the form was opened.
    """
    named = Finding.objects.filter(id=str(step.payload.get("finding_no") or "")).first()
    if named is None:
        return
    code = str(step.payload.get("company_code") or "").strip().upper()
    one = Finding.objects.filter(id=named.id, county__in=("", dossier.case.county), parts__company=code).first()
    if one is None:
        hint = _("这里只能写本县（市、区）对这家企业的监测发现的编号；没有就空着。")
        raise InputError("finding", "payload.finding_no", named.id, "a finding of this county and company", hint)
    if one.withdrawn_at is not None:
        hint = _("这条发现撤回了：再扫描没有再发现。看监测发现里还成立的。")
        raise InputError("withdrawn", "payload.finding_no", one.id, "a finding that stands", hint)
    found = {each.id: each for each in [one, *alike(one, code)] if each.id}
    taken = set(Asked.objects.filter(finding_id__in=found).values_list("finding_id", flat=True))
    Asked.objects.bulk_create(Asked(finding=each, case=dossier.case) for key, each in found.items() if key not in taken)

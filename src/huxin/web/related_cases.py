"""What hangs together with a case: the cases before and after it, and who signed what."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from huxin.casework.service import (
    MASKED,
    Dossier,
    chain_seen,
    city_pack,
    office_name,
    onward,
    same_as,
    signatures,
    text_to_sign,
    today,
)
from huxin.core.service import english
from huxin.identity.service import Actor
from huxin.law.procedures import STATUS_LABELS, Act
from huxin.measures.disputes.service import collective
from huxin.measures.injuries.pages.shared_bundles import bundle
from huxin.ui.prefill import said_before
from huxin.ui.templatetags.words import say
from huxin.ui.turn import side_name


def thread(actor: Actor, dossier: Dossier, address: str) -> dict[str, Any]:
    """``chain``: the cases that hang together, empty for a single one; ``same``: others of the same matter;
    ``signed``: the signatures so far; ``calculator``: the address of the page that both sides see, where the procedure
    has one; ``bundle``: what the case holds by reference; for the office, ``ways``: where it may hand the case over
    to, and ``group``: open cases of the same matter against the same company."""
    procedures, seen = city_pack().procedures, chain_seen(actor, dossier.case)
    hung = {one.no for one, _open in seen}
    same = [one for one in same_as(actor, dossier) if one.no not in hung]
    chain = [
        {
            "no": one.no,
            "label": say(procedures[one.procedure].label),
            "status": say(STATUS_LABELS[one.status]),
            "here": one.no == dossier.case.no,
            "url": reverse(address, args=[one.no]) if can_open else "",
        }
        for one, can_open in seen
    ]
    return {
        "calculator": reverse("worker:calculator", args=[dossier.case.no])
        if "calculate" in dossier.procedure.acts
        else "",
        "ways": _ways(actor, dossier) if actor.kind == "officer" else [],
        "bundle": bundle(actor, dossier),
        "group": _group(actor, dossier),
        "same": [{"no": one.no, "on": one.filed_at, "url": reverse(address, args=[one.no])} for one in same],
        "chain": chain if len(chain) > 1 else [],
        "signed": [
            {"who": side_name(one.by), "at": one.at, "digest": one.digest, "stands": one.stands}
            for one in signatures(dossier)
        ],
    }


def _ways(actor: Actor, dossier: Dossier) -> list[dict[str, str]]:
    """Each way on that is open now, to a form that begins with what this case knows."""
    return [
        {"label": say(one.label), "url": f"{reverse('agency:new', args=[one.to])}?from={dossier.case.no}"}
        for one in onward(actor, dossier)
    ]


def _group(actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    """For the office: how many open cases of the same matter there are against the same company, and their page."""
    code, matter = str(dossier.answers.get("company_code") or "").upper(), str(dossier.answers.get("matter") or "")
    if actor.kind != "officer" or dossier.procedure.room != "disputes" or not code or not matter:
        return None
    found = collective(actor, code, matter)
    if found is None or len(found.members) < 2:
        return None
    return {
        "count": len(found.members),
        "people": found.people,
        "reached": found.reached,
        "url": reverse("agency:group", args=[code, matter]),
    }


def known_for(dossier: Dossier, spec: Act) -> dict[str, Any]:
    """What an officer need not type again: what the application said, for a settlement the text that was signed."""
    asked = {one.name for one in spec.payload}
    hidden = {one.name for one in dossier.procedure.fields_of("file") if one.personal or one.kind in MASKED}
    known: dict[str, Any] = {name: value for name, value in dossier.answers.items() if name not in hidden}
    known |= said_before(dossier, spec)
    signing = next((one.id for one in dossier.procedure.acts.values() if text_to_sign(dossier, one.id)), None)
    if spec.to == "done" and signing is not None:
        known |= {
            "respondent": dossier.answers.get("company"),
            "agreement_effective_on": today().isoformat(),
            "mediator": office_name(dossier, "en" if english() else "zh"),
            **(text_to_sign(dossier, signing) or {}),
        }
    return {name: value for name, value in known.items() if name in asked and value not in (None, "")}

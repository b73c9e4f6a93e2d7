"""What an injury claim holds by reference 调取的记录, as its pages show it: each paper, where it stands, its digest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, city_pack
from huxin.identity.service import Actor
from huxin.law.procedures import Field
from huxin.law.procedures.model import OPEN
from huxin.measures.injuries.service import KINDS, PROCEDURE, BundleRecord, collected
from huxin.people.service import find_companies
from huxin.ui.templatetags.words import say


def bundle(actor: Actor, dossier: Dossier) -> dict[str, Any] | None:
    """The bundle for the office and for the worker who applied; None for everybody else and for other procedures.

    ``{"at", "may", "regime", "way", "marks", "basis", "papers": [{"label", "rows", "missing"}]}``; ``at`` None: not
    fetched yet; ``may``: this officer can have it fetched again.
    """
    mine = actor.owner == dossier.case.applicant_id and dossier.unhidden.steps[0].by == "worker"
    if dossier.case.procedure != PROCEDURE or "collect" not in dossier.procedure.acts:
        return None
    if actor.kind != "officer" and not mine:
        return None
    found = collected(dossier.unhidden)  # the office and the worker whose records they are
    may = "handler" in actor.roles and dossier.case.status in OPEN
    if found is None:
        return {"at": None, "may": may}
    asked = {one.name: one for one in dossier.procedure.acts["collect"].payload}
    labels = {one.id: say(one.label) for one in dossier.procedure.evidence}
    return {
        "at": found.at,
        "may": may,
        "regime": found.regime,
        "way": _option(asked["regime"], found.regime),
        "marks": [{"id": one, "text": _option(asked["marks"], one)} for one in found.marks],
        "basis": "、".join(one for one in (_trade(found.trade), _company(found.platform)) if one),
        "papers": [
            {
                "label": labels.get(kind, kind),
                "rows": [_row(one) for one in found.pieces if one.kind == kind],
                "missing": _missing(kind, found.marks),
            }
            for kind in KINDS
        ],
    }


def _option(field: Field, value: str) -> str:
    return next((say(one.label) for one in field.options if one.value == value), value)


def _missing(kind: str, marks: tuple[str, ...]) -> str:
    if kind == "orders_then" and "no_feed" in marks:
        return _("平台没有报送那几天的订单。")
    return _("库里没有。")


def _row(one: BundleRecord) -> dict[str, Any]:
    return {
        "text": " · ".join(part for part in _parts(one) if part),
        "then": bool(one.facts.get("then")),
        "source": one.source,
        "sha256": one.sha256,
    }


def _parts(one: BundleRecord) -> list[str]:
    facts = one.facts
    if one.kind == "orders_then":
        numbers = _("订单 %(no)s") % {"no": one.source.rpartition("/")[2]}
        served = _span(_minute(facts.get("accepted_at", "")), _minute(facts.get("ended_at", "")))
        return [
            numbers,
            _company(facts.get("code", "")),
            _trade(facts.get("trade", "")),
            served,
            facts.get("cover_no", ""),
        ]
    return [
        facts.get("company", ""),
        facts.get("platform", ""),
        _sheet("engagements", "form", facts.get("form", "")),
        _sheet("agreements", "paper", facts.get("paper", "")),
        _trade(facts.get("trade", "")),
        _span(facts.get("since", ""), facts.get("until", "")),
    ]


def _span(since: str, until: str) -> str:
    return (
        _("%(since)s 至 %(until)s") % {"since": since, "until": until}
        if until
        else _("%(since)s 起") % {"since": since}
    )


def _minute(text: str) -> str:
    return text[:16].replace("T", " ")


def _trade(code: str) -> str:
    return _sheet("engagements", "trade", code)


def _sheet(sheet: str, column: str, value: str) -> str:
    """A value of a list in the words of its sheet."""
    columns = city_pack().sheets[sheet].columns if sheet in city_pack().sheets else ()
    options = next((one.options for one in columns if one.name == column), ())
    return next((say(one.label) for one in options if one.value == value), value)


def _company(code: str) -> str:
    """A company's name for its credit code; a platform's name stays as it is."""
    found = next(iter(find_companies(code, 1)), None) if code else None
    return found.name if found is not None and found.credit_code == code else code

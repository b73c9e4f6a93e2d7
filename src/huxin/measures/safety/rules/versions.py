"""The versions of a platform's rules, as its filings brought them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from huxin.casework.service import Case, Dossier, NotFoundError, queue_rows, view_dossiers
from huxin.identity.service import SYSTEM, Actor

PROCEDURE: Final = "rule-filing"


@dataclass(frozen=True)
class Version:
    """One filed version 规则版本 with the record of how workers were heard."""

    no: str
    company: str
    code: str
    kind: str
    version: str
    effective_on: date | None
    changed: str
    heard_by: str
    heard_result: str
    union_opinion: str


def version_of(dossier: Dossier) -> Version:
    """The version that a filing is."""
    said = dossier.answers
    try:
        day = date.fromisoformat(str(said.get("effective_on", "")))
    except ValueError:
        day = None
    said = {name: str(value) for name, value in said.items()}
    return Version(
        no=dossier.case.no,
        company=said.get("company", ""),
        code=said.get("company_code", ""),
        kind=said.get("rule_kind", ""),
        version=said.get("rule_version", ""),
        effective_on=day,
        changed=said.get("changed_items", ""),
        heard_by=said.get("heard_by", ""),
        heard_result=said.get("heard_result", ""),
        union_opinion=said.get("union_opinion", ""),
    )


def versions(actor: Actor, most: int = 200) -> list[Version]:
    """Every version in an officer's scope, newest first; a union sees them all, as it gives its opinion."""
    own = reader(actor)
    if own.kind == "system":
        rows = list(Case.objects.filter(procedure=PROCEDURE).order_by("-filed_at")[:most])
    else:
        rows = [one for one in queue_rows(actor, "all") if one.procedure == PROCEDURE]
    found = sorted(rows, key=lambda one: one.filed_at, reverse=True)[:most]
    return [version_of(one) for one in view_dossiers(own, found)]


def earlier(listed: list[Version], no: str) -> tuple[Version, list[Version]]:
    """(this version, those of the same platform and kind before it, newest first).  Raises NotFoundError."""
    place = next((i for i, one in enumerate(listed) if one.no == no), None)
    if place is None:
        raise NotFoundError(no)
    this = listed[place]
    return this, [one for one in listed[place + 1 :] if (one.code, one.kind) == (this.code, this.kind)]


def reader(actor: Actor) -> Actor:
    """As whom the texts are opened: a union reads them for its opinion, everybody else in the own scope."""
    return SYSTEM if actor.department == "union" and actor.kind == "officer" else actor

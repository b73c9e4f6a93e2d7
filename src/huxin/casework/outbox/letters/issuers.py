"""Which body makes a letter 制发机关, and its name in the county of the case."""

from __future__ import annotations

from huxin.casework.case.dossier import Dossier
from huxin.casework.law.city import office_label
from huxin.casework.outbox.letters.readers import letter_of
from huxin.law.pack.letters import APPLICANT
from huxin.people.service import details_of


def issuer_of(dossier: Dossier, template: str) -> str:
    """The body that makes a letter: as the letter says, else the procedure, else the office of the case.

    A city whose pack is from before it named that body keeps the office of the case; the check of packs says so.
    """
    pack = dossier.pack
    present = pack.procedures.get(dossier.case.procedure, dossier.procedure)
    body = letter_of(dossier, template).issuer or present.issuer
    return body if body is not None and body in (APPLICANT, *pack.agencies) else dossier.case.department


def authority_name(dossier: Dossier) -> str:
    """The body that handles the procedure, by name: to whom an application is made."""
    pack = dossier.pack
    body = pack.procedures.get(dossier.case.procedure, dossier.procedure).issuer
    known = body is not None and body in pack.agencies
    return office_label(body if known and body is not None else dossier.case.department, dossier.case.county)


def issuer_name(dossier: Dossier, template: str, language: str = "zh") -> str:
    """The name of that body in the county of the case; of the applicant, where they write it themselves."""
    body = issuer_of(dossier, template)
    if body == APPLICANT:
        return details_of(dossier.case.applicant).name
    return office_label(body, dossier.case.county, language)

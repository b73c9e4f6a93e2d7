"""What a letter is called: by the pack, for an outcome or a procedure otherwise where the law says so."""

from __future__ import annotations

from huxin.casework.case.dossier import Dossier, Step
from huxin.casework.law.city import city_pack
from huxin.casework.models import Letter
from huxin.casework.outbox.letters.readers import letter_of


def letter_title(letter: Letter, language: str = "zh") -> str:
    """The title of a letter, as the pack names it for this outcome or procedure."""
    return title_of(letter.template, letter.variant, language)


def title_of(template: str, variant: str = "", language: str = "zh") -> str:
    """The title of a template, or that of a variant."""
    letter = city_pack().letters.get(template)
    return template if letter is None else letter.titles.get(variant, letter.title)[language]


def variant_of(dossier: Dossier, step: Step, template: str) -> str:
    """By what the pack gives this letter another title: the outcome of the act, else the procedure; else nothing."""
    titles = letter_of(dossier, template).titles
    said = (str(step.payload.get("outcome") or ""), dossier.case.procedure)
    return next((one for one in said if one in titles), "")

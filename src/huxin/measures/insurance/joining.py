"""Joining in one's own name (通知二(三)): the pension is one office's, medical insurance another's (经办条例 4)."""

from __future__ import annotations

from typing import Final

from huxin.casework.service import Dossier, Step, join_office

PROCEDURE: Final = "flexible-insurance-joining"
OFFICE: Final = "medical_insurance"


def bring_medical_in(dossier: Dossier, step: Step) -> None:
    """Where medical insurance is asked for, the office that runs it registers its line itself, if the pack says so."""
    runs_it = OFFICE in dossier.pack.agencies and "third" in dossier.procedure.sides
    if runs_it and "medical" in step.payload["lines"]:
        join_office(dossier, step, OFFICE, "third", "authority")


GUARDS: Final = {"file": bring_medical_in}

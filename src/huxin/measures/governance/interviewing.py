"""联合约谈 (通知三(三)): the offices that hold an interview together each read and say their part in their own name."""

from __future__ import annotations

from typing import Final

from huxin.casework.service import Dossier, Step, join_office

PROCEDURE: Final = "interview"


def bring_the_others_in(dossier: Dossier, step: Step) -> None:
    """Every office that was named besides the one that opened the interview takes part in it from the start."""
    for one in step.payload["organisers"]:
        if one != dossier.case.department:
            join_office(dossier, step, one, "third", "authority")


GUARDS: Final = {"file": bring_the_others_in}

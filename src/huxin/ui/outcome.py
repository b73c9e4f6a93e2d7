"""How a case ended in the words of its procedure, and whether somebody objected to it."""

from __future__ import annotations

from typing import Final

from huxin.casework.service import ANSWERS, Dossier
from huxin.law.procedures import STATUS_LABELS
from huxin.law.procedures.model import Text2

ENDED: Final = ("done", "refused")


def ended_label(dossier: Dossier) -> Text2:
    """How it ended, as the procedure calls it (未达成协议 and not 没通过); else the words of the status."""
    status, outcomes = dossier.case.status, dossier.procedure.outcomes
    if status not in ENDED:
        return STATUS_LABELS[status]
    named = next((str(one.payload["outcome"]) for one in reversed(dossier.steps) if "outcome" in one.payload), "")
    if named in outcomes and outcomes[named].status == status:
        return outcomes[named].label
    fitting = [one for one in outcomes.values() if one.status == status]
    return fitting[0].label if len(fitting) == 1 else STATUS_LABELS[status]


def contested(dossier: Dossier) -> bool:
    """Whether somebody objected and nobody has answered yet."""
    appealed = dossier.last("appeal")
    answers = [one.seq for name in ANSWERS if (one := dossier.last(name)) is not None]
    return appealed is not None and all(seq < appealed.seq for seq in answers)

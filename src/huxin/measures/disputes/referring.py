"""裁审衔接 (通知二(五)): the court takes a file over itself; nobody records for it that it did."""

from __future__ import annotations

from typing import Final

from huxin.casework.service import Dossier, Step, join_office

PROCEDURE: Final = "court-referral"


def bring_the_court_in(dossier: Dossier, step: Step) -> None:
    """With the file the court comes in as a side of its own: it confirms the receipt and says what became of it."""
    join_office(dossier, step, "court", "respondent", "authority")


GUARDS: Final = {"hand_over": bring_the_court_in}

"""Every day of a case of which somebody is reminded."""

from __future__ import annotations

from datetime import date

from huxin.casework.case.appointments import appointment_clocks
from huxin.casework.case.dossier import Dossier
from huxin.casework.case.remedies import remedy_clocks
from huxin.casework.collecting import enforcement_clocks
from huxin.law.clocks import ClockState


def reminded(dossier: Dossier, on: date) -> list[ClockState]:
    """The clocks of a case, the last day of the way outside that its applicant chose, that for asking the court to
    enforce what is owed, and the meetings ahead."""
    own = [*dossier.clocks(on).clocks, *enforcement_clocks(dossier, on)]
    return [*own, *remedy_clocks(dossier, on), *appointment_clocks(dossier, on)]

"""Until when one can claim 时效: the ways and lengths of the pack's mediation procedure, on the law floor's days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from huxin.law import Pack
from huxin.law.dates import add_months
from huxin.law.procedures.model import Route

MEDIATION: Final = "one-stop-mediation"
ARBITRATION: Final = "arbitration"
_EARLIEST: Final = date(1990, 1, 1)
"""What lies before is a slip of the pen."""


@dataclass(frozen=True)
class Limitation:
    """One way and its last day.  ``last`` None: no limit runs while the relation lasts (unpaid wages 拖欠劳动报酬)."""

    route: Route
    since: date
    last: date | None
    clause: str
    provisional: bool = False

    def over(self, on: date) -> bool:
        """Whether the last day has passed."""
        return self.last is not None and self.last < on


def may_have_been(day: date, on: date) -> bool:
    """Whether somebody can have learnt of a wrong, or have left, on a day: none to come and no slip of the pen."""
    return _EARLIEST <= day <= on


def limitations(pack: Pack, matter: str, knew_on: date, ended_on: date | None, *, lasts: bool) -> list[Limitation]:
    """The last day of each way, in the order of the pack.

    The time runs from the day on which one learnt of the wrong.  For unpaid wages arbitration knows no limit while
    the relation lasts, and afterwards runs from its end (劳动争议调解仲裁法 27).
    """
    appeal = pack.procedures[MEDIATION].appeal
    found = []
    for route in appeal.routes if appeal is not None else ():
        wages = matter == "pay" and route.id == ARBITRATION
        since = ended_on if wages and ended_on is not None else knew_on
        last = None if wages and lasts else _last_day(pack, since, route)
        provisional = last is not None and not pack.calendar.known(last)
        found.append(Limitation(route, since, last, pack.cite(route.source), provisional))
    return found


def _last_day(pack: Pack, since: date, route: Route) -> date:
    """The same date so many months on; a rest day rolls to the next working day."""
    if route.unit != "months":
        raise ValueError(f"{route.id}: a limitation is written in months")
    return pack.calendar.next_workday(add_months(since, route.length))

"""The facts of a case for its item: as its measure says, else as its procedure declares them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from huxin.casework.case.hooks import measure_of
from huxin.casework.law.city import today
from huxin.law.dates import day_of
from huxin.law.procedures.facts import facts_from
from huxin.people.service import Filing

if TYPE_CHECKING:
    from huxin.casework.case.dossier import Dossier


def facts_of(dossier: Dossier) -> Mapping[str, Any] | None:
    """The facts as the contract writes them; None while nothing can be said."""
    measure = measure_of(dossier.case.procedure)
    if measure is not None and measure.facts is not None:
        return measure.facts(dossier)
    sources, item = dossier.procedure.facts, dossier.pack.items.get(dossier.procedure.item or "")
    if not sources or item is None:
        return None
    found = facts_from(sources, dossier.records, lambda name, since: _known(dossier, name, since))
    return {name: value for name, value in found.items() if value is not None or item.facts[name].required}


def _known(dossier: Dossier, name: str, since: Any) -> Any:
    """What a register knows; None where it knows nothing."""
    if name == "months_paid":
        return _months_paid(dossier, str(since or ""))
    if name == "list_received":
        return _received(str(since or ""))
    return today().isoformat()


def _months_paid(dossier: Dossier, since: str) -> int | None:
    """Months of pension contributions of one's own from the month of a day on, as the register said at filing."""
    months = dossier.registers.get("months")
    if months is None or not since:
        return None
    own = [row for row in months if row["line"] == "pension" and row["payer"] == "own" and row["paid"] != "0.00"]
    return len({row["month"] for row in own if row["month"] >= since[:7]})


def _received(number: str) -> str | None:
    """The day on which a list arrived."""
    try:
        row = Filing.objects.filter(id=UUID(number)).first()
    except ValueError:
        return None
    arrived: date | None = day_of(row.received_at) if row is not None else None
    return arrived.isoformat() if arrived is not None else None

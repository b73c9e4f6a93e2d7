"""Ways to contest 救济途径: which of them are open against what was decided, and from which day their time counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from huxin.law.dates import add_months
from huxin.law.procedures.fields import holds
from huxin.law.procedures.model import Procedure, Route


def open_routes(procedure: Procedure, act: str, answers: Mapping[str, Any]) -> list[Route]:
    """The ways that are open against what an act decided; ``answers`` are all of the case, the last one winning."""
    return [one for one in (procedure.appeal.routes if procedure.appeal else ()) if _open(one, act, answers)]


def _open(route: Route, act: str, answers: Mapping[str, Any]) -> bool:
    shut = route.unless is not None and holds(route.unless, answers)
    return (not route.after or act in route.after) and holds(route.when, answers) and not shut


def begins_on(route: Route, answers: Mapping[str, Any]) -> date | None:
    """The day from which the time of a way counts, where the form says it; None where it is receipt, or not known."""
    try:
        return date.fromisoformat(str(answers.get(route.since))) if route.since is not None else None
    except ValueError:
        return None


def last_day(route: Route, since: date) -> date:
    """The last day of a way, without the rest days at its end."""
    return add_months(since, route.length) if route.unit == "months" else since + timedelta(days=route.length)

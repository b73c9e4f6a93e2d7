"""The plan of a draw 抽查计划: shares and weights as an office writes them, and what they would mean."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from huxin.casework.service import Dossier, city_pack, today
from huxin.draw import Inputs, check_least, least_inspectors, read_inputs
from huxin.draw.directories import INSPECTOR_COLUMNS, TARGET_COLUMNS
from huxin.draw.text import SEPARATOR
from huxin.law import InputError
from huxin.measures.inspections.models import Inspector, Target

PROCEDURE: Final = "dispatch-inspection"
CLASSES: Final = ("risk", "credit")
_COUNT: Final = re.compile(r"([0-9]{1,9})\s*(?:家|units?)", re.IGNORECASE)


@dataclass(frozen=True)
class DrawPlanInput:
    """A plan as it was typed: texts by class, read strictly by the draw itself.

    ``by``: the classes that are strata 分层; a share is "1/2", "0.5" or a count such as "3家".
    """

    each: str = ""
    by: str = "risk"
    shares: Mapping[str, str] = field(default_factory=dict)
    risk: Mapping[str, str] = field(default_factory=dict)
    credit: Mapping[str, str] = field(default_factory=dict)
    later_source: str = ""


@dataclass(frozen=True)
class Weighed:
    """One object with its weight and where the two parts of it come from."""

    target: Target
    stratum: str
    weight: str
    risk: str
    credit: str


@dataclass(frozen=True)
class Planned:
    """Everything that a commitment promises, checked: the three files, and what they come to."""

    inputs: Inputs
    objects_csv: bytes
    inspectors_csv: bytes
    weighed: Sequence[Weighed]

    @property
    def to_draw(self) -> list[tuple[str, int, int]]:
        """(class, how many there are, how many will be drawn), in the order of the draw."""
        strata = self.inputs.plan.strata
        return [(name, len(held), strata[name].of(len(held))) for name, held in self.inputs.strata.items()]


def listed(county: str) -> tuple[list[Target], list[Inspector]]:
    """Both directories as they stand for a draw in a county: its objects, its inspectors and the city's."""
    objects = Target.objects.filter(county=county, removed_at=None).order_by("number")
    people = Inspector.objects.filter(county__in=["", county], removed_at=None, account__is_active=True)
    return list(objects), list(people.order_by("badge").prefetch_related("recusals"))


def classes_of(objects: Iterable[Target]) -> dict[str, list[str]]:
    """The risk and the credit classes that the directory holds; a plan says something of each."""
    rows = list(objects)
    return {name: sorted({getattr(one, name) for one in rows}) for name in CLASSES}


def fewest(dossier: Dossier) -> int:
    """How many inspectors the law lets go together at least."""
    return least_inspectors(dossier.pack, today())


def plan_draw(dossier: Dossier, wanted: DrawPlanInput) -> Planned:
    """Plan and directories together.  Raises InputError for whatever could make the draw fail later."""
    objects, people = listed(dossier.case.county)
    objects_csv, inspectors_csv = objects_file(objects), inspectors_file(people, objects)
    plan = json.dumps(_plan(dossier, wanted), ensure_ascii=False).encode()
    inputs = read_inputs(objects_csv, inspectors_csv, plan)
    check_least(inputs, city_pack(), today())
    return Planned(inputs, objects_csv, inspectors_csv, [_weighed(inputs, one) for one in objects])


def _plan(dossier: Dossier, wanted: DrawPlanInput) -> dict[str, Any]:
    if wanted.by not in CLASSES:
        raise InputError("plan", "plan.stratify_by", wanted.by, "risk or credit", _("选按风险还是按信用分层。"))
    if not wanted.each.isascii() or not wanted.each.isdigit() or len(wanted.each) > 3:
        raise InputError("plan", "plan.inspectors_each", wanted.each, "a whole number", _("写几个人一组，比如 2。"))
    return {
        "draw": f"{dossier.answers.get('draw_name', '')} {dossier.case.no}".strip(),
        "matter": dossier.procedure.label["zh"],
        "inspectors_each": int(wanted.each),
        "stratify_by": wanted.by,
        "strata": {name: _quota(text) for name, text in wanted.shares.items()},
        "weights": {"risk": dict(wanted.risk), "credit": dict(wanted.credit)},
    }


def _quota(text: str) -> dict[str, Any]:
    count = _COUNT.fullmatch(text)
    return {"count": int(count[1])} if count else {"share": text}


def _weighed(inputs: Inputs, one: Target) -> Weighed:
    plan, target = inputs.plan, inputs.targets.rows[one.number]
    parts = {name: str(plan.weights[name][getattr(target, name)]) for name in CLASSES}
    return Weighed(one, plan.stratum(target), str(plan.weight(target)), parts["risk"], parts["credit"])


def objects_file(objects: Iterable[Target]) -> bytes:
    """The directory of objects as it is published and as ``huxin draw`` reads it."""
    rows = ([one.number, one.name, one.employer, one.county, one.risk, one.credit] for one in objects)
    return _csv(TARGET_COLUMNS, rows)


def inspectors_file(people: Iterable[Inspector], objects: Iterable[Target]) -> bytes:
    """The directory of inspectors with what each is kept away from, without the reasons.

    A recusal from an object that is not in this draw's directory is left out; the draw would take it for a slip.
    """
    known = {one.number for one in objects}
    rows = []
    for one in people:
        held = list(one.recusals.all())
        away = sorted({each.target for each in held} & known)
        employers = sorted({each.employer for each in held if each.employer})
        rows.append([one.badge, one.name, SEPARATOR.join(away), SEPARATOR.join(employers)])
    return _csv(INSPECTOR_COLUMNS, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()

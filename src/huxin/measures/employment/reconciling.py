"""每日对账: who works for a company without a paper in force, and since when one was due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from huxin.casework.service import city_adoptions, city_pack
from huxin.files.mending import table_xlsx
from huxin.law.dates import add_months
from huxin.law.evaluation.lookups import PackLookups
from huxin.law.procedures.model import Option
from huxin.measures.employment.models import Reconciliation
from huxin.people.service import Agreement, Engagement, Names, masked_of

DUE: Final = "agreement.due_months"
"""Months from the first day of work in which the paper has to be written, by the form of work."""
PAPERS: Final = {"not_fully": "written-agreement", "over_age": "over-age-agreement"}
"""The paper that a form of work calls for, where it is no labour contract."""
HEADS: Final = ("姓名", "身份证号", "用工形式", "行业", "开工日期", "最晚签订日期", "过期了吗", "依据")


@dataclass(frozen=True)
class MissingPaper:
    """One person at work without a paper; ``due``: the last day by which it had to be written, by ``source``."""

    engagement: Engagement
    due: date
    overdue: bool
    source: str


def active(company: str, on: date) -> QuerySet[Engagement]:
    """The engagements of a company on a day."""
    return Engagement.objects.filter(Q(until__isnull=True) | Q(until__gte=on), company_id=company, since__lte=on)


def without_paper(company: str, on: date) -> list[MissingPaper]:
    """Active engagements of a company for which no signed paper holds on that day, the oldest first."""
    held = Agreement.objects.filter(
        Q(end_on__isnull=True) | Q(end_on__gte=on),
        company_id=company,
        person_id=OuterRef("person_id"),
        status="signed",
        start_on__lte=on,
    )
    rows = active(company, on).filter(~Exists(held)).exclude(form="civil")
    return [_gap(one, on) for one in rows.select_related("person__data_key").order_by("since", "id")]


def _gap(one: Engagement, on: date) -> MissingPaper:
    months = _months(one.form, one.since)
    due = add_months(one.since, months) if months else one.since
    return MissingPaper(one, due, on > due, _source(one.form, one.since))


def _months(form: str, on: date) -> int:
    """Months after the first day; a form that the pack does not name has none."""
    pack = city_pack()
    if DUE not in pack.parameters:
        return 0
    found = PackLookups(pack, {}, {}, city_adoptions()).parameter(DUE, on, form)
    return found if isinstance(found, int) else 0


def _source(form: str, on: date) -> str:
    """By what the paper is due: a written agreement by its own source, a contract by that of the deadline."""
    if form in PAPERS and PAPERS[form] in city_pack().papers:
        return city_pack().cite(city_pack().papers[PAPERS[form]].clause)
    parameter = city_pack().parameters.get(DUE)
    held = [part for part in parameter.values if (part.valid_from or date.min) <= on] if parameter else []
    return city_pack().cite(held[-1].source) if held else ""


def reconcile(on: date, companies: Iterable[str] | None = None) -> list[Reconciliation]:
    """Count every company's people without a paper and keep the counts; done again on a day they are renewed."""
    codes = companies if companies is not None else _with_people(on)
    found = []
    for code in codes:
        gaps = without_paper(code, on)
        values = {
            "active": active(code, on).count(), "without_paper": len(gaps),
            "overdue": sum(gap.overdue for gap in gaps), "made_at": timezone.now(),
        }  # fmt: skip
        found.append(Reconciliation.objects.update_or_create(company_id=code, day=on, defaults=values)[0])
    return found


def past_days(company: str, most: int = 14) -> list[Reconciliation]:
    """What the last days' reconciliations found for a company, newest first."""
    return list(Reconciliation.objects.filter(company_id=company).order_by("-day")[:most])


def _with_people(on: date) -> list[str]:
    firms = Engagement.objects.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    return sorted(set(firms.values_list("company_id", flat=True)))


def _options(column: str) -> tuple[Option, ...]:
    sheet = city_pack().sheets["engagements"]
    return next(one.options for one in sheet.columns if one.name == column)


def gaps_xlsx(found: Sequence[MissingPaper], people: Mapping[UUID, Names] | None = None) -> bytes:
    """The list to take along; whoever is not among ``people`` is masked."""
    forms = {option.value: option.label["zh"] for option in _options("form")}
    trades = {option.value: option.label["zh"] for option in _options("trade")}
    rows = []
    for gap in found:
        one = gap.engagement
        who = (people or {}).get(one.person_id) or masked_of(one.person, "已注销")
        rows.append(
            (
                who["name"], who["id_number"], forms.get(one.form, one.form), trades.get(one.trade, one.trade),
                one.since.isoformat(), gap.due.isoformat(), "是" if gap.overdue else "否", gap.source,
            )
        )  # fmt: skip
    return table_xlsx("没有协议的人", HEADS, rows)

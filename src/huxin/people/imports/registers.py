"""What other registers say about people: months paid 缴费, recognitions 认定, cover 参保."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from huxin.files.rows import Row
from huxin.law.procedures.model import Text2
from huxin.people.imports.landing import (
    FieldChanges,
    ImportKind,
    LandedPiece,
    Told,
    assign,
    day,
    fen,
    given,
    owners,
    truth,
)
from huxin.people.models import Company, ContributionMonth, Cover, Recognition

_REFUND: Final[Text2] = {"zh": "退的比缴的多，核对两个金额。", "en": "More was refunded than paid; check both amounts."}
_BACKWARDS: Final[Text2] = {"zh": "结束早于开始，核对两个日期。", "en": "It ends before it begins; check both days."}
_NO_COMPANY: Final[Text2] = {
    "zh": "这家企业还没登记：先用 companies 导入企业。",
    "en": "This company is not registered: import companies first.",
}


class ContributionMonths(ImportKind):
    """One row for each person, month and line."""

    def more(self, values: Mapping[str, Any]) -> Iterator[Told]:
        paid, refunded = fen(values.get("paid")), fen(values.get("refunded"))
        if paid is not None and refunded is not None and refunded > paid:
            yield "refunded", "refund", _REFUND

    def land(self, rows: Sequence[Row]) -> LandedPiece:
        landed = LandedPiece()
        owned = list(owners(rows, landed))
        held = {
            (one.person_id, one.month, one.line): one
            for one in ContributionMonth.objects.filter(
                person_id__in={person.id for _, person in owned}, month__in={row.values["month"] for row, _ in owned}
            )
        }
        fresh: list[ContributionMonth] = []
        kept: list[ContributionMonth] = []
        for row, person in owned:
            wanted = _payment(row.values)
            one = held.get((person.id, row.values["month"], row.values["line"]))
            if one is None:
                month, line = row.values["month"], row.values["line"]
                fresh.append(ContributionMonth(person=person, month=month, line=line, **wanted))
            elif _settle(landed, one, person.id, wanted):
                kept.append(one)
        ContributionMonth.objects.bulk_create(fresh, batch_size=100)
        names = ["paid_fen", "refunded_fen", "payer", "unit_insured", "subsidised"]
        ContributionMonth.objects.bulk_update(kept, names, batch_size=100)
        landed.new = len(fresh)
        return landed


class Recognitions(ImportKind):
    """One row for each person, kind and first day."""

    def more(self, values: Mapping[str, Any]) -> Iterator[Told]:
        if values.get("until") and str(values["until"]) < str(values["since"]):
            yield "until", "backwards", _BACKWARDS

    def land(self, rows: Sequence[Row]) -> LandedPiece:
        landed = LandedPiece()
        owned = list(owners(rows, landed))
        held = {
            (one.person_id, one.kind, one.since): one
            for one in Recognition.objects.filter(person_id__in={person.id for _, person in owned})
        }
        fresh: list[Recognition] = []
        kept: list[Recognition] = []
        for row, person in owned:
            kind, since, until = (
                row.values["kind"],
                date.fromisoformat(row.values["since"]),
                day(row.values.get("until")),
            )
            one = held.get((person.id, kind, since))
            if one is None:
                fresh.append(Recognition(person=person, kind=kind, since=since, until=until))
            elif _settle(landed, one, person.id, {"until": until} if until else {}):
                kept.append(one)
        Recognition.objects.bulk_create(fresh, batch_size=100)
        Recognition.objects.bulk_update(kept, ["until"], batch_size=100)
        landed.new = len(fresh)
        return landed


class Covers(ImportKind):
    """One row for each person, company, platform, regime and first day; two at the same time are refused."""

    def __init__(self, on: date) -> None:
        super().__init__(on)
        self.companies = set(Company.objects.values_list("credit_code", flat=True))

    def more(self, values: Mapping[str, Any]) -> Iterator[Told]:
        if values["company"] not in self.companies:
            yield "company", "no_company", _NO_COMPANY
        if values.get("cover_to") and str(values["cover_to"]) < str(values["cover_from"]):
            yield "cover_to", "backwards", _BACKWARDS

    def land(self, rows: Sequence[Row]) -> LandedPiece:
        landed = LandedPiece()
        owned = list(owners(rows, landed))
        held: defaultdict[tuple[UUID, str, str, str], list[Cover]] = defaultdict(list)
        for known in Cover.objects.filter(person_id__in={person.id for _, person in owned}):
            held[(known.person_id, known.company_id, known.platform, known.kind)].append(known)
        fresh: list[Cover] = []
        kept: list[Cover] = []
        for row, person in owned:
            values = row.values
            start, end = date.fromisoformat(values["cover_from"]), day(values.get("cover_to"))
            beside = held[(person.id, values["company"], values["platform"], values["kind"])]
            one = next((other for other in beside if other.cover_from == start), None)
            end = end or (one.cover_to if one is not None else None)
            across = next((other for other in beside if other is not one and _overlap(other, start, end)), None)
            if across is not None:
                landed.refused.append((row, ("cover_from", "overlap", _overlapping(across))))
            elif one is None:
                one = _cover(person.id, values, start, end)
                beside.append(one)
                fresh.append(one)
            elif _settle(landed, one, person.id, _particulars(values)):
                kept.append(one)
        Cover.objects.bulk_create(fresh, batch_size=100)
        names = ["trade", "county", "cover_to", "received_on", "base_fen"]
        Cover.objects.bulk_update(kept, names, batch_size=100)
        landed.new = len(fresh)
        return landed


def _settle(landed: LandedPiece, record: Any, person: UUID, wanted: Mapping[str, Any]) -> bool:
    """Bring a known record up to date and count it; whether it has to be saved."""
    differing = assign(record, wanted)
    if differing:
        landed.changes.append(FieldChanges(person, tuple(one.removesuffix("_fen") for one in differing)))
    else:
        landed.unchanged += 1
    return bool(differing)


def _payment(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"paid_fen": fen(values["paid"])}
    if (refunded := fen(values.get("refunded"))) is not None:
        found["refunded_fen"] = refunded
    for name in ("unit_insured", "subsidised"):
        if values.get(name) not in (None, ""):
            found[name] = truth(values[name])
    return found | given(values, ("payer",))


def _particulars(values: Mapping[str, Any]) -> dict[str, Any]:
    found = given(values, ("trade", "county"))
    for name in ("cover_to", "received_on"):
        if values.get(name):
            found[name] = day(values[name])
    return found | ({"base_fen": fen(values["base"])} if values.get("base") else {})


def _cover(person: UUID, values: Mapping[str, Any], start: date, end: date | None) -> Cover:
    return Cover(
        id=uuid.uuid4(), person_id=person, company_id=values["company"], platform=values["platform"],
        trade=values["trade"], county=values["county"], kind=values["kind"], cover_from=start, cover_to=end,
        received_on=day(values.get("received_on")) or start, base_fen=fen(values.get("base")),
    )  # fmt: skip


def _overlap(other: Cover, start: date, end: date | None) -> bool:
    return (other.cover_to is None or start <= other.cover_to) and (end is None or other.cover_from <= end)


def _overlapping(other: Cover) -> Text2:
    end = other.cover_to.isoformat() if other.cover_to else None
    return {
        "zh": f"和已有的参保重叠（{other.cover_from} 起，{end or '还没停'}）：先写上那一段的止，或者改日期。",
        "en": f"It overlaps with cover from {other.cover_from} to {end or 'now'}: end that one, or mend the days.",
    }

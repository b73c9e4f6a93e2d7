"""Lists that a company sends: agreements that it has signed, and who works for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from huxin.casework.service import Changes, Roster, city_pack
from huxin.core.service import digest_of
from huxin.files.rows import Row
from huxin.law.procedures.model import Text2
from huxin.measures.employment.papers import agreement_digest
from huxin.people.service import Agreement, Engagement, Filing, Person

BATCH = 500


def _order(values: Mapping[str, Any], first: str, last: str) -> Iterator[tuple[str, str, Text2]]:
    if values.get(last) and str(values[last]) < str(values[first]):
        yield last, "before_start", {"zh": "结束日期在开始日期之前。", "en": "The end lies before the beginning."}


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None


class AgreementRoster(Roster):
    """协议备案: what is on file already stays; a row that says something else of it makes the next version."""

    sheet = "agreements"

    def more(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Text2]]:
        yield from _order(values, "start_on", "end_on")
        digest = str(values.get("sha256", ""))
        if digest and (len(digest) != 64 or set(digest.lower()) - set("0123456789abcdef")):
            yield (
                "sha256",
                "digest",
                {"zh": "SHA-256 是 64 位的 0-9、a-f。", "en": "A SHA-256 has 64 signs of 0-9, a-f."},
            )

    def land(self, filing: Filing, rows: Sequence[tuple[Row, Person]]) -> Changes:
        held = {
            (one.person_id, one.paper, one.start_on): one
            for one in Agreement.objects.filter(company=self.company).exclude(status="replaced")
        }
        renewed = set(
            Agreement.objects.filter(company=self.company, previous__isnull=False)
            .exclude(status="ended")
            .values_list("previous", flat=True)
        )
        fresh: list[Agreement] = []
        replaced: list[uuid.UUID] = []
        pack_hash = city_pack().hash
        for row, person in rows:
            one = self._agreement(filing, row.values, person, pack_hash)
            before = held.get((person.id, one.paper, one.start_on))
            if before is not None and _same(before, one):
                continue
            if before is not None:
                one.version = before.version + 1
                one.previous = before if before.id not in renewed else None  # a renewal that waits keeps its place
                replaced.append(before.id)
            fresh.append(one)
        Agreement.objects.bulk_create(fresh, batch_size=BATCH)
        for start in range(0, len(replaced), BATCH):
            Agreement.objects.filter(id__in=replaced[start : start + BATCH]).update(status="replaced")
        digests = tuple(agreement_digest(one) for one in fresh)
        return Changes(len(fresh) - len(replaced), len(replaced), len(rows) - len(fresh), digests)

    def _agreement(self, filing: Filing, values: Mapping[str, Any], person: Person, pack_hash: str) -> Agreement:
        return Agreement(
            id=uuid.uuid4(), person=person, company=self.company, paper=values["paper"], trade=values["trade"],
            county=values["county"], start_on=date.fromisoformat(values["start_on"]), end_on=_day(values.get("end_on")),
            signed_on=_day(values["signed_on"]), text_sha256=str(values.get("sha256", "")).lower(), filing=filing,
            pack_hash=pack_hash, made_at=self.received, made_by=filing.by, status="signed",
        )  # fmt: skip


def _same(before: Agreement, one: Agreement) -> bool:
    columns = ("end_on", "signed_on", "text_sha256", "trade", "county")
    return all(getattr(before, name) == getattr(one, name) for name in columns)


class EngagementRoster(Roster):
    """用工名单: who works for the company; a row with another last day ends or goes on with the work."""

    sheet = "engagements"

    def more(self, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Text2]]:
        yield from _order(values, "since", "until")

    def land(self, filing: Filing, rows: Sequence[tuple[Row, Person]]) -> Changes:
        held = {(one.person_id, one.form, one.since): one for one in Engagement.objects.filter(company=self.company)}
        fresh: list[Engagement] = []
        changed: list[Engagement] = []
        for row, person in rows:
            values = row.values
            since, until = date.fromisoformat(values["since"]), _day(values.get("until"))
            one = held.get((person.id, values["form"], since))
            if one is None:
                fresh.append(
                    Engagement(
                        id=uuid.uuid4(), person=person, company=self.company, form=values["form"],
                        trade=values["trade"], county=values["county"], since=since, until=until,
                    )
                )  # fmt: skip
            elif (one.until, one.trade, one.county) != (until, values["trade"], values["county"]):
                one.until, one.trade, one.county = until, values["trade"], values["county"]
                changed.append(one)
        Engagement.objects.bulk_create(fresh, batch_size=BATCH)
        Engagement.objects.bulk_update(changed, ["until", "trade", "county"], batch_size=BATCH)
        digests = tuple(_digest(one) for one in (*fresh, *changed))
        return Changes(len(fresh), len(changed), len(rows) - len(fresh) - len(changed), digests)


def _digest(one: Engagement) -> str:
    return digest_of({"id": str(one.id), "form": one.form, "since": one.since, "until": one.until})

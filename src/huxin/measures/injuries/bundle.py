"""身份条件的证明材料: registration, orders then and written agreement of whoever was hurt, by reference (通知二(三)).

Nobody is asked to bring what is on record: a piece names its source and a digest of what was seen there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from huxin.casework.service import Dossier
from huxin.core.service import index_of
from huxin.feeds.service import Order, orders_of
from huxin.law.dates import SHANGHAI
from huxin.people.service import Agreement, Cover, Engagement, Person, details_of

KINDS: Final = ("platform_registration", "orders_then", "written_agreement", "injury_cover")
"""The papers of the procedure that come from records."""
STANDING: Final = ("signed", "disputed", "replaced", "ended")
"""An agreement that was only offered binds nobody."""


@dataclass(frozen=True)
class BundleRecord:
    """One record.  ``source``: where it is (``agreement/<id>``, ``orders/<batch>/<order>``); ``facts``: what it says.

    ``sha256`` is over kind, source and facts as canonical JSON; an order carries the digest of its row in the lake.
    """

    kind: str
    source: str
    facts: Mapping[str, str]
    sha256: str


@dataclass(frozen=True)
class Bundle:
    """What was found.  ``known``: it is clear who was hurt; ``fed``: orders of those days were reported by somebody."""

    pieces: tuple[BundleRecord, ...]
    known: bool
    fed: bool

    def of(self, kind: str) -> list[BundleRecord]:
        """The pieces that stand for one paper."""
        return [one for one in self.pieces if one.kind == kind]


def piece(kind: str, source: str, **facts: object) -> BundleRecord:
    """A piece with its digest; empty facts are left out."""
    said = {name: str(value) for name, value in sorted(facts.items()) if value not in (None, "")}
    text = json.dumps([kind, source, said], ensure_ascii=False, separators=(",", ":"))
    return BundleRecord(kind, source, said, hashlib.sha256(text.encode()).hexdigest())


def written(pieces: Iterable[BundleRecord]) -> str:
    """As the act keeps them."""
    return json.dumps([asdict(one) for one in pieces], ensure_ascii=False, separators=(",", ":"))


def read_pieces(text: str) -> tuple[BundleRecord, ...]:
    """The opposite; nothing for a text that no program wrote."""
    try:
        return tuple(BundleRecord(**one) for one in json.loads(text))
    except (ValueError, TypeError):
        return ()


def injured(dossier: Dossier) -> Person | None:
    """Who was hurt: the worker who applied, or whoever has the identity number that kin, unit or union wrote."""
    if dossier.steps[0].by == "worker":
        return dossier.case.applicant
    number = str(dossier.answers.get("injured_id") or "").upper()
    found = (
        Person.objects.select_related("data_key").filter(index=index_of(number)) if number else Person.objects.none()
    )
    return found.first()


def moment(answers: Mapping[str, Any]) -> tuple[date, datetime | None]:
    """(day, time) of the accident; the time is None where none was written that can be read."""
    day = date.fromisoformat(str(answers["accident_on"]))
    try:
        at = time.fromisoformat(str(answers.get("accident_time") or "").strip().replace("：", ":"))
    except ValueError:
        return day, None
    return day, datetime.combine(day, at, SHANGHAI)


def gather(dossier: Dossier) -> Bundle:
    """Look everything up, as it is on record now.  Raises ErasedError for somebody who was erased."""
    person = injured(dossier)
    if person is None:
        return Bundle((), known=False, fed=True)
    day, at = moment(dossier.answers)
    orders = _orders(person, dossier.answers, day, at)
    found = [one for look in _LOOKS for one in look(person, day)]
    return Bundle(tuple([*found, *(orders or [])]), known=True, fed=orders is not None)


def _engagements(person: Person, day: date) -> list[BundleRecord]:
    rows = Engagement.objects.filter(person=person, since__lte=day).exclude(until__lt=day).select_related("company")
    return [
        piece(
            KINDS[0], f"engagement/{row.id}", company=row.company.name, code=row.company_id, form=row.form,
            trade=row.trade, since=row.since, until=row.until,
        )
        for row in rows.order_by("since")
    ]  # fmt: skip


def _agreements(person: Person, day: date) -> list[BundleRecord]:
    rows = Agreement.objects.filter(person=person, start_on__lte=day, status__in=STANDING).exclude(end_on__lt=day)
    return [
        piece(
            KINDS[2], f"agreement/{row.id}", company=row.company.name, code=row.company_id, paper=row.paper,
            signed_on=row.signed_on, since=row.start_on, until=row.end_on, status=row.status,
            text_sha256=row.text_sha256,
        )
        for row in rows.select_related("company").order_by("start_on")
    ]  # fmt: skip


def _covers(person: Person, day: date) -> list[BundleRecord]:
    rows = Cover.objects.filter(person=person, cover_from__lte=day).exclude(cover_to__lt=day)
    return [
        piece(
            KINDS[3], f"cover/{row.id}", company=row.company.name, code=row.company_id, platform=row.platform,
            regime=row.kind, trade=row.trade, since=row.cover_from, until=row.cover_to,
        )
        for row in rows.select_related("company").order_by("cover_from")
    ]  # fmt: skip


_LOOKS: Final[tuple[Callable[[Person, date], list[BundleRecord]], ...]] = (_engagements, _agreements, _covers)


def _orders(person: Person, answers: Mapping[str, Any], day: date, at: datetime | None) -> list[BundleRecord] | None:
    """Orders accepted that day, and those of the day before that were still open; None: no feed."""
    found = orders_of(details_of(person).id_number, day - timedelta(days=1), day)
    if found is None:
        return None
    midnight, named = datetime.combine(day, time(), SHANGHAI), str(answers.get("order_no") or "").strip()
    near = [one for one in found if one.accepted_at >= midnight or (one.ended_at or midnight) > midnight]
    return [
        piece(
            KINDS[1], f"orders/{one.batch}/{one.order_id}", code=one.company, trade=one.trade, status=one.status,
            accepted_at=_local(one.accepted_at), ended_at=_local(one.ended_at), cover_no=one.cover_no,
            row_sha256=one.digest, then="yes" if _then(one, named, at) else "",
        )
        for one in near
    ]  # fmt: skip


def _then(one: Order, named: str, at: datetime | None) -> bool:
    """Whether this was the order being served: the one that was named, else the one open at that minute."""
    if named:
        return one.order_id == named
    return at is not None and one.accepted_at <= at and (one.ended_at is None or at <= one.ended_at)


def _local(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(SHANGHAI).isoformat(timespec="seconds")

"""Living examples of every procedure: filed and acted through the real service, by those whose part it is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import typst
from django.conf import settings

from huxin.casework.service import (
    ROSTERS,
    ForbiddenError,
    NotFoundError,
    allowed_for,
    carried,
    choices,
    city_pack,
    file_case,
    may_open,
    owed_now,
    perform,
    receive_evidence,
    ruled_outcome,
    take_in,
    view_case,
)
from huxin.demo.answering import CaseWriter
from huxin.demo.records import table
from huxin.identity.service import SYSTEM, Account, Actor, actor_for
from huxin.law import InputError
from huxin.law.dates import SHANGHAI
from huxin.law.procedures import SIDE, Act, Field, Procedure, answers_before, holds
from huxin.people.service import company_of, details_of, owner_of

_PHOTO: Final = Path(__file__).with_name("orders.png")
_ASIDE: Final = (
    "file", "ask_completion", "complete", "refuse", "transfer", "suspend", "resume", "extend", "send_back", "fail",
    "appeal", "withdraw", "reopen", "close", "note", "assign", "override", "verify_evidence", "add_evidence", "advance",
    "calculate", "collect", "name_delegates", "appoint_agent", "message", "reply", "reply_side",
)  # fmt: skip
"""Acts off the straight way; ``Walk.bend`` takes one of them on purpose."""
_BENDS: Final = ("ask_completion", "suspend", "refuse", "extend", "withdraw")
_THREADS: Final = (
    (("one-stop-mediation", "fail"), ("arbitration", ""), ("court-referral", "")),
    (("one-stop-mediation", ""), ("judicial-confirmation", "")),
    (("injury-recognition", ""), ("capability-appraisal", ""), ("injury-benefit-payment", "")),
)
"""Cases that hang together: each procedure with the act that ends it, where it is not the straight one."""
MADE_ELSEWHERE: Final = ("social-insurance-subsidy", "weather-order", "weather-advice", "dispatch-inspection")
"""Two hundred subsidies stand in ``demo.cases``, the orders of a typhoon in ``demo.storm``: without a warning that runs
out, an order would be in force for months.  A random check stands in ``demo.inspections``: nobody types a draw."""


_LONGEST: Final = 8
"""Acts until a side has its turn."""
_OF_WORKERS: Final = {"chosen_how": "congress"}
"""What the other side of a company says otherwise than the company."""
SEAT: Final = "330304"
"""Ouhai, where the officers with a password sit: what is open waits there, so that a visitor finds a next step."""


@dataclass
class Cast:
    """Who takes part in the demo city, found once."""

    workers: Iterator[Account]
    companies: list[Actor]
    offices: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)

    def office(self, department: str, county: str) -> list[Actor]:
        """Handler, approver, finance of the office that handles a county's cases."""
        place = (department, county)
        if place not in self.offices:
            officers = Account.objects.filter(kind="officer", department=department, county__in=["", county])
            named = officers.exclude(roles=["policy_admin"]).exclude(roles=["auditor"]).order_by("username")
            self.offices[place] = [actor_for(one) for one in named]
        return self.offices[place]


def plan() -> list[tuple[str, str]]:
    """(procedure, how far): one that ended, one that is open, one that is late or took a bend, of each."""
    names = [one.id for one in city_pack().procedures.values() if one.department and one.id not in MADE_ELSEWHERE]
    return [(name, station) for name in names for station in ("ended", "open", "late")]


def make_catalogue(
    draw: Random,
    applicants: list[Account],
    today: date,
    tick: Callable[[], object],
    planned: Sequence[tuple[str, str]] | None = None,
) -> None:
    """Every procedure's cases, then the threads; or the cases ``planned`` and nothing else.

    ``applicants`` are workers without a case so far.
    """
    companies = [actor_for(one) for one in Account.objects.filter(kind="company").order_by("username")]
    cast = Cast(iter(applicants), companies)
    for place, (name, station) in enumerate(plan() if planned is None else planned):
        bend = _BENDS[place % len(_BENDS)] if station == "late" else ""
        CaseWalk(draw, cast, today, city_pack().procedures[name], place).go(station, bend)
        tick()
    for place, chain in enumerate(_THREADS if planned is None else ()):
        _thread(draw, cast, today, chain, place)


def _thread(draw: Random, cast: Cast, today: date, chain: tuple[tuple[str, str], ...], place: int) -> None:
    worker, before = next(cast.workers), None
    for step, (name, ending) in enumerate(chain):
        walk = CaseWalk(draw, cast, today, city_pack().procedures[name], place, f"thread-{place}-{step}")
        walk.worker, walk.origin, walk.ending = worker, before, ending
        walk.at = datetime.combine(today - timedelta(days=90 - 30 * step), time(9), SHANGHAI)
        walk.go("ended", "")
        before = walk.no


def _why(result: Mapping[str, Any]) -> str:
    return "；".join(str(one["text"]) for one in result["reasons"]) or "金额本市还没有确认，确认后再申请。"


def _photo(actor: Actor) -> str:
    return str(receive_evidence(actor, io.BytesIO(_PHOTO.read_bytes())).id)


def _document(actor: Actor) -> str:
    return str(receive_evidence(actor, io.BytesIO(_pdf())).id)


@cache
def _pdf() -> bytes:
    """An invented paper with text, for what is taken as PDF alone."""
    text = '#set text(font: "Noto Serif SC")\n= 演示文本\n\n第一条 这份文本是编的，只用来演示。'
    compiler = typst.Compiler(font_paths=[str(settings.FONT_FOLDER)], ignore_system_fonts=True)
    made = compiler.compile(input=text.encode(), format="pdf")
    return b"".join(made) if isinstance(made, list) else made or b""


def _ends(act: Act) -> bool:
    """Whether the case is over by this act, with whatever outcome."""
    ways = act.to.values() if isinstance(act.to, Mapping) else [act.to]
    return not {"done", "refused"}.isdisjoint(ways)


class CaseWalk:
    """One case from its filing to its station."""

    def __init__(self, draw: Random, cast: Cast, today: date, procedure: Procedure, place: int, tag: str = "") -> None:
        self.draw, self.cast, self.today, self.procedure = draw, cast, today, procedure
        self.company = cast.companies[place % len(cast.companies)]
        self.tag, self.no, self.ending, self.county = tag or f"{procedure.id}-{place}", "", "", ""
        self.origin: str | None = None
        self.worker: Account | None = None
        self.faced = False  # whether the company is the other side
        self.at = datetime.combine(today - timedelta(days=draw.randrange(2, 9)), time(9), SHANGHAI)

    def go(self, station: str, bend: str) -> None:
        """File the case and bring it as far as its station."""
        if station == "open":
            self.county, self.company = SEAT, self.cast.companies[0]
        if not self.origin and not self.tag.startswith("thread"):
            back = {"ended": (60, 160), "open": (2, 9), "late": (90, 200)}[station]
            self.at -= timedelta(days=self.draw.randrange(*back))
        self._file()
        if station == "ended":
            self._straight(limit=12)
        elif station == "open":
            self._straight(limit=1)
        else:
            self._straight(limit=1)
            self._do(bend)

    def until(self, side: str) -> bool:
        """File the case and bring it as far as the turn of a side; False where it never comes to that."""
        self.faced = side == "respondent"
        self._file()
        for _ in range(_LONGEST):
            if self._turn_of(side):
                return True
            if not self._next():
                break
        return False

    def until_asked(self) -> bool:
        """File the case, and have papers asked for that are missing."""
        self._file()
        return self._do("ask_completion")

    def _turn_of(self, side: str) -> bool:
        return any(side in step.who for step in owed_now(view_case(SYSTEM, self.no)))

    def _file(self) -> None:
        self.applicant = self._applicant()
        fields = self.procedure.fields_of("file")
        answers, papers, origin = self._known(), dict[str, list[str]](), None
        if self.origin is not None:
            try:
                found = carried(self.applicant, self.origin, self.procedure.id)
                answers, papers, origin = {**answers, **found.answers, **found.masked}, dict(found.papers), found.origin
            except NotFoundError:
                origin = None
        answers |= self._lists(fields)
        answers |= _OF_WORKERS if self.faced else {}
        payload = self._writer().payload(fields, {**answers, **self._files(fields, self.applicant)})
        papers = {**self._papers(payload), **papers}
        key = f"demo-{self.tag}-file"
        done = file_case(self.applicant, self.procedure.id, payload, papers=papers, key=key, origin=origin, at=self.at)
        self.no = str(done["no"])

    def _lists(self, fields: Sequence[Field]) -> dict[str, Any]:
        """Where a question names a list, one that the company sent an hour before, with one person on it."""
        found: dict[str, Any] = {}
        for one in fields:
            if one.refers is None or one.refers.to != "list" or one.refers.sheet is None:
                continue
            account = next(self.cast.workers)
            who = details_of(owner_of(actor_for(account)))
            row = {
                "worker_name": who.name,
                "worker_id": who.id_number,
                "platform": company_of(self.company).name,
                "trade": "外卖",
                "county": next(iter(city_pack().divisions)),
                "base": "6000.00",
            }
            code, kind = company_of(self.company).credit_code, ROSTERS[one.refers.sheet]
            at, key = self.at - timedelta(hours=1), f"demo-{self.tag}-list"
            sent = take_in(self.company, code, kind, table(one.refers.sheet, [row]), "名单.csv", key=key, at=at)
            found[one.name] = str(sent.answer["filing"])
            found |= {one.refers.count: 1} if one.refers.count is not None else {}
        return found

    def _applicant(self) -> Actor:
        """Whoever files such a case most often: a worker, a company, a union, the office itself."""
        if {"worker", "kin"} & set(self.procedure.applicants) and self.procedure.applicants[0] != "unit":
            asks = any(one.name == "county" for one in self.procedure.fields_of("file"))
            if self.county and not asks:  # the case stands where the person lives
                return actor_for(
                    next(one for one in self.cast.workers if one.person and one.person.county == self.county)
                )
            return actor_for(self.worker or next(self.cast.workers))
        if "worker" in self.procedure.applicants and self.worker is not None:
            return actor_for(self.worker)
        county = self.county or next(iter(city_pack().divisions))
        officers = self.cast.office(str(self.procedure.department), county)
        unions = self.cast.office("union", county) if "union" in self.procedure.applicants else []
        offices = [*unions, *officers]
        for actor in [*offices, self.company] if self.faced else [self.company, *offices]:
            if may_open(actor, self.procedure):
                return actor
        return actor_for(self.worker or next(self.cast.workers))

    def _writer(self, before: Mapping[str, Any] | None = None) -> CaseWriter:
        company = company_of(self.company)
        known = {
            "company": company.name,
            "company_code": company.credit_code,
            "platform": company.name.removesuffix("（演示）"),
            "county": self.county or next(iter(city_pack().divisions)),
        }
        return CaseWriter(self.draw, self.procedure.id, self.at.date(), known | self._contact(), before or {})

    def _contact(self) -> dict[str, str]:
        serial = self.draw.randrange(10**8)
        found = {"phone": f"199{serial:08d}", "bank_card": f"62{serial:017d}", "id_number": "330304199003070020"}
        if self.applicant.kind == "worker":  # as on the card of whoever sits the examination
            found["id_tail"] = details_of(owner_of(self.applicant)).id_number[-4:]
        return found

    def _known(self) -> dict[str, Any]:
        person = owner_of(self.applicant)
        counties = list(city_pack().divisions)
        home = self.county or person.county or self.applicant.county
        found: dict[str, Any] = {"county": home or self.draw.choice(counties)}
        if self.applicant.kind == "worker":
            details = details_of(person)
            found |= {"phone": details.phone, "bank_card": details.bank_card}
        return found

    def _papers(self, payload: Mapping[str, Any]) -> dict[str, list[str]]:
        found = {}
        for paper in self.procedure.evidence:
            needed = paper.required if isinstance(paper.required, bool) else holds(paper.required, payload)
            if needed and paper.source == "applicant":
                found[paper.id] = [_photo(self.applicant) if "png" in paper.taken else _document(self.applicant)]
        return found

    @staticmethod
    def _files(fields: Sequence[Field], actor: Actor) -> dict[str, list[str]]:
        return {one.name: [_photo(actor)] for one in fields if one.kind == "file" and one.required}

    def _straight(self, limit: int) -> None:
        """Act after act in the order of the procedure, until it ends or nobody has anything to do."""
        for _ in range(limit):
            if not self._next():
                return

    def _next(self) -> bool:
        dossier = view_case(SYSTEM, self.no)
        done = {(step.act, step.by) for step in dossier.steps}
        if dossier.case.status in ("done", "refused", "withdrawn", "transferred"):
            return False
        for name, spec in self.procedure.acts.items():
            wanted = name == self.ending or name not in (*_ASIDE, *(("draft", "sign") if self.ending else ()))
            closes = spec.to is not None and self.ending and spec.to in ("done", "refused") and name != self.ending
            open_to = [by for by in self.procedure.words(name) if (name, by) not in done]
            closes = closes or (bool(self.county) and _ends(spec))
            if not wanted or closes or not open_to or (name != "sign" and any(act == name for act, _ in done)):
                continue
            if self._do(name):
                return True
        return False

    def _do(self, name: str) -> bool:
        """Whoever may do the act does it; False where nobody may, or its time has not come."""
        if name not in self.procedure.acts:
            return False
        for actor in self._people():
            dossier = view_case(SYSTEM, self.no)
            done = {step.actor.pk for step in dossier.steps if step.act == name and step.actor is not None}
            if name not in allowed_for(actor, dossier) or actor.account_id in done:
                continue
            spec = self.procedure.acts[name]
            earlier = dossier.last(spec.requires.act) if spec.requires is not None else None
            text = dossier.last("draft") if spec.to == "done" else None
            fixed = {**(text.payload if text is not None else {}), **(earlier.payload if earlier is not None else {})}
            if name in (dossier.rule.proposes, "decide") and earlier is None:
                fixed |= self._computed()
            now = datetime.combine(self.today, time(8), SHANGHAI)
            at = min(self.at + timedelta(days=self.draw.choice((0, 1, 1, 2, 3)), minutes=self.draw.randrange(300)), now)
            self.at = max(self.at, at)
            fields = self.procedure.fields_of(name)
            named = choices(dossier)
            if not named or company_of(self.company).name in named:
                fixed |= {one.name: company_of(self.company).name for one in fields if one.source == SIDE}
            # the paper that comes first in the procedure is served first
            papers = [one for one in fields if name == "serve" and one.name == "document"]
            fixed |= {one.name: one.options[0].value for one in papers if one.options}
            before = answers_before(dossier.records)
            payload = self._writer(before).payload(fields, {**fixed, **self._files(fields, actor)})
            try:
                perform(actor, self.no, name, payload, key=f"demo-{self.tag}-{name}-{actor.account_id}", at=self.at)
            except (InputError, ForbiddenError):
                continue
            return True
        return False

    def _computed(self) -> dict[str, Any]:
        """What the rule gives: the sum, the outcome that it names, or a refusal for its reasons."""
        dossier = view_case(SYSTEM, self.no)
        found = dossier.evaluate(self.at.date())
        if found is None:
            return {}
        result = found.as_json()
        named = ruled_outcome(dossier, result)
        if named is not None:
            return {"outcome": named}
        if found.verdict != "granted" or (found.certainty != "decision" and dossier.payment is not None):
            refused = "refused" in dossier.procedure.outcomes
            return {"outcome": "refused", "reason": _why(result), "clause": "现有材料"} if refused else {}
        amount = dossier.computed_amount(result)
        return {"amount": amount} if amount else {}

    def _people(self) -> list[Actor]:
        case = view_case(SYSTEM, self.no).case
        county = case.county
        return [
            *self.cast.office(case.department, county),
            self.applicant,
            self.company,
            *self.cast.office("union", county),
            *self.cast.office("court", county),
        ]

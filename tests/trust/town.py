"""The town of the trust tests: everybody who might try a page, and cases of three owners at every stage of the way."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from huxin.casework.models import Case, Letter
from huxin.casework.service import (
    check_batch,
    evidence_rows,
    file_case,
    open_pouch,
    pay,
    perform,
    put_in,
    receipt_for,
    view_case,
)
from huxin.identity.idle import SEEN
from huxin.identity.service import Account, Actor
from huxin.measures.careers.service import enrol, my_certificates
from huxin.measures.insurance.service import enrol as enrol_roster
from huxin.people.service import company_of, consents
from tests.first_floor.test_parties import form
from tests.inspections.support import Office
from tests.measures.careers_support import certify, learn, opened, passed
from tests.measures.support import make_companies, offered, row, table
from tests.support import City, issue_waiting, key, make_company, make_delegate, make_officer, make_worker
from tests.support import photo as file_of

NEAR: Final = "330304"
FAR: Final = "330302"
FEBRUARY: Final = datetime(2026, 2, 10, 4, tzinfo=UTC)
MARCH: Final = datetime(2026, 3, 20, 4, tzinfo=UTC)
PLACES: Final = ("own", "other", "county")
"""Whose case: the worker's own, somebody else's of the same county, somebody's of another county."""
STAGES: Final = {
    "received": ("2025-01", "2025-03"),
    "proposed": ("2025-04", "2025-06"),
    "decided": ("2025-07", "2025-09"),
    "paid": ("2025-10", "2025-12"),
}
"""How far a case has come, and which months it claims."""


def cast(department: str = "hrss") -> dict[str, Actor | None]:
    """Everybody who might knock, by name; ``nobody`` has not signed in."""
    return {
        "nobody": None,
        "worker_own": make_worker(name="金丝雀"),
        "worker_other": make_worker(name="云雀儿"),
        "worker_far": make_worker(FAR, name="百灵鸟"),
        "handler": make_officer("handler", department=department),
        "handler_far": make_officer("handler", county=FAR, department=department),
        "handler_city": make_officer("handler", county="", department=department),
        "handler_market": make_officer("handler", department="market"),
        "approver": make_officer("approver", department=department),
        "finance": make_officer("finance", department=department),
        "finance_far": make_officer("finance", county=FAR, department=department),
        "finance_market": make_officer("finance", department="market"),
        "policy_admin": make_officer("policy_admin", county="", department=department),
        "auditor": make_officer("auditor", county="", department="audit"),
        "auditor_handler": make_officer("auditor", "handler", county=FAR, department="audit"),
        "clerk": make_officer(department=department),
        "mediator": make_officer("mediator", department=department),
        "arbitrator": make_officer("arbitrator", county=FAR, department=department),
        "court_clerk": make_officer("court_clerk", county="", department="court"),
        "union_organiser": make_officer("union_organiser", department="union"),
        "admin_system": make_officer("system_admin", county="", department=department),
        "admin_security": make_officer("security_admin", county="", department=department),
        "admin_audit": make_officer("audit_admin", county="", department=department),
        "half_officer": make_officer("handler", "approver", department=department),
        "delegate_idle": make_delegate(),
        "delegate_own": make_delegate(),
        "company": make_company(),
        "company_other": make_company(),
    }


OWNERS: Final = {"own": "worker_own", "other": "worker_other", "county": "worker_far"}


@dataclass
class Town:
    """People, cases and what hangs on them."""

    people: dict[str, Actor | None] = field(default_factory=cast)
    cases: dict[tuple[str, str], str] = field(default_factory=dict)
    batches: dict[str, str] = field(default_factory=dict)
    letters: dict[str, UUID] = field(default_factory=dict)
    evidence: dict[tuple[str, str], UUID] = field(default_factory=dict)
    secret: str = ""
    receipt: UUID | None = None
    agreements: dict[str, str] = field(default_factory=dict)
    training: str = ""
    enrolments: dict[str, str] = field(default_factory=dict)
    certificates: dict[str, UUID] = field(default_factory=dict)
    company_case: str = ""
    draw: str = ""
    site: str = ""
    company_evidence: UUID | None = None
    company_agreement: str = ""
    company_filing: str = ""
    _sessions: dict[str, str] = field(default_factory=dict)
    _server: ClientHandler = field(default_factory=partial(ClientHandler, enforce_csrf_checks=False))
    _found: dict[str, tuple[Account | AnonymousUser, SessionStore]] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        found = self.people[name]
        assert found is not None
        return found

    def client(self, name: str, **options: bool) -> Client:
        """A browser in which this person is signed in; the session is made once, and one server answers them all."""
        client = Client(raise_request_exception=False, **options)
        if not options:
            client.handler = self._server
        if self.people[name] is not None and name not in self._sessions:
            client.force_login(Account.objects.get(pk=self.actor(name).account_id))
            self._settle(name, client)
            self._sessions[name] = client.session.session_key or ""
        if name in self._sessions:
            client.cookies["sessionid"] = self._sessions[name]
        return client

    def signed_in(self, name: str) -> tuple[Account | AnonymousUser, SessionStore]:
        """Account and session of somebody, as the middleware would find them."""
        if name not in self._found:
            key = self._sessions.get(name)
            account = Account.objects.get(pk=self.actor(name).account_id) if key else AnonymousUser()
            self._found[name] = account, SessionStore(key)
        return self._found[name]

    def _settle(self, name: str, client: Client) -> None:
        """Somebody with one factor only; a delegate who has chosen for whom they act; all of them just seen.

        A session that was seen now is not written again by each of the requests, which take back what they wrote.
        """
        session = client.session
        session[SEEN] = int(timezone.now().timestamp())
        if name.startswith("half"):
            del session["second_factor"]
        if name == "delegate_own":
            account = Account.objects.get(pk=self.actor(name).account_id)
            consents.give(self.owner_of("own"), "delegate", account.username)
            session["acting_for"] = str(self.owner_of("own").person_id)
        session.save()

    def owner_of(self, place: str) -> Actor:
        return self.actor(OWNERS[place])

    def about_money(self, path: str) -> bool:
        """Whether an address is of a case in which an amount was decided, or of its letter or batch."""
        decided = [no for (_, stage), no in self.cases.items() if stage in ("decided", "paid")]
        return any(str(one) in path for one in (*decided, *self.letters.values(), *self.batches.values()))

    def proposed(self, path: str) -> bool:
        """Whether an address is of a case in which a proposal stands."""
        return any(no in path for (_, stage), no in self.cases.items() if stage == "proposed")

    def sees(self, name: str, place: str, path: str = "", department: str = "hrss") -> bool:
        """Whether somebody may know of a case, said anew: the person, the desk of the county, the auditors; who pays
        only once there is something to pay, who confirms a difference while a proposal stands."""
        actor = self.people[name]
        if actor is None or name.startswith(("admin", "half", "delegate_idle", "company")):
            return False
        if name == "delegate_own":
            return place == "own"
        if actor.kind == "worker":
            return OWNERS[place] == name
        if "auditor" in actor.roles:
            return True
        reads = {"handler", "approver"} | ({"finance"} if self.about_money(path) else set())
        reads |= {"policy_admin"} if self.proposed(path) else set()
        within = actor.department == department and actor.county in ("", FAR if place == "county" else NEAR)
        return within and not reads.isdisjoint(actor.roles)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)
        transaction.savepoint_commit(mark)  # a mark that stays makes every later one lie within it


def build(clock: object) -> Town:
    """Twelve cases: three owners, four stages; those that are paid are paid in one batch of each county."""
    town = Town()
    clock.move_to(FEBRUARY)  # type: ignore[attr-defined]
    for place in PLACES:
        _file_cases(town, place)
    Letter.objects.exclude(case_id__in=[town.cases[place, "decided"] for place in PLACES]).delete()
    Letter.objects.filter(template="acceptance-notice").delete()
    assert issue_waiting() == len(PLACES)
    for place in PLACES:
        town.letters[place] = Letter.objects.get(case_id=town.cases[place, "decided"]).id
    clock.move_to(MARCH)  # type: ignore[attr-defined]
    for place in PLACES:
        finance = town.actor("finance_far" if place == "county" else "finance")
        done = pay(finance, [town.cases[place, "paid"]], key=key())
        fen = Case.objects.get(no=town.cases[place, "paid"]).amount_fen or 0
        check_batch(make_officer("finance", county=finance.county), done["batch"], expected_fen=fen)
    pouch, town.secret = open_pouch("127.0.0.1")
    town.receipt = receipt_for([put_in(pouch, town.secret, photo())]).id
    make_companies()
    for place in PLACES:
        town.agreements[place] = offered(town.owner_of(place))
    _train(town)
    company = town.actor("company")
    town.company_case = str(file_case(company, "arbitration", form("arbitration"), papers={}, key=key())["no"])
    perform(company, town.company_case, "add_evidence", {}, papers={"proof": [file_of(company)]}, key=key())
    town.company_evidence = evidence_rows(view_case(company, town.company_case))[0][1].id
    code = company_of(company).credit_code
    town.company_agreement = offered(town.owner_of("own"), company_code=code)
    rows = table("single-line-roster", [row(1), row(2, worker_id="330304198105030010")])
    town.company_filing = str(enrol_roster(company, code, rows, "roster.csv").answer["filing"])
    _draw(town)
    for name in town.people:
        town.client(name)
    for batch, cases in _batches().items():
        for place in PLACES:
            if town.cases[place, "paid"] in cases:
                town.batches[place] = batch
    return town


def _draw(town: Town) -> None:
    """A draw of the near county's office; the handler is one of the two inspectors."""
    office = Office(people=[town.actor("handler"), make_officer("handler")])
    town.draw = office.drawn()
    town.site = office.tasks(town.draw)[0].case_id


def _file_cases(town: Town, place: str) -> None:
    """One case at each stage, for the owner of a place."""
    worker = town.owner_of(place)
    county = FAR if place == "county" else NEAR
    officers = (
        make_officer("handler", county=county),
        make_officer("approver", county=county),
        town.actor("finance_far" if place == "county" else "finance"),
    )
    city = City(worker, *officers)
    for stage, (first, last) in STAGES.items():
        no = city.file(county=county, from_month=first, to_month=last)
        town.cases[place, stage] = no
        if stage == "proposed":
            city.propose(no)
        elif stage in ("decided", "paid"):
            city.decide(no)
        town.evidence[place, stage] = evidence_rows(view_case(worker, no))[0][1].id


def _train(town: Town) -> None:
    """A class in which everybody has learnt all lessons, and one that ended in a certificate for each."""
    people, last = town.actor, "2026-12-31"
    town.training, certified = (
        opened(people("company"), people("handler"), ends_on=last, class_name=name) for name in ("骑手一班", "骑手二班")
    )
    for place in PLACES:
        worker = town.owner_of(place)
        town.enrolments[place] = str(enrol(worker, town.training, key=key())["id"])
        learn(worker, town.enrolments[place])
        passed(worker, certified)
    certify(certified, people("approver"))
    for place in PLACES:
        town.certificates[place] = my_certificates(town.owner_of(place))[0].id


def _batches() -> Mapping[str, list[str]]:
    from huxin.casework.models import PayBatch

    return dict(PayBatch.objects.values_list("no", "cases"))


def photo(name: str = "photo.jpg", content: bytes = b"\xff\xd8\xff\xe0" + b"a photo" * 30) -> io.BytesIO:
    """An upload as a browser sends it."""
    stream = io.BytesIO(content)
    stream.name = name
    return stream

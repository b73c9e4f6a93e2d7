"""Build the demo city once, with progress; the same seed and day give the same city."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from huxin.casework.service import Case, city_pack, today
from huxin.demo.careers import make_careers
from huxin.demo.cases import CASES, make_cases
from huxin.demo.catalogue import make_catalogue, plan
from huxin.demo.feed import make_feed
from huxin.demo.halfway import COUNTY, make_halfway
from huxin.demo.inspections import make_inspections
from huxin.demo.offices import hashed, make_companies, make_officers
from huxin.demo.papers import make_papers
from huxin.demo.people import WITH_CONTRIBUTIONS, WORKERS, contributions, invent, recognition
from huxin.demo.places import make_demand, make_places
from huxin.demo.records import RIDERS, make_records
from huxin.demo.sides import make_sides
from huxin.demo.storm import make_storm
from huxin.identity.service import STAFF, Account, mfa
from huxin.people.service import Company, ContributionMonth, Person, Recognition, add_person

SEED: Final = 135
PLATFORM: Final = "瓯江闪送"
"""The platform of company-1, whose riders stand on its lists."""


@dataclass(frozen=True)
class Login:
    """An account to try."""

    role: str
    username: str


def logins() -> list[Login]:
    """Accounts by role; Ouhai is where the officers sit."""
    return [
        Login("劳动者，还没申请 worker who has not applied", "worker-fresh"),
        Login("劳动者，办到一半 worker with a case", "worker-open"),
        Login("劳动者，已经决定 worker with a decision", "worker-decided"),
        Login("劳动者，每件事都等着你 worker whose turn it is everywhere", "worker-halfway"),
        Login("瓯海经办 handler", "handler-330304"),
        Login("瓯海复核 approver", "approver-330304"),
        Login("瓯海发放 finance", "finance-330304"),
        Login("瓯海发放二，复核批次 second finance officer", "finance-2"),
        Login("瓯海监察员 inspector", "inspector-1"),
        Login("平台企业 platform company", "company-1"),
        Login("平台企业，每件事都等着你 company whose turn it is everywhere", "company-3"),
        Login("法院 court", "court"),
        Login("总工会 union", "union"),
        Login("应急值班 duty officer in severe weather", "emergency"),
        Login("全市政策 policy administrator", "policy"),
        Login("全市审计 auditor", "audit"),
        Login("系统管理员 system administrator", "system"),
        Login("安全管理员 security administrator", "security"),
        Login("另一位安全管理员 the second security administrator", "security-2"),
        Login("审计管理员 audit administrator", "audit-log"),
        Login("调解员 mediator", "mediator"),
        Login("代办人 delegate", "delegate"),
    ]


def password() -> str:
    """The password of every demo account: made for this installation, never in the code."""
    path = Path(settings.DATA) / "demo-password.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"huxin-{secrets.token_hex(3)}\n", encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()


def seed() -> bytes:
    """The seed of every demo officer's second factor: one for all of them, so that one code lets a visitor in."""
    path = Path(settings.DATA) / "demo-seed.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{secrets.token_hex(mfa.SEED)}\n", encoding="utf-8")
        path.chmod(0o600)
    return bytes.fromhex(path.read_text(encoding="utf-8").strip())


def code() -> str:
    """The six digits that let a demo officer in now."""
    return mfa.code_at(seed(), mfa.step_of(timezone.now()))


def enrol(secret: bytes) -> None:
    """Every officer of the demo has shown a second factor already."""
    for account in Account.objects.filter(kind__in=STAFF):
        mfa.set_seed(account, secret, timezone.now())


def built() -> bool:
    """Whether the city stands already."""
    return Account.objects.filter(username="audit").exists()


def build(day: date | None = None) -> None:
    """Everything in one transaction: a city that was not finished is not there."""
    now, draw = day or today(), Random(SEED)
    city_pack()
    with transaction.atomic():
        make_officers(password())
        enrol(seed())
        make_companies(password())
        people = _people(draw, now)
        _registers(draw, people[:WITH_CONTRIBUTIONS], now)
        applicants = _accounts(people)
        with tqdm(total=CASES, desc="办件 cases  ", unit="") as bar:
            make_cases(draw, applicants, now, bar.update)
        with tqdm(total=len(plan()), desc="各项事 every procedure", unit="") as bar:
            make_catalogue(draw, applicants[WITH_CONTRIBUTIONS:], now, bar.update)
        _name_logins(applicants)
        make_careers(draw, now)
        riders = [Account.objects.get(username="worker-fresh").person, *people[-RIDERS:]]
        make_records(Company.objects.get(name__startswith=PLATFORM), [one for one in riders if one is not None], now)
        make_storm(draw, people, now)
        make_papers(people[WITH_CONTRIBUTIONS:], now)
        make_inspections(draw, now)
        make_places(draw, now)
        make_demand(now)
        make_sides(now)
        make_feed(draw, now)
        make_halfway(*_halfway_logins(applicants), now)


def _people(draw: Random, now: date) -> list[Person]:
    rows = tqdm(invent(draw, list(city_pack().divisions), now), total=WORKERS, desc="劳动者 workers", unit="")
    return [add_person(details, county) for county, details in rows]


def _registers(draw: Random, people: list[Person], now: date) -> None:
    rows = (row for person in people for row in contributions(draw, person, now))
    with tqdm(desc="缴费 months  ", unit="", total=len(people) * 60) as bar:
        while batch := list(islice(rows, 2000)):
            ContributionMonth.objects.bulk_create(batch)
            bar.update(len(batch))
        bar.total = bar.n
    Recognition.objects.bulk_create(recognition(draw, person, now) for person in people)


def _accounts(people: list[Person]) -> list[Account]:
    """Everybody has an account; only a few of them can sign in."""
    accounts = []
    for serial, person in enumerate(people):
        account = Account(username=f"worker-{serial:04d}", kind="worker", label=f"劳动者{serial:04d}", person=person)
        account.set_unusable_password()
        accounts.append(account)
    return Account.objects.bulk_create(accounts)


def _name_logins(accounts: list[Account]) -> None:
    """The first of Ouhai at three stations of the way get names and a password."""
    cases = Case.objects.filter(county="330304").order_by("no")
    chosen = {
        "worker-open": cases.filter(status="completion_asked").first(),
        "worker-decided": cases.filter(status="done", amount_fen__gt=0).first(),
    }
    named = {name: Account.objects.get(person=case.applicant) for name, case in chosen.items() if case is not None}
    fresh = next(a for a in accounts[CASES:WITH_CONTRIBUTIONS] if a.person is not None and a.person.county == "330304")
    for name, account in {**named, "worker-fresh": fresh}.items():
        account.username = name
        account.password = hashed(password())
        account.save(update_fields=["username", "password"])


def _halfway_logins(accounts: list[Account]) -> tuple[Account, Account]:
    """A person without a case so far, with a name and a password from now on, and the third platform."""
    living = (a for a in accounts[CASES:WITH_CONTRIBUTIONS] if a.person is not None and a.person.county == COUNTY)
    worker = next(one for one in living if not one.has_usable_password())
    worker.username = "worker-halfway"
    worker.password = hashed(password())
    worker.save(update_fields=["username", "password"])
    return worker, Account.objects.get(username="company-3")

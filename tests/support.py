"""A small city for tests: people with registers, officers with roles, an application and its way to the decision."""

from __future__ import annotations

import io
import itertools
import subprocess
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from huxin.casework.case.dossier import open_dossier
from huxin.casework.case.perform import _refresh
from huxin.casework.models import Case
from huxin.casework.service import city_pack, file_case, perform, receive_evidence, today, view_case
from huxin.core.service import queues
from huxin.demo.catalogue import make_catalogue
from huxin.demo.offices import credit_code, make_companies, make_officers
from huxin.demo.people import invent
from huxin.feeds.models import Batch
from huxin.identity.service import Account, Actor, actor_for
from huxin.law.procedures import EvidenceSpec
from huxin.measures.governance.models import Finding
from huxin.people.service import ContributionMonth, Details, Recognition, add_company, add_person

JPEG = b"\xff\xd8\xff\xe0" + b"a photo of orders" * 40
PROCEDURE = "social-insurance-subsidy"
_numbers = itertools.count(1)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(born: date, serial: int, division: str = "330304") -> str:
    """An invented number with a right check character."""
    digits = f"{division}{born:%Y%m%d}{serial % 1000:03d}"
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


def make_worker(county: str = "330304", *, paid: str = "892.40", year: int = 2025, name: str = "陈小花") -> Actor:
    """A recognised woman of 44 who paid pension for twelve months of a year."""
    serial = next(_numbers)
    born = date(1981, 5, 3) + timedelta(days=serial // 1000)  # a day has numbers for a thousand people
    details = Details(name, id_number(born, serial), born, "F50", county, "13800000000", "6222020000000000001")
    person = add_person(details, county)
    fen = int(paid.replace(".", ""))
    ContributionMonth.objects.bulk_create(
        ContributionMonth(person=person, month=f"{year}-{month:02d}", line="pension", paid_fen=fen)
        for month in range(1, 13)
    )
    Recognition.objects.create(person=person, kind="hardship", since=date(2024, 1, 1))
    return actor_for(Account.objects.make(f"worker-{serial}", None, kind="worker", label="陈*花", person=person))


def make_officer(*roles: str, county: str = "330304", department: str = "hrss") -> Actor:
    """An officer with roles and a scope."""
    serial = next(_numbers)
    account = Account.objects.make(
        f"officer-{serial}",
        None,
        kind="officer",
        label=f"经办{serial}",
        department=department,
        county=county,
        roles=list(roles),
    )
    return actor_for(account)


def make_company(name: str = "瓯江闪送（演示）", kind: str = "platform") -> Actor:
    """An account of a company that is registered with its legal person."""
    serial = next(_numbers)
    company = add_company(credit_code(serial % 1000), name, kind)
    return actor_for(Account.objects.make(f"company-{serial}", None, kind="company", label=name, person=company.person))


def make_delegate() -> Actor:
    """Somebody who may act for others with their consent."""
    serial = next(_numbers)
    return actor_for(Account.objects.make(f"delegate-{serial}", None, kind="delegate", label=f"代办{serial}"))


def answers(**changes: Any) -> dict[str, Any]:
    """A complete form."""
    found: dict[str, Any] = {
        "trade": "takeaway",
        "county": "330304",
        "from_month": "2025-01",
        "to_month": "2025-12",
        "months_right": True,
        "group": "hardship",
        "has_exclusion": False,
        "bank_card": "6222020000000000000",
        "phone": "13800000000",
        "declared": True,
    }
    return {**found, **changes}


def catalogue_town() -> list[Account]:
    """A town of two hundred with the catalogue's cases of every procedure; its workers' accounts."""
    draw, day, accounts = Random(135), today(), []
    make_officers("a long password")
    make_companies("a long password")
    for serial, (county, details) in zip(range(200), invent(draw, list(city_pack().divisions), day), strict=False):
        person, label = add_person(details, county), f"劳动者{serial}"
        accounts.append(Account.objects.make(f"w-{serial}", None, kind="worker", label=label, person=person))
    make_catalogue(draw, accounts, day, lambda: None)
    return accounts


def photo(actor: Actor) -> str:
    """The id of a photo that the worker sent."""
    return str(receive_evidence(actor, io.BytesIO(JPEG)).id)


def paper(actor: Actor, asked: EvidenceSpec) -> str:
    """The id of a file that a paper takes: a photo, or a PDF where nothing else is taken."""
    content = JPEG if "jpeg" in asked.taken else b"%PDF-1.7\n%%EOF\n"
    return str(receive_evidence(actor, io.BytesIO(content)).id)


def key() -> str:
    return uuid.uuid4().hex


@dataclass
class City:
    """Who acts in a test."""

    worker: Actor = field(default_factory=make_worker)
    handler: Actor = field(default_factory=lambda: make_officer("handler"))
    approver: Actor = field(default_factory=lambda: make_officer("approver"))
    finance: Actor = field(default_factory=lambda: make_officer("finance"))

    def file(self, **changes: Any) -> str:
        papers = {"platform_orders": [photo(self.worker)]}
        return str(file_case(self.worker, PROCEDURE, answers(**changes), papers=papers, key=key())["no"])

    def propose(self, no: str, **changes: Any) -> dict[str, Any]:
        perform(self.handler, no, "accept", {}, key=key())
        found = view_case(self.handler, no).evaluate()
        assert found is not None
        amount = found.as_json()["outputs"]["amount"]["value"]
        payload = {"outcome": "granted", "amount": amount, "clause": "温人社发〔2021〕135号 二(四)"} | changes
        perform(self.handler, no, "propose", payload, key=key())
        return payload

    def decide(self, no: str) -> dict[str, Any]:
        payload = self.propose(no)
        return perform(self.approver, no, "decide", payload, key=key())


# --- what the worker does, done at once ---


def work_off(name: str) -> int:
    """Work a queue off as ``huxin worker`` does; answers how many of its rows went out."""
    return next(one for one in queues() if one.name == name).work_off()


def issue_waiting() -> int:
    """Every letter that waits."""
    return work_off("letters")


def send_waiting() -> int:
    """Every notice that waits."""
    return work_off("notices")


def send_reminders() -> int:
    """Every reminder that waits and may go out at this hour."""
    return work_off("reminders")


def send_deliveries() -> int:
    """Every weather message that waits for its platform."""
    return work_off("weather")


# --- what stands in the tables, read past the faces ---


def rebuild(case: Case) -> Case:
    """The row as its acts say, not saved: what a list shows must equal it."""
    fresh = Case.objects.get(no=case.no)
    dossier = open_dossier(fresh)
    steps, dossier.steps = dossier.steps, []
    fresh.handler = fresh.proposed_by = fresh.amount_fen = None
    fresh.paid_in = ""
    for step in steps:
        dossier.steps.append(step)
        _refresh(dossier, step)
    fresh.wake = case.wake  # what the worker has looked at is not a matter of acts
    return fresh


def report_of(batch: str) -> dict[str, Any] | None:
    """What the check of a batch found, with samples and cures; None where there is no such batch."""
    found = Batch.objects.filter(id=batch).values_list("report", flat=True).first()
    return dict(found) if found is not None else None


def findings_of(no: str) -> list[Finding]:
    """The findings that an inquiry is about."""
    return list(Finding.objects.filter(asked__case_id=no).order_by("started_at", "id"))


def pdfsig(path: Path) -> str:
    """What another tool (poppler) says of the signatures of a PDF."""
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout

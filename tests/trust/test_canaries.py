"""A thousand planted personal values: none leaves by a log, an address, an error page or a file that is not marked.

The values are planted in the register, in applications, drafts and corrections, and typed where they do not belong
(addresses, queries, forms that are refused).
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client

from huxin.casework.service import file_case, save_draft
from huxin.core.logging import JsonFormatter
from huxin.identity.models import Trace
from huxin.identity.service import Account, Actor, actor_for
from huxin.people.service import Details, add_person, corrections
from tests.support import PROCEDURE, answers, id_number, key, make_company, make_officer, photo
from tests.trust.routes import WHOLE
from tests.trust.test_matrix import body_of

pytestmark = pytest.mark.django_db
PEOPLE = 125
PART = 30
"""Of so many people a number is typed where it does not belong, in a third of the places each; of all in test-all."""
KINDS = ("name", "id_number", "phone", "card", "form_phone", "form_card", "draft_phone", "corrected_phone")
SURNAMES = "鷗鷺鵰鸞鸛鵠鶴鵬"


def plant(draw: Random, serial: int) -> tuple[Actor, dict[str, str]]:
    """One person with eight values that stand nowhere else."""
    born = date(1976, 1, 1 + serial % 28)
    number = id_number(born, serial)

    def digits(first: str, count: int) -> str:
        return first + "".join(draw.choices("0123456789", k=count))

    values = {
        "name": draw.choice(SURNAMES) + "".join(chr(0x9000 + draw.randrange(2000)) for _ in range(3)),
        "id_number": number,
        "phone": digits("187", 8),
        "card": digits("6217", 15),
        "form_phone": digits("186", 8),
        "form_card": digits("6216", 15),
        "draft_phone": digits("185", 8),
        "corrected_phone": digits("184", 8),
    }
    details = Details(values["name"], number, born, "M60", "330304", values["phone"], values["card"])
    person = add_person(details, "330304")
    account = Account.objects.make(f"canary-{serial}", None, kind="worker", label="劳动者", person=person)
    actor = actor_for(account)
    form = answers(phone=values["form_phone"], bank_card=values["form_card"], from_month="2025-01", to_month="2025-02")
    file_case(actor, PROCEDURE, form, papers={"platform_orders": [photo(actor)]}, key=key())
    draft = {"answers": {"phone": values["draft_phone"]}, "papers": {}, "key": key()}
    save_draft(person.id, PROCEDURE, draft)
    corrections.ask_correction(actor, "phone", values["corrected_phone"])
    return actor, values


class Kept(logging.Handler):
    """Everything that any logger says, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def logs() -> Iterator[Kept]:
    kept, root = Kept(), logging.getLogger()
    level = root.level
    root.addHandler(kept)
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)


@pytest.fixture
def crowd(clock: Any) -> tuple[list[Actor], list[dict[str, str]]]:
    draw = Random(135)
    planted = [plant(draw, serial) for serial in range(PEOPLE)]
    return [actor for actor, _ in planted], [values for _, values in planted]


def found_in(text: str, values: list[dict[str, str]]) -> list[str]:
    return [f"{kind}: {one[kind]}" for one in values for kind in KINDS if one[kind] in text]


def client_of(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def misplaced(value: str) -> list[tuple[str, str, dict[str, str]]]:
    """Where somebody may type or paste a value that does not belong there."""
    return [
        ("GET", f"/agency/cases/{value}/", {}),
        ("GET", f"/{value}/", {}),
        ("GET", f"/agency/queue/all/?after={value}", {}),
        ("GET", f"/agency/audit/?q={value}", {}),
        ("POST", f"/agency/cases/{value}/do/note/", {"text": value}),
        ("POST", "/login/", {"username": f"x{len(value)}", "password": value}),
        ("POST", "/agency/queue/all.csv", {"reason": "", "query": value}),
        ("POST", "/agency/parameters/", {"parameter": value, "value": "1"}),
        ("POST", "/me/consents/", {"purpose": value, "delegate": value, "given": "yes"}),
        ("POST", "/company/agreements/", {"number": value}),
        ("POST", "/company/cover/", {"number": value}),
        ("GET", f"/company/agreements/?state={value}&after={value}", {}),
    ]


def test_no_value_leaves_by_a_log_an_address_an_error_or_a_file(
    crowd: tuple[list[Actor], list[dict[str, str]]], logs: Kept, tmp_path: Path
) -> None:
    people, values = crowd
    assert len({value for one in values for value in one.values()}) == PEOPLE * len(KINDS) == 1000
    desk, visitor = client_of(make_officer("handler", "approver")), Client(raise_request_exception=False)
    firm = client_of(make_company())
    errors, addresses, files = [], [], []
    typed = values if WHOLE else values[:PART]
    for serial, one in enumerate(typed):
        value = one["phone"]
        for method, path, form in misplaced(value)[serial % 3 :: 3]:
            for client in (desk, visitor, firm):
                answer = client.post(path, form) if method == "POST" else client.get(path)
                assert answer.status_code < 500, path
                if value not in path:
                    addresses.append(answer.headers.get("Location", ""))
                errors.append(body_of(answer))
    for name in ("due", "all", "mine"):
        for kind in ("csv", "xlsx"):
            content = b"".join(desk.get(f"/agency/queue/{name}.{kind}").streaming_content)  # type: ignore[attr-defined]
            files.append(unpacked(content) if kind == "xlsx" else content.decode())
    for client in (client_of(actor) for actor in people[:5]):
        addresses += [client.get("/cases/").headers.get("Location", ""), client.get("/me/").headers.get("Location", "")]
    assert found_in("\n".join(errors), values) == []
    assert found_in("\n".join(addresses), values) == []
    assert found_in("\n".join(files), values) == []
    written = "\n".join(path.read_text() for path in (tmp_path / "logs").iterdir())
    assert written.count("\n") > 5 * len(typed)
    assert found_in(written, values) == []
    assert len(logs.lines) > 100
    assert found_in("\n".join(logs.lines), values) == []


def unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_a_fault_of_ours_says_nothing_of_what_was_sent(clock: Any, logs: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    _, values = plant(Random(1), 900)

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"cannot handle {values['name']} {values['phone']}")

    monkeypatch.setattr("huxin.web.office.queue.list_queue", broken)
    desk = client_of(make_officer("handler"))
    desk.raise_request_exception = False
    answer = desk.get(f"/agency/queue/all/?after={values['phone']}")
    assert answer.status_code in (404, 500)
    monkeypatch.setattr("huxin.web.office.queue.queue_count", broken)
    monkeypatch.undo()
    assert found_in(answer.content.decode() + "\n".join(logs.lines), [values]) == []


def test_a_marked_export_holds_them_all_and_is_known(crowd: tuple[list[Actor], list[dict[str, str]]]) -> None:
    _, values = crowd
    officer = make_officer("handler")
    answer = client_of(officer).post("/agency/queue/all.csv", {"reason": "和银行逐个核对"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert all(one["name"] in text and one["id_number"] in text and one["phone"] in text for one in values)
    assert not any(one["card"] in text for one in values)
    assert "UNMASKED" in answer["Content-Disposition"]
    row = Trace.objects.get(kind="export")
    assert (row.by_id, row.content["reason"]) == (officer.account_id, "和银行逐个核对")

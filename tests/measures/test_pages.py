"""A worker's pages without JavaScript: read, sign, keep, object; and the calendar of cover."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from huxin.casework.service import Case
from huxin.identity.service import SYSTEM, Account, Actor
from huxin.measures.insurance.service import enrol, no_feed, register_orders
from huxin.people.service import Agreement, Person, details_of
from tests.measures.support import CODE, company_actor, make_companies, offered, row, sign, table
from tests.measures.test_cover import feed, order
from tests.support import make_worker

pytestmark = pytest.mark.django_db
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture
def worker(settings: object, tmp_path: Path) -> Actor:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN}  # type: ignore[attr-defined]
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    make_companies()
    return make_worker("330302")


def browser(worker: Actor) -> Client:
    client = Client(headers={"user-agent": "a phone"})
    client.force_login(Account.objects.get(pk=worker.account_id))
    return client


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(key|sha256)" value="(\w+)"', html))


def test_read_sign_and_keep(worker: Actor) -> None:
    agreement, client = offered(worker), browser(worker)
    assert "等你签" in client.get("/agreements/").content.decode()
    assert "有 1 份协议等你签" in client.get("/cases/").content.decode()
    page = client.get(f"/agreements/{agreement}/").content.decode()
    for words in ("先看这几句", "不收押金，不扣证件。", "甲方不向乙方收取押金", "我看完了，同意签"):
        assert words in page
    refused = client.post(f"/agreements/{agreement}/", hidden(page))
    assert refused.status_code == 400
    assert "先把全文看完" in refused.content.decode()
    changed = client.post(f"/agreements/{agreement}/", hidden(page) | {"read": "yes", "sha256": "0"})
    assert "和你看到的不一样" in changed.content.decode()
    done = client.post(f"/agreements/{agreement}/", hidden(page) | {"read": "yes"}, follow=True).content.decode()
    assert "签好了" in done
    assert "份协议等你签" not in client.get("/cases/").content.decode()
    assert "同意签" not in done
    sign(company_actor(), agreement, Agreement.objects.get(id=agreement).text_sha256)
    assert "有效" in client.get("/agreements/").content.decode()
    copy = client.get(f"/agreements/{agreement}.pdf")
    assert copy.content.startswith(b"%PDF")
    assert "attachment" in copy["Content-Disposition"]


def test_the_same_in_english(worker: Actor) -> None:
    agreement, client = offered(worker), browser(worker)
    client.cookies["django_language"] = "en"
    page = client.get(f"/agreements/{agreement}/").content.decode()
    for words in (
        "First, in plain words",
        "Party A does not collect a deposit",
        "What you sign is the Chinese text",
        "甲方不向乙方收取押金",
    ):
        assert words in page


def test_not_signed_by_me_with_mediation(worker: Actor) -> None:
    agreement, client = offered(worker), browser(worker)
    page = client.get(f"/agreements/{agreement}/not-mine/").content.decode()
    empty = client.post(f"/agreements/{agreement}/not-mine/", hidden(page) | {"statement": " "})
    assert empty.status_code == 400
    assert "写一句" in empty.content.decode()
    sent = hidden(page) | {"statement": "是站长签的", "mediate": "yes"}
    done = client.post(f"/agreements/{agreement}/not-mine/", sent, follow=True).content.decode()
    no = Case.objects.get().no
    assert "封存好了" in done
    assert f"/cases/{no}/" in done
    assert "有争议" in done
    assert client.get(f"/cases/{no}/").status_code == 200
    twice = client.post(f"/agreements/{agreement}/not-mine/", sent)
    assert twice.status_code == 302
    assert Case.objects.count() == 1


def test_an_agreement_that_was_filed_has_no_text_here(worker: Actor) -> None:
    from huxin.measures.employment.service import file_agreements

    known = details_of(Person.objects.get(id=worker.person_id))
    said = row(1, worker_id=known.id_number, worker_name=known.name)
    file_agreements(SYSTEM, CODE, table("agreements", [said]), "a.csv")
    agreement, client = Agreement.objects.get().id, browser(worker)
    assert "我们这里没有全文" in client.get(f"/agreements/{agreement}/").content.decode()
    assert client.get(f"/agreements/{agreement}.pdf").status_code == 404


def test_nobody_else_gets_in(worker: Actor) -> None:
    agreement = offered(worker)
    other = browser(make_worker())
    for path in (f"/agreements/{agreement}/", f"/agreements/{agreement}.pdf", f"/agreements/{agreement}/not-mine/"):
        assert other.get(path).status_code == 404
    assert Client().get("/agreements/").status_code == 302


def test_the_calendar_of_cover(worker: Actor) -> None:
    client = browser(worker)
    assert worker.person_id is not None
    known = details_of(Person.objects.get(id=worker.person_id))
    said = row(1, worker_id=known.id_number, worker_name=known.name, platform="圆通", trade="快递")
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=False):
        roster = table("single-line-roster", [said])
        enrol(SYSTEM, CODE, roster, "r.csv")
    page = client.get("/cover/?month=2026-03").content.decode()
    assert page.count("is-covered") == 29
    assert "看不出哪天漏了" in page
    feed(order(worker.person_id, "2026-03-01"))
    try:
        page = client.get("/cover/?month=2026-03").content.decode()
    finally:
        register_orders(no_feed)
    assert page.count('class="is-gap') == 1
    assert "有 1 天你跑了单，却没有保障" in page
    for odd in ("2026-13", "x", "1-1", "9999-99", "2026-03-01"):
        assert client.get(f"/cover/?month={odd}").status_code == 200
    assert date(2026, 3, 1).weekday() == client.get("/cover/?month=2026-03").content.decode().count("is-pad")

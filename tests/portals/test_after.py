"""After the photos are sealed: whom to call, which cover it may be, the days that count, the claim with the photos."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huxin.casework.service import load_draft, today
from huxin.identity.service import Account
from huxin.law.dates import add_months
from huxin.people.service import Company, Cover
from tests.evidence.conftest import picture
from tests.portals.conftest import signed_in
from tests.support import make_company, make_worker

pytestmark = pytest.mark.django_db
TAPS = {"on_order": "yes", "platform": "美团", "hurt": "yes"}


def sealed(client: Client) -> str:
    """The address of a pouch with one photo."""
    answer = client.post("/accident/", {"photos": SimpleUploadedFile("a.jpg", picture(), "image/jpeg")})
    return str(answer["Location"])


def tapped(client: Client, where: str, **changes: str) -> Any:
    return client.post(f"{where}next/", {**TAPS, **changes}, follow=True)


def part(page: Any, name: str) -> str:
    return re.sub(r"<[^>]+>", " ", str(page.text).split(f'id="{name}"')[1].split("</section>")[0])


def test_the_sealed_page_calls_for_help_and_asks_three_things() -> None:
    client = Client()
    page = client.get(sealed(client)).text
    assert 'href="tel:120"' in page
    assert 'href="tel:122"' in page
    assert re.findall(r"<legend>(.*?)</legend>", page) == ["有人受伤吗", "在送单、在接单吗", "哪个平台"]
    for platform in ("美团（", "别的平台", "不清楚"):
        assert platform in page


def test_what_is_recorded_and_what_is_only_possible_are_told_apart() -> None:
    client = Client()
    page = tapped(client, sealed(client))
    assert "没登录，查不到" in part(page, "recorded")
    assert "按单的职业伤害保障" in part(page, "possible")
    assert "参加了" not in part(page, "recorded")
    assert "这里没有记录" in part(page, "possible")


def test_the_record_of_that_day_stands_under_recorded_and_nobody_elses() -> None:
    worker, other = make_worker(), make_worker()
    company = Company.objects.get(person=make_company().person_id)
    for actor, platform, since in ((worker, "瓯江闪送", today()), (other, "别家", today())):
        Cover.objects.create(
            id=uuid.uuid4(), person_id=actor.person_id, company=company, platform=platform, trade="takeaway",
            county="330302", kind="B", received_on=since, cover_from=since,
        )  # fmt: skip
    client = signed_in(worker)
    where = sealed(client)
    assert "瓯江闪送" in part(tapped(client, where), "recorded")
    assert "别家" not in tapped(client, where).text
    before = tapped(client, where, day=(today() - timedelta(days=3)).isoformat())
    assert "没有你的参保记录" in part(before, "recorded")


@pytest.mark.parametrize("platform", ["other", "unknown", "", "火星外卖"])
def test_a_platform_that_nobody_knows_leaves_every_cover_open(platform: str) -> None:
    client = Client()
    page = tapped(client, sealed(client), platform=platform)
    assert page.status_code == 200
    found = part(page, "possible")
    for words in ("单位的工伤保险", "单独参加工伤保险", "按单的职业伤害保障"):
        assert words in found


def test_the_days_are_dates_from_the_pack_and_go_into_a_calendar() -> None:
    client = Client()
    where = sealed(client)
    page = tapped(client, where, day="2026-03-02")
    shown = part(page, "dates")
    wanted = [date(2026, 3, 3), date(2026, 4, 1), date(2026, 6, 1), add_months(date(2026, 3, 2), 12)]
    for day in wanted:
        assert f"{day.year}年{day.month}月{day.day}日" in shown, day
    for who, what in (("企业", "单位申请"), ("平台", "平台申请"), ("本人或亲属", "本人或亲属申请")):
        assert f"{who}：{what}" in shown
    link = re.search(r'href="([^"]+at=dates)"', page.text)
    assert link
    calendar = client.get(link[1].replace("&amp;", "&"))
    assert calendar["Content-Type"].startswith("text/calendar")
    starts = re.findall(r"DTSTART;VALUE=DATE:(\d+)", calendar.content.decode())
    assert {f"{one:%Y%m%d}" for one in wanted} <= set(starts)


def test_nobody_hurt_needs_no_ambulance_and_a_later_day_is_refused() -> None:
    client = Client()
    where = sealed(client)
    assert 'href="tel:120"' not in tapped(client, where, hurt="no").text
    refused = tapped(client, where, day=(today() + timedelta(days=1)).isoformat())
    assert refused.status_code == 400
    assert 'href="#f-day"' in refused.text


def test_the_claim_begins_with_the_photos_the_day_and_the_platform() -> None:
    client, worker = Client(), make_worker()
    where = sealed(client)
    tapped(client, where)
    name = "occupational-injury-tracking"
    begun = client.post(f"{where}claim/{name}/", {**TAPS, "day": "2026-03-02"})
    assert begun["Location"].startswith("/login/")
    client.force_login(Account.objects.get(pk=worker.account_id))
    begun = client.post(f"{where}claim/{name}/", {**TAPS, "day": "2026-03-02"})
    assert begun["Location"] == f"/apply/{name}/on/"
    draft = load_draft(worker.person_id, name)  # type: ignore[arg-type]
    assert draft["answers"]["accident_on"] == "2026-03-02"
    assert draft["answers"]["platform"] == "美团"
    assert len(draft["papers"]["scene"]) == 1
    papers = client.get(f"/apply/{name}/papers/").text
    assert draft["papers"]["scene"][0] in papers


def test_the_photos_of_somebody_else_are_not_taken() -> None:
    first, second = signed_in(make_worker()), signed_in(make_worker())
    where = sealed(first)
    assert first.post(f"{where}claim/injury-recognition/", TAPS).status_code == 302
    assert second.post(f"{where}claim/injury-recognition/", TAPS).status_code == 403


def test_an_address_without_answers_leads_back() -> None:
    client = Client()
    where = sealed(client)
    assert client.get(f"{where}next/")["Location"] == where
    assert Client().get("/sealed/not-a-link/next/").status_code == 404

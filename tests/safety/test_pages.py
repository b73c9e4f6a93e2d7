"""The pages: the duty desk, the company's desk, the worker's notice, findings, figures; who gets to which."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huxin.casework.service import Case, view_case
from huxin.identity.service import SYSTEM, Actor, make_api_key
from huxin.measures.governance.models import Finding
from huxin.measures.governance.service import add_up, keep
from huxin.measures.safety.service import take
from huxin.supervision.tests.support import order, write
from tests.portals.conftest import signed_in
from tests.safety.support import COUNTY, sent, warning
from tests.safety.test_findings import DAY, code, stormy
from tests.support import key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db


def now_warning(name: str = "w-1", colour: str = "red") -> dict[str, Any]:
    """A warning that has been in force for an hour."""
    begun = timezone.now() - timedelta(hours=1)
    times = {"issuedTime": begun, "effectiveTime": begun, "expireTime": begun + timedelta(hours=5)}
    return warning(name, colour, **{name: at.isoformat() for name, at in times.items()})


def issued() -> tuple[Actor, str]:
    (no,) = take(SYSTEM, sent(now_warning())).orders
    officer = make_officer("handler", department="emergency")
    client = signed_in(officer)
    page = client.get("/agency/weather/").text
    token = re.search(r'name="key"\s+value="(\w+)"', page)
    assert token is not None
    done = client.post("/agency/weather/", {"no": no, "key": token[1]})
    assert done.status_code == 302, done.text
    return officer, no


def test_one_click_issues_a_draft_and_a_second_says_why_not() -> None:
    make_company("甲平台")
    officer, no = issued()
    assert signed_in(officer).post("/agency/weather/", {"no": "\0", "key": "\0"}).status_code == 400
    assert Case.objects.get(no=no).status == "in_progress"
    client = signed_in(officer)
    assert "1 家没确认" in client.get("/agency/weather/").text
    assert client.post("/agency/weather/", {"no": no, "key": key()}).status_code == 400
    assert client.post("/agency/weather/", {"no": "2026-999999", "key": key()}).status_code == 400


def test_other_officers_read_and_do_not_issue() -> None:
    (no,) = take(SYSTEM, sent(now_warning())).orders
    client = signed_in(make_officer("handler"))
    assert "发布给所有平台" not in client.get("/agency/weather/").text
    assert client.post("/agency/weather/", {"no": no, "key": key()}).status_code == 400
    assert Case.objects.get(no=no).status == "received"


def test_a_company_sees_the_order_acknowledges_it_and_sets_its_address(settings: Any) -> None:
    settings.DEMO, settings.WEBHOOK_NETWORKS = True, ["127.0.0.0/8"]
    company = make_company("甲平台")
    _, no = issued()
    client = signed_in(company)
    page = client.get("/company/weather/").text
    assert "去确认" in page
    assert "法规要求停工或者调整" in page
    first = client.get("/company/").text
    assert no in first
    shown = client.get(f"/company/cases/{no}/").text
    token = re.search(r'do/acknowledge/".*?name="key"\s+value="(\w+)"', shown, re.S)
    assert token is not None
    answer = {"party": "甲平台", "key": token[1], "seq": str(Case.objects.get(no=no).seq)}
    assert client.post(f"/company/cases/{no}/do/acknowledge/", answer).status_code == 302
    assert "确认了" in client.get("/company/weather/").text
    assert no not in client.get("/company/").text
    assert client.post("/company/weather/", {"url": "ftp://x"}).status_code == 400
    assert client.post("/company/weather/", {"url": "http://127.0.0.1:9/"}).status_code == 302
    assert "http://127.0.0.1:9/" in client.get("/company/weather/").text


def test_the_worker_sees_stop_on_the_first_page_and_stops_with_one_tap() -> None:
    assert "坏天气：先保安全" not in Client().get("/").text
    issued()
    first = Client().get("/").text
    assert "停" in first
    assert "瓯海区" in first
    assert "浙江省气象灾害防御条例 29" in Client().get("/weather/").text
    worker = make_worker()
    client = signed_in(worker)
    token = re.search(r'name="key"\s+value="(\w+)"', client.get("/weather/").text)
    assert token is not None
    body = {"county": COUNTY, "key": token[1]}
    done = client.post("/weather/stop/", body)
    again = client.post("/weather/stop/", body)
    assert done.headers["Location"] == again.headers["Location"]
    case = Case.objects.get(procedure="hazard-report")
    assert [one.act for one in view_case(worker, case.no).steps] == ["file", "refuse_danger"]
    assert client.post("/weather/stop/", {"county": "x", "key": key()}).headers["Location"].endswith("failed=1")
    assert Client().post("/weather/stop/", body).status_code == 302
    assert Case.objects.filter(procedure="hazard-report").count() == 1


def test_programs_read_what_is_in_force_and_the_office_sends_warnings() -> None:
    empty = Client().get("/api/v1/weather/in-force")
    assert empty.json()["orders"] == []
    _, no = issued()
    (told,) = Client().get("/api/v1/weather/in-force").json()["orders"]
    assert (told["order"], told["begun"], told["colour"]["code"]) == (no, True, "red")
    assert len(Client().get("/api/v1/weather/key").json()["key"]) == 64
    officer = make_officer("handler", department="emergency")
    headers = {"Authorization": f"Bearer {make_api_key(officer, '气象')[1]}"}

    def post(body: bytes, kind: str = "application/json") -> Any:
        return Client().post("/api/v1/weather/warnings", body, content_type=kind, headers=headers)

    taken = post(sent(now_warning("w-2", "orange")))
    assert (taken.status_code, len(taken.json()["orders"])) == (201, 1)
    refused = post(b"<alert/>", "application/cap+xml")
    assert (refused.status_code, refused.json()["code"]) == (422, "xml")
    assert Client().post("/api/v1/weather/warnings", b"{}", content_type="application/json").status_code == 401
    other = {"Authorization": f"Bearer {make_api_key(make_company(), 'x')[1]}"}
    body = json.dumps(now_warning("w-3")).encode()
    denied = Client().post("/api/v1/weather/warnings", body, content_type="application/json", headers=other)
    assert denied.status_code == 403


@pytest.fixture
def day(tmp_path: Path) -> tuple[Actor, Actor]:
    first, second = make_company("甲平台"), make_company("乙平台")
    keep(SYSTEM, stormy(tmp_path / "day", first, second))
    return first, second


def test_findings_by_facet_with_their_spread_map_and_file(day: tuple[Actor, Actor]) -> None:
    client = signed_in(make_officer("handler", county=""))
    page = client.get("/agency/findings/?detector=weather_dispatch").text
    assert "停派期间还在派单" in page
    assert page.count('<path class="shade-') == 12
    assert "甲平台" in page
    file = b"".join(client.get("/agency/findings.csv?detector=weather_dispatch")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert len(file.splitlines()) == 4
    for odd in ("?day=nonsense&state=x&after=1/2", "?detector=%00", "?after=" + "9" * 50 + "/x"):
        assert client.get(f"/agency/findings/{odd}").status_code == 200


def test_from_a_finding_one_click_leads_to_an_inquiry_filled_in(day: tuple[Actor, Actor]) -> None:
    handler = make_officer("handler")
    client = signed_in(handler)
    one = Finding.objects.filter(detector="weather_dispatch").first()
    assert one is not None
    page = client.get(f"/agency/findings/{one.id}/").text
    link = re.search(r'href="(/agency/new/inquiry/\?[^"]+)"', page)
    assert link is not None
    sheet = client.get(link[1].replace("&amp;", "&")).text
    assert code(day[0]) in sheet
    assert one.id in sheet
    assert client.get(f"/agency/new/inquiry/?finding={one.id}&company=other").status_code == 200
    assert client.post(f"/agency/findings/{one.id}/", {"reason": ""}).status_code == 400
    assert client.post(f"/agency/findings/{one.id}/", {"reason": "是预约单，早就接了"}).status_code == 302
    assert "误报" in client.get(f"/agency/findings/{one.id}/").text
    assert signed_in(make_officer("handler", county="330302")).get(f"/agency/findings/{one.id}/").status_code == 404


def test_a_proposal_never_leads_on_to_a_penalty(day: tuple[Actor, Actor]) -> None:
    from huxin.casework.service import file_case, onward
    from tests.first_floor.test_parties import do, form

    handler = make_officer("handler")
    for status, expected in (("proposal", False), ("voluntary", False), ("guideline", False), ("law", True)):
        answers = form("inquiry", company_code=code(day[0]), source_status=status)
        no = str(file_case(handler, "inquiry", answers, papers={}, key=key())["no"])
        do(handler, no, "send")
        do(handler, no, "decide", outcome="escalated")
        assert ("penalty" in {one.to for one in onward(handler, view_case(handler, no))}) is expected, status


def test_a_company_sees_its_own_findings_and_nothing_of_the_others(day: tuple[Actor, Actor]) -> None:
    page = signed_in(day[0]).get("/company/findings/").text
    assert "停派期间还在派单" in page
    assert "乙平台" not in page
    assert code(day[1]) not in page
    assert signed_in(day[1]).get("/company/findings/").text.count("停派期间还在派单") == 0


def test_a_worker_sees_the_sum_over_all_platforms(tmp_path: Path) -> None:
    from huxin.measures.governance.service import worker_key_of
    from huxin.supervision.tests.support import run

    worker = make_worker()
    own = worker_key_of(worker)
    assert len(own) == 64
    rows = [order("07-15 06:00", "07-15 11:00", worker_id=own)]
    run(tmp_path / "own", rows, "2026-07-15")
    keep(SYSTEM, tmp_path / "own" / "findings.parquet")
    assert "连续接单时间过长" in signed_in(worker).get("/hours/").text
    assert "连续接单时间过长" not in signed_in(make_worker()).get("/hours/").text
    assert signed_in(make_officer("handler")).get("/hours/").status_code == 403


def test_the_citys_sheet_says_what_is_not_known(tmp_path: Path) -> None:
    client = signed_in(make_officer("handler"))
    assert "还没有数" in client.get("/agency/figures/").text
    rows = [order("07-15 10:00", "07-15 11:00", worker_id=f"w{serial}", county="330302") for serial in range(40)]
    rows += [order("07-15 10:00", "07-15 11:00", worker_id="alone", county="330381")]
    add_up(write(tmp_path / "o.parquet", rows), DAY, DAY)
    page = client.get("/agency/figures/").text
    assert "不知道" in page
    assert "人太少，不显示" in page
    file = b"".join(client.get("/agency/figures.csv?day=2026-07-15")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "不知道" in file
    assert client.get("/agency/figures/?day=0001-01-01").status_code == 200

"""The company's page for order records: handed in, read by the worker, answered; quality, what is due, who sees it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from huxin.casework.service import today
from huxin.core.service import queues
from huxin.feeds import files, uploads
from huxin.feeds.models import Batch, Upload
from huxin.feeds.service import add_key, check_receipt, quality_of, settle_all, tidy
from huxin.identity.service import Account, Actor
from huxin.measures.governance.pages.order_words import cure, reason_words, refusal
from huxin.people.service import company_of
from tests.feeds.support import Sender, held, ndjson, rows
from tests.portals.conftest import signed_in
from tests.support import make_company, work_off

pytestmark = pytest.mark.django_db
SRC = Path(uploads.__file__).resolve().parents[1] / "supervision"
NO_ZONE = "2026-07-01 08:30:00"


@pytest.fixture
def firm() -> Actor:
    return make_company()


def hand_in(client: Client, content: bytes, name: str = "orders.ndjson", **more: Any) -> Any:
    sent = io.BytesIO(content)
    sent.name = name
    return client.post("/company/orders/send/", {"file": sent, "kind": "orders", "do": "send"} | more, follow=True)


def code_of(firm: Actor) -> str:
    return company_of(firm).credit_code


def test_a_file_is_put_aside_sealed_read_by_the_worker_and_answered_with_a_receipt(firm: Actor) -> None:
    client, code = signed_in(firm), code_of(firm)
    sent = ndjson([*rows(3, company_id=code), *rows(1, 2, company_id=code, accepted_at=NO_ZONE)])
    page = hand_in(client, sent).text
    assert "文件收到了，正在读" in page
    assert "等着读" in page
    waits = Upload.objects.get()
    assert Batch.objects.count() == 0  # the page has read nothing
    assert b"order_id" not in files.waiting_file(str(waits.id)).read_bytes()
    work_off("uploads")
    batch = Batch.objects.get()
    assert (batch.rows, batch.accepted, batch.quarantined, batch.landed_by) == (4, 3, 1, firm.key)
    assert not list(files.waiting().iterdir())
    assert len(held()) == 3
    assert "看看读完没有" not in client.get("/company/orders/").text
    page = client.get(f"/company/orders/{batch.id}/").text
    assert "4 行，收下 3 行，退回 1 行" in page
    assert "时间没写时区" in page
    assert "accepted_at = 2026-07-01T08:30:00+08:00" in page
    assert "orders.ndjson" in page
    receipt = client.get(f"/company/orders/{batch.id}/receipt.json")
    assert check_receipt(json.loads(receipt.content)).good
    assert client.get(f"/company/orders/{batch.id}/receipt.pdf").content.startswith(b"%PDF")
    lines = b"".join(client.get(f"/company/orders/{batch.id}/rows.csv").streaming_content).decode().splitlines()
    assert [line.split(",")[:4] for line in lines[1:]] == [["4", "accepted_at", "退回", "时间没写时区"]]


def test_a_check_lands_nothing_and_the_zone_of_the_city_mends_bare_times(firm: Actor) -> None:
    client = signed_in(firm)
    sent = ndjson(rows(2, company_id=code_of(firm), accepted_at=NO_ZONE))
    for more, told in (
        ({"do": "check"}, "查了 2 行：0 行对，2 行要改"),
        ({"do": "check", "zone": "1"}, "2 行对，0 行要改"),
    ):
        hand_in(client, sent, **more)
        work_off("uploads")
        newest = uploads.uploads_of(code_of(firm))[0]
        page = client.get(f"/company/orders/files/{newest.id}/").text
        assert told in page
        assert "只是检查，还没有报" in page
    assert Batch.objects.count() == 0
    assert held_files() == []


def held_files() -> list[Path]:
    return [path for path in files.lake().rglob("*") if path.is_file() and ".turns" not in path.parts]


def test_a_file_that_cannot_be_read_is_answered_and_the_same_bytes_are_one_batch(firm: Actor) -> None:
    client, sent = signed_in(firm), ndjson(rows(2, company_id=code_of(firm)))
    assert hand_in(client, b"x", "orders.xlsx").status_code == 400
    assert client.post("/company/orders/send/", {"kind": "warnings"}).status_code == 400
    assert Upload.objects.count() == 0
    assert held_files() == []
    hand_in(client, b"PK\x03\x04 a sheet", "orders.csv")
    for _ in range(2):
        hand_in(client, sent)
    work_off("uploads")
    page = client.get("/company/orders/").text
    assert "整个文件没收" in page
    assert "以前收过，没有再收" in page
    assert Batch.objects.count() == 1
    refused = Upload.objects.get(name="orders.csv")
    assert "Excel 表先另存为 CSV" in client.get(f"/company/orders/files/{refused.id}/").text


def test_who_sends_by_key_finds_the_same_page_and_nobody_elses(firm: Actor) -> None:
    code, other = code_of(firm), make_company("别家")
    made = add_key(code)
    assert made.secret is not None
    assert Sender(made.id, made.secret, code).post(ndjson(rows(2, company_id=code))).status_code == 201
    batch = Batch.objects.get()
    page = signed_in(firm).get("/company/orders/").text
    assert f"密钥 {made.id[:8]}" in page
    assert "有 1 把报送密钥" in page
    assert batch.id in page
    stranger = signed_in(other)
    assert "还没有报过订单" in stranger.get("/company/orders/").text
    for end in ("", "rows.csv", "receipt.pdf", "receipt.json"):
        assert stranger.get(f"/company/orders/{batch.id}/{end}").status_code == 404
    hand_in(signed_in(firm), b"no", "orders.csv")
    work_off("uploads")
    assert stranger.get(f"/company/orders/files/{Upload.objects.get().id}/").status_code == 404


def test_only_whoever_may_send_lists_sends(firm: Actor) -> None:
    Account.objects.filter(pk=firm.account_id).update(roles=["filing"])
    client = signed_in(firm)
    assert client.get("/company/orders/").status_code == 200
    assert client.get("/company/orders/send/").status_code == 403
    assert hand_in(client, b"x").status_code == 403
    assert Upload.objects.count() == 0


def _on(days_ago: int, code: str, seed: int) -> list[dict[str, Any]]:
    """Orders of a day before today, in time."""
    first = str(rows(1)[0]["accepted_at"])[:10]
    day = today() - timedelta(days=days_ago)
    text = json.dumps(rows(1, seed, company_id=code)).replace(first, day.isoformat())
    return [dict(one) for one in json.loads(text)]


def test_quality_and_what_is_due_stand_on_the_page_and_among_the_things_to_do(firm: Actor) -> None:
    client, code = signed_in(firm), code_of(firm)
    assert "data-next" not in client.get("/company/orders/").text  # nobody owes a feed that was not begun
    hand_in(client, ndjson([*_on(5, code, 1), *_on(3, code, 2)]))
    work_off("uploads")
    page = client.get("/company/orders/").text
    days = quality_of(code, "orders", today() - timedelta(days=9), today())
    assert [one.level for one in days if one.day == today() - timedelta(days=4)] == ["missing"]
    score = re.search(r"data-score[^>]*>\s*(\d+)", page)
    held_days = [one for one in days if one.rows]
    assert score is not None
    assert int(score[1]) == sum(one.score * one.rows for one in held_days) // sum(one.rows for one in held_days)
    assert "data-late" in page
    assert "data-next" in page
    home = client.get("/company/").text
    assert "/company/orders/send/" in home
    assert "报 3 天的订单" in home
    hand_in(client, ndjson([one for ago in (4, 2, 1) for one in _on(ago, code, 10 + ago)]))
    work_off("uploads")
    assert "的订单" not in client.get("/company/").text


def test_bytes_that_nobody_waits_for_go_and_answers_go_with_their_time(firm: Actor) -> None:
    client = signed_in(firm)
    hand_in(client, b"no", "orders.csv")
    lost = files.waiting_file("0" * 32)
    lost.write_bytes(b"left by a process that died")
    settle_all(grace=0)
    assert not lost.exists()
    assert files.waiting_file(str(Upload.objects.get().id)).exists()
    work_off("uploads")
    tidy(timezone.now())
    assert Upload.objects.count() == 1
    Upload.objects.update(done_at=timezone.now() - timedelta(days=40))
    tidy(timezone.now())
    assert Upload.objects.count() == 0


def test_a_company_does_not_flood_the_job(firm: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_WAITING", 1)
    client = signed_in(firm)
    hand_in(client, b"{}")
    assert "等读完再传" in hand_in(client, b"{}").text
    assert Upload.objects.count() == 1


def test_every_reason_of_the_check_has_words_in_both_languages() -> None:
    checks = "".join(
        path.read_text("utf-8")
        for path in (
            SRC / "validate/checks.py",
            SRC / "validate/stage.py",
            SRC / "sql/check_orders.sql",
            SRC / "sql/check_oncall.sql",
        )
    )
    found = set(re.findall(r"(?:stops|flags)\(\s*\"(\w+)\"", checks))
    found |= set(re.findall(r"'(\w+)'(?: AS reason)?, '(?:quarantined|flagged)'", checks))
    found |= set(re.findall(r"(?:THEN|ELSE) '(duplicate|\w+_version|correction|\w+_line|\w+_cells)'", checks))
    assert len(found) > 30
    assert found <= set(reason_words())
    with override("en"):
        english = reason_words()
    assert [name for name, (label, mend) in english.items() if re.search(r"[\u4e00-\u9fff]", label + mend)] == []
    assert cure("no_offset", "accepted_at = 2026-07-01T08:30:00+08:00").endswith("08:30:00+08:00")
    assert cure("not_whole", "tip_fen = 650 if these are yuan").endswith("：tip_fen = 650")
    assert "分成几个文件" in refusal({"code": "limit_memory", "got": "", "wanted": ""})


def test_the_queue_is_known_to_the_worker() -> None:
    assert "uploads" in {one.name for one in queues()}


def test_a_company_that_hands_in_many_makes_nobody_wait_for_all_of_them() -> None:
    now, done = timezone.now(), list[str]()

    def put(company: str, second: int) -> None:
        asked = now + timedelta(seconds=second)
        Upload.objects.create(company=company, kind="orders", name=f"{company}{second}", by="x", size=1, asked_at=asked)

    def read(row: Upload) -> int:
        done.append(row.name)
        row.done_at = timezone.now()
        row.save(update_fields=["done_at"])
        return 1

    for second in range(6):
        put("flood", second)
    put("other", 7)
    put("third", 8)
    put("other", 9)
    replace(uploads.QUEUE, work=read).work_off()
    assert done == [*("flood0", "other7", "third8", "flood1", "other9"), *(f"flood{one}" for one in range(2, 6))]

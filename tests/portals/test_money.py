"""能领什么钱: the questions of the pack on the phone, every item at once, and on to the applications."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from PIL import Image

from huxin.casework.service import city_pack, load_draft, today
from huxin.identity.service import Actor
from huxin.law import evaluate
from huxin.law.bundle.work import items_of
from huxin.measures.subsidies.service import ITEM
from huxin.web.worker.money.applying import carried
from huxin.web.worker.money.asking import TRAIL, found_for, item_facts
from tests.portals.conftest import signed_in
from tests.support import key, make_worker

pytestmark = pytest.mark.django_db
URL = "/money/"
RIDER = {
    "birth": {"birth_date": "1981-05-03", "category": "F50"},
    "contribution": {"month": "2025-06", "chosen_base": "4986"},
    "order": {
        "trade": "takeaway", "platform": "美团", "order_accepted_at": "2026-03-05T12:40", "labour_relation": "no",
    },
    "certificate": {
        "occupation_code": "4-02-07-10", "level": "4", "issued_on": "2025-06-10", "shortage_on_issue": "no",
    },
    "unemployment_insurance": {"unemployment_insured": "no"},
    "business": {"business_registered": "no"},
    "key_group": {"key_group": "no"},
    "exclusions": {},
}  # fmt: skip
PAYMENTS = {"question": "payments", "group": "hardship", "first": "2025-01", "last": "2025-12", "paid": "892.40"}


def asked(page: Any) -> str:
    found = re.search(r'name="question" value="(\w+)"', page.text)
    return found[1] if found else ""


def here(page: Any) -> str:
    return f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"


def walk(client: Client, answers: dict[str, Any] = RIDER) -> tuple[Any, list[str]]:
    """(the result, the questions that were asked), as somebody answers who knows these answers."""
    page, seen = client.get(URL), list[str]()
    while (question := asked(page)) != "result":
        seen.append(question)
        page = client.post(here(page), {"question": question, **answers.get(question, {})}, follow=True)
    return page, seen


def items(page: Any) -> dict[str, str]:
    """The text of the card of each item."""
    parts = re.split(r'data-item="([a-z-]+)"', page.text)
    plain = (" ".join(re.sub(r"<[^>]+>", " ", one.split("</section>")[0]).split()) for one in parts[2::2])
    return dict(zip(parts[1::2], plain, strict=True))


def test_every_item_stands_on_the_result_and_few_questions_were_asked() -> None:
    page, seen = walk(Client())
    assert set(items(page)) == set(items_of(city_pack()))
    assert len(seen) == len(set(seen)) <= 7
    training = items(page)["training-subsidy"]
    assert "≈ 1,500.00 元" in training
    assert "是估算，因为本市还没正式确认" in training
    assert "温人社发〔2021〕135号" in training


def test_the_sum_on_the_page_is_that_of_the_law() -> None:
    page, seen = walk(Client())
    said = QueryDict(mutable=True)
    said.setlist(TRAIL, seen)
    for question in seen:
        for name, value in RIDER[question].items():
            said[name] = value
    found = {one["item"]: one for one in found_for(said)["items"]}
    for item, shown in items(page).items():
        alone = evaluate(city_pack(), item, item_facts(item, said), on=today()).as_json()
        assert (alone["verdict"], alone["outputs"]) == (found[item]["verdict"], found[item]["outputs"])
        for reason in alone["reasons"]:
            assert reason["text"] in shown
            assert reason["clause"] in shown


def test_who_knows_nothing_is_asked_little_and_told_what_is_missing() -> None:
    page, seen = walk(Client(), {})
    assert len(seen) <= 7
    assert "还差" in items(page)["training-subsidy"]
    assert "元" not in page.text.split("<h1>")[1].split("data-item")[0]


def test_the_result_can_be_seen_at_any_time_and_leads_on() -> None:
    client = Client()
    page = client.post(URL, {"question": "birth", **RIDER["birth"], "now": "1"}, follow=True)
    assert asked(page) == "result"
    more = re.search(r'href="([^"]+)">还有题没答', page.text)
    assert more
    assert asked(client.get(more[1].replace("&amp;", "&"))) == "contribution"


def test_payments_that_are_said_give_an_estimate_that_says_why() -> None:
    client = Client()
    page, _seen = walk(client)
    where = here(page).replace("at=result", "at=payments")
    assert asked(client.get(where)) == "payments"
    found = items(client.post(where, PAYMENTS, follow=True))[ITEM]
    assert "≈ 7,139.20 元" in found
    assert "月数和钱数是你说的" in found


@pytest.mark.parametrize(
    ("name", "value"),
    [("first", "2099-01"), ("last", "2024-01"), ("paid", "-1"), ("paid", "x"), ("group", "king"), ("last", "2099-01")],
)
def test_wrong_payments_are_named_and_nothing_is_lost(name: str, value: str) -> None:
    client = Client()
    page, _seen = walk(client)
    where = here(page).replace("at=result", "at=payments")
    again = client.post(where, {**PAYMENTS, name: value}, follow=True)
    assert again.status_code == 400
    assert asked(again) == "payments"
    assert 'value="892.40"' in again.text or name == "paid"


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [("birth", "birth_date", "2099-01-01"), ("birth", "birth_date", "x"), ("birth", "category", "king")],
)
def test_a_wrong_answer_is_named_at_its_field(question: str, name: str, value: str) -> None:
    page = Client().post(URL, {"question": question, **RIDER[question], name: value}, follow=True)
    assert page.status_code == 400
    assert f'href="#f-{name}"' in page.text


def test_an_earlier_answer_can_be_changed_and_the_later_ones_stay() -> None:
    client = Client()
    page, seen = walk(client)
    first = here(page).replace("at=result", f"at={seen[0]}")
    again = client.post(first, {"question": seen[0], "birth_date": "1990-01-01", "category": "M60"}, follow=True)
    assert asked(again) == "result"
    assert "≈ 1,500.00 元" in items(again)["training-subsidy"]


def test_the_picture_is_small_and_says_the_money_and_nobody() -> None:
    client = Client()
    page, _seen = walk(client)
    share = re.search(r'href="([^"]+at=share)"', page.text)
    assert share
    answer = client.get(share[1].replace("&amp;", "&"))
    assert answer["Content-Type"] == "image/png"
    assert len(answer.content) <= 40_000
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.width == 720
        assert not picture.info
    older = client.get(here(page).replace("at=result", "at=birth"))
    client.post(here(older), {"question": "birth", "birth_date": "1981-06-09", "category": "F50"})
    assert client.get(share[1].replace("&amp;", "&")).content == answer.content  # another birth, the same money


def test_why_stands_on_a_page_of_its_own() -> None:
    client = Client()
    page, _seen = walk(client)
    for item in items(page):
        assert 'class="why' in client.get(here(page).replace("at=result", f"at=why-{item}")).text
    assert client.get(here(page).replace("at=result", "at=why-nothing")).status_code == 404


def test_the_old_address_leads_here() -> None:
    assert Client().get("/money/social-insurance-subsidy/")["Location"] == URL


# --- on to the applications ---


def applied(client: Client, *chosen: str) -> Any:
    page, _seen = walk(client)
    where = here(page).replace("at=result", "at=payments")
    page = client.post(where, PAYMENTS, follow=True)
    return client.post(here(page), {"question": "result", "item": list(chosen)}, follow=True)


def test_several_applications_begin_with_what_was_said_and_ask_it_no_more() -> None:
    worker = make_worker()
    client = signed_in(worker)
    page = applied(client, ITEM, "training-subsidy")
    assert page.text.count("/on/") == 2
    one, two = draft(worker, ITEM), draft(worker, "training-subsidy")
    assert one["answers"]["from_month"] == "2025-01"
    assert one["answers"]["trade"] == "takeaway"
    assert two["answers"] | {"occupation": "delivery_rider", "level": "4", "issued_on": "2025-06-10"} == two["answers"]
    rest = client.get("/apply/training-subsidy/on/")["Location"]
    assert rest.endswith("/rest/")
    shown = client.get(rest).text
    for name in ("certificate_no", "course_paid_by", "bank_card", "declared"):
        assert f'name="{name}"' in shown
    for name in ("occupation", "level", "issued_on"):  # they were said
        assert f'name="{name}"' not in shown
    first = client.get("/apply/training-subsidy/certificate/")
    after = client.post(here(first), {"certificate_no": "PX2025-000001"})["Location"]
    assert after == rest  # where the rest of the questions stand


def test_a_visitor_signs_in_and_finds_it_begun() -> None:
    client, worker = Client(), make_worker()
    page = applied(client, ITEM)
    assert "/login/" in here(page)
    from huxin.identity.service import Account

    client.force_login(Account.objects.get(pk=worker.account_id))
    assert client.get("/money/apply/")["Location"] == f"/apply/{ITEM}/on/"
    assert draft(worker, ITEM)["answers"]["group"] == "hardship"


def test_an_application_that_was_begun_keeps_its_own_answers() -> None:
    from huxin.casework.service import save_draft

    worker = make_worker()
    save_draft(worker.person_id, ITEM, {"answers": {"trade": "courier"}, "papers": {}, "key": key()})  # type: ignore[arg-type]
    applied(signed_in(worker), ITEM)
    found = draft(worker, ITEM)
    assert found["answers"]["trade"] == "courier"
    assert "trade" not in found["said"]


def test_nothing_that_can_not_be_applied_for_is_begun() -> None:
    client = Client()
    for chosen in ("cover-regime", "penalty", "nothing"):
        assert asked(applied(client, chosen)) == "result"


def test_only_what_a_form_takes_is_carried() -> None:
    procedure = city_pack().procedures[ITEM]
    assert carried(procedure, {"trade": "astronaut", "exclusions": [], "phone": "1"}) == {"has_exclusion": False}
    assert carried(procedure, {"exclusions": ["vehicle"]}) == {"has_exclusion": True, "exclusions": ["vehicle"]}


def draft(worker: Actor, name: str) -> dict[str, Any]:
    return load_draft(worker.person_id, name)  # type: ignore[arg-type]

"""A batch goes to the bank by two hands; what the bank answers is told to whoever waits for the money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huxin.casework.law.city import forget_adoptions
from huxin.casework.models import Notice
from huxin.casework.service import (
    ConflictError,
    ForbiddenError,
    adopt,
    allowed_for,
    batches,
    check_batch,
    lines,
    pay,
    pay_csv,
    perform,
    take_answers,
    to_pay,
    view_case,
)
from huxin.core.service import verify
from huxin.identity.service import Account
from huxin.law import InputError
from tests.portals.conftest import signed_in
from tests.support import City, key, make_officer, make_worker

pytestmark = pytest.mark.django_db
HEAD = "办件编号,金额（元）,结果,日期,原因"
CARD = "6222020000000000001"


@pytest.fixture
def city() -> Iterator[City]:
    with time_machine.travel(datetime(2026, 2, 10, 4, tzinfo=UTC), tick=False) as clock:
        town = City()
        town.clock = clock  # type: ignore[attr-defined]
        yield town


def listed(city: City, people: int = 1) -> tuple[str, list[str]]:
    """A batch of granted cases that waits for its second person, and their numbers."""
    numbers = []
    for _unused in range(people):
        city.worker = make_worker()
        numbers.append(city.file())
        city.decide(numbers[-1])
    city.clock.move_to(datetime(2026, 3, 20, 4, tzinfo=UTC))  # type: ignore[attr-defined]
    pay(city.finance, numbers, key=key())
    return batches(city.finance)[0].no, numbers


def table(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def told(no: str) -> list[str]:
    return list(Notice.objects.filter(case=no).order_by("act_seq").values_list("message", flat=True))


def test_nobody_lets_the_own_batch_go(city: City) -> None:
    batch, (no,) = listed(city)
    with pytest.raises(InputError) as own:
        check_batch(city.finance, batch, expected_fen=713920)
    assert own.value.problem.code == "second_person"
    second = make_officer("finance")
    with pytest.raises(ForbiddenError):
        check_batch(city.approver, batch, expected_fen=713920)
    with pytest.raises(ConflictError):
        check_batch(second, batch, expected_fen=713919)
    with pytest.raises(InputError):
        pay_csv(second, batch)
    with pytest.raises(InputError):
        take_answers(second, batch, table(f"{no},7139.20,成功,2026-03-20,"), "bank.csv")
    check_batch(second, batch, expected_fen=713920)
    with pytest.raises(InputError):
        check_batch(make_officer("finance"), batch, expected_fen=713920)
    assert pay_csv(city.finance, batch)
    assert verify().intact


def test_every_row_of_the_banks_table_is_answered_for(city: City) -> None:
    batch, (one, two) = listed(city, 2)
    check_batch(make_officer("finance"), batch, expected_fen=2 * 713920)
    sent = table(
        f"{one},7139.20,成功,2026-03-20,",
        f"{two},7139.20,退回,2026-03-20,",  # no reason
        "2026-999999,7139.20,成功,2026-03-20,",  # nobody of this batch
        f"{one},1.00,成功,2026-03-20,",  # a second row of one case
        "x,y,z,w,v",
    )
    taken = take_answers(city.finance, batch, sent, "bank.csv")
    assert (taken.rows, taken.paid, taken.returned, taken.unchanged, len(taken.refused)) == (5, 1, 0, 0, 4)
    assert [row.row for row in taken.refused] == [3, 4, 5, 6]
    assert [row.state for row in lines(city.finance, batch)] == ["paid", "waiting"]
    assert told(one)[-1] == "money-arrived"
    assert "money-arrived" not in told(two)
    again = take_answers(city.finance, batch, table(f"{one},7139.20,成功,2026-03-20,"), "bank.csv")
    assert (again.paid, again.unchanged) == (0, 1)
    assert told(one).count("money-arrived") == 1


def test_money_that_came_back_is_paid_to_another_account(city: City) -> None:
    batch, (no,) = listed(city)
    check_batch(make_officer("finance"), batch, expected_fen=713920)
    assert "change_account" not in allowed_for(city.worker, view_case(city.worker, no))
    taken = take_answers(city.finance, batch, table(f"{no},7139.20,退回,2026-03-20,账户已销户"), "bank.csv")
    assert taken.returned == 1
    assert told(no)[-1] == "payment-returned"
    (waiting,) = to_pay(city.finance)
    assert (waiting.no, waiting.returned, waiting.ready) == (no, "账户已销户", True)
    assert view_case(city.worker, no).case.turn == "applicant"
    perform(city.worker, no, "change_account", {"account": CARD}, key=key())
    assert view_case(city.finance, no).case.turn == "finance"
    city.clock.shift(60)  # type: ignore[attr-defined]
    pay(city.finance, [no], key=key())
    second = batches(city.finance)[0].no
    assert second != batch
    assert [one.act for one in view_case(city.finance, no).steps][-1] == "pay_again"
    check_batch(make_officer("finance"), second, expected_fen=713920)
    assert CARD in pay_csv(city.finance, second).decode("utf-8-sig")
    assert [row.state for row in lines(city.finance, batch)] == ["moved"]
    late = take_answers(city.finance, batch, table(f"{no},7139.20,成功,2026-03-20,"), "bank.csv")
    assert late.refused
    assert take_answers(city.finance, second, table(f"{no},7139.20,成功,2026-03-20,"), "bank.csv").paid == 1
    assert verify().intact


def test_a_batch_that_is_wrong_is_sent_back_and_its_cases_are_listed_anew(city: City) -> None:
    batch, (no,) = listed(city)
    where, second = f"/agency/pay/{batch}/", signed_in(make_officer("finance"))
    assert second.post(where, {"do": "refuse", "fen": "713920", "why": " "}).status_code == 400
    assert second.post(where, {"do": "refuse", "fen": "713920", "why": "账号和户名对不上"}).status_code == 302
    assert "账号和户名对不上" in second.get(where).content.decode()
    assert told(no)[-1] == "paid"  # the applicant is told nothing of a bank that never had it
    with pytest.raises(InputError):
        pay_csv(city.finance, batch)
    with pytest.raises(InputError):
        take_answers(city.finance, batch, table(f"{no},7139.20,成功,2026-03-20,"), "bank.csv")
    assert [row.state for row in lines(city.finance, batch)] == ["unlisted"]
    assert view_case(city.finance, no).case.turn == "finance"
    (waiting,) = to_pay(city.finance)
    assert (waiting.ready, waiting.returned) == (True, "账号和户名对不上")
    city.clock.shift(60)  # type: ignore[attr-defined]
    pay(city.finance, [no], key=key())
    assert [row.state for row in lines(city.finance, batch)] == ["moved"]
    assert verify().intact


@pytest.mark.parametrize("act", ["pay", "pay_again", "confirm_payment", "return_payment", "unlist_payment"])
def test_nobody_types_what_the_bank_did(city: City, act: str) -> None:
    batch, (no,) = listed(city)
    payload = {"batch": batch, "paid_on": "2026-03-20", "returned_on": "2026-03-20", "reason": "销户"}
    for actor in (city.finance, city.approver, city.handler, city.worker):
        with pytest.raises((ForbiddenError, InputError)):
            perform(actor, no, act, payload, key=key())


def test_the_page_shows_each_line_and_takes_the_banks_table(city: City) -> None:
    batch, (no,) = listed(city)
    made, second = signed_in(city.finance), signed_in(make_officer("finance"))
    where = f"/agency/pay/{batch}/"
    assert "由另一个人复核" in made.get(where).content.decode()
    assert made.post(where, {"do": "check", "fen": "713920"}).status_code == 400
    assert second.post(where, {"do": "check", "fen": "1"}).status_code == 400
    assert second.post(where, {"do": "check", "fen": "713920"}).status_code == 302
    sent = upload(made, where, table(f"{no},7139.20,退回,2026-03-20,户名不符", "坏行,,,,"))
    assert "转成 0，退回 1" in sent
    assert "第 3 行" in sent
    assert "户名不符" in made.get("/agency/pay/").content.decode()
    assert "先选银行给的文件" in made.post(where, {"do": "answers"}).content.decode()


def upload(browser: Client, where: str, content: bytes) -> str:
    return browser.post(where, {"do": "answers", "file": SimpleUploadedFile("bank.csv", content)}).content.decode()


def test_a_county_with_one_finance_officer_is_told_who_could_be_the_second_hand(city: City) -> None:
    batch, (no,) = listed(city)
    browser, where = signed_in(city.finance), f"/agency/pay/{batch}/"
    for path in ("/agency/pay/", where):
        assert "现在没有第二个人能复核" in browser.get(path).text
    far = make_officer("finance", county="330302")
    assert "现在没有第二个人能复核" in browser.get(where).text, "another county's does not see it"
    assert signed_in(far).get(where).status_code == 404
    make_officer("finance", county="")
    assert re.search(r"能复核的：经办\d+（全市）", browser.get(where).text)
    assert "现在没有第二个人能复核" not in browser.get("/agency/pay/").text
    assert no in browser.get(where).text


def test_an_approver_is_the_second_hand_where_the_city_says_so(city: City) -> None:
    batch, (no,) = listed(city)
    approver = signed_in(city.approver)
    paths = ("/agency/pay-checks/", f"/agency/pay-checks/{batch}/")
    for path in paths:
        assert approver.get(path).status_code == 404
    assert "复核发放" not in approver.get("/agency/queue/mine/").text
    boss = make_officer("policy_admin", county="")
    adopt(boss, "payment.approver_checks", "true", date(2026, 1, 1), "温人社〔2026〕9号", key=key())
    forget_adoptions()
    label = Account.objects.get(pk=city.approver.pk).label
    assert label in signed_in(city.finance).get(f"/agency/pay/{batch}/").text
    assert "复核发放" in approver.get("/agency/queue/mine/").text
    assert batch in approver.get(paths[0]).text
    page = approver.get(paths[1]).text
    assert "7,139.20" in page
    assert "下载 XLSX" not in page
    assert approver.get("/agency/pay/").status_code == 403
    assert approver.post(paths[1], {"do": "refuse", "fen": "713920"}).status_code == 400
    approver.post(paths[1], {"do": "refuse", "fen": "713920", "why": "少了一件"})
    assert view_case(city.handler, no).last("unlist_payment") is not None
    pay(city.finance, [no], key=key())
    again = batches(city.finance)[0].no
    done = approver.post(f"/agency/pay-checks/{again}/", {"do": "check", "fen": "713920"}, follow=True).text
    assert "复核过了" in done
    assert "下载 XLSX" not in done
    with pytest.raises(ForbiddenError):
        pay_csv(city.approver, again)
    with pytest.raises(ForbiddenError):
        take_answers(city.approver, again, table(f"{no},7139.20,成功,2026-03-20,"), "bank.csv")
    assert pay_csv(city.finance, again)
    assert verify().intact

"""罚款: noticed, served, waited for, decided by two, paid to a bank, recorded by finance; never in the pay list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
import time_machine

from huxin.casework.outbox.delivery import reminder_text
from huxin.casework.outbox.reminders import ask_due
from huxin.casework.service import (
    Case,
    ForbiddenError,
    NotFoundError,
    enforcement_clocks,
    fines,
    letters_of,
    owed_by_side,
    owed_now,
    pay,
    perform,
    remedies_of,
    reminders_of,
    to_pay,
    view_case,
)
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.procedures.money import due_on
from huxin.ui.turn import next_lines
from tests.first_floor.test_parties import code_of, form
from tests.procedures.test_who_writes_to_whom import opened
from tests.support import key, make_company, make_officer, photo

pytestmark = pytest.mark.django_db
FINE = {
    "outcome": "fined",
    "amount": "500.00",
    "pay_how": "工行瓯海支行",
    "facts": "查到欠薪",
    "clause": "劳动保障监察条例 26",
    "reason": "限期未改",
}
THREE = (Fraction("0.03"), Fraction(1))


def on(day: str) -> Any:
    return time_machine.travel(datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC), tick=False)


def do(actor: Actor, no: str, act: str, **said: Any) -> None:
    perform(actor, no, act, form("penalty", act, **said), key=key())


def served(office: Actor, no: str, document: str, day: str, to: str = "瓯江闪送（演示）") -> None:
    """A paper of a penalty handed over on a day, with its proof."""
    proof = photo(office)
    said = {"document": document, "to": to, "how": "in_person", "served_on": day, "proof": [proof]}
    perform(
        office, no, "serve", form("penalty", "serve", **said) | {"proof": [proof]}, papers={"proof": [proof]}, key=key()
    )


def fined(informed: str = "2026-03-02", decided: str = "2026-03-11") -> tuple[Actor, Actor, str]:
    """(company, handler, case): a fine of 500 yuan, noticed on one day, decided and served on another."""
    company, handler, approver = make_company(), make_officer("handler"), make_officer("approver")
    with on(informed):
        no = opened("penalty", handler, company_code=code_of(company), company="瓯江闪送（演示）")
        do(handler, no, "inspect")
        perform(handler, no, "propose", FINE, key=key())
        do(handler, no, "inform", to="瓯江闪送（演示）", hearing=False)
        served(handler, no, "notice", informed)
    with on(decided):
        perform(approver, no, "decide", FINE, key=key())
        served(handler, no, "decision", decided)
    return company, handler, no


def test_three_per_cent_a_day_and_never_more_than_the_fine() -> None:
    until = date(2026, 3, 31)
    assert due_on(50000, until, until, *THREE).late == 0
    assert due_on(50000, until, date(2026, 4, 1), *THREE).late == 1500
    assert due_on(50000, until, date(2026, 4, 30), *THREE).late == 45000
    assert (
        due_on(50000, until, date(2027, 4, 30), *THREE).late
        == due_on(50000, until, date(2027, 4, 30), *THREE).ceiling
        == 50000
    )
    assert due_on(50000, None, date(2027, 4, 30), *THREE).late == 0


def test_a_fine_from_the_notice_to_the_bank() -> None:
    company = make_company()
    handler, approver, finance = make_officer("handler"), make_officer("approver"), make_officer("finance")
    with on("2026-03-02"):
        no = opened("penalty", handler, company_code=code_of(company), company="瓯江闪送（演示）")
        do(handler, no, "inspect")
        perform(handler, no, "propose", FINE, key=key())
        with pytest.raises(InputError, match="告知企业"):
            perform(approver, no, "decide", FINE, key=key())
        do(handler, no, "inform", to="瓯江闪送（演示）", hearing=True)
        with pytest.raises(InputError, match="还没有送达"):
            perform(approver, no, "decide", FINE, key=key())
    with on("2026-03-03"):
        served(handler, no, "notice", "2026-03-03")
        with pytest.raises(InputError, match="5 个工作日"):
            perform(approver, no, "decide", FINE, key=key())
    with on("2026-03-11"):
        with pytest.raises(ForbiddenError):
            perform(handler, no, "decide", FINE, key=key())
        perform(approver, no, "decide", FINE, key=key())
        arrived = {"paid": "500.00", "paid_on": "2026-03-11", "bank": "工行瓯海支行", "receipt_no": "3303-88"}
        with pytest.raises(InputError, match="还没有送达"):
            perform(finance, no, "pay_fine", arrived, key=key())
        served(handler, no, "decision", "2026-03-11")
        (row,) = fines(finance)
        assert (row.no, row.due.sum, row.due.until, row.due.late) == (no, 50000, date(2026, 3, 26), 0)
    with on("2026-03-30"):
        found = owed_by_side(view_case(company, no))
        assert found is not None
        assert (found.due.days_late, found.due.late) == (4, 6000)
        assert to_pay(finance) == []
        with pytest.raises((InputError, NotFoundError)):
            pay(finance, [no], key=key())
        perform(company, no, "report_fine", {"bank": "工行瓯海支行", "receipt_no": "3303-88"}, key=key())
        with pytest.raises(ForbiddenError):
            perform(handler, no, "pay_fine", {**arrived, "paid_on": "2026-03-30"}, key=key())
        for said, words in (({"paid": "501.00"}, "500"), ({"late_fine": "61.00"}, "60.00")):
            with pytest.raises(InputError, match=words):
                perform(finance, no, "pay_fine", {**arrived, "paid_on": "2026-03-30", **said}, key=key())
        perform(finance, no, "pay_fine", {**arrived, "paid_on": "2026-03-30", "late_fine": "60.00"}, key=key())
    with on("2026-06-30"):
        found = owed_by_side(view_case(company, no))
        assert found is not None
        assert (found.left, found.late_paid, found.due.late) == (0, 6000, 6000)


def test_an_overdue_fine_is_demanded_with_its_sum_before_the_court_is_asked() -> None:
    """行政强制法 35, 54, 69: the demand names the sum; ten working days from its service; the company may answer."""
    company, handler, approver, finance = make_company(), *map(make_officer, ("handler", "approver", "finance"))
    with on("2026-03-02"):
        no = opened("penalty", handler, company_code=code_of(company), company="瓯江闪送（演示）")
        do(handler, no, "inspect")
        perform(handler, no, "propose", FINE, key=key())
        do(handler, no, "inform", to="瓯江闪送（演示）", hearing=False)
        served(handler, no, "notice", "2026-03-02")
    bank = {"pay_how": "工行瓯海支行"}
    with on("2026-03-11"):
        perform(approver, no, "decide", FINE, key=key())
        with pytest.raises(InputError, match="要送达"):
            perform(handler, no, "urge", bank, key=key())
        served(handler, no, "decision", "2026-03-11")
    with on("2026-03-26"), pytest.raises(InputError, match="2026-03-26"):
        perform(handler, no, "urge", bank, key=key())
    with on("2026-03-30"):
        with pytest.raises(InputError, match="不能自己填"):
            perform(handler, no, "urge", {**bank, "left": "100.00"}, key=key())
        with pytest.raises(InputError):
            perform(company, no, "answer_urging", {"defence": "已经缴了"}, key=key())
        perform(handler, no, "urge", bank, key=key())
        made = view_case(handler, no).last("urge")
        assert made is not None
        assert (made.payload["left"], made.payload["late_left"]) == ("500.00", "60.00")
        assert [one.template for one in letters_of(view_case(company, no))][-1:] == ["urging-notice"]
        served(handler, no, "urging", "2026-03-30")
        (clock,) = [one for one in view_case(handler, no).clocks().clocks if one.id == "urged"]
        assert clock.due == date(2026, 4, 14)  # ten working days; 6 April is a holiday
        perform(company, no, "answer_urging", {"defence": "下周缴"}, key=key())
        asked = {"court": "瓯海区人民法院", "answered": "说下周缴", "object": "工行账户"}
        with pytest.raises(InputError):
            perform(handler, no, "enforce", asked, key=key())
        arrived = {"paid": "500.00", "paid_on": "2026-03-30", "bank": "工行瓯海支行", "receipt_no": "3303-88"}
        perform(finance, no, "pay_fine", {**arrived, "paid": "200.00"}, key=key())
    with on("2026-04-07"):
        served(handler, no, "urging", "2026-04-07")
        ways = {one.route.id: one.last for one in remedies_of(view_case(handler, no))}
        assert ways == {"review": date(2026, 5, 10), "suit": date(2026, 9, 11)}  # the demand moved neither
    for early in ("2026-04-22", "2026-09-11"):
        with on(early), pytest.raises(InputError, match="到 2026-09-11 企业都可以"):
            perform(handler, no, "enforce", asked, key=key())
    with on("2026-12-10"):
        (last,) = enforcement_clocks(view_case(handler, no), date(2026, 12, 10))
        assert (last.due, last.days_left, last.state) == (date(2026, 12, 11), 1, "running")  # three months from 09-11
        assert "还没有对过原文" in last.lines[1]  # 行政强制法 is known, its text is not among those we hold
        assert ask_due() > 0
        told = reminders_of(handler)[-1]
        assert (told.clock, told.kind, told.due) == (last.id, "t1", last.due)
        assert last.label["zh"] in reminder_text(told, view_case(handler, no))
    with on("2026-12-14"):
        with pytest.raises(InputError, match="2026-12-11，已经过了"):
            perform(handler, no, "enforce", asked, key=key())
        perform(handler, no, "enforce", {**asked, "late_why": "法院系统停用"}, key=key())
        assert enforcement_clocks(view_case(handler, no), date(2026, 12, 14)) == []
        made = view_case(handler, no).last("enforce")
        assert made is not None
        assert (made.payload["left"], made.payload["late_left"]) == ("300.00", "500.00")
        rest = {**arrived, "paid": "300.00", "late_fine": "500.00", "paid_on": "2026-12-14"}
        perform(finance, no, "pay_fine", rest, key=key())
    with on("2026-12-15"), pytest.raises(InputError, match="都到账了"):
        perform(handler, no, "urge", bank, key=key())


def test_the_last_day_for_asking_the_court_is_a_working_day_and_marked_until_its_law_is_read() -> None:
    _company, handler, no = fined("2026-02-02", "2026-02-14")
    with on("2026-11-14"):
        (last,) = enforcement_clocks(view_case(handler, no), date(2026, 11, 14))
    assert (last.due, last.state) == (date(2026, 11, 16), "running")  # 14 November is a Saturday
    assert last.provisional


def test_a_fine_that_is_contested_outside_goes_to_no_court_for_enforcement() -> None:
    company, handler, no = fined()
    with on("2026-03-30"):
        perform(handler, no, "urge", {"pay_how": "工行瓯海支行"}, key=key())
        served(handler, no, "urging", "2026-03-30")
        perform(company, no, "appeal", {"route": "suit"}, key=key())
    asked = {"court": "瓯海区人民法院", "answered": "起诉了", "object": "工行账户"}
    with on("2026-09-14"), pytest.raises(InputError, match="去复议或者起诉了"):
        perform(handler, no, "enforce", asked, key=key())


def test_a_hearing_that_was_asked_for_is_held_on_its_day_before_the_decision() -> None:
    company, handler, approver = make_company(), make_officer("handler"), make_officer("approver")
    with on("2026-03-02"):
        no = opened("penalty", handler, company_code=code_of(company), company="瓯江闪送（演示）")
        do(handler, no, "inspect")
        perform(handler, no, "propose", FINE, key=key())
        do(handler, no, "inform", to="瓯江闪送（演示）", hearing=True)
        served(handler, no, "notice", "2026-03-02")
    with on("2026-03-04"):
        perform(company, no, "appeal", {"route": "hearing"}, key=key())
        with pytest.raises(InputError, match="先开听证"):
            perform(approver, no, "decide", FINE, key=key())
        do(handler, no, "schedule", hearing_on="2026-03-16")
        with pytest.raises(InputError, match="2026-03-16"):
            do(handler, no, "hear")
    with on("2026-03-16"):
        do(handler, no, "hear")
        perform(approver, no, "decide", FINE, key=key())


def turns(actor: Actor, no: str) -> list[tuple[str, date | None, date | None]]:
    return [(one.turn.acts[0] if one.turn.acts else "", one.due, one.opens) for one in owed_now(view_case(actor, no))]


def test_whose_turn_it_is_follows_the_fine_to_the_court() -> None:
    """The company's while its time runs, the office's as soon as it is over; what was let pass stays owed."""
    company, handler, no = fined()
    with on("2026-03-20"):
        assert turns(handler, no) == [("report_fine", date(2026, 3, 26), None)]
    with on("2026-03-27"):
        assert turns(handler, no) == [("urge", None, None), ("report_fine", date(2026, 3, 26), None)]
        assert "催告企业履行" in next_lines(view_case(handler, no))[0].text
        do(handler, no, "urge")
        assert turns(handler, no)[0][0] == "serve"
        served(handler, no, "urging", "2026-03-27")
        assert turns(handler, no) == [("report_fine", date(2026, 4, 13), None)]
    with on("2026-04-14"):
        assert [one[0] for one in turns(handler, no)] == ["enforce", "report_fine"]
        lines = next_lines(view_case(handler, no))
        assert (lines[0].mine, "申请强制执行" in lines[0].text) == (True, True)
        assert next_lines(view_case(company, no))[0].office
        assert Case.objects.get(no=no).turn_next == "handler"

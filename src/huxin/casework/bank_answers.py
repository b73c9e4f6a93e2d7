"""What the bank answers to a pay batch 银行回盘: each line paid, returned or refused with why.

The table has the number of the case, the sum, the result, its day and for a return the reason, in any order and under
the headings that banks use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from huxin.casework.case.dossier import Dossier, find_case, lock_cases, open_dossier
from huxin.casework.case.perform import write_act
from huxin.casework.law.city import today
from huxin.casework.models import PayBatch
from huxin.casework.payments import check_finance, find_batch
from huxin.files.limits import LIST_ROWS
from huxin.files.rows import CellFault, Row, read_sheet
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.law.pack.model import Sheet
from huxin.law.procedures import Field
from huxin.law.procedures.model import Option
from huxin.law.procedures.money import PAYING, RETURNED, UNLISTED
from huxin.law.values import read
from huxin.people.service import yuan

CONFIRMED: Final = "confirm_payment"
State = Literal["waiting", "paid", "returned", "unlisted", "moved"]
"""``unlisted``: the batch was refused; ``moved``: it came back and stands in a later batch."""
SHEET: Final = Sheet(
    id="bank-answers",
    label={"zh": "银行回盘", "en": "Answers of the bank"},
    unique=("no",),
    headings={
        "no": ("编号", "业务编号", "备注号", "附言", "摘要"),
        "amount": ("金额", "交易金额", "实发金额"),
        "result": ("交易结果", "处理结果", "状态", "交易状态"),
        "day": ("交易日期", "处理日期", "入账日期"),
        "reason": ("失败原因", "退回原因", "退汇原因", "错误信息"),
    },
    columns=(
        Field(name="no", kind="text", max_length=40, label={"zh": "办件编号", "en": "Case number"}),
        Field(name="amount", kind="money", label={"zh": "金额（元）", "en": "Amount (yuan)"}),
        Field(
            name="result",
            kind="choice",
            label={"zh": "结果", "en": "Result"},
            options=(
                Option(value="paid", label={"zh": "成功", "en": "Paid"}),
                Option(value="returned", label={"zh": "退回", "en": "Returned"}),
                Option(value="failed", label={"zh": "失败", "en": "Failed"}),
            ),
        ),
        Field(name="day", kind="date", not_future=True, label={"zh": "日期", "en": "Day"}),
        Field(name="reason", kind="text", max_length=200, required=False, label={"zh": "原因", "en": "Reason"}),
    ),
)


@dataclass(frozen=True)
class BankLine:
    """One case of a batch.  ``day``: when the bank paid or returned it; ``reason``: why it came back."""

    no: str
    county: str
    fen: int
    state: State
    day: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class RefusedLine:
    """A row that was not taken: which, which case it named, and why."""

    row: int
    no: str
    why: str


@dataclass(frozen=True)
class TakenAnswers:
    """What became of each row of the bank's table: together they are as many as the table has."""

    rows: int
    paid: int
    returned: int
    unchanged: int
    refused: tuple[RefusedLine, ...]


def lines(actor: Actor, batch: str) -> list[BankLine]:
    """Every case of a batch with what the bank said of it.  Raises NotFoundError outside the actor's scope."""
    row = find_batch(actor, batch)
    return [_line(open_dossier(find_case(actor, no)), batch) for no in row.cases]


def _line(dossier: Dossier, batch: str) -> BankLine:
    case = dossier.case
    said = [
        one for one in dossier.steps if one.payload.get("batch") == batch and one.act in (CONFIRMED, RETURNED, UNLISTED)
    ]
    if not said:
        return BankLine(case.no, case.county, case.amount_fen or 0, "waiting")
    last = said[-1]
    if last.act == CONFIRMED:
        return BankLine(case.no, case.county, case.amount_fen or 0, "paid", date.fromisoformat(last.payload["paid_on"]))
    again = any(one.act in PAYING and one.seq > last.seq for one in dossier.steps)
    day = date.fromisoformat(last.payload["returned_on"]) if last.act == RETURNED else day_of(last.at)
    state: State = "moved" if again else "returned" if last.act == RETURNED else "unlisted"
    return BankLine(case.no, case.county, case.amount_fen or 0, state, day, str(last.payload["reason"]))


def take_answers(actor: Actor, batch: str, content: bytes, name: str) -> TakenAnswers:
    """Take the bank's table over: the acts of all rows that fit, in one transaction; a second time nothing changes.

    Raises InputError for a file that is no such table and for a batch that did not go to the bank, NotFoundError
    outside the actor's scope.
    """
    check_finance(actor)
    row = find_batch(actor, batch)
    _sent(row)
    checked = read_sheet(SHEET, content, name, on=today(), rows=LIST_ROWS)
    with transaction.atomic():
        lock_cases([no for no in row.cases if no in {str(one.values["no"]).upper() for one in checked.good}])
        known = {one.no: one for one in lines(actor, batch)}
        refused = list(_faulty(checked.faults, checked.wrong))
        counts = {"paid": 0, "returned": 0, "unchanged": 0}
        for one in checked.good:
            why, what = _settle(actor, batch, day_of(row.at), known, one)
            if why:
                refused.append(RefusedLine(one.number, str(one.values["no"]), why))
            else:
                counts[what] += 1
    refused.sort(key=lambda one: one.row)
    return TakenAnswers(checked.total, counts["paid"], counts["returned"], counts["unchanged"], tuple(refused))


def _sent(row: PayBatch) -> None:
    if row.checked_at is None or row.refused:
        hint = _("这一批还没有复核、没有交给银行，不会有回盘。")
        raise InputError("unchecked", "batch", row.no, "a batch that went to the bank", hint)


def _faulty(faults: Sequence[CellFault], wrong: Mapping[int, Mapping[str, str]]) -> Iterator[RefusedLine]:
    """Rows that do not fit the columns, each once, with all that is wrong."""
    for number, cells in wrong.items():
        told = "；".join(f"{one.label['zh']}：{one.wanted['zh']}" for one in faults if one.row == number)
        yield RefusedLine(number, cells.get("no", ""), told)


def _settle(actor: Actor, batch: str, made: date, known: Mapping[str, BankLine], row: Row) -> tuple[str, str]:
    """(why it is refused, or "", what became of it)."""
    said: dict[str, Any] = dict(row.values)
    no, day = str(said["no"]).upper(), str(said["day"])
    line = known.get(no)
    if line is None:
        return _("这一批里没有这个编号。"), ""
    if read("money", said["amount"]) != line.fen:
        return _("金额和发放名单不一样，名单上是 %(sum)s 元。") % {"sum": yuan(line.fen)}, ""
    if date.fromisoformat(day) < made:
        return _("日期在列入名单以前。"), ""
    wanted: State = "paid" if said["result"] == "paid" else "returned"
    if line.state == wanted or (wanted == "returned" and line.state == "moved"):
        return "", "unchanged"
    if wanted == "paid" and line.state != "waiting":
        return _("这一笔记过退回。退回以后再发的，用新批次的回盘。"), ""
    if wanted == "returned" and not said.get("reason"):
        return _("退回的要写原因，申请人要照着改账号。"), ""
    if wanted == "paid":
        write_act(actor, no, CONFIRMED, {"batch": batch, "paid_on": day}, key=f"{batch}/{no}/paid")
    else:
        payload = {"batch": batch, "returned_on": day, "reason": said["reason"]}
        write_act(actor, no, RETURNED, payload, key=f"{batch}/{no}/returned")
    return "", wanted

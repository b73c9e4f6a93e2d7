"""Payment 发放: decided cases whose public notice is over, put into one batch, let go to the bank by a second person.

What the bank answers, line by line, stands in ``bank_answers``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.audit_digests import batch_digest, check_digest
from huxin.casework.case.dossier import Dossier, Step, find_case, lock_cases, open_dossier
from huxin.casework.case.owing import unpaid_cases
from huxin.casework.case.perform import next_number, write_act
from huxin.casework.errors import ConflictError, ForbiddenError, NotFoundError
from huxin.casework.law.city import city_pack, today
from huxin.casework.models import Case, PayBatch
from huxin.casework.second_hand import is_hand
from huxin.core.service import KeyReusedError, append, once
from huxin.files.cells import defused
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.procedures.money import PAYING, RETURNED, UNLISTED
from huxin.people.service import Person, details_of, masked, yuan

HEADS: Final = ("办件编号", "姓名", "身份证号", "社保卡银行账号", "金额（元）", "县（市、区）", "批次")


@dataclass(frozen=True)
class Payable:
    """A decided case that is not paid yet.

    ``until``: last day of the public notice, None where there is none or the city has fixed no length; ``ready``: it
    may be paid today; ``account``: an account was named; ``returned``: why the bank could not pay it before.
    """

    no: str
    applicant: str
    bank_card: str
    county: str
    amount_fen: int
    until: date | None
    ready: bool
    account: bool = True
    returned: str = ""


def to_pay(actor: Actor) -> list[Payable]:
    """What waits for payment in the actor's scope, those that can be paid first."""
    check_finance(actor)
    cases = unpaid_cases().filter(department=actor.department)
    if actor.county:
        cases = cases.filter(county=actor.county)
    opened = (open_dossier(case) for case in cases.select_related("applicant__data_key").order_by("no"))
    rows = [row for dossier in opened if (row := _payable(dossier)) is not None]
    return sorted(rows, key=lambda row: (not row.ready, row.no))


def check_finance(actor: Actor) -> None:
    """Raises ForbiddenError for anybody else."""
    if "finance" not in actor.roles:
        raise ForbiddenError("Payments are for finance officers.")


def _hand(actor: Actor) -> None:
    if not is_hand(actor):
        raise ForbiddenError("Payments are for finance officers, and for whom the city lets check them.")


def _payable(dossier: Dossier) -> Payable | None:
    """The line of a case; None where its decision owes nothing."""
    case, amount = dossier.case, dossier.owed_fen
    if not amount:
        return None
    waits = dossier.procedure.acts["pay"].after_clock
    clock = next((one for one in dossier.clocks().clocks if one.id == waits), None)
    until = clock.due if clock else None
    over = waits is None or (until is not None and until < today())
    card = account_of(dossier)
    shown = f"**** {card[-4:]}" if card else ""
    name = masked(details_of(case.applicant))["name"]
    back = returned(dossier)
    again = str(back.payload["reason"]) if back is not None else ""
    if back is not None:
        until, over = None, True
    return Payable(case.no, name, shown, case.county, amount, until, over and bool(card), bool(card), again)


def account_of(dossier: Dossier) -> str:
    """The account to which the applicant wants the money, the one named last; empty where none was asked for."""
    changed = dossier.last("change_account")
    if changed is not None:
        return str(changed.payload["account"])
    return str(dossier.answers.get(dossier.payment.account) or "") if dossier.payment is not None else ""


def returned(dossier: Dossier) -> Step | None:
    """The return 退汇 or the refusal of a batch, after which it was not paid again; None where there is none."""
    last = next((one for one in reversed(dossier.steps) if one.act in (*PAYING, RETURNED, UNLISTED)), None)
    return last if last is not None and last.act not in PAYING else None


def pay(actor: Actor, cases: Sequence[str], *, key: str, expected_fen: int | None = None) -> dict[str, Any]:
    """Pay cases as one batch, all or none.  Answers ``{"batch", "cases", "total"}`` (yuan).

    ``expected_fen``: the sum that was confirmed on the page; ConflictError when it is another one by now.
    """
    check_finance(actor)
    if not cases:
        raise InputError("missing", "case", "nothing", "at least one case", _("先勾选要发放的件。"))
    try:
        body = {"what": "pay", "cases": sorted(cases)}
        return once(actor.key, key, body, lambda: _pay(actor, sorted(set(cases)), expected_fen))
    except KeyReusedError:
        raise ConflictError("This request key was used for something else; open the page again.") from None


def _pay(actor: Actor, cases: list[str], expected_fen: int | None) -> dict[str, Any]:
    lock_cases(cases)
    for one in cases:
        _check_owed(open_dossier(find_case(actor, one)))
    no, total = "P" + next_number("batch", today().year), 0
    for one in cases:
        act = PAYING[returned(open_dossier(find_case(actor, one))) is not None]
        write_act(actor, one, act, {"batch": no, "paid_on": today().isoformat()}, key=f"{no}/{one}")
        total += Case.objects.values_list("amount_fen", flat=True).get(no=one) or 0
    if expected_fen is not None and total != expected_fen:
        raise ConflictError("The sum is not the one that was confirmed.", None)
    row = PayBatch(no=no, by_id=actor.pk, at=timezone.now(), cases=cases, total_fen=total)
    row.save(force_insert=True)
    append("pay", no, batch_digest(row), actor.key, row.at)
    return {"batch": no, "cases": len(cases), "total": yuan(total)}


def _check_owed(dossier: Dossier) -> None:
    """Raises InputError for a case that the city owes nothing, or whose form named no account."""
    no = dossier.case.no
    if not dossier.owed_fen:
        raise InputError(
            "nothing_owed",
            "case",
            no,
            "a case whose decision is paid out",
            _("%(no)s 没有要发的钱，从名单里去掉。") % {"no": no},
        )
    if not account_of(dossier):
        raise InputError(
            "no_account", "case", no, "a case with an account", _("%(no)s 没有收款账号，先请申请人补上。") % {"no": no}
        )


def batches(actor: Actor) -> list[PayBatch]:
    """The batches that hold cases of the actor's scope, newest first."""
    _hand(actor)
    rows = PayBatch.objects.select_related("by", "checked_by").order_by("-at", "-no")[:100]
    return [row for row in rows if not actor.county or row.by.county == actor.county]


def find_batch(actor: Actor, batch: str) -> PayBatch:
    """A batch all of whose cases are in the actor's scope.  Raises NotFoundError for any other."""
    _hand(actor)
    row = PayBatch.objects.select_related("by", "checked_by").filter(no=batch).first()
    if row is None:
        raise NotFoundError(batch)
    for no in row.cases:
        find_case(actor, no)
    return row


def check_batch(actor: Actor, batch: str, *, expected_fen: int, refused: str = "") -> None:
    """Let a batch go to the bank 复核, or with a reason do not: another person than who made it, who saw its sum.

    The cases of a refused batch are owed still.  Raises InputError for the same person and for a batch that was checked
    before, ConflictError for another sum, NotFoundError outside the actor's scope.
    """
    with transaction.atomic():
        lock_cases(find_batch(actor, batch).cases)
        row = PayBatch.objects.select_for_update().get(no=batch)
        if row.checked_at is not None:
            raise InputError("checked", "batch", batch, "a batch that waits", _("这一批已经有人复核过了。"))
        if row.by_id == actor.account_id:
            hint = _("这一批是你列的，由另一个人复核。")
            raise InputError("second_person", "batch", batch, "another person", hint)
        if row.total_fen != expected_fen:
            raise ConflictError("The sum is not the one that was confirmed.", None)
        row.checked_by_id, row.checked_at, row.refused = actor.account_id, timezone.now(), refused[:200]
        row.save(update_fields=["checked_by", "checked_at", "refused"])
        append("pay_check", batch, check_digest(row), actor.key, row.checked_at)
        for no in row.cases if refused else ():
            write_act(actor, no, UNLISTED, {"batch": batch, "reason": row.refused}, key=f"{batch}/{no}/unlisted")


def pay_rows(actor: Actor, batch: str) -> list[tuple[str, ...]]:
    """The lines of a batch in the clear, for the bank.

    Raises NotFoundError outside the actor's scope, InputError before a second person let the batch go.
    """
    check_finance(actor)
    row = find_batch(actor, batch)
    if row.checked_at is None or row.refused:
        hint = _("先由另一个人复核这一批，再下载给银行的文件。")
        raise InputError("unchecked", "batch", batch, "a batch that a second person let go", hint)
    divisions = city_pack().divisions
    found: list[tuple[str, ...]] = []
    for no in row.cases:
        case = find_case(actor, no)
        details = details_of(Person.objects.select_related("data_key").get(id=case.applicant_id))
        card = account_of(open_dossier(case))
        county = divisions[case.county].label["zh"]
        found.append((no, details.name, details.id_number, card, yuan(case.amount_fen or 0), county, batch))
    return found


def pay_csv(actor: Actor, batch: str) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read it; a text that looks like a formula is defused."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for row in pay_rows(actor, batch):
        writer.writerow([defused(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def pay_xlsx(actor: Actor, batch: str) -> bytes:
    """A workbook with numbers of cards and identities as text, amounts as numbers, and a total."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("发放名单")
    bold, money = book.add_format({"bold": True, "bg_color": "#e8f1ea"}), book.add_format({"num_format": "#,##0.00"})
    for column, head in enumerate(HEADS):
        sheet.write_string(0, column, head, bold)
    rows = pay_rows(actor, batch)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if HEADS[column].startswith("金额"):
                sheet.write_number(line, column, float(cell), money)  # a spreadsheet has no other number; law has none
            else:
                sheet.write_string(line, column, cell)
    sheet.write_string(len(rows) + 1, 3, "合计", bold)
    sheet.write_formula(len(rows) + 1, 4, f"=SUM(E2:E{len(rows) + 1})", money, sum(float(row[4]) for row in rows))
    sheet.set_column(0, 6, 20)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()

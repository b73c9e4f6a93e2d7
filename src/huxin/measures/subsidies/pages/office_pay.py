"""The pay list: what can be paid, what is still in its public notice, and the batches with their files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    BankLine,
    ConflictError,
    NotFoundError,
    Payable,
    TakenAnswers,
    approvers_check,
    batches,
    check_batch,
    find_batch,
    hands_beside,
    lines,
    pay,
    pay_csv,
    pay_xlsx,
    second_hands,
    take_answers,
    to_pay,
)
from huxin.core.service import hint_of
from huxin.identity.service import Account, actor_of
from huxin.law import InputError
from huxin.law.cleaning import whole_number
from huxin.people.service import note_export, yuan
from huxin.ui.forms import FormProblem, refused
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.success import Told, done, went
from huxin.ui.templatetags.words import yuan as with_commas

_FILES = {
    "xlsx": (pay_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (pay_csv, "text/csv; charset=utf-8"),
}


@page("GET", "POST", who="finance")
def pay_list(request: HttpRequest) -> HttpResponse:
    """List; on POST show what was ticked once more, with its number and sum, and pay it when that is confirmed."""
    actor = actor_of(request)
    problems: list[FormProblem] = []
    chosen = request.POST.getlist("case")
    if request.method == "POST" and chosen and request.POST.get("confirmed") != "yes":
        asked = _confirm(request, chosen)
        if asked is not None:
            return asked
        problems = [FormProblem(_("名单里有件刚刚变了，一件都没有发。看最新的名单再发一次。"))]
    elif request.method == "POST":
        try:
            key, sum_fen = request.POST.get("key", "")[:80], request.POST.get("fen", "")
            expected = whole_number(sum_fen, 17, -1)
            paid = pay(actor, chosen, key=key, expected_fen=expected)
            return HttpResponseRedirect(reverse("agency:batch", args=[paid["batch"]]))
        except InputError as error:
            problems = refused(error)
        except (ConflictError, NotFoundError):
            problems = [FormProblem(_("名单里有件刚刚变了，一件都没有发。看最新的名单再发一次。"))]
    rows = to_pay(actor)
    ready = [row for row in rows if row.ready]
    context = {
        "hands": hand_names(hands_beside(actor)),
        "ready": [_row(row) for row in ready],
        "waiting": [_row(row) for row in rows if not row.ready],
        "total": with_commas(yuan(sum(row.amount_fen for row in ready))) or "0.00",
        "problems": problems,
        "batches": [
            {
                "no": one.no,
                "at": one.at,
                "by": one.by.label,
                "count": len(one.cases),
                "total": with_commas(yuan(one.total_fen)),
                "checked": one.checked_by.label if one.checked_by is not None else "",
                "refused": one.refused,
                "own": one.by_id == actor.account_id,
            }
            for one in batches(actor)
        ],
    }
    return render_page(request, "agency/pay/list.html", context, 400 if problems else 200)


def _confirm(request: HttpRequest, chosen: list[str]) -> HttpResponse | None:
    """The batch as it would be paid; None when one of the cases cannot be paid any more."""
    rows = [row for row in to_pay(actor_of(request)) if row.ready and row.no in chosen]
    if len(rows) != len(set(chosen)):
        return None
    total = sum(row.amount_fen for row in rows)
    context = {
        "rows": [_row(row) for row in rows],
        "count": len(rows),
        "fen": total,
        "total": with_commas(yuan(total)),
        "key": uuid.uuid4().hex,
    }
    return render_page(request, "agency/pay/confirm.html", context)


def _row(row: Payable) -> dict[str, object]:
    return {
        "no": row.no,
        "applicant": row.applicant,
        "county": county_name(row.county),
        "card": row.bank_card,
        "until": row.until,
        "account": row.account,
        "returned": row.returned,
        "waits": not row.ready,
        "fen": row.amount_fen,
        "amount": with_commas(yuan(row.amount_fen)),
    }


@page("GET", who="approver")
def checks(request: HttpRequest) -> HttpResponse:
    """The batches that wait for their second person, where the city lets approvers be it."""
    actor = actor_of(request)
    if not approvers_check():
        raise Http404
    rows = [
        {"no": one.no, "at": one.at, "by": one.by.label, "count": len(one.cases), "total": _money(one.total_fen)}
        for one in batches(actor)
        if one.checked_at is None and one.by.department == actor.department and one.by_id != actor.account_id
    ]
    return render_page(request, "agency/pay/checks.html", {"rows": rows})


@page("GET", "POST", who="approver")
def check(request: HttpRequest, no: str) -> HttpResponse:
    """One batch for an approver: let go to the bank, or sent back with a reason."""
    if not approvers_check():
        raise Http404
    if request.method != "POST":
        return _batch(request, no, [], approver=True)
    return _checked(request, no, "agency:pay_check")


@page("GET", "POST", who="finance")
def batch(request: HttpRequest, no: str) -> HttpResponse:
    """One batch, line by line as the bank answered; names and cards stand only in its files.

    On POST a second person lets it go to the bank, or the bank's table is taken over.
    """
    if request.method != "POST":
        return _batch(request, no, [])
    if request.POST.get("do") != "answers":
        return _checked(request, no, "agency:batch")
    actor, sent = actor_of(request), request.FILES.get("file")
    try:
        if sent is None:
            raise InputError("missing", "file", "nothing", "a file", _("先选银行给的文件。"))
        taken = take_answers(actor, no, sent.read(), sent.name or "file")
    except InputError as error:
        return _batch(request, no, refused(error))
    except NotFoundError:
        raise Http404 from None
    return _batch(request, no, [], taken)


def _checked(request: HttpRequest, no: str, route: str) -> HttpResponse:
    """A second person lets the batch go, or sends it back with a reason; else what stands against it."""
    approver = route == "agency:pay_check"
    fen = request.POST.get("fen", "")
    expected = whole_number(fen, 17, -1)
    try:
        check_batch(actor_of(request), no, expected_fen=expected, refused=_why(request))
        return went(request, f"{reverse(route, args=[no])}?done=checked")
    except InputError as error:
        return _batch(request, no, refused(error), approver=approver)
    except ConflictError:
        said = [FormProblem(_("名单里有件刚刚变了，看最新的再复核一次。"))]
        return _batch(request, no, said, approver=approver)
    except NotFoundError:
        raise Http404 from None


def hand_names(found: Iterable[Account]) -> list[str]:
    """Who could be the second hand, each with where they sit."""
    return [f"{one.label}（{county_name(one.county) if one.county else _('全市')}）" for one in found]


def _money(fen: int) -> str:
    return with_commas(yuan(fen))


def _why(request: HttpRequest) -> str:
    """Why a batch is not let go; empty where it is.  Raises InputError where it is refused without a reason."""
    why = " ".join(request.POST.get("why", "").split())
    if request.POST.get("do") != "refuse":
        return ""
    if not why:
        hint = _("写一句为什么不让这一批走，列名单的人要照着改。")
        raise InputError("missing", "why", "nothing", "a reason", hint)
    return why


def _batch(
    request: HttpRequest,
    no: str,
    problems: list[FormProblem],
    taken: TakenAnswers | None = None,
    *,
    approver: bool = False,
) -> HttpResponse:
    actor = actor_of(request)
    try:
        found, rows = find_batch(actor, no), lines(actor, no)
    except NotFoundError:
        raise Http404 from None
    checked = found.checked_at is not None
    context = {
        "batch": found,
        "no": no,
        "rows": [_line(one) for one in rows],
        "total": with_commas(yuan(found.total_fen)),
        "fen": found.total_fen,
        "own": found.by_id == actor.account_id,
        "hands": [] if checked else hand_names(second_hands(found)),
        "approver": approver,
        "check_url": reverse("agency:pay_check" if approver else "agency:batch", args=[no]),
        "problems": problems,
        "taken": taken,
        "states": [
            {"label": label, "count": sum(one.state == state for one in rows)} for state, label in _states().items()
        ],
        "done": done(request, {"checked": Told(_("复核过了，可以下载给银行的文件。"), checked and not found.refused)}),
    }
    return render_page(request, "agency/pay/batch.html", context, 400 if problems else 200)


def _states() -> dict[str, str]:
    return {
        "waiting": _("等银行"),
        "paid": _("银行已转账"),
        "returned": _("退回，还没有再发"),
        "unlisted": _("撤下来了，还没有再列"),
        "moved": _("退回，再发过了"),
    }


def _line(one: BankLine) -> dict[str, object]:
    return {
        "no": one.no,
        "county": county_name(one.county),
        "amount": with_commas(yuan(one.fen)),
        "state": _states()[one.state],
        "tone": {"paid": "is-good", "returned": "is-bad", "unlisted": "is-bad"}.get(one.state, "is-wait"),
        "day": one.day,
        "reason": one.reason,
    }


@page("POST", who="finance", form_at=lambda no, kind: reverse("agency:batch", args=[no]))
def batch_file(request: HttpRequest, no: str, kind: str) -> HttpResponse:
    """The batch for the bank, in clear: who takes it and why is sealed before it leaves."""
    if kind not in _FILES:
        raise Http404
    write, media_type = _FILES[kind]
    try:
        content = write(actor_of(request), no)  # raises before anything is noted where nobody let it go yet
        note_export(actor_of(request), f"batch-{no}", request.POST.get("reason", ""), {"kind": kind})
    except NotFoundError:
        raise Http404 from None
    except InputError as error:
        return _batch(request, no, [FormProblem(hint_of(error), "f-reason")])
    headers = {"Content-Disposition": f'attachment; filename="{no}.{kind}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)

"""The pay list: what can be paid, what is still in its public notice, and the batches with their files."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    ConflictError,
    NotFoundError,
    Payable,
    batches,
    pay,
    pay_csv,
    pay_rows,
    pay_xlsx,
    to_pay,
)
from huxin.core.service import hint_of
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.people.service import note_export, yuan
from huxin.ui.forms import Problem, refused
from huxin.ui.office import county_name, render_page
from huxin.ui.page import page
from huxin.ui.templatetags.words import yuan as with_commas

_FILES = {
    "xlsx": (pay_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (pay_csv, "text/csv; charset=utf-8"),
}


@page("GET", "POST", who="finance")
def pay_list(request: HttpRequest) -> HttpResponse:
    """List; on POST show what was ticked once more, with its number and sum, and pay it when that is confirmed."""
    actor = actor_of(request)
    problems: list[Problem] = []
    chosen = request.POST.getlist("case")
    if request.method == "POST" and chosen and request.POST.get("confirmed") != "yes":
        asked = _confirm(request, chosen)
        if asked is not None:
            return asked
        problems = [Problem(_("名单里有件刚刚变了，一件都没有发。看最新的名单再发一次。"))]
    elif request.method == "POST":
        try:
            key, sum_fen = request.POST.get("key", "")[:80], request.POST.get("fen", "")
            expected = int(sum_fen) if sum_fen.isascii() and sum_fen.isdigit() and len(sum_fen) < 18 else -1
            done = pay(actor, chosen, key=key, expected_fen=expected)
            return HttpResponseRedirect(reverse("agency:batch", args=[done["batch"]]))
        except InputError as error:
            problems = refused(error)
        except (ConflictError, NotFoundError):
            problems = [Problem(_("名单里有件刚刚变了，一件都没有发。看最新的名单再发一次。"))]
    rows = to_pay(actor)
    ready = [row for row in rows if row.ready]
    context = {
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
        "waits": not row.ready,
        "fen": row.amount_fen,
        "amount": with_commas(yuan(row.amount_fen)),
    }


@page("GET", who="finance")
def batch(request: HttpRequest, no: str) -> HttpResponse:
    """One batch; names and cards stand only in its files."""
    return _batch(request, no, [])


def _batch(request: HttpRequest, no: str, problems: list[Problem]) -> HttpResponse:
    try:
        lines = pay_rows(actor_of(request), no)
    except NotFoundError:
        raise Http404 from None
    rows = [{"no": line[0], "county": line[5], "amount": with_commas(line[4])} for line in lines]
    found = next((one for one in batches(actor_of(request)) if one.no == no), None)
    total = with_commas(yuan(found.total_fen)) if found else ""
    context = {"no": no, "rows": rows, "total": total, "problems": problems}
    return render_page(request, "agency/pay/batch.html", context, 400 if problems else 200)


@page("POST", who="finance", form_at=lambda no, kind: reverse("agency:batch", args=[no]))
def batch_file(request: HttpRequest, no: str, kind: str) -> HttpResponse:
    """The batch for the bank, in clear: who takes it and why is sealed before it leaves."""
    if kind not in _FILES:
        raise Http404
    write, media_type = _FILES[kind]
    try:
        content = write(actor_of(request), no)
        note_export(actor_of(request), f"batch-{no}", request.POST.get("reason", ""), {"kind": kind})
    except NotFoundError:
        raise Http404 from None
    except InputError as error:
        return _batch(request, no, [Problem(hint_of(error), "f-reason")])
    headers = {"Content-Disposition": f'attachment; filename="{no}.{kind}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)

"""Lists that a company sends 名单: one page for every kind, the receipt, and the rows to mend."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huxin.casework.service import (
    ROSTERS,
    ConflictError,
    NotFoundError,
    Roster,
    RosterReceipt,
    city_pack,
    filings_of,
    find_filing,
    look_through,
    reasons,
    returned,
    take_in,
    wrong_rows,
)
from huxin.core.service import hint_of
from huxin.files.limits import LIST_ROWS
from huxin.files.mending import MEDIA_TYPE, template
from huxin.files.rows import CellFault, CheckedTable, veiled
from huxin.identity.service import actor_of
from huxin.law import InputError
from huxin.law.dates import day_of
from huxin.law.errors import shown
from huxin.measures.insurance.service import EnrolmentRoster, first_day_covered
from huxin.people.service import Filing, company_of
from huxin.ui.company import render_page
from huxin.ui.formatting import instant_text
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.ui.responses import file_answer
from huxin.ui.success import went
from huxin.ui.templatetags.words import say

FIRST: Final = 50
"""Faults on the page; all of them are in the file."""


def _kind(name: str) -> type[Roster]:
    if name not in ROSTERS or name not in city_pack().sheets:
        raise Http404
    return ROSTERS[name]


def list_words() -> dict[str, str]:
    """What a kind of list is for, in a line."""
    return {
        "agreements": _("在别处签好的劳动合同和书面协议，成批报上来"),
        "engagements": _("谁在给你们干活、什么形式、从哪天起"),
        "single-line-roster": _("给谁参加单险种工伤保险，送到的第二天起有保障"),
        "safety-riders": _("每个骑手：护具哪天发的、车哪天查的、哪天培训的"),
        "single-line-leave": _("谁不再跑这个平台，停保"),
    }


@page("GET", who="company")
def lists(request: HttpRequest) -> HttpResponse:
    """The kinds of list, and the receipts of those that were sent."""
    sheets, words = city_pack().sheets, list_words()
    kinds = [
        {"url": reverse("company:list", args=[name]), "label": say(sheets[name].label), "about": words.get(name, "")}
        for name in ROSTERS
        if name in sheets
    ]
    found = filings_of(company_of(actor_of(request)).credit_code)
    return render_page(request, "company/lists/lists.html", {"kinds": kinds, "filings": [_line(one) for one in found]})


def _line(row: Filing) -> dict[str, Any]:
    sheet = city_pack().sheets.get(row.sheet)
    return {
        "id": row.id, "label": say(sheet.label) if sheet else row.sheet, "at": instant_text(row.received_at),
        "rows": row.rows, "new": row.new, "changed": row.changed, "same": row.same, "wrong": row.wrong,
        "right": row.rows - row.wrong, "sha256": row.sha256,
    }  # fmt: skip


@page("GET", "POST", who="company_lists")
def send(request: HttpRequest, name: str) -> HttpResponse:
    """Send a file, or have it checked without sending it."""
    kind, problems = _kind(name), list[FormProblem]()
    checked: CheckedTable | None = None
    if request.method == "POST":
        try:
            answer = _take(request, kind)
            if isinstance(answer, HttpResponse):
                return answer
            checked = answer
        except InputError as error:
            problems = [FormProblem(hint_of(error), "f-file")]
        except ConflictError:
            problems = [FormProblem(_("这份文件没有收进来，再传一次。"), "f-file")]
    sheet = city_pack().sheets[name]
    context = {
        "name": name,
        "label": say(sheet.label),
        "about": list_words().get(name, ""),
        "columns": [
            {"label": say(one.label), "required": one.required, "hint": say(one.hint)} for one in sheet.columns
        ],
        "found": _found(checked) if checked is not None else None,
        "problems": problems,
        "key": uuid.uuid4().hex,
        "most": LIST_ROWS,
    }
    return render_page(request, "company/lists/send.html", context, 400 if problems else 200)


def _take(request: HttpRequest, kind: type[Roster]) -> HttpResponse | CheckedTable:
    """The receipt's page, or what was found when it was only checked.  Raises InputError, ConflictError."""
    actor, sent = actor_of(request), request.FILES.get("file")
    if sent is None:
        raise InputError("missing", "file", "nothing", "a file", _("先选一个文件，或者把它拖到框里。"))
    code, content = company_of(actor).credit_code, sent.read()
    if request.POST.get("do") == "check":
        return look_through(actor, code, kind, content, "file")
    token = request.POST.get("key", "")[:32] or uuid.uuid4().hex
    done = take_in(actor, code, kind, content, "file", key=f"{token}/{hashlib.sha256(content).hexdigest()[:24]}")
    return went(request, reverse("company:filing", args=[done.answer["filing"]]), _replayed(done))


def _replayed(done: RosterReceipt) -> list[str]:
    """The same press twice: what was not done again, and that later lists count."""
    if not done.replayed:
        return []
    text = [_("这一次没有再收：同一页按了两次，下面是第一次的回执。要再报一遍，重新打开“报送”那一页。")]
    if done.later:
        text.append(_("那以后又收了 %(n)s 份名单，现在的情况以后收的为准。") % {"n": done.later})
    return text


def _found(checked: CheckedTable) -> dict[str, Any]:
    """Counts by reason and the first faults: row, column, what stood there, how to mend it."""
    personal = {one.name for one in checked.sheet.columns if one.personal}
    return {
        "total": checked.total,
        "wrong": len(checked.wrong),
        "right": checked.total - len(checked.wrong),
        "unread": "、".join(checked.unread),
        "reasons": [
            {"label": say(one.label), "wanted": say(one.wanted), "rows": one.rows, "first": one.first}
            for one in reasons(checked)
        ],
        "faults": [_fault(one, personal) for one in checked.faults[:FIRST]],
        "more": max(0, len(checked.faults) - FIRST),
    }


def _fault(one: CellFault, personal: set[str]) -> dict[str, Any]:
    got = veiled(one.got) if one.column in personal and one.got else shown(one.got)
    return {"row": one.row, "column": say(one.label), "got": got or _("（空）"), "wanted": say(one.wanted)}


def _own(request: HttpRequest, filing_id: UUID) -> Filing:
    try:
        return find_filing(actor_of(request), filing_id)
    except NotFoundError:
        raise Http404 from None


@page("GET", who="company")
def filing(request: HttpRequest, filing_id: UUID) -> HttpResponse:
    """The receipt 回执: what was taken in, when, and what has to be mended."""
    row = _own(request, filing_id)
    checked = returned(row)
    context = {
        "filing": _line(row),
        "name": row.sheet,
        "found": _found(checked) if checked is not None else None,
        "enrols": row.sheet == EnrolmentRoster.sheet and row.rows > row.wrong,
        "covered_from": _covered_from(row),
    }
    return render_page(request, "company/lists/filing.html", context)


def _covered_from(row: Filing) -> date | None:
    """The first day of cover of those whom a roster added; None for any other list."""
    if row.sheet != EnrolmentRoster.sheet or not row.new:
        return None
    return first_day_covered(day_of(row.received_at))


@page("GET", who="company")
def to_mend(request: HttpRequest, filing_id: UUID) -> HttpResponse:
    """The wrong rows with what is wrong beside them; mended, the file can be sent as it is."""
    row = _own(request, filing_id)
    try:
        content = wrong_rows(row)
    except NotFoundError:
        raise Http404 from None
    return file_answer(MEDIA_TYPE, content, f"to-mend-{row.sheet}-{str(row.id)[:8]}.xlsx", save=True)


@page("GET", who="company")
def empty(request: HttpRequest, name: str) -> HttpResponse:
    """The empty table of a kind of list."""
    _kind(name)
    return file_answer(
        MEDIA_TYPE, template(city_pack().sheets[name], counties=city_pack().divisions), f"{name}.xlsx", save=True
    )

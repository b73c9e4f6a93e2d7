"""订单报送: a company sends order records by a page, follows what became of each file, sees quality and what is due.

A file is put aside and read by the landing job; whoever sends by key finds the same receipts here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import city_pack, today
from huxin.core.service import MOST_TRIES, hint_of
from huxin.feeds.service import (
    Batch,
    FeedDay,
    Upload,
    basis_of,
    batches_of,
    faults_kept,
    faulty_rows,
    keys_of,
    owed_days,
    put_aside,
    quality_of,
    receipt_of,
    receipt_pdf,
    uploads_of,
)
from huxin.identity.service import Account, actor_of
from huxin.law import InputError
from huxin.measures.governance.pages.order_words import cure, kind_words, level_words, reason_words, refusal
from huxin.people.service import company_of
from huxin.supervision.model import ONCALL, ORDERS
from huxin.ui.company import render_page
from huxin.ui.downloads import csv_lines
from huxin.ui.formatting import day_text, instant_text
from huxin.ui.forms import FormProblem
from huxin.ui.page import page
from huxin.ui.success import named, went

QUALITY_DAYS: Final = 30
LISTED: Final = 50
ZONE: Final = "Asia/Shanghai"
_COLUMNS: Final = {"orders": ORDERS, "oncall": ONCALL}


@page("GET", who="company")
def orders(request: HttpRequest) -> HttpResponse:
    """What is due, how good it was, every delivery with what became of it."""
    actor = actor_of(request)
    code = company_of(actor).credit_code
    uploads, batches = list(uploads_of(code)[:LISTED]), list(batches_of(code)[:LISTED])
    sent = named(request, "done", lambda name: any(str(one.id) == name for one in uploads))
    now = today()
    context = {
        "may_send": actor.may("lists"),
        "done": _("文件收到了，正在读；读完，下面有结果。") if sent else "",
        "waits": any(one.done_at is None for one in uploads),
        "kinds": [_kind(code, name, label, now) for name, label in kind_words().items()],
        "rows": _deliveries(uploads, batches),
        "keys": sum(one.revoked_at is None for one in keys_of(code)),
        "basis": _basis(basis_of(city_pack(), code, "orders", timezone.now())),
    }
    return render_page(request, "company/orders.html", context)


def _kind(code: str, name: str, label: str, now: date) -> dict[str, Any]:
    """One kind of record: its days of the last weeks, the score over all their rows, and the days still to be sent."""
    days = [one for one in quality_of(code, name, now - timedelta(days=QUALITY_DAYS), now) if one.day is not None]
    rows = sum(one.rows for one in days)
    owed = owed_days(code, name, now)
    late = [one for one in owed if one.until <= timezone.now()]
    return {
        "name": name,
        "label": label,
        "begun": bool(days),
        "score": sum(one.score * one.rows for one in days) // rows if rows else None,
        "missing": sum(one.level == "missing" for one in days),
        "days": [_day(one, now) for one in reversed(days)],
        "late": [day_text(one.day, now) for one in late],
        "next": next(
            (
                {"day": day_text(one.day, now), "until": instant_text(one.until)}
                for one in owed
                if one.until > timezone.now()
            ),
            None,
        ),
    }


def _day(one: FeedDay, now: date) -> dict[str, Any]:
    word, tone = level_words()[one.level]
    return {**vars(one), "text": day_text(one.day, now) if one.day else "", "word": word, "tone": tone}


def _deliveries(uploads: list[Upload], batches: list[Batch]) -> list[dict[str, Any]]:
    """Files of the page that did not become a new batch, and all batches, newest first."""
    names = {one.batch_id: one.name for one in uploads if one.fresh}
    people = dict(Account.objects.filter(pk__in=_accounts(uploads, batches)).values_list("pk", "label"))
    held = [(one.asked_at, _of_upload(one, people)) for one in uploads if not one.fresh]
    held += [(one.landed_at, _of_batch(one, names.get(one.id, ""), people)) for one in batches]
    held.sort(key=lambda one: one[0], reverse=True)
    return [{**row, "at": instant_text(at)} for at, row in held[:LISTED]]


def _accounts(uploads: list[Upload], batches: list[Batch]) -> set[int]:
    by = {one.by for one in uploads} | {one.landed_by for one in batches}
    return {int(one.removeprefix("account-")) for one in by if one.startswith("account-")}


def _who(by: str, people: Mapping[int, str]) -> str:
    kind, _dash, name = by.partition("-")
    if kind == "account":
        return people.get(int(name), "")
    return _("密钥 %(name)s") % {"name": name[:8]} if kind == "key" else _("管系统的人代收")


def _of_upload(one: Upload, people: Mapping[int, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": kind_words().get(one.kind, one.kind), "file": one.name, "by": _who(one.by, people),
        "url": reverse("company:order_upload", args=[one.id]),
    }  # fmt: skip
    if one.done_at is None:
        stuck = one.tries >= MOST_TRIES
        return row | {"state": _("没读成，管系统的人在看") if stuck else _("等着读"), "tone": "is-wait", "url": ""}
    if one.fault:
        return row | {"state": _("整个文件没收"), "tone": "is-bad"}
    if one.only_check:
        return row | {"state": _("只检查，没有报"), "tone": "is-line", **_counts(one.report)}
    same = {"url": reverse("company:order_batch", args=[one.batch_id])}
    return row | same | {"state": _("以前收过，没有再收"), "tone": "is-line"}


def _of_batch(one: Batch, name: str, people: Mapping[int, str]) -> dict[str, Any]:
    counts = {"total": one.rows, "accepted": one.accepted, "flagged": one.flagged, "wrong": one.quarantined}
    return {
        "kind": kind_words().get(one.kind, one.kind), "file": name, "by": _who(one.landed_by, people),
        "state": _("收下了"), "tone": "is-good", "url": reverse("company:order_batch", args=[one.id]), **counts,
    }  # fmt: skip


def _counts(report: Mapping[str, Any]) -> dict[str, int]:
    days = report["by_day"]
    return {
        "total": report["rows"], "accepted": report["accepted"], "wrong": report["rows"] - report["accepted"],
        "flagged": sum(one["flagged"] for one in days),
    }  # fmt: skip


def _basis(found: Mapping[str, Any]) -> str:
    """On what the records are asked for, in words."""
    words = {
        "relay": _("全国监管平台转来的副本"), "agreement": _("协议"), "delegation": _("省里委托"),
        "request": _("省级市场监管部门要求"), "inspection": _("劳动保障监察"),
    }  # fmt: skip
    if "basis" in found:
        return f"{words.get(found['basis'], found['basis'])} {found['document']}"
    asked = dict.fromkeys(words.get(one, one) for one in found["by_trade"].values())
    return _("还没有登记；按行业是：%(words)s") % {"words": "、".join(asked)}


@page("GET", "POST", who="company_lists")
def send(request: HttpRequest) -> HttpResponse:
    """Hand in a file to be landed, or only checked; it is read by the landing job."""
    actor, problems = actor_of(request), list[FormProblem]()
    kind = request.POST.get("kind", request.GET.get("kind", "orders"))
    if request.method == "POST":
        sent = request.FILES.get("file")
        upload = Upload(
            company=company_of(actor).credit_code, kind=kind[:8], name=(sent.name or "")[-80:] if sent else "",
            zone=ZONE if request.POST.get("zone") else "", only_check=request.POST.get("do") == "check", by=actor.key,
        )  # fmt: skip
        try:
            if kind not in _COLUMNS:
                raise InputError("kind", "kind", kind, "orders or oncall", _("选报哪一种。"))
            if sent is None:
                raise InputError("missing", "file", "nothing", "a file", _("先选一个文件，或者把它拖到框里。"))
            put_aside(sent.chunks(), upload)
            return went(request, f"{reverse('company:orders')}?done={upload.id}")
        except InputError as error:
            ending = _("只收 CSV、NDJSON、Parquet；看看文件名的结尾。")
            problems = [FormProblem(ending if error.problem.code == "file" else hint_of(error), "f-file")]
    context = {
        "problems": problems,
        "kinds": [(name, label, name == kind) for name, label in kind_words().items()],
        "zone": bool(request.POST.get("zone")),
        "columns": [
            {"label": label, "must": _names(name, must=True), "may": _names(name, must=False)}
            for name, label in kind_words().items()
        ],
    }
    return render_page(request, "company/orders_send.html", context, 400 if problems else 200)


def _names(kind: str, *, must: bool) -> str:
    also = {"recorded_at", "worker_id_kind"} if kind == "orders" else set()
    return "、".join(one.name for one in _COLUMNS[kind] if (one.required or one.name in also) == must)


@page("GET", who="company")
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What came of a file that did not land: why it was refused, or what its check found."""
    found = uploads_of(company_of(actor_of(request)).credit_code).filter(id=upload_id, done_at__isnull=False).first()
    if found is None or found.batch_id:
        raise Http404
    context = {
        "title": found.name,
        "at": instant_text(found.asked_at),
        "kind": kind_words().get(found.kind, found.kind),
        "refused": refusal(found.fault) if found.fault else "",
        "told": found.fault,
        "checked": _told(found.report) if found.report else None,
    }
    return render_page(request, "company/orders_report.html", context)


def _told(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report in words: counts, reasons with how many rows, and the first rows of each."""
    words = reason_words()
    return {
        **_counts(report),
        "unread": "、".join(dict.fromkeys(name for one in report["files"] for name in one["unknown_columns"])),
        "missing": "、".join(report["missing_days"][:LISTED]),
        "reasons": [
            {
                "label": words.get(reason, (reason, ""))[0],
                "returned": treatment == "quarantined",
                "rows": count,
                "cure": cure(reason, ""),
            }
            for treatment in ("quarantined", "flagged")
            for reason, count in Counter(report[treatment]).most_common()
        ],
        "samples": [
            {**one, "label": words.get(reason, (reason, ""))[0], "cure": cure(reason, one["fix"])}
            for reason, held in report["samples"].items()
            for one in held
        ],
    }


def _own(request: HttpRequest, batch: str) -> Batch:
    found = batches_of(company_of(actor_of(request)).credit_code).filter(id=batch).first()
    if found is None:
        raise Http404
    return found


@page("GET", who="company")
def batch(request: HttpRequest, name: str) -> HttpResponse:
    """The receipt of a batch: what was taken, what came back and why, and by day."""
    found = _own(request, name)
    sent = found.uploads.order_by("asked_at").first()
    context = {
        "batch": found,
        "title": sent.name if sent is not None else found.id,
        "at": instant_text(found.landed_at),
        "kind": kind_words().get(found.kind, found.kind),
        "checked": _told(found.report),
        "days": found.report["by_day"],
        "all_faults": faults_kept(found),
        "basis": _basis(found.basis),
    }
    return render_page(request, "company/orders_report.html", context)


@page("GET", who="company")
def receipt(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The signed receipt 回执, as PDF or as JSON."""
    found = _own(request, name)
    if form == "json":
        headers = {"Content-Disposition": f'attachment; filename="receipt-{name[:8]}.json"'}
        return JsonResponse(receipt_of(name), headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})
    if form != "pdf":
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="receipt-{name[:8]}.pdf"'}
    return HttpResponse(receipt_pdf(found), content_type="application/pdf", headers=headers)


@page("GET", who="company")
def faults(request: HttpRequest, name: str) -> HttpResponseBase:
    """Every row that came back or has a remark, as CSV."""
    found = _own(request, name)
    if not faults_kept(found):
        raise Http404
    answer = StreamingHttpResponse(csv_lines(_lines(found)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rows-{name[:8]}.csv"'
    return answer


def _lines(found: Batch) -> Iterator[list[str]]:
    treated = {"quarantined": _("退回"), "flagged": _("收下，有提示")}
    words = reason_words()
    yield [_("行"), _("字段"), _("怎么处理的"), _("哪里不对"), _("写的是"), _("怎么改")]
    for one in faulty_rows(found):
        label = words.get(one.reason, (one.reason, ""))[0]
        yield [str(one.row), one.field, treated[one.treatment], label, one.got, cure(one.reason, one.fix)]

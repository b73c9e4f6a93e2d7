"""Lists over HTTP 名单报送, for programs: send one, read its receipt, take the rows that came back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Header, Router
from ninja.files import UploadedFile

from huxin.casework.api import reply
from huxin.casework.errors import NotFoundError
from huxin.casework.imports.rejected_rows import filings_of, find_filing, reasons, returned, wrong_rows
from huxin.casework.imports.rosters import ROSTERS, look_through, take_in
from huxin.files.mending import MEDIA_TYPE
from huxin.files.rows import CheckedTable
from huxin.identity.service import Actor
from huxin.people.service import Filing, company_of

router = Router(tags=["lists"])
Key = Annotated[str, Header("", alias="Idempotency-Key", max_length=80)]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


@router.get("", summary="Lists that were sent")
def lists(request: HttpRequest, sheet: str = "") -> HttpResponse:
    """The receipts of the company, newest first; 50 at most."""
    company = company_of(_actor(request)).credit_code
    return reply({"kinds": sorted(ROSTERS), "lists": [_receipt(one) for one in filings_of(company, sheet)]})


@router.post("/{slug:sheet}", summary="Send a list", response={201: dict[str, Any]})
def send(
    request: HttpRequest, sheet: str, file: File[UploadedFile], key: Key = "", check_only: bool = False
) -> HttpResponse:
    """CSV or XLSX.  Right rows are taken in, wrong ones come back.

    One ``Idempotency-Key`` is one intent: sent again it gets the first answer, ``replayed`` and how many lists came
    ``later``; without a key every call is taken in.

    ``check_only``: nothing is taken in.
    """
    if sheet not in ROSTERS:
        raise NotFoundError(sheet)
    actor, content = _actor(request), file.read()
    code = company_of(actor).credit_code
    if check_only:
        return reply(_told(look_through(actor, code, ROSTERS[sheet], content, "file")))
    done = take_in(actor, code, ROSTERS[sheet], content, "file", key=key)
    again = {"replayed": True, "later": done.later} if done.replayed else {}
    return reply({**done.answer, **_told(done.checked), **again}, 201)


@router.get("/receipts/{uuid:filing}", summary="A receipt")
def receipt(request: HttpRequest, filing: UUID) -> HttpResponse:
    """Counts, and what came back as long as it is kept."""
    row = find_filing(_actor(request), filing)
    checked = returned(row)
    return reply(_receipt(row) | (_told(checked) if checked is not None else {"faults": [], "reasons": []}))


@router.get("/receipts/{uuid:filing}/wrong.xlsx", summary="The rows that came back")
def wrong(request: HttpRequest, filing: UUID) -> HttpResponse:
    """As a table to mend and send again."""
    content = wrong_rows(find_filing(_actor(request), filing))
    headers = {"Content-Disposition": f'attachment; filename="to-mend-{str(filing)[:8]}.xlsx"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


def _receipt(row: Filing) -> dict[str, Any]:
    return {
        "filing": str(row.id), "sheet": row.sheet, "rows": row.rows, "new": row.new, "changed": row.changed,
        "same": row.same, "wrong": row.wrong, "sha256": row.sha256, "received_at": row.received_at.isoformat(),
    }  # fmt: skip


def _told(checked: CheckedTable) -> dict[str, Any]:
    found = checked.as_json()
    return {
        "wrong": found["wrong"],
        "faults": found["faults"],
        "unread_columns": found["unread_columns"],
        "reasons": [
            {"label": dict(one.label), "wanted": dict(one.wanted), "rows": one.rows, "first": one.first}
            for one in reasons(checked)
        ],
    }

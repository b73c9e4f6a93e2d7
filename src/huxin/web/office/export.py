"""A queue as a file: the same rows and columns as on the screen, written as they are read."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils.translation import gettext as _

from huxin.casework.service import QUEUES, Case, exports_any, exports_in_full, queue_rows, today
from huxin.core.service import hint_of
from huxin.identity.service import Actor, actor_of
from huxin.law import InputError
from huxin.people.service import Details, ErasedError, details_of, note_export
from huxin.ui.downloads import csv_lines, xlsx_file
from huxin.ui.errors import trouble
from huxin.ui.page import page
from huxin.web.office.queue import Filters, row_of


@page("GET", "POST", who="officer")
def export(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """CSV or XLSX of any length; names stay masked, as they are on the screen.

    A POST with a reason gives the file unmasked, to roles that a procedure names for it and for its cases alone: the
    file says so in its name and columns, and the reason is sealed before the first byte leaves.
    """
    if name not in QUEUES or kind not in ("csv", "xlsx"):
        raise Http404
    unmasked = request.method == "POST"
    filters = Filters.read(QueryDict(request.POST.get("query", "")[:200]) if unmasked else request.GET)
    if unmasked:
        if not exports_any(actor_of(request)):
            raise PermissionDenied
        try:
            note_export(actor_of(request), f"queue-{name}", request.POST.get("reason", ""), filters.words_kept)
        except InputError as error:
            return trouble(request, 400, _("还缺一个理由"), hint_of(error))
    lines = _lines(actor_of(request), name, filters, unmasked=unmasked)
    mark = "-UNMASKED" if unmasked else ""
    file_name = f"huxin-{name}-{today().isoformat()}{mark}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return response
    return FileResponse(xlsx_file(lines), as_attachment=True, filename=file_name)


def _lines(actor: Actor, name: str, filters: Filters, *, unmasked: bool) -> Iterator[list[str]]:
    heads = [_("编号"), _("事项"), _("申请人"), _("县（市、区）"), _("状态"), _("到期"), _("还剩"), _("经办人")]
    yield [*heads, _("未遮盖：身份证号"), _("未遮盖：手机号")] if unmasked else heads
    for case in queue_rows(actor, name, **filters.words):
        row = row_of(case)
        clear = _details(case) if unmasked and exports_in_full(actor, case) else None
        due = row["due"]
        left = due.left if due else ""
        yield [
            row["no"],
            row["procedure"],
            row["applicant"] if clear is None else clear.name,
            row["county"],
            row["status"].label,
            due.iso if due else "",
            left,
            row["handler"],
            *([] if not unmasked else ["—", "—"] if clear is None else [clear.id_number, clear.phone]),
        ]


def _details(case: Case) -> Details | None:
    """The applicant in the clear; None for somebody who was erased."""
    try:
        return details_of(case.applicant)
    except ErasedError:
        return None

"""A queue as a file: the same rows and columns as on the screen, written as they are read."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huxin.casework.service import QUEUES, queue_rows, today
from huxin.portals.agency.views.queue import Filters, row_of
from huxin.registry.service import Actor, access, actor_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@access("officer")
@never_cache
@require_GET
def export(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """CSV or XLSX of any length; names stay masked, as they are on the screen."""
    if name not in QUEUES or kind not in ("csv", "xlsx"):
        raise Http404
    lines = _lines(actor_of(request), name, Filters.read(request.GET))
    file_name = f"huxin-{name}-{today().isoformat()}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return response
    return FileResponse(_xlsx(lines), as_attachment=True, filename=file_name)


def _lines(actor: Actor, name: str, filters: Filters) -> Iterator[list[str]]:
    yield [_("编号"), _("事项"), _("申请人"), _("县（市、区）"), _("状态"), _("到期"), _("还剩"), _("经办人")]
    for case in queue_rows(actor, name, **filters.words):
        row = row_of(case)
        due = row["due"]
        left = due.left if due else ""
        yield [
            row["no"],
            row["procedure"],
            row["applicant"],
            row["county"],
            row["status"].label,
            due.iso if due else "",
            left,
            row["handler"],
        ]


def csv_lines(lines: Iterable[list[str]]) -> Iterator[bytes]:
    """A byte-order mark, so that spreadsheets read it; what looks like a formula is defused."""
    yield b"\xef\xbb\xbf"
    for line in lines:
        out = io.StringIO(newline="")
        csv.writer(out).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in line])
        yield out.getvalue().encode()


def _xlsx(lines: Iterator[list[str]]) -> io.BufferedRandom:
    """Row by row to a temporary file, so that memory does not grow with the queue."""
    import xlsxwriter

    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.set_column(0, 7, 18)
    for number, line in enumerate(lines):
        for column, cell in enumerate(line):
            sheet.write_string(number, column, cell)
    book.close()
    out.seek(0)
    return out

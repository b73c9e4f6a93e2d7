"""The receipt as a page: PDF/A-3 by Typst, with the signed JSON inside."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings

from huxin.feeds.models import Batch
from huxin.feeds.receipts import as_json
from huxin.law import InputError
from huxin.law.dates import SHANGHAI, day_of

_TEMPLATE: Final = Path(__file__).with_name("receipt.typ")
_KINDS: Final = {"orders": "订单记录", "oncall": "在线记录", "warnings": "天气预警"}
_TREATED: Final = (("flagged", "采用，有提示"), ("quarantined", "退回待改"))


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[str(settings.FONT_FOLDER)], ignore_system_fonts=True)


def receipt_pdf(batch: Batch) -> bytes:
    """The receipt of a batch.  Raises RuntimeError with Typst's words when it warns."""
    receipt = as_json(batch)
    reasons = [
        [reason, label, str(count)] for key, label in _TREATED for reason, count in sorted(batch.report[key].items())
    ]
    data = {
        "receipt": receipt,
        "json": json.dumps(receipt, ensure_ascii=False, indent=1),
        "kind": _KINDS[batch.kind],
        "day": list(day_of(batch.landed_at).timetuple()[:3]),
        "landed": f"{batch.landed_at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M:%S}（北京时间）",
        "reasons": reasons,
        "demo": settings.DEMO,
    }
    pdf, warnings = _compiler().compile_with_warnings(
        input=_TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-3b"],
    )
    if warnings:
        raise RuntimeError(f"receipt: {'; '.join(str(one) for one in warnings)}")
    return b"".join(pdf) if isinstance(pdf, list) else pdf or b""


def receipt_in_pdf(content: bytes) -> dict[str, Any]:
    """The signed JSON inside a receipt.  Raises InputError for a file without one."""
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        names = PdfFileReader(io.BytesIO(content)).root["/Names"]["/EmbeddedFiles"]["/Names"]
        inside: dict[str, Any] = json.loads(names[1]["/EF"]["/F"].data)
    except (PdfReadError, KeyError, IndexError, ValueError, TypeError, AttributeError):
        raise InputError(
            "receipt", "PDF", "no receipt inside", "a receipt of ours", "Take the file as it came."
        ) from None
    return inside

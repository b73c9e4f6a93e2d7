"""The receipt as a page to keep: hashes, times, a code to scan, and the text that the offline verifier reads."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
import typst
from django.conf import settings
from django.utils import timezone

from huxin.casework.law.city import city_pack
from huxin.core.service import public_key
from huxin.evidence.service import EXTENSIONS, ROOM, Evidence, Receipt, make_receipt, receipt_text, seal_paper
from huxin.law.dates import SHANGHAI, day_of

HERE: Final = Path(__file__).resolve().parent


def receipt_for(files: Sequence[Evidence]) -> Receipt:
    """The signed receipt over these files.  Raises ValueError for none."""
    if not files:
        raise ValueError("a receipt needs a file")
    return make_receipt(files, city_pack().label["zh"] + "护新", timezone.now())


def find_receipt(receipt: str) -> Receipt | None:
    """An issued receipt by its number."""
    return Receipt.objects.filter(id=receipt).first()


def receipt_pdf(receipt: Receipt, where: str) -> bytes:
    """The receipt as PDF/A-2b, sealed as it stands; ``where`` is the address of its page, behind the code."""
    data = {
        "id": str(receipt.id),
        "issuer": receipt.content["issuer"],
        "at": _moment(receipt.content["at"]),
        "files": [_row(one) for one in receipt.content["files"]],
        "entry": receipt.content["log"]["entry"],
        "head": receipt.content["log"]["hash"],
        "key": public_key(),
        "signature": receipt.signature,
        "where": where,
        "code": qr_code(where),
        "text": receipt_text(receipt),
        "seal": ROOM,
        "demo": settings.DEMO,
    }
    pdf, warnings = _compiler().compile_with_warnings(
        input=(HERE / "receipt.typ").read_bytes(), format="pdf", pdf_standards=["a-2b"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )  # fmt: skip
    if warnings:
        raise RuntimeError(f"receipt: {'; '.join(str(one) for one in warnings)}")
    return seal_paper(receipt, b"".join(pdf) if isinstance(pdf, list) else pdf or b"")


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[str(HERE.parent / "fonts")], ignore_system_fonts=True)


def _row(one: dict[str, Any]) -> dict[str, str]:
    return {
        "n": str(one["n"]),
        "sha256": one["sha256"],
        "sm3": one["sm3"],
        "what": f"{EXTENSIONS[one['type']].upper()}　{one['size']:,} 字节",
        "at": _moment(one["received_at"]),
    }


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text).astimezone(SHANGHAI)
    day = day_of(moment)
    return f"{day.year}年{day.month}月{day.day}日 {moment:%H:%M:%S}（北京时间）"


def qr_code(where: str) -> str:
    """An address as a QR code in SVG."""
    out = io.BytesIO()
    segno.make(where, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False)
    return out.getvalue().decode()

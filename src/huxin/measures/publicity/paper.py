"""On paper: the handbook 手册 (A5), the card 卡片 (A6) and the poster 海报 (A4), set by Typst out of the guides."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import segno
import typst

from huxin.casework.service import FONTS, city_pack
from huxin.law import Pack
from huxin.measures.publicity.guides import situations

KINDS: Final = ("handbook", "card", "poster")
_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_WORDS: Final[dict[str, dict[str, str]]] = {
    "zh": {
        "title": "平台劳动者权益",
        "scan": "扫码看怎么办",
        "contents": "目录",
        "promises": "通知说了什么",
        "who": "谁能办：",
        "how": "怎么办：",
        "fee": "要花钱吗：",
        "result": "拿到什么：",
    },
    "en": {
        "title": "Your rights as a platform worker",
        "scan": "Scan to see how",
        "contents": "Contents",
        "promises": "What the notice says",
        "who": "Who:",
        "how": "How:",
        "fee": "Cost:",
        "result": "You get:",
    },
}


def qr_code(text: str) -> str:
    """A QR code as SVG, black on white, with its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=4, border=4, light="white", xmldecl=False)
    return out.getvalue().decode()


def paper(kind: str, language: str, url: str) -> bytes:
    """The PDF.  ``url`` stands in the QR code.  Raises KeyError for an unknown kind or language, RuntimeError with
    Typst's words when it warns (a missing glyph)."""
    if kind not in KINDS:
        raise KeyError(kind)
    return _set(city_pack().hash, kind, language, url)


def content(pack: Pack, kind: str, language: str, url: str) -> dict[str, Any]:
    """What the template says, JSON throughout."""
    words = _WORDS[language]
    return {
        "kind": kind,
        "language": language,
        "title": words["title"],
        "words": words,
        "office": pack.label[language],
        "url": url,
        "qr": qr_code(url),
        "guides": [asdict(one) for one in situations(pack, language)],
    }


@lru_cache(maxsize=32)
def _set(pack_hash: str, kind: str, language: str, url: str) -> bytes:
    """Set once per pack and address: it takes longer than a page should."""
    data = json.dumps(content(city_pack(), kind, language, url), ensure_ascii=False)
    compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
    pdf, warnings = compiler.compile_with_warnings(
        input=_TEMPLATE.read_bytes(), format="pdf", sys_inputs={"data": data}
    )
    if warnings:
        raise RuntimeError(f"{kind} {language}: {'; '.join(str(one) for one in warnings)}")
    return b"".join(pdf) if isinstance(pdf, list) else pdf or b""

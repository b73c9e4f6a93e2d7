"""The text of a PDF that holds text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from huxin.files.inside.archives import locked
from huxin.files.inside.documents import check_size, encoded
from huxin.files.inside.refusal import Refusal
from huxin.files.limits import MOST_PAGES


def read(content: bytes, options: Mapping[str, Any]) -> bytes:
    """The text in UTF-8, page after page.

    Raises Refusal for a file that is empty, huge, damaged, locked or too long, and for a PDF of pictures.
    """
    name = str(options.get("name", "file"))
    check_size(content, name)
    return encoded(_text(content, name), name)


def _text(content: bytes, name: str) -> str:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked(name)
        if len(reader.pages) > MOST_PAGES:
            hint = f"超过 {MOST_PAGES} 页。一份一份地查。 More than {MOST_PAGES} pages; check one agreement at a time."
            raise Refusal("too_long", name, f"{len(reader.pages)} pages", f"at most {MOST_PAGES}", hint)
        text = "\n".join(page.extract_text() or "" for page in reader.pages)
    except Refusal:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
        hint = "重新导出一次 PDF。 Export the PDF again."
        raise Refusal("damaged", name, "a damaged PDF", "a PDF that opens", hint) from None
    if not text.strip():
        hint = "这是扫描件。请给出有文字的文件，或者把文字打出来。 A scan: give a file with text, or type the text."
        raise Refusal("no_text", name, "a PDF of pictures", "a PDF with text", hint)
    return text

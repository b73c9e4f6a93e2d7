"""The text of a document: plain text, .docx, or a PDF that holds text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from huxin.law.errors import InputError

MOST_BYTES: Final = 20_000_000
MOST_PAGES: Final = 300
_MOST_XML: Final = 40_000_000
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CODES: Final = ("utf-8-sig", "gb18030")


def text_of(content: bytes, name: str = "file") -> str:
    """The text of a file, by what it holds and not by its name.

    Raises InputError for an empty or huge file, a kind that is not read here, a damaged file, and a PDF of pictures.
    """
    if not content:
        raise InputError("empty", name, "0 bytes", "a document", "文件是空的。 The file is empty.")
    if len(content) > MOST_BYTES:
        hint = "文件太大。 The file is too big."
        raise InputError("too_big", name, f"{len(content)} bytes", f"at most {MOST_BYTES}", hint)
    if content.startswith(b"%PDF-"):
        return _pdf(content, name)
    if content.startswith(b"PK\x03\x04"):
        return _docx(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        hint = "用 Word 打开，另存为 .docx。 Open it and save it as .docx."
        raise InputError("old_doc", name, "an old .doc", "text, .docx or PDF", hint)
    return decoded(content, name)


def decoded(content: bytes, name: str) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GB18030 (GBK).  Raises InputError."""
    codes = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _CODES
    for code in codes:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    hint = "另存为 UTF-8 文本、.docx 或者 PDF。 Save it as UTF-8 text, .docx or PDF."
    raise InputError("encoding", name, f"bytes such as {content[:8].hex(' ')}", "text in UTF-8 or GBK", hint)


def _docx(content: bytes, name: str) -> str:
    """Paragraphs of ``word/document.xml``, table cells among them, in the order in which they stand."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = archive.getinfo("word/document.xml")
            if part.file_size > _MOST_XML:
                hint = "文件太大。 The file is too big."
                raise InputError("too_big", name, f"{part.file_size} bytes of XML", f"at most {_MOST_XML}", hint)
            xml = archive.read(part)
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            raise ElementTree.ParseError("a document type")
        root = ElementTree.fromstring(xml)  # noqa: S314 - no document type, so no entities
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError, OSError, EOFError):
        hint = "用 Word 打开再另存一次。 Open it in a word processor and save it again."
        raise InputError("damaged", name, "a file that is no .docx, or a damaged one", ".docx", hint) from None
    return "\n".join("".join(_run(paragraph)) for paragraph in root.iter(f"{_WORD}p"))


def _run(paragraph: ElementTree.Element) -> Iterator[str]:
    """Text that stands: what a reviser struck out (``delText``) is another element and is left out."""
    for part in paragraph.iter():
        if part.tag == f"{_WORD}t":
            yield part.text or ""
        elif part.tag == f"{_WORD}tab":
            yield " "
        elif part.tag in (f"{_WORD}br", f"{_WORD}cr"):
            yield "\n"


def _pdf(content: bytes, name: str) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            hint = "去掉密码再传。 Remove the password."
            raise InputError("encrypted", name, "a PDF with a password", "a PDF that opens", hint)
        if len(reader.pages) > MOST_PAGES:
            hint = "一份一份地查。 Check one agreement at a time."
            raise InputError("too_long", name, f"{len(reader.pages)} pages", f"at most {MOST_PAGES}", hint)
        text = "\n".join(page.extract_text() or "" for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        hint = "重新导出一次 PDF。 Export the PDF again."
        raise InputError("damaged", name, "a damaged PDF", "a PDF that opens", hint) from None
    if not text.strip():
        hint = "这是扫描件。请给出有文字的文件，或者把文字打出来。 A scan: give a file with text, or type the text."
        raise InputError("no_text", name, "a PDF of pictures", "a PDF with text", hint)
    return text

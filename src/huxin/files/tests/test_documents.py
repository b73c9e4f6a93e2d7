"""Documents become text by what they hold; what cannot be read says why."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from huxin.files.documents import text_of
from huxin.law import InputError

TEXT = "书面协议\n第一条 甲方不收取押金。"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, *, head: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        xml = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def pdf(markup: str) -> bytes:
    fonts = [str(Path(__file__).parents[2] / "casework" / "fonts")]
    made = typst.compile(markup.encode(), font_paths=fonts, ignore_system_fonts=True, format="pdf")
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_in_any_usual_writing(code: str) -> None:
    assert text_of(TEXT.encode(code)).replace("\r", "") == TEXT


def test_docx_with_split_runs_tables_breaks_and_struck_out_words() -> None:
    struck = "<w:p><w:r><w:delText>不</w:delText></w:r><w:r><w:t>收取押金</w:t><w:br/><w:t>和费用</w:t></w:r></w:p>"
    cell = f"<w:tbl><w:tr><w:tc>{paragraph('单价', '5元')}</w:tc></w:tr></w:tbl>"
    assert text_of(docx(paragraph("书面", "协议") + struck + cell)) == "书面协议\n收取押金\n和费用\n单价5元"


def test_a_pdf_gives_its_text() -> None:
    found = text_of(pdf('#set text(font: "Noto Serif SC")\n书面协议\n\n第一条 甲方不收取押金。'))
    assert "甲方不收取押金" in "".join(found.split())


def encrypted() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf("text"))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0rest", "old_doc"),
        (b"PK\x03\x04nothing", "damaged"),
        (docx("", head='<!DOCTYPE d [<!ENTITY a "b">]>'), "damaged"),
        (b"%PDF-1.7 broken", "damaged"),
        (b"\xff\xff\xff\xff", "encoding"),
        (b"a\x00b", "encoding"),
        (pdf("#rect()"), "no_text"),
        (encrypted(), "encrypted"),
        (b"x" * 20_000_001, "too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_why(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        text_of(content, "agreement")
    assert caught.value.problem.code == code
    assert caught.value.problem.hint


STARTS = (b"", b"%PDF-1.4\n", b"PK\x03\x04")


@given(st.sampled_from(STARTS), st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(start: bytes, content: bytes) -> None:
    with suppress(InputError):
        assert isinstance(text_of(start + content), str)

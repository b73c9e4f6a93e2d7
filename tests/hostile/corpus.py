"""Files that are meant to hang, burst or deceive whoever reads them, made by this script; none is kept anywhere."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CAP: Final = "urn:oasis:names:tc:emergency:cap:1.2"
HEADS: Final = ("姓名", "身份证号", "手机号", "用工形式", "行业", "区划代码", "从哪天起", "到哪天止")
PERSON: Final = ("测试丁", "33030219900307001X", "13800000001", "民事关系", "外卖", "330302", "2026-01-05", "")


@dataclass(frozen=True)
class Hostile:
    """``door``: ``table``, ``document``, ``picture``, ``kind``, ``xml`` or ``json``; ``read``: whether it is read; None
    where that is a matter of seconds."""

    name: str
    door: str
    content: bytes
    read: bool | None = False


def zipped(parts: dict[str, bytes | str], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int | str, values: tuple[str, ...], *, place: int | None = None) -> str:
    at = number if place is None else place
    return f'<row r="{number}">' + "".join(cell(f"{chr(65 + i)}{at}", v) for i, v in enumerate(values)) + "</row>"


PLAIN: Final = row(1, HEADS) + row(2, PERSON)


def sheet(rows: str, *, before: str = "", after: str = "", head: str = "") -> str:
    return f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def xlsx(page: str | bytes, more: dict[str, bytes | str] | None = None, *, states: str = "", sheets: str = "") -> bytes:
    listed = sheets or f'<sheet name="S" sheetId="1" {states} r:id="r1"/>'
    return zipped(
        {
            "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ),
            "xl/worksheets/sheet1.xml": page,
            **(more or {}),
        }
    )


def docx(body: str, head: str = "") -> bytes:
    return zipped({"word/document.xml": f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'})


def png(width: int, height: int, data: bytes | None = None) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))

    head = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000, 9) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(objects: list[bytes], root: int = 1) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % one for one in places)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, start)
    return bytes(out)


def stream(content: bytes, *filters: str) -> bytes:
    names = b"".join(b"/" + one.encode() for one in filters)
    return b"<</Length %d/Filter[%b]>>\nstream\n%b\nendstream" % (len(content), names, content)


LAUGHS: Final = "<!DOCTYPE z [<!ENTITY a '笑'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(12)
)
OUTSIDE: Final = "<!DOCTYPE z [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def _tables() -> Iterator[Hostile]:
    def one(name: str, content: bytes, *, read: bool | None = False) -> Hostile:
        return Hostile(f"xlsx {name}", "table", content, read)

    yield one("a row numbered 10^12", xlsx(sheet(PLAIN + row(10**12, PERSON))))
    yield one("a row numbered 10^300", xlsx(sheet(PLAIN + row("1" + "0" * 300, PERSON))))
    yield one("a row numbered minus one", xlsx(sheet(PLAIN + row(-1, PERSON))))
    yield one("a row in exponents", xlsx(sheet(PLAIN + row("1e9", PERSON))))
    yield one("a cell at XFD1048576", xlsx(sheet(PLAIN + f'<row r="1048576">{cell("XFD1048576", "x")}</row>')))
    yield one("a cell at ZZZ3", xlsx(sheet(PLAIN + f'<row r="3">{cell("ZZZ3", "x")}</row>')))
    yield one("a cell of another row", xlsx(sheet(PLAIN + row(3, PERSON, place=7))))
    yield one("one row twice", xlsx(sheet(PLAIN + row(2, PERSON))))
    yield one("one cell twice", xlsx(sheet(PLAIN + f'<row r="3">{cell("A3", "x") * 2}</row>')))
    yield one("rows backwards", xlsx(sheet(row(2, PERSON) + row(1, HEADS))))
    yield one("dimension too small", xlsx(sheet(PLAIN, before='<dimension ref="A1"/>')), read=True)
    yield one("dimension too large", xlsx(sheet(PLAIN, before='<dimension ref="A1:XFD1048576"/>')), read=True)
    yield one("dimension of nonsense", xlsx(sheet(PLAIN, before='<dimension ref="../../x"/>')), read=True)
    merges = "".join(f'<mergeCell ref="E2:E{1048576 - i}"/>' for i in range(30_000))
    yield one("merges down to the end", xlsx(sheet(PLAIN, after=f"<mergeCells>{merges}</mergeCells>")), read=True)
    yield one("empty rows without end", xlsx(sheet(PLAIN + "<row/>" * 1_200_000)))
    yield one("empty cells without end", xlsx(sheet(PLAIN + '<row r="3">' + "<c/>" * 1_000_000 + "</row>")), read=None)
    many = "".join(row(at, PERSON) for at in range(2, 100_200))
    yield one("too many rows", xlsx(sheet(row(1, HEADS) + many)))
    wide = f'<row r="3">{"".join("<c t=" + chr(34) + "b" + chr(34) + "><v>1</v></c>" for _ in range(300))}</row>'
    yield one("three hundred columns", xlsx(sheet(PLAIN + wide)))
    yield one("deep elements", xlsx(sheet(PLAIN + "<x>" * 200_000)))
    yield one("a cell of 50 MB", xlsx(sheet(PLAIN + f'<row r="3">{cell("A3", "x" * 50_000_000)}</row>')))
    strings = f'<sst xmlns="{MAIN}">{"<si/>" * 200_000}</sst>'
    yield one("200,000 shared strings", xlsx(sheet(PLAIN), {"xl/sharedStrings.xml": strings}), read=None)
    strings = f'<sst xmlns="{MAIN}">{"<si/>" * 8_000_000}</sst>'
    yield one("8,000,000 shared strings", xlsx(sheet(PLAIN), {"xl/sharedStrings.xml": strings}))
    yield one("a string that is not there", xlsx(sheet(PLAIN + '<row r="3"><c r="A3" t="s"><v>99</v></c></row>')))
    nines = "9" * 400_000
    yield one(
        "a number of 400,000 digits", xlsx(sheet(PLAIN + f'<row r="3"><c r="A3"><v>{nines}</v></c></row>')), read=True
    )
    yield one("numbers that are none", xlsx(sheet(PLAIN + '<row r="3"><c r="A3"><v>1e999</v></c></row>')), read=True)
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 60_000}</cellXfs></styleSheet>'
    yield one("styles without end", xlsx(sheet(PLAIN), {"xl/styles.xml": styles}))
    yield one("billion laughs", xlsx(sheet("<row><c><v>&m;</v></c></row>", head=LAUGHS + "]>")))
    yield one("an entity from outside", xlsx(sheet("<row><c><v>&x;</v></c></row>", head=OUTSIDE)))
    yield one("laughs in the strings", xlsx(sheet(PLAIN), {"xl/sharedStrings.xml": LAUGHS + "]><sst>&m;</sst>"}))
    yield one("laughs in the workbook", xlsx(sheet(PLAIN), {"xl/workbook.xml": LAUGHS + "]><workbook>&m;</workbook>"}))
    yield one("hidden sheet alone", xlsx(sheet(PLAIN), states='state="hidden"'))
    yield one("very hidden sheet alone", xlsx(sheet(PLAIN), states='state="veryHidden"'))
    yield one("a state of its own", xlsx(sheet(PLAIN), states='state="HIDDEN"'))
    listed = "".join(f'<sheet name="S{at}" sheetId="{at}" r:id="r1"/>' for at in range(5_000))
    yield one("five thousand sheets", xlsx(sheet(PLAIN), sheets=listed))
    yield one(
        "a part outside", xlsx(sheet(PLAIN), {"xl/_rels/workbook.xml.rels": "<R><x Target='../../../etc/passwd'/></R>"})
    )
    yield one("a bomb by ratio", xlsx(sheet(PLAIN + " " * 100_000_000)))
    yield one("a bomb by size", xlsx(sheet(PLAIN), {f"a{at}": b"\0" * 60_000_000 for at in range(4)}))
    yield one(
        "twenty thousand entries",
        zipped({"xl/workbook.xml": "", **{f"a{at}": "" for at in range(20_000)}}, stored=True),
    )
    lying = bytearray(zipped({"xl/workbook.xml": "x" * 1_000}))
    at = lying.find(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    yield one("a size that lies", bytes(lying))
    yield one("an archive in an archive", zipped({"a.zip": zipped({"b": b"\0" * 1_000_000})}))
    yield one("cut in the middle", xlsx(sheet(PLAIN))[:400])
    yield one("a Word file", docx("<w:p/>"))
    yield one("also a PDF", b"%PDF-1.7\n" + xlsx(sheet(PLAIN)))
    yield one("a page and an archive", b"<html>" + xlsx(sheet(PLAIN)))
    yield one("only a sign", b"PK\x03\x04")


def _texts() -> Iterator[Hostile]:
    heads = ",".join(HEADS)
    yield Hostile("csv columns without end", "table", (heads + "\n" + "x," * 5_000_000 + "x").encode())
    yield Hostile("csv rows without end", "table", (heads + "\n" + "x\n" * 3_000_000).encode())
    yield Hostile("csv a quote that never ends", "table", (heads + '\n"' + "x" * 10_000_000).encode())
    yield Hostile("csv quotes alone", "table", b'"' * 5_000_000)
    yield Hostile("csv nul", "table", (heads + "\n\0").encode())
    yield Hostile("csv lines of nothing", "table", b"\n" * 15_000_000)
    yield Hostile("csv delimiters alone", "table", b",;\t|" * 4_000_000)
    yield Hostile("csv marks upon marks", "table", (heads + "\n" + "a" + "\u0301" * 5_000_000).encode())
    yield Hostile("html deep tables", "table", b"<html>" + b"<table><tr><td>" * 500_000)
    yield Hostile("html spans", "table", b"<html><table>" + b"<tr><td colspan=99999999 rowspan=99999999>x" * 100_000)
    yield Hostile("html an open tag", "table", b"<html><table><tr><td " + b"a=" * 5_000_000)
    yield Hostile("html open comments", "table", b"<html>" + b"<!--" * 2_000_000)
    yield Hostile("html open declarations", "table", b"<html>" + b"<![" * 3_000_000)


def _documents() -> Iterator[Hostile]:
    nested = "<w:p>" * 4_000 + "<w:r><w:t>x</w:t></w:r>" + "</w:p>" * 4_000
    yield Hostile("docx nested paragraphs", "document", docx(nested))
    yield Hostile("docx paragraphs without end", "document", docx("<w:p><w:r><w:t>字</w:t></w:r></w:p>" * 2_000_000))
    yield Hostile("docx a long text", "document", docx("<w:p><w:r><w:t>" + "字" * 20_000_000 + "</w:t></w:r></w:p>"))
    yield Hostile("docx laughs", "document", docx("<w:p>&m;</w:p>", LAUGHS + "]>"))
    yield Hostile("docx from outside", "document", docx("<w:p>&x;</w:p>", OUTSIDE))
    yield Hostile("docx runs without end", "document", docx("<w:p>" + "<w:r/>" * 9_000_000 + "</w:p>"))
    kids = b"<</Type/Pages/Count 1/Kids[2 0 R]>>"
    yield Hostile("pdf pages in a circle", "document", pdf([b"<</Type/Catalog/Pages 2 0 R>>", kids]))
    bomb = zlib.compress(zlib.compress(b"0 0 Td (x) Tj\n" * 8_000_000, 9), 9)
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>"
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    first = b"<</Type/Catalog/Pages 2 0 R>>"
    yield Hostile(
        "pdf a stream in a stream", "document", pdf([first, pages, page, stream(bomb, "FlateDecode", "FlateDecode")])
    )
    long = zlib.compress(b"BT (x) Tj ET\n" * 3_000_000, 9)
    yield Hostile("pdf text without end", "document", pdf([first, pages, page, stream(long, "FlateDecode")]))
    yield Hostile("pdf arrays in arrays", "document", pdf([first, pages, page, b"[" * 100_000]))
    yield Hostile(
        "pdf a million pages",
        "document",
        pdf([first, b"<</Type/Pages/Count 1000000/Kids[" + b"3 0 R " * 1_000_000 + b"]>>", page, stream(b"")]),
    )
    yield Hostile("pdf nothing but a sign", "document", b"%PDF-1.7\n" + b"1 0 obj<<" * 200_000)
    yield Hostile("text without end", "document", "字".encode() * 6_600_000)


def _messages() -> Iterator[Hostile]:
    yield Hostile("cap laughs", "xml", (LAUGHS + "]><alert>&m;</alert>").encode())
    yield Hostile("cap from outside", "xml", (OUTSIDE + "<alert>&x;</alert>").encode())
    yield Hostile("cap deep", "xml", b"<a>" * 300_000)
    yield Hostile("cap blocks without end", "xml", f'<alert xmlns="{CAP}">{"<info/>" * 200_000}</alert>'.encode())
    yield Hostile(
        "cap attributes without end", "xml", ("<a " + " ".join(f"a{at}='1'" for at in range(100_000))).encode()
    )
    yield Hostile("json deep", "json", b"[" * 500_000 + b"]" * 500_000)
    yield Hostile("json deep objects", "json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    yield Hostile("json digits", "json", b"[" + b"9" * 800_000 + b"]")
    yield Hostile("json a name twice", "json", b'{"a":1,"a":2}')
    yield Hostile("json values without end", "json", json.dumps([0] * 200_000).encode())
    yield Hostile("json no number", "json", b"[NaN]")
    yield Hostile("json half a character", "json", b'{"a":["\\ud800"]}')


def _pictures() -> Iterator[Hostile]:
    yield Hostile("png 30,000 by 30,000", "picture", png(30_000, 30_000))
    yield Hostile("png a side of 2^31", "picture", png(2**31 - 1, 1))
    yield Hostile(
        "png within the pixels and full", "picture", png(7_000, 8_000, zlib.compress(b"\0" * 56_008_000, 9)), True
    )
    yield Hostile("png a stream without end", "picture", png(10, 10, zlib.compress(b"\0" * 200_000_000, 9)), None)
    yield Hostile("jpeg cut", "picture", b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 50)
    yield Hostile("jpeg segments without end", "picture", b"\xff\xd8" + b"\xff\xe1\xff\xff" + b"x" * 10_000_000)
    yield Hostile("webp cut", "picture", b"RIFF\xff\xff\xff\xffWEBPVP8L" + b"\xff" * 100)
    yield Hostile("ofd a bomb", "kind", zipped({"OFD.xml": b" " * 150_000_000}))
    yield Hostile("ofd laughs", "kind", zipped({"OFD.xml": LAUGHS + "]><OFD>&m;</OFD>"}), True)
    yield Hostile(
        "ofd entries without end", "kind", zipped({"OFD.xml": "<OFD/>", **{f"{at}": "" for at in range(9_000)}})
    )
    yield Hostile("mp4 boxes of nothing", "kind", (b"\0\0\0\x08free" * 100_000), False)
    yield Hostile("mp3 a tag without end", "kind", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"x" * 100, True)


def corpus() -> list[Hostile]:
    """All of them; the largest is a few megabytes when it is sent."""
    return [*_tables(), *_texts(), *_documents(), *_messages(), *_pictures()]

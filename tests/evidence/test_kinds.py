"""A file is what its content says, whatever it is called."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxin.evidence.kinds import BY_NAME, check_kind, kind_of
from huxin.law import InputError, load_pack
from huxin.law.procedures.model import FACTS
from tests.evidence.conftest import picture


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return out.getvalue()


OFD = archive({"OFD.xml": b'<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>', "Doc_0/a": b"1"})


def media(brand: bytes) -> bytes:
    return b"\0\0\0\x20ftyp" + brand + b"\0\0\0\0isom" + b"x" * 64


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (picture(), "jpeg"),
        (picture(kind="PNG"), "png"),
        (picture(kind="WEBP"), "webp"),
        (b"%PDF-1.7\n", "pdf"),
        (OFD, "ofd"),
        (media(b"heic"), "heic"),
        (media(b"mp42"), "mp4"),
        (media(b"M4A "), "m4a"),
        (media(b"3gp5"), "3gp"),
        (media(b"qt  "), "mov"),
        (b"\0\0\0\x08wide" + b"x" * 40, "mov"),
        (media(b"XAVC"), "mp4"),
        (b"\xff\xfb\x90\x64" + b"\0" * 60, "mp3"),
        (b"ID3\x04\0\0\0\0\0\x02xx\xff\xf3\x40\xc4" + b"\0" * 60, "mp3"),
        (b"\xff\xf1\x50\x80\x02\x1f\xfc" + b"\0" * 60, "aac"),
        (b"ID3\x04\0\0\0\0\0\x02xx\xff\xf9\x50\x80\x02\x1f\xfc" + b"\0" * 60, "aac"),
        (b"#!AMR\n" + b"\0" * 60, "amr"),
    ],
)
def test_the_content_says_what_it_is(content: bytes, name: str) -> None:
    found = kind_of(content)
    assert found is BY_NAME[name]
    assert check_kind(content, [name]) is found


@pytest.mark.parametrize(
    ("content", "got"),
    [
        (archive({"a.txt": b"x"}), "a zip file"),
        (archive({"Doc/OFD.xml": b"<ofd:OFD/>"}), "a zip file"),
        (archive({"OFD.xml": b"nothing of the kind"}), "a zip file"),
        (OFD[:60], "a zip file"),
        (b"", "an empty file"),
        (b"MZ\x90\0", "a program"),
        (b"<html>", "a web page"),
        (b"no known beginning", "another kind of file"),
    ],
)
def test_anything_else_is_refused_with_what_it_was(content: bytes, got: str) -> None:
    with pytest.raises(InputError) as refused:
        check_kind(content, BY_NAME)
    assert refused.value.problem.got == got
    assert refused.value.problem.hint


def test_video_is_taken_only_where_it_is_asked_for() -> None:
    with pytest.raises(InputError) as refused:
        check_kind(media(b"mp42"))
    assert refused.value.problem.got == "mp4"
    assert "mp4" not in refused.value.problem.wanted
    assert refused.value.problem.hint.startswith("这是MP4 视频，这里收的是JPG 照片")
    assert "拍照" not in refused.value.problem.hint


@given(st.binary(max_size=400), st.binary(max_size=40))
def test_no_bytes_make_it_stumble(content: bytes, end: bytes) -> None:
    for whole in (content, b"PK\x03\x04" + content, OFD[: len(content)] + end, media(content[:4])):
        kind_of(whole)


def test_what_can_be_sealed_can_be_handed_in() -> None:
    """Whatever shows what happened takes every kind; whatever takes a photo takes it as telephones save it."""
    papers = [
        (name, one)
        for pack in ("wenzhou", "example")
        for name, procedure in load_pack(pack).procedures.items()
        for one in procedure.evidence
        if one.source == "applicant"
    ]
    assert {name for name, one in papers if one.taken == tuple(BY_NAME)} >= {
        "accident-report", "arbitration", "hazard-report", "injury-recognition", "one-stop-mediation",
        "labour-inspection-complaint", "relation-assessment", "legal-aid-referral", "union-supervision-letter",
    }  # fmt: skip
    assert all(("heic" in one.taken) == ("jpeg" in one.taken) for _, one in papers)
    assert set(FACTS) == set(BY_NAME)

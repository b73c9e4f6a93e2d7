"""``huxin pack check`` answers whatever stands in a pack: each fault with its place, what is wanted, how to mend it."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from huxin.cli.main import main
from huxin.law.pack.folders import PACKS

CITY = "example"
FILES = sorted(path.relative_to(PACKS / CITY).as_posix() for path in (PACKS / CITY).rglob("*.yaml"))
DATES = ("2026/1/1", "2026年1月1日", "2026.1.1", "1/1/2026", "2022-05-32", "20260101", "2026-1-1", "'2026-01-01'")
VALUES = (
    "[]",
    "{}",
    "null",
    "yes",
    "3.5",
    "-1",
    "~",
    "'",
    '"',
    "[[[",
    "*a",
    "&a [*a]",
    "!!python/name:os.system x",
    "?",
    "中",
)


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the example city under a name of its own."""
    shutil.copytree(PACKS / CITY, tmp_path / "mycity")
    head = tmp_path / "mycity" / "pack.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace(f"id: {CITY}", "id: mycity"), encoding="utf-8")
    monkeypatch.setenv("HUXIN_PACKS", str(tmp_path))
    monkeypatch.setenv("HUXIN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def asked(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["pack", *words])
    return status, out.getvalue(), err.getvalue()


def faults(pack: str = "mycity", language: str = "en") -> list[dict[str, Any]]:
    """The faults of a pack as a program reads them; each is whole."""
    status, out, _ = asked("check", pack, "--format", "json", "--lang", language)
    told = json.loads(out)
    found: list[dict[str, Any]] = told["faults"]
    assert status == (2 if found else 0)
    for one in found:
        assert set(one) == {"file", "line", "column", "what", "wanted", "hint"}
        assert min(one["line"], one["column"]) >= 1
        assert all((one["file"], one["wanted"], one["hint"])), one
    return found


def write(packs: Path, file: str, old: str, new: str) -> None:
    path = packs / "mycity" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_city_has_no_faults(packs: Path) -> None:
    assert faults() == []
    assert asked("check", "mycity") == (0, "mycity: ok\n", "")
    assert asked("check", "mycity", "--lang", "zh") == (0, "mycity: 没有问题\n", "")


def test_a_starter_says_what_the_code_will_ask_of_it(packs: Path) -> None:
    assert asked("new", "fresh", "--parent", "zhejiang", "--into", str(packs))[0] == 0
    status, out, err = asked("check", "fresh")
    assert (status, err) == (0, "")
    assert "no city's pack" in out
    assert "needs of the code are open" in out
    (packs / "fresh" / "divisions.yaml").write_text(
        'divisions:\n- {id: "339901", label: {zh: 一区, en: One}}\n', encoding="utf-8"
    )
    found = faults("fresh")
    assert {one["what"] for one in found} == {"no agency 'emergency'", "no agency 'hrss'", "no agency 'union'"}
    assert {one["file"] for one in found} == {"fresh/agencies.yaml"}
    assert "measures." in found[0]["wanted"]
    assert {one["what"] for one in faults("fresh", "zh")} == {
        "没有部门“emergency”",
        "没有部门“hrss”",
        "没有部门“union”",
    }


def test_another_encoding_is_named_with_its_line(packs: Path) -> None:
    path = packs / "mycity" / "divisions.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))
    (one,) = faults()
    assert (one["file"], one["what"]) == ("mycity/divisions.yaml", "bytes that are not UTF-8")
    assert "GBK" in one["hint"]
    (one,) = faults(language="zh")
    assert one["wanted"] == "UTF-8 编码的文字"


@pytest.mark.parametrize("written", DATES[:6])
def test_a_date_as_people_type_it_is_named_with_its_place(packs: Path, written: str) -> None:
    path = packs / "mycity" / "instruments.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if "issued_on:" in line)
    lines[number] = lines[number].partition("issued_on:")[0] + f"issued_on: {written}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = [one for one in faults() if one["line"] == number + 1]
    assert found, written
    assert all("2022-05-31" in one["hint"] for one in found)
    assert found[0]["file"] == "mycity/instruments.yaml"


def test_circles_and_depth_end(packs: Path) -> None:
    path = packs / "mycity" / "readings.yaml"
    before = path.read_text(encoding="utf-8")
    for text in ("readings: &a [*a]\n", f"readings: {'[' * 5000}{']' * 5000}\n", "readings: {? [a] : b}\n"):
        path.write_text(text, encoding="utf-8")
        assert any(one["file"] == "mycity/readings.yaml" for one in faults())
    path.write_text(before, encoding="utf-8")
    write(packs, "pack.yaml", "parent: zhejiang", "parent: mycity")
    (one,) = faults()
    assert one["what"] == "a circle of parents"
    write(packs, "pack.yaml", "parent: mycity", "parent: nowhere")
    (one,) = faults()
    assert one["file"] == "pack 'nowhere'"


def test_a_label_without_english_and_a_missing_key_are_told_in_plain_words(packs: Path) -> None:
    path = packs / "mycity" / "agencies.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "- {id: pond, label: {zh: 塘}}\n", encoding="utf-8")
    told = {(one["what"], one["wanted"]) for one in faults()}
    assert ("no text in 'en'", "the text in zh and en") in told
    assert ("nothing", "'kind:' with its value") in told
    assert ("没有写", "“kind:”和它的值") in {(one["what"], one["wanted"]) for one in faults(language="zh")}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("#letter[\n#data.nothing_of_this\n]\n", "nothing_of_this"),
        ("#letter[\n#data.payload.colour\n]\n", "colour"),
        ("#letter[\n[ open\n", "unclosed"),
        ("#letter[\n#unknown_word\n]\n", "unknown"),
    ],
)
def test_a_letter_that_cannot_be_set_is_named_with_its_line(packs: Path, text: str, what: str) -> None:
    (packs / "mycity" / "letters" / "subsidy-decision.typ").write_text(text, encoding="utf-8")
    (one,) = faults()
    assert one["file"] == "mycity/letters/subsidy-decision.typ"
    assert what in one["what"]
    assert one["line"] in (1, 2)


def test_a_title_without_its_text_is_named(packs: Path) -> None:
    path = packs / "mycity" / "letters.yaml"
    path.write_text(
        path.read_text(encoding="utf-8") + "- {id: pond-notice, title: {zh: 通知书, en: Notice}}\n", encoding="utf-8"
    )
    assert [one["wanted"] for one in faults()] == ["its text letters/pond-notice.typ"]


def test_a_sample_of_a_letter_says_that_it_is_one(packs: Path, tmp_path: Path) -> None:
    for letter in ("subsidy-decision", "training-certificate", "agreement", "weather-order"):
        out = tmp_path / f"{letter}.pdf"
        assert asked("letter", letter, "--pack", "wenzhou", "--out", str(out))[0] == 0
        text = "".join(page.extract_text() for page in PdfReader(out).pages)
        assert "样张" in text
    status, _, err = asked("letter", "subsidy-decison", "--out", str(tmp_path / "x.pdf"))
    assert (status, "Did you mean 'subsidy-decision'?" in err) == (2, True)
    status, _, err = asked("letter", "subsidy-decision", "--out", str(tmp_path / "none" / "x.pdf"))
    assert (status, "--out" in err) == (2, True)


def test_a_sample_is_addressed_as_the_letter_declares(tmp_path: Path) -> None:
    """To a firm by name and code on a line that is not spread, to a person, to an office, to nobody by name."""
    for letter, to in (
        ("penalty-notice", "某某配送有限公司"),
        ("roster-receipt", "某某配送有限公司"),
        ("subsidy-decision", "某某某（身份证号 3303**********0021）："),
        ("referral-letter", "某某单位："),
        ("weather-order", "发给谁"),
    ):
        out = tmp_path / f"{letter}.pdf"
        assert asked("letter", letter, "--pack", "wenzhou", "--out", str(out))[0] == 0
        lines = PdfReader(out).pages[0].extract_text().splitlines()
        number = next(at for at, line in enumerate(lines) if "样字" in line)
        assert lines[number + 1].startswith(to), lines


def damaged(text: str, draw: Random) -> bytes:
    """The text of a file as a slip of hand, editor or disk leaves it."""
    lines = text.splitlines()
    at = draw.randrange(len(lines))
    way = draw.randrange(8)
    if way == 0:
        return text.encode("gbk", "replace")
    if way == 1:
        return text.encode("utf-16")
    if way == 2:
        return text.encode()[: draw.randrange(len(text.encode()))]
    if way == 3:
        del lines[at]
    elif way == 4:
        lines[at] = draw.choice(["\t", "  ", "- ", "]", ": "]) + lines[at]
    elif way == 5:
        lines.insert(at, lines[draw.randrange(len(lines))])
    else:
        head, colon, _ = lines[at].rpartition(": ")
        lines[at] = f"{head}{colon}{draw.choice((*DATES, *VALUES))}"
    return "\n".join(lines).encode()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.sampled_from(FILES), seed=st.integers(0, 2**32))
def test_no_damage_ends_in_a_traceback(packs: Path, file: str, seed: int) -> None:
    path = packs / "mycity" / file
    before = path.read_text(encoding="utf-8")
    try:
        path.write_bytes(damaged(before, Random(seed)))
        faults(language="zh" if seed % 2 else "en")
    finally:
        path.write_text(before, encoding="utf-8")

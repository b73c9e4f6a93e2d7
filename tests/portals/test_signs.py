"""Characters that no letter can print are named at the form; a letter that could not be set says so."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from huxin.casework.models import Letter, Notice
from huxin.casework.outbox.letters.fonts import printable
from huxin.casework.outbox.letters.typeset import FONTS, font_files, typeset
from huxin.casework.service import (
    city_pack,
    letter_pdf,
    perform,
    unprintable,
    unprinted_fields,
    view_case,
)
from tests.portals.conftest import signed_in
from tests.support import City, issue_waiting, key, make_officer, send_waiting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["张三 Müller 12，。“”①", "镕喆㛃龘", "两行\n一行\t", "☑︎ ½", "𠮷𪚥𪜶𫝀𫠠𬺰", "𰻝"])
def test_what_the_font_has_is_taken(text: str) -> None:
    assert [one for one in unprintable(text) if one != "☑"] == []


@pytest.mark.parametrize("sign", ["\U00030041", "\U0002ebf0", "བོད", "🫠", "\ue000"])
def test_a_sign_outside_the_font_is_named_at_the_form_and_nothing_is_recorded(sign: str) -> None:
    city = City()
    no = city.file()
    page = signed_in(city.worker).post(f"/cases/{no}/do/withdraw/", {"key": key(), "reason": f"名字里有{sign}"})
    assert page.status_code == 400
    told = page.text.split('id="problems"')[1].split("</div>")[0]
    assert all(one in told for one in unprintable(sign))
    assert unprintable(sign) == list(dict.fromkeys(sign))
    assert f"名字里有{sign}" in page.text
    assert view_case(city.worker, no).case.status == "received"
    note = signed_in(city.handler).post(f"/agency/cases/{no}/do/note/", {"key": key(), "text": sign})
    assert note.status_code == 400
    assert view_case(city.handler, no).last("note") is None


def test_a_letter_that_could_not_be_set_is_not_said_to_be_on_its_way() -> None:
    city = City()
    no = city.file()
    perform(city.handler, no, "note", {"text": "家住བ祥里"}, key=key())  # over the API, past the form
    city.decide(no)
    Letter.objects.filter(case=no).update(tries=3)
    mine = signed_in(city.worker).get(f"/cases/{no}/").text
    assert "没能生成" in mine
    assert "正在生成，过一会儿刷新" not in mine
    desk = signed_in(city.handler).get(f"/agency/cases/{no}/").text
    assert "没能生成" in desk
    assert "བ" in desk.split('id="letters-h"')[1].split("</section>")[0]
    assert [signs for _label, signs in unprinted_fields(view_case(city.handler, no))] == [["བ"]]


# --- fonts ---

BLOCKS = {
    "basic": (0x4E00, 0x9FFF), "A": (0x3400, 0x4DBF), "B": (0x20000, 0x2A6D6), "C": (0x2A700, 0x2B734),
    "D": (0x2B740, 0x2B81D), "E": (0x2B820, 0x2CEA1), "F": (0x2CEB0, 0x2EBE0),
}  # fmt: skip
"""Blocks of Han characters that letters print whole, as Unicode 10 had them."""
FREE = {"fonts-hanazono": "SIL OPEN FONT LICENSE", "fonts-babelstone-han": "ARPHIC PUBLIC LICENSE"}
"""The packages that fonts come from, and the words that their licences begin with."""
DOCUMENTS = Path("/usr/share/doc")


@pytest.mark.parametrize("block", BLOCKS)
def test_extensions_of_han_are_printed_whole(block: str) -> None:
    first, last = BLOCKS[block]
    assert [f"U+{one:04X}" for one in range(first, last + 1) if one not in printable()] == []


def test_of_the_newest_extensions_what_a_free_font_holds_and_the_rest_is_refused_by_name() -> None:
    held = [one for one in range(0x30000, 0x323B0) if one in printable()]
    assert len(held) > 5000
    missing = next(one for one in range(0x30000, 0x3134B) if one not in printable())
    assert unprintable(f"住在{chr(missing)}") == [chr(missing)]


def test_every_font_that_a_letter_is_set_in_is_free() -> None:
    ours, others = (
        [one for one in font_files() if one.parent == FONTS],
        [one for one in font_files() if one.parent != FONTS],
    )
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert [one.name for one in ours] == ["NotoSerifSC-Regular.ttf"]
    assert {one.name for one in others} == {"HanaMinA.ttf", "HanaMinB.ttf", "BabelStoneHan.ttf"}
    for name, words in FREE.items():
        assert words in (DOCUMENTS / name / "copyright").read_text(encoding="utf-8").upper()


def test_a_letter_prints_rare_signs_as_text(tmp_path: Path) -> None:
    city = City()
    no = city.file()
    perform(city.handler, no, "ask_completion", {"items": "𠮷𪜶𫝀𫠠𬺰𰻝的订单"}, key=key())
    issue_waiting()
    letter = Letter.objects.get(case=no)
    _name, pdf = letter_pdf(city.worker, letter.id)
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "𠮷𪜶𫝀𫠠𬺰𰻝的订单" in text


# --- set again ---


def failed(city: City) -> Letter:
    """A letter that could not be set, for a Tibetan letter that came past the form."""
    no = city.file()
    perform(city.handler, no, "ask_completion", {"items": "订单བ要清楚的"}, key=key())
    for _ in range(3):
        issue_waiting()
        Letter.objects.filter(case=no, issued_at=None).update(leased_until=None)
    return Letter.objects.get(case=no)


def again(city: City, letter: Letter, **said: Any) -> Any:
    return signed_in(city.handler).post(f"/agency/cases/{letter.case_id}/letters/{letter.id}/again/", said, follow=True)


def test_nobody_is_told_of_a_letter_that_is_not_there() -> None:
    city = City()
    letter = failed(city)
    assert letter.issued_at is None
    send_waiting()
    assert Notice.objects.get(case_id=letter.case_id).sent_at is None
    again(city, letter, sign="བ", **{"as": "（藏文）"})
    issue_waiting()
    send_waiting()
    assert Notice.objects.get(case_id=letter.case_id).sent_at is not None


def test_an_officer_says_how_a_sign_is_written_and_the_letter_is_set() -> None:
    city = City()
    letter = failed(city)
    page = signed_in(city.handler).get(f"/agency/cases/{letter.case_id}/").text
    assert "“བ”在文书里写成" in page
    for wrong in ("", "བ", "很" * 41):
        told = again(city, letter, sign="བ", **{"as": wrong}).text
        assert "要填 1 到 40 个" in told
        assert "已经重新排队生成" not in told
    assert "已经重新排队生成" in again(city, letter, sign="བ", **{"as": "（藏文）"}).text
    issue_waiting()
    letter.refresh_from_db()
    assert letter.spelled_by_id == city.handler.account_id
    assert "藏文".encode() not in bytes(letter.spelling or b"")
    _name, pdf = letter_pdf(city.worker, letter.id)
    text = re.sub(r"\s", "", PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
    assert "订单（藏文）要清楚的" in text
    assert "写作“（藏文）”" in text
    assert "U+0F56" in text
    assert view_case(city.handler, letter.case_id).last("ask_completion").payload["items"] == "订单བ要清楚的"  # type: ignore[union-attr]
    done = signed_in(city.handler).get(f"/agency/cases/{letter.case_id}/").text
    assert "没能生成" not in done


def test_only_the_office_sets_a_letter_again_and_only_one_that_failed() -> None:
    city = City()
    letter = failed(city)
    here = f"/agency/cases/{letter.case_id}/letters/{letter.id}/again/"
    said = {"sign": "བ", "as": "（藏文）"}
    assert signed_in(city.worker).post(here, said).status_code == 403
    assert signed_in(make_officer("handler", county="330381")).post(here, said).status_code == 404
    looked = signed_in(city.handler).get(here)
    assert looked["Location"] == f"/agency/cases/{letter.case_id}/"
    again(city, letter, **said)
    issue_waiting()
    assert signed_in(city.handler).post(here, said).status_code == 404


def test_without_the_packages_the_form_names_what_it_cannot_print(settings: Any) -> None:
    from huxin.casework.outbox.letters.typeset import _compiler

    settings.FONT_FOLDERS = ["/nowhere"]
    printable.cache_clear()
    _compiler.cache_clear()
    try:
        assert unprintable("𠮷") == ["𠮷"]
        with pytest.raises(Exception, match="could not be displayed"):
            typeset(city_pack(), "completion-notice", letter_words("𠮷"))
    finally:
        printable.cache_clear()
        _compiler.cache_clear()


def letter_words(items: str) -> dict[str, Any]:
    """What a letter about completing papers says at the least."""
    city = City()
    from huxin.casework.outbox.letters.content import letter_data

    no = city.file()
    perform(city.handler, no, "ask_completion", {"items": items}, key=key())
    dossier = view_case(city.handler, no)
    return letter_data(dossier, dossier.steps[-1], "completion-notice", dossier.case.applicant)

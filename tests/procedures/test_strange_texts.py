"""Texts that nobody thought of, on a decision: each is printed whole, or its signs are named before it is sent."""

from __future__ import annotations

import os
import random
from io import BytesIO
from typing import Any, Final

import pytest
from pypdf import PdfReader

from huxin.casework.outbox.letters.fonts import printable, unprintable
from huxin.casework.outbox.letters.sample import said_by
from huxin.casework.outbox.letters.typeset import typeset
from tests.procedures.support import COUNTY, PACK
from tests.procedures.test_letters import data

TEXTS: Final = int(os.environ.get("HUXIN_STRANGE", "40"))
HAN: Final = {
    "common": (0x4E00, 0x9FFF), "A": (0x3400, 0x4DBF), "B": (0x20000, 0x2A6DF), "C": (0x2A700, 0x2B739),
    "D": (0x2B740, 0x2B81D), "E": (0x2B820, 0x2CEA1), "F": (0x2CEB0, 0x2EBE0), "G": (0x30000, 0x3134A),
    "H": (0x31350, 0x323AF),
}  # fmt: skip
OTHER: Final = {
    "Tibetan": (0x0F40, 0x0F69), "Uyghur": (0x0626, 0x064A), "Mongolian": (0x1820, 0x1842), "Yi": (0xA000, 0xA48C),
    "emoji": (0x1F600, 0x1F64F), "private": (0xE000, 0xE0FF), "Latin": (0x00C0, 0x017F), "fullwidth": (0xFF10, 0xFF19),
}  # fmt: skip
DECISIONS: Final = (
    ("penalty", "decide", "penalty-decision", {"outcome": "fined"}, ("facts", "reason")),
    ("arbitration", "decide", "arbitration-award", {"outcome": "supported"}, ("facts", "reasons", "orders")),
    ("injury-recognition", "decide", "injury-decision", {"outcome": "not_recognised"}, ("facts", "reason")),
)


def text_like(dice: random.Random) -> str:
    """A few sentences with signs of one or two odd blocks, a word without an end, or a list of claims."""
    parts = []
    for _unused in range(dice.randint(1, 4)):
        low, high = dice.choice([*HAN.values(), *OTHER.values()])
        parts.append(
            "站点说" + "".join(chr(dice.randint(low, high)) for _each in range(dice.randint(1, 6))) + "没有来。"
        )
    kind = dice.randrange(4)
    if kind == 0:
        parts.append("https://example.cn/" + "x" * 300)
    elif kind == 1:
        parts += [f"{at}. 支付 2026 年 {at % 12 + 1} 月的报酬 {at * 100} 元。\n" for at in range(1, 31)]
    elif kind == 2:
        parts.append("一段很长的话，" * dice.randint(20, 120))
    dice.shuffle(parts)
    return "".join(parts)


@pytest.mark.parametrize("seed", range(TEXTS))
def test_a_text_is_printed_whole_or_its_signs_are_named(seed: int) -> None:
    dice = random.Random(seed)
    name, act, letter, fixed, questions = dice.choice(DECISIONS)
    one, text = PACK.procedures[name], text_like(dice)
    payload = said_by(one, act, {**fixed, **dict.fromkeys(questions, text)}, whole=dice.random() < 0.5, county=COUNTY)
    said = data(one, letter, payload)
    missing = unprintable(text)
    if missing:
        assert all(sign in text and ord(sign) not in printable() for sign in missing)
        if any(not 0x600 <= ord(sign) <= 0x6FF for sign in missing):  # Arabic is drawn by its presentation forms
            with pytest.raises(RuntimeError):
                typeset(PACK, letter, said)
        return
    pages = [bare(page.extract_text()) for page in PdfReader(BytesIO(typeset(PACK, letter, said))).pages]
    wanted = [sign for sign in bare(text) if any(low <= ord(sign) <= high for low, high in HAN.values())]
    whole = "".join(pages)
    assert [sign for sign in dict.fromkeys(wanted) if sign not in whole] == []
    signing = next(page for page in reversed(pages) if bare(said["day"]) in page)
    assert len(signing) - len(said["office"]) - len(said["day"]) > 60, "office and day stand alone on a page"


def bare(text: Any) -> str:
    return "".join(str(text).replace("\u200b", "").split())


def test_a_text_that_no_font_has_is_told_by_its_sign() -> None:
    assert unprintable("张🛵三") == ["🛵"]
    assert unprintable("𠮷𪚥㐀") == []

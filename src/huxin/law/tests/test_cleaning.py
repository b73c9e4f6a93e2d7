"""What is typed in any usual way becomes one value; what could be something else stays for the check to refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxin.law import InputError, cleaning
from huxin.law.procedures import Field, field_problems

SAME = {
    "phone": {
        "13800001111": [
            "138００００1111", "+86 138 0000 1111", "0086-138-0000-1111", "８６13800001111", "138\u200b00001111",
            "+86(138)00001111",
        ],
    },
    "money": {
        "-5": ["-5", "−5", "－5", "–5", "—5", "(5)", "-￥5"],
        "12345.60": ["12,345.60", "１２３４５．６０", "¥12,345.60", "12345.60元", " 12 345.60 "],
        "1,23": ["1,23"],
    },
    "date": {
        "2026-11-01": [
            "2026-11-01", "2026/11/1", "2026年11月1日", "２０２６．１１．０１", "20261101", "2026-11-01T00:00:00",
        ],
        "0026-11-01": ["0026-11-01"],
        "1/11/2026": ["1/11/2026"],
    },
    "time": {
        "14:30": ["14：30", "14 点 30 分", "１４:３０", " 14时30"], "09:05": ["9:05", "9点5分"], "14:00": ["14点"],
    },
    "moment": {
        "2026-08-06T14:00+08:00": [
            "2026-08-06T14:00", "2026-08-06 14:00", "2026-08-06T14:00:59", "2026年8月6日14时", "2026/8/6 14：00",
            "２０２６-08-06 14 点 00 分", "2026-08-06T06:00Z", "2026-08-06T06:00:00+00:00", "20260806 14:00",
            "2026.8.6 14:00",
        ],
        "2026-01-01T00:10+08:00": ["2025-12-31T16:10Z"],
        "下午两点": ["下午两点"], "2026-08-06": ["2026-08-06"], "14:00": ["14:00"],
        "2026-02-30 14:00": ["2026-02-30 14:00"], "2026-08-06T25:00": ["2026-08-06T25:00"],
        "0001-01-01T00:00+23:00": ["0001-01-01T00:00+23:00"],
    },
    "month": {"2026-01": ["2026-01", "2026/1", "2026年1月", "202601", "２０２６-０１"]},
    "id_number": {
        "11010519491231002X": ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X"],
    },
    "bank_card": {
        "6217000000000000000": [
            "6217 0000 0000 0000 000", "６２１７000000000000000", "6217-0000-0000-0000-000",
        ],
    },
    "credit_code": {
        "91330300MA0000000N": ["91330300ma0000000n", " 91330300 MA000 0000N", "９１３３０３００ＭＡ０００００００Ｎ"],
    },
    "text": {"张三": ["张三", " 张三\u200b", "\u202e张三\u202c", "\ufeff张三\u3000"]},
}  # fmt: skip
CASES = [(kind, want, raw) for kind, table in SAME.items() for want, raws in table.items() for raw in raws]


def field(kind: str) -> Field:
    return Field(name="x", kind=kind, label={"zh": "甲", "en": "A"})  # type: ignore[arg-type]


def faults(kind: str, value: str) -> list[str]:
    payload = cleaning.cleaned([field(kind)], {"x": value})
    return [one.code for one in field_problems([field(kind)], payload)]


@pytest.mark.parametrize(("kind", "want", "raw"), CASES)
def test_every_writing_of_a_value_is_one_value(kind: str, want: str, raw: str) -> None:
    assert cleaning.cleaned_value(kind, raw) == want
    assert cleaning.cleaned_value(kind, want) == want


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("date", "0026-11-01", "far_date"), ("date", "2926-11-01", "far_date"), ("date", "1899-12-31", "far_date"),
        ("date", "2026-02-30", "not_a_date"), ("id_number", "110105491231002", "id_old"),
        ("credit_code", "abc", "credit_form"), ("credit_code", "91330300MA0000000X", "credit_check"),
        ("time", "99:99", "not_a_time"), ("time", "24:00", "not_a_time"), ("time", "下午", "not_a_time"),
        ("moment", "解除为止", "not_a_moment"), ("moment", "2026-08-06", "not_a_moment"),
        ("moment", "2026-08-06T24:01", "not_a_moment"), ("moment", "0026-08-06T14:00", "far_date"),
        ("moment", "0001-01-01T00:00+23:00", "not_a_moment"),
        ("money", "1,23", "not_money"), ("phone", "٣٣٣٣٣٣٣٣٣٣٣", "phone"), ("county", "٣٣٠٣٠٢", "county"),
        ("bank_card", "٦٢١٧٠٠٠٠٠٠٠٠٠٠٠", "bank_card"), ("text", "\u200b\u202e", "missing"),
    ],
)  # fmt: skip
def test_what_is_no_such_value_is_told(kind: str, value: str, code: str) -> None:
    assert faults(kind, value) == [code]


def test_full_width_is_refused_where_nobody_cleaned_it() -> None:
    for kind, value in (
        ("phone", "138００００1111"),
        ("bank_card", "６２１７000000000000000"),
        ("county", "３３０３０２"),
    ):
        assert field_problems([field(kind)], {"x": value})


@given(st.text())
def test_cleaning_is_done_once_for_all(raw: str) -> None:
    for kind in SAME:
        once = cleaning.cleaned_value(kind, raw)
        assert cleaning.cleaned_value(kind, once) == once


@given(st.integers(0, 9_999_999), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_of_a_credit_code_is_found(serial: int, place: int, mark: str) -> None:
    body = f"91999999MA{serial:07d}"
    right = body + cleaning.credit_check(body)
    assert cleaning.is_credit_code(right)
    wrong = right[:place] + mark + right[place + 1 :]
    assert cleaning.is_credit_code(wrong) == (wrong == right)


HALVES = ("\ud800", "a\udfffb", {"\ud800": 1}, {"a": [{"b": "\udbff"}]}, ["x", "\udc00"])


@pytest.mark.parametrize("data", HALVES)
def test_half_a_character_is_found_and_can_be_told(data: object) -> None:
    """JSON can send it (``"\\ud800"``), no file, page or database can hold it."""
    assert not cleaning.whole(data)
    told = InputError("x", f"facts.{data}", data, "whole characters", "Mend it.")
    for one in (str(told), told.problem.got, told.problem.field):
        assert one.encode()


def test_whole_characters_of_every_plane_are_whole() -> None:
    assert cleaning.whole({"name": ["𠮷", "👷🏽‍♀️", "\uffff", "\0", 1, None, 1.5, True]})
    assert faults("text", "a\ud800") == ["control"]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [("7", 7), (" 0012 ", 12), ("１２", None), ("12345", None), ("", None), ("-1", None), ("1.0", None), ("七", None),
     ("²", None), ("1e3", None), ("9" * 10_000, None)],
)  # fmt: skip
def test_a_whole_number_has_only_so_many_digits(raw: str, wanted: int | None) -> None:
    assert cleaning.whole_number(raw, 4, None) == wanted

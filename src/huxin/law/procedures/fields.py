"""Answers checked against their questions: one reader per kind of field, faults in words that a person can act on.

Answers are JSON values as the contract writes them: money "892.40", months "2025-01", dates "2025-01-31", yes_no
true or false, ``many`` a list of option values, ``file`` a list of evidence ids, ``months_table`` a list of rows.
A ``moment`` is "2025-01-31T14:00+08:00".  An HTML form sends text; ``yes_no`` therefore also takes "yes" and "no".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from huxin.law import cleaning
from huxin.law.dates import day_of, month_of
from huxin.law.procedures.model import Condition, Field, Text2
from huxin.law.values import read

_LONGEST: Final = {"text": 200, "long_text": 4000}
_YES_NO: Final[Mapping[str, bool]] = {"yes": True, "no": False}
ROW: Final = {
    "month": "month",
    "line": "text",
    "paid": "money",
    "refunded": "money",
    "payer": "text",
    "unit_insured": "bool",
    "subsidised": "bool",
}


@dataclass(frozen=True)
class FieldProblem:
    """One fault: where, what came, and what to do, in both languages."""

    field: str
    code: str
    got: object
    text: Text2


class _Wrong(ValueError):
    """A value that does not answer the question."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code, self.text = code, {"zh": zh, "en": en}
        super().__init__(en)


def holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Whether a condition holds; no condition always does, an absent answer never equals."""
    if condition is None:
        return True
    for name, wanted in condition.items():
        got = answers.get(name)
        among = wanted if isinstance(wanted, (tuple, list)) else (wanted,)
        given = (
            got
            if isinstance(got, list)
            else [_YES_NO.get(got, got) if isinstance(got, str) and isinstance(wanted, bool) else got]
        )
        if not any(type(one) is type(want) and one == want for one in given for want in among):
            return False
    return True


def field_problems(
    fields: Sequence[Field], payload: Mapping[str, Any], *, on: date | None = None
) -> list[FieldProblem]:
    """Every fault of a payload, in the order of the questions; unknown names last.

    A field whose ``when`` does not hold is not asked.  A field with another ``source`` than the applicant is the
    server's to fill in and is not missed here.
    """
    found: list[FieldProblem] = []
    for one in fields:
        if not holds(one.when, payload) or (one.source != "applicant" and one.name not in payload):
            continue
        problem = _problem(one, payload.get(one.name), on)
        if problem is not None:
            found.append(problem)
    known = {one.name for one in fields}
    for name in payload:
        if name not in known:
            text = {"zh": f"这一步没有“{name}”这一项。把它去掉。", "en": f"This act asks no '{name}'. Leave it out."}
            found.append(FieldProblem(name, "unknown_field", payload[name], text))
    return found


def _problem(one: Field, value: Any, on: date | None) -> FieldProblem | None:
    if value is None or value == "" or (one.kind == "file" and value == []):
        if not one.required:
            return None
        label = one.label
        text = {"zh": f"还没填“{label['zh']}”。请填上。", "en": f"'{label['en']}' is empty. Please fill it in."}
        return FieldProblem(one.name, "missing", value, text)
    try:
        _CHECKS[one.kind](one, value)
        _limits(one, value, on)
    except _Wrong as wrong:
        return FieldProblem(one.name, wrong.code, value, wrong.text)
    return None


def _text(one: Field, value: Any) -> None:
    longest = one.max_length or _LONGEST.get(one.kind, 200)
    if not isinstance(value, str):
        raise _Wrong("not_text", "请填文字。", "Write text.")
    if not value.strip():
        raise _Wrong("missing", "只有空格，请写上内容。", "Only blanks: please write something.")
    if len(value) > longest:
        raise _Wrong(
            "too_long",
            f"最多 {longest} 个字，现在 {len(value)} 个。请写短一点。",
            f"At most {longest} characters, now {len(value)}. Shorten it.",
        )
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", value):
        raise _Wrong(
            "control", "里面有看不见的控制字符，请重新输入。", "It holds invisible control characters; type it again."
        )


def _typed(kind: str, code: str, zh: str, en: str) -> Callable[[Field, Any], None]:
    def check(one: Field, value: Any) -> None:
        try:
            read(kind, value)
        except ValueError:
            raise _Wrong(code, zh, en) from None

    return check


def _option(one: Field, value: Any) -> None:
    if value not in [option.value for option in one.options]:
        raise _Wrong(
            "not_an_option",
            "请从列出的选项里选。",
            f"Choose one of: {', '.join(option.value for option in one.options)}.",
        )


def _many(one: Field, value: Any) -> None:
    if not isinstance(value, list) or len({str(part) for part in value}) != len(value):
        raise _Wrong("not_a_list", "每个选项只能选一次。", "A list of options, each once.")
    for part in value:
        _option(one, part)


def _yes_no(one: Field, value: Any) -> None:
    answer = _YES_NO.get(value, value) if isinstance(value, str) else value
    if not isinstance(answer, bool):
        raise _Wrong("not_yes_no", "请选“是”或“否”。", "Choose yes or no.")
    if one.must_be is not None and answer is not one.must_be:
        raise _Wrong(
            "must_agree",
            f"要选“{'是' if one.must_be else '否'}”才能继续。",
            f"This must be {'yes' if one.must_be else 'no'} to go on.",
        )


def _id_number(one: Field, value: Any) -> None:
    """Citizen identity number 公民身份号码 (GB 11643): 17 digits and a check character."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{15}", value):
        raise _Wrong(
            "id_old",
            "这是 15 位的老身份证号，现在不用了：填新证上的 18 位号码。",
            "This is an old number of 15 digits: write the 18 characters of the present card.",
        )
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{17}[0-9Xx]", value):
        raise _Wrong(
            "id_form",
            "身份证号是 18 位，最后一位可以是 X。",
            "An identity number has 18 characters; the last may be X.",
        )
    if not cleaning.checks_out(value.upper()):
        raise _Wrong(
            "id_check",
            "身份证号的最后一位对不上，请对着证件再核一遍。",
            "The last character does not fit the others; compare with the card.",
        )


def _credit_code(one: Field, value: Any) -> None:
    """Unified social credit code 统一社会信用代码 (GB 32100): 17 characters and one that checks them."""
    if not isinstance(value, str) or len(value) != 18:
        raise _Wrong(
            "credit_form",
            "统一社会信用代码是 18 位，照营业执照写。",
            "A unified social credit code has 18 characters; copy it from the licence.",
        )
    if not cleaning.is_credit_code(value):
        raise _Wrong(
            "credit_check",
            "统一社会信用代码对不上（没有 I、O、S、V、Z，最后一位要对得上），请对着营业执照再核一遍。",
            "The code does not check (no I, O, S, V, Z; the last character must fit); compare with the licence.",
        )


def _date(one: Field, value: Any) -> None:
    """A day that exists and can be meant."""
    found = _day(value)
    if found is None:
        raise _Wrong("not_a_date", "请写成 2026-01-31 这样的日期。", "Write a date that exists, such as 2026-01-31.")
    _meant(found)


def _meant(found: date) -> None:
    if not cleaning.plausible(found):
        raise _Wrong(
            "far_date",
            f"年份写错了吧？要在 {cleaning.EARLIEST.year} 到 {cleaning.LATEST.year} 之间。",
            f"Is the year right? It must lie between {cleaning.EARLIEST.year} and {cleaning.LATEST.year}.",
        )


def _moment(one: Field, value: Any) -> None:
    """A minute of a day that exists and can be meant, with its zone."""
    found = moment_of(value)
    if found is None:
        raise _Wrong(
            "not_a_moment",
            "请写哪一天几点，例如 2026-01-31 14:30。",
            "Write day and time, such as 2026-01-31 14:30.",
        )
    _meant(day_of(found))


def moment_of(value: Any) -> datetime | None:
    """The instant that an answer of the kind ``moment`` names; None for what was kept before as a text of its own."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
        return found if found is not None and found.tzinfo is not None and day_of(found) else None
    except (ValueError, OverflowError):
        return None


def _day(value: Any) -> date | None:
    try:
        found = read("date", value)
    except ValueError:
        return None
    return found if isinstance(found, date) else None


def _pattern(pattern: str, code: str, zh: str, en: str) -> Callable[[Field, Any], None]:
    def check(one: Field, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise _Wrong(code, zh, en)

    return check


def _files(one: Field, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
        raise _Wrong(
            "not_files", "请先上传照片或文件。", "Upload the photo or file first; this is a list of their ids."
        )


def _months_table(one: Field, value: Any) -> None:
    if not isinstance(value, list) or not value or len(value) > 600:
        raise _Wrong("not_rows", "至少要有一个月，最多 600 行。", "A list of 1 to 600 rows.")
    for index, row in enumerate(value):
        if not isinstance(row, dict) or "month" not in row or not set(row) <= set(ROW):
            raise _Wrong("bad_row", f"第 {index + 1} 行看不懂。", f"Row {index + 1}: columns are {', '.join(ROW)}.")
        for name, part in row.items():
            try:
                read(ROW[name], part)
            except ValueError as error:
                raise _Wrong(
                    "bad_row", f"第 {index + 1} 行的 {name} 不对。", f"Row {index + 1}, {name}: wanted {error}."
                ) from None


def _limits(one: Field, value: Any, on: date | None) -> None:
    """Least, most and not-after-today, read in the field's own kind."""
    kind = {"number": "int"}.get(one.kind, one.kind)
    begun = moment_of(value) if kind == "moment" else None
    if begun is not None and one.not_future and on is not None and day_of(begun) > on:
        raise _Wrong("future", "日期在今天以后，请核对。", "This lies in the future; please check.")
    if kind in ("int", "money", "date", "month"):
        got: Any = read(kind, value)
        if one.least is not None and got < read(kind, one.least):
            raise _Wrong("too_small", f"不能小于 {one.least}。", f"Not below {one.least}.")
        if one.most is not None and got > read(kind, one.most):
            raise _Wrong("too_big", f"不能大于 {one.most}。", f"Not above {one.most}.")
        if one.not_future and on is not None and got > (month_of(on) if kind == "month" else on):
            raise _Wrong("future", "日期在今天以后，请核对。", "This lies in the future; please check.")


_CHECKS: Final[Mapping[str, Callable[[Field, Any], None]]] = {
    "text": _text,
    "long_text": _text,
    "credit_code": _credit_code,
    "date": _date,
    "month": _typed("month", "not_a_month", "请写成 2026-01 这样的月份。", "Write a month such as 2026-01."),
    "time": _pattern(
        r"(?:[01][0-9]|2[0-3]):[0-5][0-9]",
        "not_a_time",
        "请写成 14:30 这样的时间。",
        "Write a time of the day such as 14:30.",
    ),
    "moment": _moment,
    "money": _typed(
        "money",
        "not_money",
        "请写金额，最多两位小数，例如 892.40。",
        'Write yuan with at most two decimals, such as "892.40".',
    ),
    "number": _typed("int", "not_a_number", "请写整数。", "Write a whole number."),
    "choice": _option,
    "many": _many,
    "yes_no": _yes_no,
    "id_number": _id_number,
    "phone": _pattern(
        r"1[0-9]{10}", "phone", "手机号是 11 位数字，以 1 开头。", "A mobile number has 11 digits and begins with 1."
    ),
    "bank_card": _pattern(
        r"[0-9]{12,19}",
        "bank_card",
        "卡号是 12 到 19 位数字，不要空格。",
        "A card number has 12 to 19 digits, no blanks.",
    ),
    "county": _pattern(
        r"[0-9]{6}", "county", "请从列表里选县（市、区）。", "Choose a county from the list (six digits)."
    ),
    "months_table": _months_table,
    "file": _files,
}

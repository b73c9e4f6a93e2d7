"""An agreement made from the pack's clauses and the parties' answers; what is built passes its own check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huxin.law.agreements.check import CheckedAgreement, check_text
from huxin.law.agreements.model import ModelClause, Paper
from huxin.law.cleaning import cleaned
from huxin.law.errors import InputError, nearest
from huxin.law.pack.model import Pack
from huxin.law.procedures import field_problems, holds
from huxin.law.procedures.model import Field

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Built:
    """An agreement in one language: ``text`` is what is signed, ``summary`` what the worker reads first."""

    paper: str
    title: str
    clauses: tuple[tuple[str, str], ...]
    summary: tuple[str, ...]
    text: str
    checked: CheckedAgreement


def build(pack: Pack, paper: str, answers: Mapping[str, Any], *, language: str = "zh") -> Built:
    """Put an agreement together.  ``answers`` as the paper's fields ask them.

    Raises InputError for an unknown kind, an answer that does not fit its question, and answers through which the
    text would say what it may not say.
    """
    built = compose(pack, paper, answers, language=language)
    _passes(built.checked)
    return built


def compose(pack: Pack, paper: str, answers: Mapping[str, Any], *, language: str = "zh") -> Built:
    """The same with the judgement of every clause, whatever it says.  Raises InputError as ``build`` but for that."""
    if paper not in pack.papers:
        raise InputError("paper", "paper", paper, "a kind of agreement", nearest(paper, pack.papers))
    kind = pack.papers[paper]
    answers = cleaned(kind.fields, answers)
    problems = field_problems(kind.fields, answers)
    if problems:
        first = problems[0]
        raise InputError(first.code, first.field, first.got, first.text["en"], first.text["zh"])
    _dates(answers)
    words = {one.name: _said(pack, one, answers.get(one.name), language) for one in kind.fields}
    chosen = [pack.model_clauses[name] for name in kind.clauses]
    chosen = [clause for clause in chosen if holds(clause.when, answers)]
    clauses = tuple((clause.title[language], clause.text[language].format_map(words)) for clause in chosen)
    text = _whole(kind, clauses, language)
    summary = tuple(clause.plain[language].format_map(words) for clause in chosen)
    return Built(paper, kind.label[language], clauses, summary, text, check_text(pack, text, paper))


def placeholders(clause: ModelClause) -> set[str]:
    """The answers that a clause names, in either language."""
    from string import Formatter

    texts = (*clause.text.values(), *clause.plain.values())
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def _dates(answers: Mapping[str, Any]) -> None:
    start, end = answers.get("start_on"), answers.get("end_on")
    if start and end and answers.get("open_term") in (False, "no") and str(end) <= str(start):
        hint = "结束日要在开始日之后。 The end lies after the beginning."
        raise InputError("dates", "end_on", end, f"a day after {start}", hint)


def _passes(checked: CheckedAgreement) -> None:
    """A free answer may have said something that an agreement may not say."""
    wrong = next((one for one in checked.judgements if one.verdict not in ("fine", "not_judged")), None)
    if wrong is not None:
        raise InputError("clause", wrong.code, wrong.quote or wrong.label["zh"], wrong.reason["en"], wrong.reason["zh"])


def _said(pack: Pack, one: Field, value: Any, language: str) -> str:
    if value is None:
        return ""
    if one.kind == "choice":
        return next(option.label[language] for option in one.options if option.value == value)
    if one.kind == "county":
        division = pack.divisions.get(str(value))
        return division.label[language] if division else str(value)
    if one.kind == "date":
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()
    return " ".join(str(value).split())


def _whole(kind: Paper, clauses: tuple[tuple[str, str], ...], language: str) -> str:
    if language == "zh":
        parts = [f"第{numeral(index)}条 {title}\n{text}" for index, (title, text) in enumerate(clauses, 1)]
        return "\n\n".join([kind.label["zh"], *parts]) + "\n"
    parts = [f"Article {index}. {title}.\n{text}" for index, (title, text) in enumerate(clauses, 1)]
    return "\n\n".join([kind.label["en"], *parts]) + "\n"


def numeral(number: int) -> str:
    """1 to 99 as Chinese clauses count: 一, 十, 十二, 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")

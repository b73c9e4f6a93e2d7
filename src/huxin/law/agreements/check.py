"""An agreement judged sentence by sentence, and against what its kind must hold.

Deterministic: the same text, pack and day give the same judgement.  What a sentence says is judged, not what it speaks
of: where no rule understands it, it is *not judged*, and says so.  Where the rules do not fit, the verdict is ``ask``:
a person is rather asked than told something wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from huxin.law.agreements.model import Must, Paper, Prohibition
from huxin.law.agreements.pattern import Words
from huxin.law.agreements.rules import Bounds, CompiledProhibition, RuleMatch, compile_rule, look
from huxin.law.agreements.text import Sentence, narrow, sentences
from huxin.law.agreements.wording import Wording, wording_of
from huxin.law.errors import InputError, nearest
from huxin.law.pack.model import DECISION_GRADE, Pack
from huxin.law.sums import decimal

Text2 = dict[str, str]
Verdict = Literal["fine", "missing", "void", "not_allowed", "ask", "not_judged"]
State = Literal["in_order", "against_law", "not_judged"]
VERDICTS: Final[dict[Verdict, Text2]] = {
    "fine": {"zh": "没问题", "en": "fine"},
    "missing": {"zh": "缺少", "en": "missing"},
    "void": {"zh": "无效", "en": "void"},
    "not_allowed": {"zh": "不允许", "en": "not allowed"},
    "ask": {"zh": "要问人", "en": "ask a person"},
    "not_judged": {"zh": "没有判断", "en": "not judged"},
}
STATES: Final[dict[State, Text2]] = {
    "in_order": {"zh": "没问题", "en": "in order"},
    "against_law": {"zh": "违反规定", "en": "against the law"},
    "not_judged": {"zh": "没有判断", "en": "not judged"},
}
CONSEQUENCES: Final[dict[str, Text2]] = {
    "void": {"zh": "这一条无效，要改掉", "en": "The clause has no effect and must go"},
    "rectify": {"zh": "责令改正", "en": "To be put right"},
    "consultation": {"zh": "协商改进，不处罚", "en": "A matter for consultation, no penalty"},
    "notice": {"zh": "提醒", "en": "A reminder"},
    "none": {"zh": "不用改", "en": "Nothing to change"},
}
_BY_STATUS: Final = {"law": "rectify", "binding": "rectify", "guideline": "consultation", "judicial": "consultation"}
_LONGEST: Final = 400_000


@dataclass(frozen=True)
class Judgement:
    """One verdict.  ``line`` counts from 1, ``start`` and ``end`` are offsets in the text; None for what is missing."""

    verdict: Verdict
    code: str
    label: Text2
    quote: str
    number: str
    line: int | None
    start: int | None
    end: int | None
    source: str
    status: str
    certainty: Literal["decision", "estimate"]
    consequence: str
    reason: Text2
    mend: Text2
    state: State = "not_judged"
    also: tuple[str, ...] = ()
    """Further clauses that say the same as ``source``."""


@dataclass(frozen=True)
class JudgedClause:
    """One sentence as a whole.  ``codes`` names what was judged in it; a part that no rule understood is not judged."""

    quote: str
    number: str
    line: int
    start: int
    end: int
    state: State
    codes: tuple[str, ...]


@dataclass(frozen=True)
class CheckedAgreement:
    """A whole agreement.  ``sentences`` counts what was read, ``clauses`` holds each but headings."""

    paper: str | None
    sentences: int
    judgements: tuple[Judgement, ...]
    clauses: tuple[JudgedClause, ...] = ()

    @property
    def clean(self) -> bool:
        """Nothing to mend, nothing to ask and nothing that was not judged."""
        return all(one.verdict == "fine" for one in self.judgements) and not self.open

    @property
    def open(self) -> tuple[JudgedClause, ...]:
        """The sentences that no rule understood to the end."""
        return tuple(one for one in self.clauses if one.state == "not_judged")

    def counts(self) -> dict[str, int]:
        """How many judgements of each verdict."""
        return {verdict: sum(one.verdict == verdict for one in self.judgements) for verdict in VERDICTS}

    def as_json(self) -> dict[str, Any]:
        """The contract of ``huxin agreement check``."""
        return {
            "paper": self.paper,
            "clean": self.clean,
            "sentences": self.sentences,
            "counts": self.counts(),
            "judgements": [asdict(one) for one in self.judgements],
            "states": {state: sum(one.state == state for one in self.clauses) for state in STATES},
            "clauses": [asdict(one) for one in self.clauses],
        }


def check_text(pack: Pack, text: str, paper: str | None = None, *, on: date | None = None) -> CheckedAgreement:
    """Judge an agreement.  ``paper`` None: its kind is read from its title; ``on`` None: by the newest figures.

    Raises InputError for an unknown kind, an empty text and one that is longer than any agreement.
    """
    if paper is not None and paper not in pack.papers:
        raise InputError("paper", "--kind", paper, "a kind of agreement", nearest(paper, pack.papers))
    if not text.strip():
        hint = "扫描件没有文字，请给出有文字的文件。 A scan holds no text; give a file with text."
        raise InputError("empty", "text", "nothing", "the text of an agreement", hint)
    if len(text) > _LONGEST:
        hint = "一份一份地查。 Check one agreement at a time."
        raise InputError("too_long", "text", f"{len(text)} characters", f"at most {_LONGEST}", hint)
    kind = paper or _kind(pack, text)
    ready = _ready(pack)
    read = [_Read(part, tuple(_judge(pack, ready, kind, text, part, on))) for part in sentences(text)]
    clauses = [_clause(ready, text, one) for one in read if not ready.wording.is_title(one.part)]
    musts = _musts(pack, pack.papers[kind], text, read) if kind else [_no_kind()]
    found = [one for part in read for one in part.found]
    return CheckedAgreement(kind, len(read), (*found, *musts), tuple(clauses))


@dataclass(frozen=True)
class _Read:
    """A sentence with what was found in it."""

    part: Sentence
    found: tuple[Judgement, ...]

    @property
    def bad(self) -> bool:
        return any(one.state == "against_law" for one in self.found)


def _clause(ready: _Ready, text: str, one: _Read) -> JudgedClause:
    part = one.part
    states = {judged.state for judged in one.found}
    state: State = "not_judged"
    if "against_law" in states:
        state = "against_law"
    elif "not_judged" not in states and (ready.wording.is_model(part) or _covered(part, one.found)):
        state = "in_order"
    start, end = part.at[0], part.at[-1] + 1
    codes = tuple(judged.code for judged in one.found)
    return JudgedClause(" ".join(text[start:end].split()), part.number, part.line, start, end, state, codes)


def _covered(part: Sentence, found: Sequence[Judgement]) -> bool:
    """Whether something was judged in every part of the sentence between commas."""
    begin = 0
    for end in [*(at for at, char in enumerate(part.text) if char in ",:"), len(part.text)]:
        places = part.at[begin:end]
        begin = end + 1
        if places and not any(
            one.start is not None and one.end is not None and one.start <= places[-1] and one.end > places[0]
            for one in found
        ):
            return False
    return True


def _kind(pack: Pack, text: str) -> str | None:
    """The kind whose name stands first in the opening of the text."""
    opening = narrow("".join(text[:600].split()))
    spots = [
        (opening.find(narrow("".join(name.split()))), -len(name), paper.id)
        for paper in pack.papers.values()
        for name in paper.names
    ]
    return min((spot for spot in spots if spot[0] >= 0), default=(0, 0, None))[2]


def _judge(
    pack: Pack, ready: _Ready, kind: str | None, text: str, part: Sentence, on: date | None
) -> Iterator[Judgement]:
    masked = ready.words.plain_text(part.text)
    for rule in ready.rules:
        one = rule.prohibition
        if kind is None or not one.papers or kind in one.papers:
            bounds = Bounds(_bound(pack, one.most, on), _bound(pack, one.least, on)) if rule.numbers else None
            found = look(ready.words, rule, part.text, masked, bounds)
            if found is not None:
                yield _found(pack, kind, text, part, one, found, bounds)
    if part.blank:
        yield _blank(text, part)


def _bound(pack: Pack, parameter: str | None, on: date | None) -> Fraction | None:
    """The figure of a parameter on a day; without a day, or before the first one, the nearest there is."""
    if parameter is None:
        return None
    values = sorted(pack.parameters[parameter].values, key=lambda one: one.valid_from or date.min)
    begun = [one for one in values if on is None or (one.valid_from or date.min) <= on] or values[:1]
    return Fraction(begun[-1].value)


def _found(
    pack: Pack,
    kind: str | None,
    text: str,
    part: Sentence,
    one: Prohibition,
    found: RuleMatch,
    bounds: Bounds | None,
) -> Judgement:
    source = one.sources.get(kind or "", one.source)
    status = pack.instrument(source).status
    verdict: Verdict = one.verdict if found.verdict == "bad" else "fine" if found.verdict == "fine" else "ask"
    if verdict == "void" and status != "law":
        verdict = "not_allowed"
    if verdict == "not_allowed" and status in ("proposal", "draft"):
        verdict = "ask"
    start, end = part.place(found.start, found.end)
    return Judgement(
        verdict=verdict,
        code=one.id,
        label=dict(one.label),
        quote=" ".join(text[part.at[0] : part.at[-1] + 1].split()),
        number=part.number,
        line=text.count("\n", 0, start) + 1,
        start=start,
        end=end,
        source=pack.cite(source),
        status=status,
        certainty="decision" if one.confidence in DECISION_GRADE else "estimate",
        consequence=consequence(verdict, status),
        reason=found.reason or {language: _counted(words, found, bounds) for language, words in one.reason.items()},
        mend={"zh": "", "en": ""} if verdict == "fine" else dict(one.mend),
        state=_STATE[verdict],
        also=tuple(pack.cite(further) for further in one.also),
    )


_STATE: Final[dict[Verdict, State]] = {
    "fine": "in_order", "void": "against_law", "not_allowed": "against_law", "missing": "against_law",
    "ask": "not_judged", "not_judged": "not_judged",
}  # fmt: skip


def _counted(words: str, found: RuleMatch, bounds: Bounds | None) -> str:
    """A reason with the number that the clause names and the bound that it breaks."""
    if found.number is None or bounds is None:
        return words.replace("（写的是{number}，规定是{limit}）", "").replace(
            " (it says {number}; the law: {limit})", ""
        )
    over = bounds.most is not None and found.number > bounds.most
    limit = bounds.most if over else bounds.least
    return words.replace("{number}", _plain(found.number)).replace("{limit}", _plain(limit))


def _plain(number: Fraction | None) -> str:
    return "" if number is None else decimal(number) or str(number)


def consequence(verdict: str, status: str) -> str:
    """What follows, by the status of the source: a guideline never orders anything."""
    if verdict == "fine":
        return "none"
    if verdict == "void":
        return "void"
    return "notice" if verdict == "ask" else _BY_STATUS.get(status, "notice")


def _blank(text: str, part: Sentence) -> Judgement:
    return Judgement(
        verdict="ask", code="left_blank", label={"zh": "留着空没填", "en": "Left blank"},
        quote=" ".join(text[part.at[0] : part.at[-1] + 1].split()),
        number=part.number, line=part.line, start=part.at[0], end=part.at[-1] + 1,
        source="", status="", certainty="decision", consequence="notice",
        reason={
            "zh": "这里留着空。空着签字，以后填什么都说不清。",
            "en": "Something is left open; signed so, anything could be filled in later.",
        },
        mend={"zh": "填上，或者划掉。", "en": "Fill it in or strike it out."},
    )  # fmt: skip


def _no_kind() -> Judgement:
    return Judgement(
        verdict="ask", code="kind_unknown", label={"zh": "看不出是哪种协议", "en": "The kind is not clear"},
        quote="", number="", line=None, start=None, end=None,
        source="", status="", certainty="decision", consequence="notice",
        reason={
            "zh": "标题里没有说是劳动合同、书面协议、三方协议还是超龄劳动者用工协议，所以没有查必备事项。",
            "en": "The title names no kind of agreement, so what it must hold was not checked.",
        },
        mend={"zh": "写明是哪一种，或者用 --kind 指定。", "en": "Name the kind in the title, or give --kind."},
    )  # fmt: skip


def _musts(pack: Pack, paper: Paper, text: str, read: Sequence[_Read]) -> list[Judgement]:
    return [_must(pack, must, text, read) for must in paper.musts]


def _must(pack: Pack, must: Must, text: str, read: Sequence[_Read]) -> Judgement:
    """What must be there is there when a sentence says it in order; one that only speaks of it is not judged."""
    subject = pack.subjects[must.subject]
    ready = _ready(pack)
    marks = ready.marks[must.subject]
    spoken = [
        one
        for one in read
        if not one.part.blank and not one.bad and any(mark.search(one.part.text) for mark in marks)
        if not ready.wording.is_title(one.part)
    ]
    told = next((one for one in spoken if _in_order(pack, ready, must.subject, one)), None)
    one = told or next(iter(spoken), None)
    part = one.part if one else None
    status = pack.instrument(must.source).status
    verdict: Verdict = "fine" if told else "not_judged" if part else "missing"
    zh, en = subject.label["zh"], subject.label["en"]
    reason, mend = _MUST[verdict]
    return Judgement(
        verdict=verdict,
        code=must.subject,
        label=dict(subject.label),
        quote="" if part is None else " ".join(text[part.at[0] : part.at[-1] + 1].split()),
        number="" if part is None else part.number,
        line=part.line if part else None,
        start=part.at[0] if part else None,
        end=part.at[-1] + 1 if part else None,
        source=pack.cite(must.source),
        status=status,
        certainty="decision" if must.confidence in DECISION_GRADE else "estimate",
        consequence="none" if told else "notice" if part else _BY_STATUS.get(status, "notice"),
        reason={"zh": reason["zh"].format(zh), "en": reason["en"].format(en)},
        mend={"zh": mend["zh"].format(zh), "en": mend["en"].format(en)},
        state="not_judged" if verdict == "missing" and status not in ("law", "binding") else _STATE[verdict],
    )


_NOTHING: Final = {"zh": "", "en": ""}
_MUST: Final[dict[Verdict, tuple[Text2, Text2]]] = {
    "fine": ({"zh": "写了“{}”。", "en": "It says: {}."}, _NOTHING),
    "not_judged": (
        {
            "zh": "提到了“{}”，这样写行不行，这里没有判断。",
            "en": "It speaks of: {}. Whether it may say so was not judged.",
        },
        {"zh": "请人看一看，或者照示范条款写。", "en": "Let a person read it, or use the model clause."},
    ),
    "missing": (
        {"zh": "没有写“{}”。", "en": "It does not say: {}."},
        {"zh": "加一条，写清{}。", "en": "Add a clause on: {}."},
    ),
}


def _in_order(pack: Pack, ready: _Ready, subject: str, one: _Read) -> bool:
    within = any(
        found.state == "in_order"
        and found.code in pack.prohibitions
        and pack.prohibitions[found.code].subject == subject
        for found in one.found
    )
    fine = ready.fine[subject]
    return within or ready.wording.is_model(one.part) or any(pattern.search(one.part.text) for pattern in fine)


@dataclass(frozen=True)
class _Ready:
    """What of a pack is compiled once."""

    words: Words
    rules: tuple[CompiledProhibition, ...]
    marks: Mapping[str, tuple[re.Pattern[str], ...]]
    fine: Mapping[str, tuple[re.Pattern[str], ...]]
    wording: Wording


_kept: dict[str, _Ready] = {}


def _ready(pack: Pack) -> _Ready:
    """The compiled rules of a pack, kept under its content hash."""
    if pack.hash not in _kept:
        words = Words(pack.word_groups)
        subjects = pack.subjects.values()
        _kept[pack.hash] = _Ready(
            words,
            tuple(compile_rule(words, one) for one in pack.prohibitions.values()),
            {one.id: tuple(words.compile(mark) for mark in one.marks) for one in subjects},
            {one.id: tuple(words.compile(mark) for mark in one.fine) for one in subjects},
            wording_of(pack),
        )
    return _kept[pack.hash]

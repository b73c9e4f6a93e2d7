"""An agreement judged sentence by sentence, and against what its kind must hold.

Deterministic: the same text and pack give the same judgement.  Where the rules do not fit, the verdict is ``ask``: a
person is rather asked than told something wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from huxin.law.agreements.model import Must, Paper, Prohibition
from huxin.law.agreements.pattern import Words
from huxin.law.agreements.rules import Found, Rule, compile_rule, look
from huxin.law.agreements.text import Sentence, narrow, sentences
from huxin.law.errors import InputError, nearest
from huxin.law.pack.model import DECISION_GRADE, Pack

Text2 = dict[str, str]
Verdict = Literal["fine", "missing", "void", "not_allowed", "ask"]
VERDICTS: Final[dict[Verdict, Text2]] = {
    "fine": {"zh": "没问题", "en": "fine"},
    "missing": {"zh": "缺少", "en": "missing"},
    "void": {"zh": "无效", "en": "void"},
    "not_allowed": {"zh": "不允许", "en": "not allowed"},
    "ask": {"zh": "要问人", "en": "ask a person"},
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


@dataclass(frozen=True)
class Checked:
    """A whole agreement.  ``sentences`` counts what was read; one without a judgement holds nothing wrong."""

    paper: str | None
    sentences: int
    judgements: tuple[Judgement, ...]

    @property
    def clean(self) -> bool:
        """Nothing to mend and nothing to ask."""
        return all(one.verdict == "fine" for one in self.judgements)

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
        }


def check_text(pack: Pack, text: str, paper: str | None = None) -> Checked:
    """Judge an agreement.  ``paper`` None: its kind is read from its title.

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
    parts = sentences(text)
    found = [one for part in parts for one in _judge(pack, kind, text, part)]
    bad = {part for part in parts for one in found if one.start in part.at and one.verdict in ("void", "not_allowed")}
    musts = _musts(pack, pack.papers[kind], text, [part for part in parts if part not in bad]) if kind else [_no_kind()]
    return Checked(kind, len(parts), (*found, *musts))


def _kind(pack: Pack, text: str) -> str | None:
    """The kind whose name stands first in the opening of the text."""
    opening = narrow("".join(text[:600].split()))
    spots = [
        (opening.find(narrow("".join(name.split()))), -len(name), paper.id)
        for paper in pack.papers.values()
        for name in paper.names
    ]
    return min((spot for spot in spots if spot[0] >= 0), default=(0, 0, None))[2]


def _judge(pack: Pack, kind: str | None, text: str, part: Sentence) -> Iterator[Judgement]:
    words, rules = _ready(pack)
    masked = words.plain_text(part.text)
    for rule in rules:
        one = rule.prohibition
        if kind is None or not one.papers or kind in one.papers:
            found = look(words, rule, masked)
            if found is not None:
                yield _found(pack, kind, text, part, one, found)
    if part.blank:
        yield _blank(text, part)


def _found(pack: Pack, kind: str | None, text: str, part: Sentence, one: Prohibition, found: Found) -> Judgement:
    source = one.sources.get(kind or "", one.source)
    status = pack.instruments[source.partition(" ")[0]].status
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
        reason=found.reason or dict(one.reason),
        mend={"zh": "", "en": ""} if verdict == "fine" else dict(one.mend),
    )


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
            "zh": "标题里没有说是劳动合同、书面协议还是三方协议，所以没有查必备事项。",
            "en": "The title names no kind of agreement, so what it must hold was not checked.",
        },
        mend={"zh": "写明是哪一种，或者用 --kind 指定。", "en": "Name the kind in the title, or give --kind."},
    )  # fmt: skip


def _musts(pack: Pack, paper: Paper, text: str, parts: Sequence[Sentence]) -> list[Judgement]:
    return [_must(pack, must, text, parts) for must in paper.musts]


def _must(pack: Pack, must: Must, text: str, parts: Sequence[Sentence]) -> Judgement:
    subject = pack.subjects[must.subject]
    marks = _marks(pack, must.subject)
    part = next((part for part in parts if not part.blank and any(mark.search(part.text) for mark in marks)), None)
    status = pack.instruments[must.source.partition(" ")[0]].status
    verdict: Verdict = "missing" if part is None else "fine"
    label = dict(subject.label)
    return Judgement(
        verdict=verdict,
        code=must.subject,
        label=label,
        quote="" if part is None else " ".join(text[part.at[0] : part.at[-1] + 1].split()),
        number="" if part is None else part.number,
        line=part.line if part else None,
        start=part.at[0] if part else None,
        end=part.at[-1] + 1 if part else None,
        source=pack.cite(must.source),
        status=status,
        certainty="decision" if must.confidence in DECISION_GRADE else "estimate",
        consequence="none" if part else _BY_STATUS.get(status, "notice"),
        reason={"zh": f"写了“{label['zh']}”。", "en": f"It says: {label['en']}."}
        if part
        else {"zh": f"没有写“{label['zh']}”。", "en": f"It does not say: {label['en']}."},
        mend={"zh": "", "en": ""}
        if part
        else {"zh": f"加一条，写清{label['zh']}。", "en": f"Add a clause on: {label['en']}."},
    )


def _marks(pack: Pack, subject: str) -> tuple[re.Pattern[str], ...]:
    """The patterns by which a subject is found, kept likewise."""
    key = pack.hash, subject
    if key not in _subjects:
        words, _ = _ready(pack)
        _subjects[key] = tuple(words.compile(mark) for mark in pack.subjects[subject].marks)
    return _subjects[key]


_subjects: dict[tuple[str, str], tuple[re.Pattern[str], ...]] = {}
_rules: dict[str, tuple[Words, tuple[Rule, ...]]] = {}


def _ready(pack: Pack) -> tuple[Words, tuple[Rule, ...]]:
    """The compiled rules of a pack, kept under its content hash."""
    if pack.hash not in _rules:
        words = Words(pack.word_groups)
        _rules[pack.hash] = words, tuple(compile_rule(words, one) for one in pack.prohibitions.values())
    return _rules[pack.hash]

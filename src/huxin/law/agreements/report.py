"""A checked agreement for people: what is wrong first, each with its clause of law, reason and mend."""

from __future__ import annotations

from collections.abc import Iterator

from huxin.law.agreements.check import CONSEQUENCES, VERDICTS, CheckedAgreement, Judgement

_ORDER = ("void", "not_allowed", "missing", "ask", "not_judged", "fine")
_WORDS = {
    "zh": {
        "clean": "没有查出问题。",
        "line": "第 {line} 行",
        "mend": "怎么改",
        "estimate": "依据还没核实，先当参考",
        "open": "没有判断的句子（请人看）",
    },
    "en": {
        "clean": "Nothing wrong was found.",
        "line": "line {line}",
        "mend": "mend",
        "estimate": "an estimate",
        "open": "Sentences that were not judged (let a person read them)",
    },
}


def as_text(checked: CheckedAgreement, language: str = "zh") -> str:
    """One block per judgement, the fine ones on a line each at the end, then the counts."""
    lines: list[str] = []
    for one in sorted(checked.judgements, key=lambda one: (_ORDER.index(one.verdict), one.start or 0)):
        lines += _block(one, language)
    if checked.clean:
        lines.append(_WORDS[language]["clean"])
    lines += _open(checked, language)
    counts = checked.counts()
    lines.append(", ".join(f"{VERDICTS[name][language]} {counts[name]}" for name in VERDICTS if counts[name]))
    return "\n".join(lines) + "\n"


def _open(checked: CheckedAgreement, language: str) -> Iterator[str]:
    """The sentences of which nothing can be said."""
    words = _WORDS[language]
    if checked.open:
        yield f"{words['open']}: {len(checked.open)}"
    for one in checked.open:
        place = " ".join(part for part in (one.number, words["line"].format(line=one.line)) if part)
        yield f"    {place}  「{one.quote}」"


def _block(one: Judgement, language: str) -> Iterator[str]:
    words = _WORDS[language]
    place = " ".join(part for part in (one.number, words["line"].format(line=one.line) if one.line else "") if part)
    head = f"{VERDICTS[one.verdict][language]}: {one.label[language]}"
    source = f"  [{'；'.join((one.source, *one.also))}]" if one.source else ""
    yield f"{head}{source}{f'  {place}' if place else ''}"
    if one.verdict in ("fine", "missing"):
        return
    if one.quote:
        yield f"    「{one.quote}」"
    doubt = f"（{words['estimate']}）" if one.certainty == "estimate" else ""
    yield f"    {one.reason[language]}{doubt}"
    yield f"    {words['mend']}: {one.mend[language]}  ({CONSEQUENCES[one.consequence][language]})"

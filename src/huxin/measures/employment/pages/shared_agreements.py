"""How pages show an agreement: its clauses, and the judgement of each by the pack's rules."""

from __future__ import annotations

from typing import Any, Final

from huxin.law.agreements.check import CONSEQUENCES, VERDICTS, CheckedAgreement, Judgement
from huxin.measures.employment.service import Content
from huxin.ui.templatetags.words import say

_TONES: Final = {
    "fine": "is-good", "ask": "is-wait", "not_judged": "is-wait",
    "missing": "is-bad", "void": "is-bad", "not_allowed": "is-bad",
}  # fmt: skip
_ORDER: Final = ("void", "not_allowed", "missing", "ask", "not_judged", "fine")


def clauses_of(content: Content | None, *, in_english: bool = False) -> list[tuple[str, str]]:
    """Title and words of every clause.  The Chinese text is what is signed; the English one is a reading aid."""
    if content is None:
        return []
    text = content.english if in_english else content.text
    parts = [part.partition("\n") for part in text.strip().split("\n\n")[1:]]
    return [(title, body) for title, _line_break, body in parts]


def judged(checked: CheckedAgreement) -> dict[str, Any]:
    """Every judgement, what is wrong first, and how many there are of each verdict."""
    found = sorted(checked.judgements, key=lambda one: (_ORDER.index(one.verdict), one.start or 0))
    counts = checked.counts()
    return {
        "rows": [_row(one) for one in found],
        "clean": checked.clean,
        "open": [{"number": one.number, "quote": one.quote} for one in checked.open],
        "counts": [
            {"label": say(VERDICTS[name]), "tone": _TONES[name], "n": counts[name]} for name in _ORDER if counts[name]
        ],
    }


def _row(one: Judgement) -> dict[str, Any]:
    return {
        "verdict": say(VERDICTS[one.verdict]),
        "tone": _TONES[one.verdict],
        "label": say(one.label),
        "number": one.number,
        "quote": one.quote,
        "source": "；".join(part for part in (one.source, *one.also) if part),
        "reason": say(one.reason),
        "mend": say(one.mend),
        "follows": "" if one.verdict == "fine" else say(CONSEQUENCES[one.consequence]),
        "estimate": one.certainty == "estimate",
    }
